"""The last lawful day: limits, pauses and extensions in, one date out. The rules stand in docs/algorithms/clock.md."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from banshi.kernel.clock.calendars import Calendar
from banshi.kernel.clock.limits import Limit

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """停表: time that is not counted (行政许可法 第四十五条: hearing, inspection, expert review …). Both ends inside.

    `last` is None while the pause lasts.
    """

    first: date
    last: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"a pause cannot end ({self.last}) before it begins ({self.first})")


@dataclass(frozen=True)
class Due:
    """The last day, and for a limit in hours the last moment. Provisional: a coming notice or an open pause can move it."""

    on: date
    at: datetime | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Stop:
    """A pause whose end is known, or assumed for today's purpose."""

    first: date
    last: date
    reason: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def due(
    trigger: date | datetime,
    limit: Limit,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
    as_of: date | None = None,
) -> Due:
    """The last day of `limit`, whose first day is the one after `trigger` (民法典 第二百零一条).

    A pause still open is taken to last through `as_of` (not given: through its first day), and the answer is provisional.
    """
    total = limit.extended(extensions)
    stops = closed(pauses, as_of)
    at = _hours(moment(trigger), total.count, stops) if total.unit == "h" and total.count else None
    on = at.date() if at else last_day(day_of(trigger), total, calendar, stops)
    waits = any(pause.last is None and pause.first <= on for pause in pauses)
    return Due(on, at, provisional=not total.on_the_spot and (waits or _assumes(day_of(trigger), on, total, calendar)))


def last_day(start: date, limit: Limit, calendar: Calendar, stops: Sequence[Stop]) -> date:
    """The last day of a limit in days or months."""
    if limit.on_the_spot:
        return start
    if limit.unit == "wd":
        return _skipping(start, limit.count, stops, after=calendar.after, position=calendar.position)
    nominal = nominal_day(start, limit, stops)
    # 民法典 第二百零三条: a period that would end on a day off ends on the next working day.
    while not calendar.is_working(nominal) or any(nominal in stop for stop in stops):
        nominal += DAY
    return nominal


def nominal_day(start: date, limit: Limit, stops: Sequence[Stop]) -> date:
    """The last day of a limit in calendar days or months before days off are looked at."""
    count = limit.count if limit.unit == "d" else (_months_later(start, limit.count) - start).days
    return _skipping(start, count, stops, after=lambda day, days: day + days * DAY, position=date.toordinal)


def closed(pauses: Iterable[Pause], as_of: date | None) -> tuple[Stop, ...]:
    """The pauses in order; one that is open lasts through `as_of`."""
    stops = (Stop(pause.first, pause.last or max(pause.first, as_of or pause.first), pause.reason) for pause in pauses)
    return tuple(sorted(stops, key=lambda stop: stop.first))


def day_of(trigger: date | datetime) -> date:
    """The day in China on which something happened."""
    return moment(trigger).date() if isinstance(trigger, datetime) else trigger


def moment(trigger: date | datetime) -> datetime:
    """The moment in China's time; a limit in hours begins at a moment (民法典 第二百零一条第二款), not on a day."""
    if not isinstance(trigger, datetime):
        raise ValueError("a limit in hours needs the moment it begins, not only the day")
    return trigger.astimezone(CHINA) if trigger.tzinfo else trigger.replace(tzinfo=CHINA)


def _skipping(
    start: date,
    count: int,
    stops: Sequence[Stop],
    *,
    after: Callable[[date, int], date],
    position: Callable[[date], int],
) -> date:
    """The `count`-th day after `start` that lies in no stop: a day touched by a pause is not counted."""
    for stop in stops:
        end = after(start, count)
        if end < stop.first:
            return end
        if stop.last > start:
            count -= position(max(start, stop.first - DAY)) - position(start)
            start = stop.last
    return after(start, count)


def _months_later(start: date, months: int) -> date:
    """民法典 第二百零二条: the same day of the last month, or its last day if it has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _hours(start: datetime, hours: int, stops: Sequence[Stop]) -> datetime:
    """Clock hours, nights and weekends included; they stand still on paused days."""
    left = timedelta(hours=hours)
    for stop in stops:
        begins, ends = _midnight(stop.first), _midnight(stop.last + DAY)
        if start + left <= begins:
            break
        if ends > start:
            left -= max(begins - start, timedelta())
            start = ends
    return start + left


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _assumes(start: date, end: date, limit: Limit, calendar: Calendar) -> bool:
    """Whether the answer rests on a year without a notice. Calendar days ask only whether the last one is worked."""
    if limit.unit == "h":
        return False
    first = start if limit.unit == "wd" else end
    return any(year not in calendar.proclaimed for year in _years(first, end))


def _years(first: date, last: date) -> Iterator[int]:
    yield from range(first.year, last.year + 1)
