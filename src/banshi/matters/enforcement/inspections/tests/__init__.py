"""Tests of inspections. They live in May 2021, in a small city with eleven objects and four officers."""

from datetime import datetime

from banshi.kernel.calendar.moments import CHINA


def at(day: int, hour: int = 9, minute: int = 0, month: int = 5) -> datetime:
    """A moment of May 2021."""
    return datetime(2021, month, day, hour, minute, tzinfo=CHINA)
