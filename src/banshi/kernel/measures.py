"""Measures 口径: functions that count over a period, each registered under the code of its published definition.

The functions stand with the tables they count; whoever publishes figures finds them here by code. A figure is two
whole numbers and the records behind each of them, so that every figure can be opened down to what was counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Q, Sum

from banshi.kernel.actors import Actor
from banshi.kernel.calendar.moments import CHINA

ELSEWHERE = "-"  # the area of what belongs to no area: together with the areas it makes the whole


@dataclass(frozen=True)
class Period:
    """Days, both ends inside. What is counted on one day is counted on the last."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment to the moment after the last."""
        start, end = self.first, self.last + timedelta(days=1)
        return datetime.combine(start, time(), CHINA), datetime.combine(end, time(), CHINA)


@dataclass(frozen=True)
class Scope:
    """Where to count: an area's code, ELSEWHERE, or everywhere."""

    area: str = ""

    def within(self, field: str) -> Q:
        """The condition on the field that names a record's area."""
        return Q() if not self.area else Q(**{field: None if self.area == ELSEWHERE else self.area})


@dataclass(frozen=True)
class Listing:
    """How records of one kind are shown: title and value of each column, who may see which, where one is opened."""

    columns: tuple[tuple[Any, Callable[[Any], object]], ...]
    visible: Callable[[Any, Actor], Any]
    public: bool = False
    route: str = ""
    key: Callable[[Any], str] = str


@dataclass(frozen=True)
class Records:
    """The records behind one number: as many as the number, or summing up to it by the annotation `weight`."""

    rows: Any  # a QuerySet
    listing: Listing
    weight: str = ""

    def total(self) -> int:
        if self.weight:
            return self.rows.aggregate(total=Sum(self.weight))["total"] or 0
        count: int = self.rows.count()
        return count


@dataclass(frozen=True)
class Figure:
    """分子与分母. A denominator of zero is no data, not 0 %."""

    numerator: int
    denominator: int
    numerator_records: Records
    denominator_records: Records


Measure = Callable[[Period, Scope], Figure]
_measures: dict[str, Measure] = {}
_least: dict[str, int] = {}


def measure(code: str, *, least: int = 0) -> Callable[[Measure], Measure]:
    """Register `f(period, scope)` as what counts the indicator with this code.

    `least` guards what single people said: the public sees the figure for whole months that are over, of the whole
    only, and never over fewer records; smaller cuts, or two days' figures held together, would tell who said it.
    """

    def register(function: Measure) -> Measure:
        if code in _measures:
            raise ValueError(f"two measures are called {code}")
        _measures[code], _least[code] = function, least
        return function

    return register


def measures() -> Mapping[str, Measure]:
    return MappingProxyType(_measures)


def least(code: str) -> int:
    """The fewest records over which the public sees this figure; 0: it is not guarded."""
    return _least.get(code, 0)


def share(numerator: Records, denominator: Records) -> Figure:
    """The figure of two sets of records. Two statements."""
    return Figure(numerator.total(), denominator.total(), numerator, denominator)
