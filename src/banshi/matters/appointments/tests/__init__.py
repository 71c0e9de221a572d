"""Moments of March 2022."""

from datetime import datetime

from banshi.kernel.calendar.moments import CHINA


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of March 2022, China's time. The 5th was a Saturday."""
    return datetime(2022, 3, day, hour, minute, second, tzinfo=CHINA)
