"""Reads of access: turn an account into an actor."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from banshi.kernel.access.models import Grant, User
from banshi.kernel.actors import Actor, Held

# Asked with every request of staff; as text, because the ORM takes longer to write it than PostgreSQL to answer it.
# Any statement about an `account` on a day `on` may ask for it along.
HOLDS = "role.permissions, held.office_path, held.matter"
HELD = """
    LEFT JOIN access_grant held ON held.user_id = account.id AND account.kind = 'staff' AND held.valid @> %(on)s
    LEFT JOIN access_role role ON role.code = held.role_id AND role.retired_on IS NULL"""
GRANTS = f"SELECT {HOLDS} FROM access_user account {HELD} WHERE account.id = %(account)s ORDER BY held.id"


def actor(user: User, *, on: date) -> Actor:
    """The actor behind an account on a day, with every grant that is valid then. One statement; none for residents."""
    if user.kind != "staff":
        return Actor(user.pk, user.name, user.kind)
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, {"account": user.pk, "on": on})
        return Actor(user.pk, user.name, user.kind, held(cursor.fetchall()))


def held(rows: Iterable[tuple[Any, ...]]) -> tuple[Held, ...]:
    """The grants that rows end with (HOLDS); an account without any has one row that ends with nothing."""
    grants = (row[-3:] for row in rows)
    return tuple(Held(frozenset(names), path, matter) for names, path, matter in grants if names is not None)


def staff(query: str = "") -> list[User]:
    """Accounts of staff by name, the first two hundred that fit."""
    found = User.objects.filter(kind="staff").order_by("username")
    if query:
        found = found.filter(Q(username__icontains=query) | Q(name__icontains=query))
    return list(found[:200])


def grants(user: User) -> list[Grant]:
    return list(Grant.objects.filter(user=user).select_related("role").order_by("-valid", "role"))


def demo_staff() -> list[User]:
    """The accounts that a demonstration offers on its log-in page: those with the known second factor."""
    enrolled = User.objects.filter(kind="staff", is_active=True, authenticator__type="totp")
    return list(enrolled.order_by("pk")[:20])
