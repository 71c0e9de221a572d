"""What the clock tells today: lights, days between, and whether a right has lapsed."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from banshi.kernel.clock.calendars import Calendar
from banshi.kernel.clock.counting import Pause, due
from banshi.kernel.clock.limits import Limit

Light = Literal["green", "yellow", "red"]

_NOTICE = Limit(5)


def light(due_on: date, today: date, calendar: Calendar) -> Light:
    """亮灯: yellow from one working day before the last day, red from the day after it."""
    if today > due_on:
        return "red"
    return "yellow" if working_days_between(today, due_on, calendar) <= 1 else "green"


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after `first`, up to and including `last`; negative when `last` lies before."""
    return calendar.position(last) - calendar.position(first)


def days_taken(start: date, end: date, calendar: Calendar, *, pauses: Sequence[Pause] = ()) -> int:
    """办理用时: working days used from `start` (not counted) to `end`, paused ones left out; 0 when done the same day."""
    taken, counted_to = 0, start
    for first, last in sorted((pause.first, pause.last or end) for pause in pauses):
        if first > end:
            break
        if last > counted_to:
            # The last counted day before this pause; a pause may also begin before we have got anywhere.
            before = max(counted_to, date.fromordinal(first.toordinal() - 1))
            taken += working_days_between(counted_to, before, calendar)
            counted_to = min(last, end)
    return taken + max(0, working_days_between(counted_to, end, calendar))


def notice_lapsed(received_on: date, today: date, calendar: Calendar, *, limit: Limit = _NOTICE) -> bool:
    """行政许可法 第三十二条第一款第四项: not told everything within five days, the application is accepted.

    It then counts as accepted from the day the material was received, not from the day the five days ended.
    """
    return today > due(received_on, limit, calendar).on


def extension_allowed(due_on: date, asked_on: date) -> bool:
    """行政许可法 第四十二条: a limit that has run out cannot be extended any more."""
    return asked_on <= due_on
