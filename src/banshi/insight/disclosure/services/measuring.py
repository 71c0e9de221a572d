"""Measuring: the last twelve months, counted anew from what was delivered."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction

from banshi.insight.disclosure import events
from banshi.insight.disclosure.models import Punctuality
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import emit
from banshi.registers.credit.selectors import punctuality

KEY = "punctuality"


def first_day(day: date) -> date:
    """近十二个月: this month and the eleven before it."""
    return day.replace(day=1) - relativedelta(months=11)


@transaction.atomic
def measure(*, by: Actor, at: datetime) -> int:
    """Measure and replace. Says so when a figure has changed. Returns how many records were measured."""
    day = moments.day_of(at)
    first = first_day(day)
    found = punctuality.tallies(first, day)
    fresh = [Punctuality(**tally._asdict(), measured_at=at) for tally in found]
    before = {_figure(one) for one in Punctuality.objects.all()}
    Punctuality.objects.all().delete()
    Punctuality.objects.bulk_create(fresh)
    double = [one for one in found if one.clock == punctuality.DOUBLE]
    records, in_time = sum(one.records for one in double), sum(one.in_time for one in double)
    if before != {_figure(one) for one in fresh}:
        news = events.PunctualityMeasured(key=KEY, first=first, last=day, records=records, in_time=in_time)
        emit(news, by=by, at=at)
    return records


def _figure(one: Punctuality) -> tuple[object, ...]:
    return one.unit, one.kind, one.clock, one.month, one.records, one.in_time, one.late, one.before, one.unknown
