"""双公示及时率: were licences and penalties delivered in time, by each clock that runs for them. Counted, never sampled.

Of organisations only: a natural person's are not published. The day of a record is that of the first delivery that had it;
a correction is a delivery of its own. What a unit never delivered nobody here can know.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Min

from banshi.kernel.calendar import selectors as calendars
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.credit.models import Delivery, RecordKind, Unit
from banshi.registers.credit.rules import clocks
from banshi.registers.credit.rules.clocks import Clock
from banshi.registers.credit.selectors import deliveries

DOUBLE, MARKET = clocks.PUBLICITY, clocks.MARKET_PUBLICITY
COUNT = """
SELECT r.unit, r.kind, r.decided_on, r.batch, count(*)
FROM credit_record r JOIN credit_subject s ON s.sid = r.sid
WHERE s.kind = 'E' AND r.kind = ANY(%s) AND r.decided_on BETWEEN %s AND %s GROUP BY 1, 2, 3, 4"""


class Tally(NamedTuple):
    """Records of one unit, kind and month of decision under one clock: in time, late, and those that say nothing."""

    unit: int
    kind: str
    clock: str
    month: date
    records: int
    in_time: int
    late: int
    before: int
    unknown: int


def tallies(first: date, last: date) -> list[Tally]:
    """All units, for decisions of these days, both among them."""
    kinds = {kind.number: kind.code for kind in RecordKind.objects.filter(code__in=clocks.DOUBLE_PUBLICITY)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [list(kinds), first, last])
        rows = cursor.fetchall()
    market = set(Unit.objects.filter(market=True).values_list("number", flat=True))
    days, begun = deliveries.days(), _begun()
    counted: Counter[tuple[int, str, str, date, str]] = Counter()
    clocks_of = cache(due)  # some hundred days, whatever the number of rows
    for unit, number, decided_on, batch, records in rows:
        for clock in clocks_of(kinds[number], decided_on, market=unit in market):
            fate = outcome(clock.due_on, days.get(batch), begun.get(unit))
            counted[unit, kinds[number], clock.code, decided_on.replace(day=1), fate] += records
    return _summed(counted)


def outcome(due_on: date, delivered_on: date | None, begun_on: date | None) -> str:
    """及时 on the last day too. What was due before its unit delivered anything at all is history handed in later."""
    if delivered_on is None or begun_on is None:
        return "unknown"
    if delivered_on <= due_on:
        return "in_time"
    return "before" if due_on < begun_on else "late"


def due(kind: str, decided_on: date, *, market: bool) -> list[Clock]:
    """The clocks of one decision, by the law and the calendar as they stand."""
    calendar = calendars.current()
    return list(clocks.publicity(kind, decided_on, calendar, catalogue.statutory, market=market))


def _begun() -> Mapping[int, date | None]:
    """On which day each unit delivered for the first time."""
    return dict(Delivery.objects.order_by().values_list("unit").annotate(Min("delivered_on")))


def _summed(counted: Mapping[tuple[int, str, str, date, str], int]) -> list[Tally]:
    groups: dict[tuple[int, str, str, date], Counter[str]] = {}
    for (*group, fate), records in counted.items():
        groups.setdefault(tuple(group), Counter())[fate] += records  # type: ignore[arg-type]
    return [
        Tally(*group, fates.total(), fates["in_time"], fates["late"], fates["before"], fates["unknown"])
        for group, fates in sorted(groups.items())
    ]
