"""Reads of access: turn an account into an actor."""

from datetime import date

from banshi.kernel.access.actors import Actor, Held
from banshi.kernel.access.models import Grant, User


def actor(user: User, *, on: date) -> Actor:
    """The actor behind an account on a day, with every grant that is valid then. One statement; none for residents."""
    held: tuple[Held, ...] = ()
    if user.kind == "staff":
        grants = Grant.objects.filter(user=user, valid__contains=on, role__retired_on=None).select_related("role")
        held = tuple(Held(frozenset(g.role.permissions), g.office_path, g.matter) for g in grants)
    return Actor(user.pk, user.name, user.kind, held)
