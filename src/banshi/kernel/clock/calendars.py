"""工作日历 the State Council's calendar: which days offices work, make-up days (调休) included."""

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Self

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Special:
    """A day that a notice names: a holiday, or a weekend day that is worked instead."""

    is_working: bool
    name: str
    basis: str = ""


@dataclass(frozen=True)
class Calendar:
    """Days that notices name; all others are ordinary weekdays and weekends. `proclaimed`: the years with a notice."""

    special: Mapping[date, Special]
    proclaimed: frozenset[int]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> Self:
        """From the rows of a pack's calendar.csv: date, kind (holiday or workday), name, basis.

        A year is proclaimed when its New Year's Day stands there: each notice begins with it.
        """
        special = {
            date.fromisoformat(row["date"]): Special(row["kind"] == "workday", row["name"], row.get("basis", ""))
            for row in rows
        }
        return cls.of(special)

    @classmethod
    def of(cls, special: Mapping[date, Special]) -> Self:
        return cls(special, frozenset(day.year for day in special if (day.month, day.day) == (1, 1)))

    @classmethod
    def from_csv(cls, path: Path) -> Self:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return cls.from_rows(csv.DictReader(file))

    def is_working(self, day: date) -> bool:
        named = self.special.get(day)
        return named.is_working if named else day.weekday() < _SATURDAY

    def is_proclaimed(self, day: date) -> bool:
        """Whether the notice for this day's year is known. Otherwise ordinary weekdays are assumed."""
        return day.year in self.proclaimed

    def name(self, day: date) -> str:
        """春节 for its holidays and make-up days; empty for an ordinary day."""
        named = self.special.get(day)
        return named.name if named else ""

    def position(self, day: date) -> int:
        """The running number of the last working day up to and including `day`; differences count working days."""
        weeks, rest = divmod(day.toordinal() - 1, 7)  # 0001-01-01 was a Monday
        days, shifts = self._shifts
        return weeks * 5 + min(rest + 1, 5) + shifts[bisect_right(days, day)]

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself for 0."""
        if count == 0:
            return day
        target, span = self.position(day) + count, 2 * count + 20
        while self.position(day + span * _DAY) < target:
            span *= 2
        return day + bisect_left(range(span), target, key=lambda days: self.position(day + days * _DAY)) * _DAY

    @cached_property
    def _shifts(self) -> tuple[list[date], list[int]]:
        """By how much the named days move the count of ordinary weekdays: up to the i-th day, the i-th sum."""
        days = sorted(self.special)
        changes = (self.special[day].is_working - (day.weekday() < _SATURDAY) for day in days)
        return days, list(accumulate(changes, initial=0))
