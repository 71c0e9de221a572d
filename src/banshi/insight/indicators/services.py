"""Taking snapshots: the only thing that writes figures down."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from banshi.insight.indicators import rules, selectors
from banshi.insight.indicators.events import IndicatorTaken
from banshi.insight.indicators.models import Definition, Snapshot
from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import emit
from banshi.kernel.measures import Period, Scope, measures
from banshi.kernel.refusal import Refused


def take_night(*, by: Actor, at: datetime) -> int:
    """Yesterday, its month so far, and the days that were missed. Returns how many snapshots are new."""
    taken = 0
    for definition in selectors.definitions():
        last = definition.snapshots.aggregate(last=Max("last"))["last"]
        for first, until in rules.periods(moments.day_of(at), last):
            taken += len(take(definition.code, period=Period(first, until), by=by, at=at))
    return taken


@transaction.atomic
def take(code: str, *, period: Period, by: Actor, at: datetime) -> list[Snapshot]:
    """快照: the figure of the whole city and of every area, once a period. Taking it again changes nothing."""
    definition = Definition.objects.select_for_update().get(code=code)
    if by.kind != "system":
        raise Forbidden("indicators.take")
    _check_over(period.last, at)
    taken = definition.snapshots.filter(first=period.first, last=period.last)
    known = set(taken.values_list("area", flat=True))
    fresh = [_figure(definition, area, period, at) for area in selectors.area_codes() if area not in known]
    if fresh:
        Snapshot.objects.bulk_create(fresh)
        figures = {one.area: [one.numerator, one.denominator] for one in fresh}
        event = IndicatorTaken(
            key=code, first=period.first, last=period.last, digest=definition.digest, figures=figures
        )
        emit(event, by=by, at=at)
    return fresh


def _check_over(last: date, at: datetime) -> None:
    if last >= moments.day_of(at):
        raise Refused("not_over", "统计期还没有结束，不能生成快照。")


def _figure(definition: Definition, area: str, period: Period, at: datetime) -> Snapshot:
    figure = measures()[definition.code](period, Scope(area))
    return Snapshot(
        definition=definition,
        area=area,
        first=period.first,
        last=period.last,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=rules.value(definition.unit, figure.numerator, figure.denominator),
        digest=definition.digest,
        taken_at=at,
    )
