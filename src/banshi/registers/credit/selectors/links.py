"""关联 of one subject: under which names units sent what no code linked, by which rule, and what people decided about it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
from django.db import connection
from django.db.models import Q, QuerySet

from banshi.kernel.crypto import decrypt
from banshi.registers.credit import city
from banshi.registers.credit.models import Delivery, Doubt, LinkRule, Merge, Subject, Unit
from banshi.registers.credit.models.reviews import NAMED
from banshi.registers.credit.pipeline.lake import BUCKETS
from banshi.registers.credit.selectors import subjects

MOST = 100
LARGEST = 64 << 20  # bytes of sealed links that are opened for a page; beyond, names are not shown
KEYS = """
SELECT r.key, min(r.rule), count(*), max(r.decided_on), array_agg(DISTINCT r.unit), array_agg(DISTINCT r.batch),
    (array_agg(r.doc_no ORDER BY r.decided_on DESC))[1]
FROM credit_record_{bucket:02d} r WHERE r.sid = %s AND r.key IS NOT NULL
GROUP BY r.key ORDER BY count(*) DESC, r.key LIMIT %s"""


@dataclass(frozen=True)
class Key:
    """One way in which units named the subject. `sent`: name, code and so on as they stood, if they can be shown."""

    key: int
    rule: LinkRule | None
    records: int
    last_on: date
    units: list[Unit]
    doc_no: str
    sent: dict[str, str]


def keys_of(sid: int) -> set[int]:
    """The keys under which records of a subject stand."""
    return {row[0] for row in _rows(sid, None)}


def of(subject: Subject) -> list[Key]:
    """The ways in which an organisation was named, those with most records first."""
    rows = _rows(subject.sid, MOST)
    rules = {rule.number: rule for rule in LinkRule.objects.all()}
    units = {unit.number: unit for unit in Unit.objects.all()}
    sent = _sent([row[0] for row in rows], {batch for row in rows for batch in row[5]})
    return [
        Key(
            key, rules.get(rule), records, last_on, [units[n] for n in numbers if n in units], doc_no, sent.get(key, {})
        )
        for key, rule, records, last_on, numbers, _, doc_no in rows
    ]


def merges() -> QuerySet[Merge]:
    """Decisions that hold, the newest first."""
    return Merge.objects.filter(undone_at=None).select_related("gone", "kept", "by").order_by("-at", "-pk")


def merges_of(subject: Subject) -> QuerySet[Merge]:
    """Those about a subject and whoever was merged into it."""
    family = subjects.family(subject.sid).values("sid")
    return merges().filter(Q(kept__in=family) | Q(gone__in=family))


def _rows(sid: int, most: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(KEYS.format(bucket=sid % BUCKETS), [sid, most])
        return list(cursor.fetchall())


def _sent(keys: list[int], batches: Collection[int]) -> dict[int, dict[str, str]]:
    """How they were named: from what was asked before, else from the links of the runs in which the records came."""
    asked = Doubt.objects.filter(key__in=keys).values_list("key", "named_cipher")
    known = {key: json.loads(decrypt(cipher)) for key, cipher in asked}
    if left := [key for key in keys if key not in known]:
        known |= _linked(left, set(Delivery.objects.filter(number__in=batches).values_list("run", flat=True)))
    return known


def _linked(keys: list[int], numbers: Collection[int]) -> dict[int, dict[str, str]]:
    lake = city.lake()
    files = [file for run in lake.runs() if run.number in numbers for file in run.sealed("links")]
    if not files or sum(file.stat().st_size for file in files) > LARGEST:
        return {}
    with (
        lake.opened(files) as opened,
        duckdb.connect(config={"threads": 1, "memory_limit": "512MB"}) as con,
    ):  # fmt: skip
        rows = con.execute(
            f"""SELECT key, {", ".join(f"any_value({name})" for name in NAMED)}
               FROM read_parquet($1) WHERE key IN (SELECT unnest($2)) GROUP BY key""",
            [[str(file) for file in opened], keys],
        ).fetchall()
    return {key: dict(zip(NAMED, named, strict=True)) for key, *named in rows}
