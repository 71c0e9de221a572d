"""演示 snapshots: the month before, yesterday, and the month so far, counted from what was planted."""

from datetime import date, datetime, timedelta

from banshi.insight.indicators import selectors, services
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.measures import Period

NIGHT = Actor.system("indicators")


def plant(*, at: datetime) -> None:
    """What the nightly job would have left."""
    before = _month_before(moments.day_of(at).replace(day=1))
    for definition in selectors.definitions():
        services.take(definition.code, period=before, by=NIGHT, at=at)
    for definition in selectors.definitions():
        yesterday = moments.day_of(at) - timedelta(days=1)
        for first in dict.fromkeys((yesterday, yesterday.replace(day=1))):
            services.take(definition.code, period=Period(first, yesterday), by=NIGHT, at=at)


def _month_before(first: date) -> Period:
    last = first - timedelta(days=1)
    return Period(last.replace(day=1), last)
