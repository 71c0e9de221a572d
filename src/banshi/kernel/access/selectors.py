"""Reads of access: turn an account into an actor."""

from datetime import date

from django.db.models import Q

from banshi.kernel.access.models import Grant, User
from banshi.kernel.actors import Actor, Held


def actor(user: User, *, on: date) -> Actor:
    """The actor behind an account on a day, with every grant that is valid then. One statement; none for residents."""
    held: tuple[Held, ...] = ()
    if user.kind == "staff":
        grants = Grant.objects.filter(user=user, valid__contains=on, role__retired_on=None).select_related("role")
        held = tuple(Held(frozenset(g.role.permissions), g.office_path, g.matter) for g in grants)
    return Actor(user.pk, user.name, user.kind, held)


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
    return list(User.objects.filter(kind="staff", is_active=True).order_by("pk")[:12])
