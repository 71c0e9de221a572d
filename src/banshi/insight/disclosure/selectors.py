"""What the public lists show of a record, and how punctual each unit is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Sum

from banshi.insight.disclosure.models import Punctuality
from banshi.insight.exchange.selectors.published import Published
from banshi.registers.credit.selectors import deliveries, promises, punctuality

COUNTED = ("records", "in_time", "late", "before", "unknown")


@dataclass(frozen=True)
class Duty:
    """One clock of one decision: by when it had to be delivered, and whether it was. None: nobody noted the day."""

    name: str
    due_on: date
    in_time: bool | None


@dataclass(frozen=True)
class Row:
    """One published record in a list."""

    one: Published
    unit: Any  # credit.Unit
    decided_on: date
    valid_until: date | None
    delivered_on: date | None
    duties: list[Duty]
    state: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Share:
    """及时率 of one unit under one clock. What was due before the unit began to deliver, and what has no day, is not counted."""

    unit: Any
    clock: str
    records: int
    in_time: int
    late: int
    before: int
    unknown: int

    @property
    def counted(self) -> int:
        return self.in_time + self.late

    @property
    def percent(self) -> str:
        """Rounded down, so that 100 means all; nothing where nothing counts."""
        return f"{self.in_time * 1000 // self.counted / 10:.1f}" if self.counted else ""


def row(one: Published, day: date, units: dict[int, Any]) -> Row:
    said, unit = one.body, units.get(one.unit)
    decided_on, delivered_on = date.fromisoformat(said["decided_on"]), _day(said.get("delivered_on"))
    valid_until = _day(said["valid_until"])
    if said["kind"] == "promise":
        state, sort = promises.state_of(said.get("state", ""), valid_until, day), promises.sort_words(said["content"])
        return Row(one, unit, decided_on, valid_until, delivered_on, [], state, sort)
    clocks = punctuality.due(said["kind"], decided_on, market=bool(unit and unit.market))
    duties = [Duty(clock.name, clock.due_on, _in_time(delivered_on, clock.due_on)) for clock in clocks]
    return Row(one, unit, decided_on, valid_until, delivered_on, duties)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_time(delivered_on: date | None, due_on: date) -> bool | None:
    return None if delivered_on is None else delivered_on <= due_on


def shares() -> list[Share]:
    """Every unit that delivered any, clock by clock, over all months that were measured; the least punctual first."""
    units = deliveries.units()
    sums = Punctuality.objects.values("unit", "clock").annotate(**{name: Sum(name) for name in COUNTED})
    rows = sums.values_list("unit", "clock", *COUNTED)
    found = [Share(units[unit], clock, *counts) for unit, clock, *counts in rows if unit in units]
    return sorted(
        found, key=lambda one: (not one.counted, one.in_time / max(one.counted, 1), one.unit.number, one.clock)
    )


def total(found: list[Share], clock: str) -> Share | None:
    """The whole city under one clock."""
    mine = [one for one in found if one.clock == clock]
    sums = {name: sum(getattr(one, name) for one in mine) for name in COUNTED}
    return Share(None, clock, **sums) if mine else None


def measured_at() -> datetime | None:
    return Punctuality.objects.aggregate(at=Max("measured_at"))["at"]
