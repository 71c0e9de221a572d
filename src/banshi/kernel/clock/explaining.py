"""Why each day was counted or not: one row a day from the trigger to the last day, in words people can read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from banshi.kernel.clock.calendars import Calendar
from banshi.kernel.clock.counting import CHINA, DAY, Pause, Stop, closed, day_of, due, moment, nominal_day
from banshi.kernel.clock.limits import Limit


@dataclass(frozen=True)
class DayRow:
    """One day. `n`: how many days (or full hours) of the limit are used up when it ends."""

    date: date
    counted: bool
    why: str
    n: int


def explain(
    trigger: date | datetime,
    limit: Limit,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
    as_of: date | None = None,
) -> list[DayRow]:
    """A row for the trigger day and for each day up to the last. The same arguments as `due`; its last row is that day."""
    total = limit.extended(extensions)
    stops = closed(pauses, as_of)
    start = day_of(trigger)
    last = due(trigger, limit, calendar, pauses=pauses, extensions=extensions, as_of=as_of)
    if last.at:
        return list(_hours(moment(trigger), last.at, stops))
    if total.on_the_spot:
        return [DayRow(start, counted=False, why="即办，当日办结", n=0)]
    first = DayRow(start, counted=False, why="触发日不计", n=0)
    if total.unit == "wd":
        return [first, *_working_days(start, last.on, calendar, stops)]
    return [first, *_calendar_days(start, nominal_day(start, total, stops), last.on, calendar, stops)]


def _working_days(start: date, last: date, calendar: Calendar, stops: Sequence[Stop]) -> Iterator[DayRow]:
    n = 0
    for day in _days(start + DAY, last):
        off = _stopped(day, stops) or _off(day, calendar)
        n += not off
        yield DayRow(day, counted=not off, why=off or _made_up(day, calendar) + f"第{n}个工作日", n=n)


def _calendar_days(
    start: date, nominal: date, last: date, calendar: Calendar, stops: Sequence[Stop]
) -> Iterator[DayRow]:
    n = 0
    for day in _days(start + DAY, last):
        stopped, off = _stopped(day, stops), _off(day, calendar)
        counted = day <= nominal and not stopped
        n += counted
        if stopped:
            why = stopped
        elif day == nominal:
            why = f"第{n}日，{off}，届满日顺延" if off else f"第{n}日，届满"
        elif counted:
            why = f"第{n}日"
        else:
            why = f"{off}，顺延" if off else "顺延至此工作日届满"
        yield DayRow(day, counted=counted, why=why, n=n)


def _hours(start: datetime, end: datetime, stops: Sequence[Stop]) -> Iterator[DayRow]:
    used = 0.0
    for day in _days(start.date(), end.date()):
        stopped = _stopped(day, stops)
        midnight = datetime.combine(day, time(), CHINA)
        if not stopped:
            used += (min(end, midnight + DAY) - max(start, midnight)).total_seconds() / 3600
        words = [f"{start:%H:%M}起计"] if day == start.date() else []
        words += [f"{end:%H:%M}届满"] if day == end.date() else []
        yield DayRow(day, counted=not stopped, why=stopped or "，".join(words) or "连续计算", n=int(used))


def _days(first: date, last: date) -> Iterator[date]:
    for days in range((last - first).days + 1):
        yield first + days * DAY


def _stopped(day: date, stops: Sequence[Stop]) -> str:
    stop = next((stop for stop in stops if day in stop), None)
    return "" if stop is None else f"停表：{stop.reason}" if stop.reason else "停表"


def _off(day: date, calendar: Calendar) -> str:
    """Why nobody works that day; empty when they do."""
    if calendar.is_working(day):
        return ""
    name = calendar.name(day)
    return f"{name}放假" if name else "周末"


def _made_up(day: date, calendar: Calendar) -> str:
    if not calendar.is_proclaimed(day):
        return "放假安排未公布，暂按平日，"
    return "调休上班，" if calendar.name(day) else ""
