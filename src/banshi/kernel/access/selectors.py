"""Reads of access: turn an account into an actor."""

from datetime import date

from django.db import connection
from django.db.models import Q

from banshi.kernel.access.models import Grant, User
from banshi.kernel.actors import Actor, Held

# Asked with every request of staff; as text, because the ORM takes longer to write it than PostgreSQL to answer it.
GRANTS = """
    SELECT role.permissions, held.office_path, held.matter
    FROM access_grant held JOIN access_role role ON role.code = held.role_id
    WHERE held.user_id = %s AND held.valid @> %s AND role.retired_on IS NULL ORDER BY held.id"""


def actor(user: User, *, on: date) -> Actor:
    """The actor behind an account on a day, with every grant that is valid then. One statement; none for residents."""
    return actor_behind(user.pk, user.name, user.kind, on=on)


def actor_behind(user_id: int, name: str, kind: str, *, on: date) -> Actor:
    """The same, for who has read the account already."""
    held: tuple[Held, ...] = ()
    if kind == "staff":
        with connection.cursor() as cursor:
            cursor.execute(GRANTS, [user_id, on])
            held = tuple(Held(frozenset(permissions), path, matter) for permissions, path, matter in cursor.fetchall())
    return Actor(user_id, name, kind, held)


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
