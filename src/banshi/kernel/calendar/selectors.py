"""The calendar everybody counts with."""

import time
from dataclasses import dataclass

from django.db.models import Q

from banshi.kernel.calendar.models import Day
from banshi.kernel.clock import Calendar, Special

_FRESH_FOR_SECONDS = 60.0


@dataclass
class _Held:
    """This process's copy. Another process may load a new notice: the copy is looked at again each minute."""

    calendar: Calendar | None = None
    read_at: float = 0.0


_held = _Held()


def current() -> Calendar:
    """The calendar of the table. An empty table gives ordinary weekdays, with every deadline provisional."""
    now = time.monotonic()
    if _held.calendar is None or now - _held.read_at > _FRESH_FOR_SECONDS:
        calendar = stored()
        if not calendar.special:
            return calendar
        _held.calendar, _held.read_at = calendar, now
    return _held.calendar


def stored() -> Calendar:
    """The calendar as the table has it at this moment."""
    named = Day.objects.exclude(Q(name="")).values_list("date", "is_working", "name", "basis")
    return Calendar.of({date: Special(is_working, name, basis) for date, is_working, name, basis in named})


def forget() -> None:
    """Read the table again next time."""
    _held.calendar = None
