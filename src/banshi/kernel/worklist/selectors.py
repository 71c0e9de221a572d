"""Reads of the worklist: what an actor's offices have to do, soonest first."""

from datetime import date

from django.db.models import Q, QuerySet

from banshi.kernel.access.actors import Actor
from banshi.kernel.worklist.models import Line

READ = "worklist.read"


def scope(actor: Actor) -> QuerySet[Line]:
    """The open lines of the actor's offices. Everything that reads the worklist begins here."""
    paths = actor.paths(READ)
    inside = Q(pk__in=[]) if not paths else Q()
    for path in paths:
        inside |= Q(office_path__startswith=path)
    return Line.objects.filter(inside, closed_at=None)


def page(
    actor: Actor, *, size: int = 20, after: tuple[date | None, int] | None = None, matter: str = "", state: str = "",
    office_path: str = "", light: str = "", today: date | None = None, soon: date | None = None, query: str = "",
    waits_for: str = "",
) -> list[Line]:  # fmt: skip
    """One page, by due day then age; `after` is the last row of the page before. Returns up to size + 1 rows.

    `light`: red = due before `today`, yellow = due on or before `soon`, green = later.
    """
    lines = scope(actor)
    exact = {"matter": matter, "state": state, "waits_for": waits_for}
    lines = lines.filter(**{name: value for name, value in exact.items() if value})
    if office_path:
        lines = lines.filter(office_path__startswith=office_path)
    if query:
        lines = lines.filter(number__startswith=query.upper())
    if light == "red":
        lines = lines.filter(due_on__lt=today)
    elif light == "yellow":
        lines = lines.filter(due_on__gte=today, due_on__lte=soon)
    elif light == "green":
        lines = lines.filter(due_on__gt=soon)
    if after is not None:
        lines = lines.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    return list(lines.order_by("due_on", "pk")[: size + 1])
