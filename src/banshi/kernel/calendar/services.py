"""Loading the State Council's calendar into the table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from banshi.kernel.calendar import selectors
from banshi.kernel.calendar.models import Day
from banshi.kernel.calendar.schema import CalendarRow
from banshi.kernel.clock import Calendar, Special

_YEARS_BEYOND = 14
_COLUMNS = ("is_working", "name", "basis", "ordinal", "proclaimed")


@dataclass(frozen=True)
class Changes:
    """The days whose meaning changed: whoever keeps deadlines recomputes those that these days can move."""

    added: tuple[date, ...] = ()
    changed: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


@transaction.atomic
def load(rows: Iterable[CalendarRow]) -> Changes:
    """Make the table hold these notices: whole years from the first to fourteen after the last, which are ordinary weekdays.

    Called by the loading of packs, which asks who may and writes the journal. Loading twice changes nothing.
    """
    special = {row.date: Special(row.kind == "workday", row.name, row.basis) for row in rows}
    if not special:
        return Changes()
    held = Day.objects.select_for_update().in_bulk()
    added, changed, moved = [], [], []
    for day in _days(Calendar.of(special)):
        before = held.get(day.date)
        if before is None:
            added.append(day)
        elif _facts(before) != _facts(day):
            changed.append(day)
            if _meaning(before) != _meaning(day):
                moved.append(day.date)
    if changed:
        _clear_ordinals(changed)
    Day.objects.bulk_create(
        [*added, *changed], update_conflicts=True, unique_fields=["date"], update_fields=_COLUMNS, batch_size=2000
    )
    selectors.forget()
    return Changes(tuple(day.date for day in added), tuple(moved))


def _days(calendar: Calendar) -> Iterator[Day]:
    """Every day of the table, in order."""
    day = date(min(calendar.special).year, 1, 1)
    start = calendar.position(day - timedelta(days=1))
    while day.year <= max(calendar.special).year + _YEARS_BEYOND:
        named = calendar.special.get(day)
        yield Day(
            date=day,
            is_working=calendar.is_working(day),
            name=named.name if named else "",
            basis=named.basis if named else "",
            ordinal=calendar.position(day) - start,
            proclaimed=calendar.is_proclaimed(day),
        )
        day += timedelta(days=1)


def _facts(day: Day) -> tuple[object, ...]:
    return tuple(getattr(day, column) for column in _COLUMNS)


def _meaning(day: Day) -> tuple[object, ...]:
    """What a deadline can hang on; the running number of a day moves whenever an earlier day changes."""
    return day.is_working, day.name, day.proclaimed


def _clear_ordinals(days: Iterable[Day]) -> None:
    """Ordinals move in a block; on the way two days would share one. A day that is not worked may share."""
    Day.objects.filter(pk__in=[day.date for day in days]).update(is_working=False)
