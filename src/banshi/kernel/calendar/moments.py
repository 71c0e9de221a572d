"""此刻 the moment it is now. The only place that asks the machine's clock; everything below the edge takes time as an argument.

A demonstration may live in another time (settings.CLOCK_OFFSET); production refuses to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

CHINA = ZoneInfo("Asia/Shanghai")

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """Now, in China's time."""
    return _travelled.get() or (datetime.now(UTC) + settings.CLOCK_OFFSET).astimezone(CHINA)


def today() -> date:
    """Today, in China."""
    return now().date()


def day_of(moment: datetime) -> date:
    """The day of a moment, in China."""
    return moment.astimezone(CHINA).date()


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Stand still at `moment` (naive means China's time) in this thread or task. For tests and demonstrations."""
    if settings.PRODUCTION:
        raise RuntimeError("time travel is for demonstrations and tests")
    at = moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment.astimezone(CHINA)
    token = _travelled.set(at)
    try:
        yield
    finally:
        _travelled.reset(token)
