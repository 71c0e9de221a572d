"""Reads of the worklist: what an actor's offices have to do, soonest first."""

import heapq
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from banshi.kernel.actors import Actor
from banshi.kernel.worklist.models import LEVELS, NO_LIMIT, Line

READ = "worklist.read"


def below(office_path: str) -> Q:
    """The lines of one office subtree."""
    level = office_path.strip("/").count("/") + 1 if office_path.strip("/") else 0
    if level == 0:
        return Q()
    if level <= LEVELS:
        return Q(**{f"place{level}": office_path})
    top = "/".join(office_path.split("/")[: LEVELS + 1]) + "/"
    return Q(**{f"place{LEVELS}": top, "office_path__startswith": office_path})


def held(actor: Actor) -> list[tuple[str, str]]:
    """The office subtrees over which the actor may read, each with its kind of matter ("" = every kind); no more of
    them than needed."""
    pairs = {(grant.office_path, grant.matter) for grant in actor.held if READ in grant.permissions}

    def spare(path: str, matter: str) -> bool:
        wider = (pair for pair in pairs if pair != (path, matter))
        return any(path.startswith(other) and kind in ("", matter) for other, kind in wider)

    return sorted(pair for pair in pairs if not spare(*pair))


def _inside(path: str, matter: str) -> Q:
    return below(path) & (Q(matter=matter) if matter else Q())


def scope(actor: Actor) -> QuerySet[Line]:
    """The open lines of the actor's offices. Everything that reads the worklist begins here."""
    subtrees = held(actor)
    inside = Q() if subtrees else Q(pk__in=[])
    for path, matter in subtrees:
        inside |= _inside(path, matter)
    return Line.objects.filter(inside, closed_at=None)


def page(
    actor: Actor, *, size: int = 20, after: tuple[date | None, int] | None = None, matter: str = "", state: str = "",
    office_path: str = "", light: str = "", today: date | None = None, soon: date | None = None, query: str = "",
    waits_for: str = "",
) -> list[Line]:  # fmt: skip
    """One page, by due day then age, lines without a due day last; `after` is the last row of the page before.

    Returns up to size + 1 rows, so that the caller knows whether there are more. `light`: red = due before `today`,
    yellow = due on or before `soon`, green = later, none = no due day. Each subtree is read from its own index in
    the order of the list, and the pieces are merged.
    """
    wanted = Q(closed_at=None) & _light(light, today, soon)
    exact = {"matter": matter, "state": state, "waits_for": waits_for}
    wanted &= Q(**{name: value for name, value in exact.items() if value})
    if query:
        wanted &= Q(number__startswith=query.upper())
    lines = Line.objects.filter(wanted)
    if after is not None:
        place = (after[0] or NO_LIMIT, after[1])
        lines = lines.filter(TupleGreaterThan(Tuple(F("sort_on"), F("pk")), place))
    pieces = [
        lines.filter(_inside(path, kind)).order_by("sort_on", "pk")[: size + 1]
        for path, kind in _narrowed(held(actor), office_path)
    ]
    merged = heapq.merge(*pieces, key=_place)
    return [next(same) for _, same in islice(groupby(merged, key=_place), size + 1)]


def ended(
    actor: Actor, *, size: int = 20, before: tuple[datetime, int] | None = None, query: str = ""
) -> list[Line]:  # fmt: skip
    """已办结: one page of what has ended, the latest first; `before` is the last row of the page before. Read as `page` is."""
    lines = Line.objects.filter(closed_at__isnull=False)
    if query:
        lines = lines.filter(number__startswith=query.upper())
    if before is not None:
        lines = lines.filter(TupleLessThan(Tuple(F("closed_at"), F("pk")), before))
    pieces = [lines.filter(_inside(path, kind)).order_by("-closed_at", "-pk")[: size + 1] for path, kind in held(actor)]
    merged = heapq.merge(*pieces, key=_ended, reverse=True)
    return [next(same) for _, same in islice(groupby(merged, key=_ended), size + 1)]


def _ended(line: Line) -> tuple[Any, int]:
    return line.closed_at, line.pk


def _place(line: Line) -> tuple[date, int]:
    return line.sort_on, line.pk


def _narrowed(subtrees: list[tuple[str, str]], office_path: str) -> list[tuple[str, str]]:
    """The subtrees, cut down to the office asked for."""
    wider = sorted({(office_path, kind) for path, kind in subtrees if office_path and office_path.startswith(path)})
    return wider + [(path, kind) for path, kind in subtrees if path.startswith(office_path) and path != office_path]


def _light(light: str, today: date | None, soon: date | None) -> Q:
    return {
        "": Q,
        "red": lambda: Q(sort_on__lt=today),
        "yellow": lambda: Q(sort_on__gte=today, sort_on__lte=soon),
        "green": lambda: Q(sort_on__gt=soon, sort_on__lt=NO_LIMIT),
        "none": lambda: Q(sort_on=NO_LIMIT),
    }[light]()
