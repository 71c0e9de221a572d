"""公开信息 in bulk: every record of organisations that the public may see on a day, part by part, with until when."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import F, Q

from banshi.registers.credit.models import Mark, RecordKind, Unit
from banshi.registers.credit.pipeline.lake import BUCKETS
from banshi.registers.credit.rules import promises
from banshi.registers.credit.selectors import deliveries
from banshi.registers.credit.selectors.records import COLUMNS, Record
from banshi.registers.credit.selectors.standing import Standing

PARTS = range(BUCKETS)
ROWS = 2_000
ORGANISATIONS = f"""
SELECT s.name, s.code, {COLUMNS} FROM credit_record_{{bucket}} r JOIN credit_subject s ON s.sid = r.sid
WHERE s.kind = 'E' AND s.merged_into_id IS NULL AND s.code <> '' AND r.kind = ANY(%s) AND (%s OR r.sid = ANY(%s))"""


@dataclass(frozen=True)
class Disclosed:
    """One record that the public may see, and whom it is about. `until`: the first day on which it is not shown any more."""

    name: str
    code: str
    record: Record
    unit: Unit
    kind: RecordKind
    until: date | None
    basis: str
    delivered_on: date | None
    state: str  # of a promise: kept · broken, as its unit says


def part_of(sid: int) -> int:
    return sid % BUCKETS


def in_part(bucket: int, *, on: date, sids: Collection[int] | None = None) -> Iterator[Disclosed]:
    """All of one part, or those of some of its subjects. Read as it comes: a part of a large city is half a million rows."""
    units = {unit.number: unit for unit in Unit.objects.all()}
    kinds = {kind.number: kind for kind in RecordKind.objects.filter(published=True)}
    marks, days = marks_in(bucket, on), deliveries.days()
    with connection.chunked_cursor() as cursor:
        cursor.execute(_written(bucket), [list(kinds), sids is None, list(sids or ())])
        while rows := cursor.fetchmany(ROWS):
            for name, code, *columns in rows:
                record = Record._make(columns)
                held = frozenset(marks.get((record.unit, record.fp), ()))
                one = Standing(record, units[record.unit], kinds[record.kind], held)
                if one.public(on, organisation=True).public:
                    yield Disclosed(
                        name, code, record, one.unit, one.kind, *_period(one), days.get(record.batch), _state(one)
                    )


def _period(one: Standing) -> tuple[date | None, str]:
    period: Any = one.periods.get("credit")
    return (period.until, period.basis) if period else (None, "")


def _state(one: Standing) -> str:
    return promises.said(one.record.content) if one.kind.code == "promise" else ""


def marks_in(bucket: int, on: date) -> dict[tuple[int, int], set[str]]:
    """The marks that hold on a day on records of one part, by record."""
    held: dict[tuple[int, int], set[str]] = {}
    in_force = Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
    for mark in Mark.objects.alias(part=F("sid") % BUCKETS).filter(in_force, part=bucket):
        held.setdefault((mark.unit, mark.fp), set()).add(mark.kind)
    return held


@cache
def _written(bucket: int) -> str:
    return ORGANISATIONS.format(bucket=f"{bucket:02d}")
