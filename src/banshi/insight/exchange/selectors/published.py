"""What the city's own feed publishes now, as lists: by kind, the newest decision first, page after page."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from banshi.insight.exchange.models import FeedLine
from banshi.registers.credit.selectors import disclosed

PAGE = 50
COLUMNS = "seq, at, record, until, hash, body"
STATE = """CASE WHEN body ->> 'state' <> '' THEN body ->> 'state'
    WHEN body ->> 'valid_until' < %(today)s THEN 'unknown' ELSE 'running' END"""
STANDS = "body IS NOT NULL AND body ->> 'kind' = %(kind)s AND (until IS NULL OR until > %(day)s)"
OPTIONS = {
    "since": "body ->> 'decided_on' >= %(since)s",
    "unit": "left(record, 2) = %(unit)s",
    "state": f"{STATE} = %(state)s",
    "sids": "bucket = ANY(%(buckets)s) AND sid = ANY(%(sids)s)",
    "after": "(body ->> 'decided_on', seq) < (%(decided)s, %(seq)s)",
}


class Published(NamedTuple):
    """公开的一条: what its line says, since when it is published and until when, and the hash that proves it."""

    seq: int
    at: datetime
    record: str
    until: date | None
    hash: str
    body: dict[str, Any]

    @property
    def unit(self) -> int:
        return int(self.record[:2])

    @property
    def place(self) -> str:
        """Where a page ends: 2022-01-10-17."""
        return f"{self.body['decided_on']}-{self.seq}"


@dataclass(frozen=True)
class Question:
    """Which records: of a kind, on a day; of decisions `since` a day, of one unit, in a `state` (promises), of subjects."""

    kind: str
    day: date
    since: date | None = None
    unit: int | None = None
    state: str = ""
    sids: Collection[int] | None = None
    after: str = ""  # a place

    def where(self) -> tuple[str, dict[str, Any]]:
        given: dict[str, Any] = {"kind": self.kind, "day": self.day, "today": self.day.isoformat()}
        asked = {
            "since": self.since is not None, "unit": self.unit is not None, "state": bool(self.state),
            "sids": self.sids is not None, "after": bool(self.after),
        }  # fmt: skip
        given |= {"since": self.since.isoformat() if self.since else "", "unit": f"{self.unit or 0:02d}"}
        sids = list(self.sids or ())
        given |= {"state": self.state, "sids": sids, "buckets": sorted(set(map(disclosed.part_of, sids)))}
        decided, _, seq = self.after.rpartition("-")
        given |= {"decided": decided, "seq": int(seq) if seq.isdecimal() else 0}
        return " AND ".join([STANDS, *(OPTIONS[name] for name, wanted in asked.items() if wanted)]), given


def page(question: Question, size: int = PAGE) -> list[Published]:
    """The next ones, the newest decision first."""
    where, given = question.where()
    sql = f"SELECT {COLUMNS} FROM exchange_feedline WHERE {where} ORDER BY body ->> 'decided_on' DESC, seq DESC LIMIT %(size)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, given | {"size": size})
        rows = cursor.fetchall()
    return [Published._make([*row[:-1], json.loads(row[-1])]) for row in rows]


def every(question: Question, size: int = 1_000) -> Iterator[Published]:
    """All of them, a page at a time."""
    while found := page(question, size):
        yield from found
        question = replace(question, after=found[-1].place)


def totals(question: Question) -> dict[str, int]:
    """How many, by state: kept · broken · running · unknown."""
    where, given = question.where()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STATE}, count(*) FROM exchange_feedline WHERE {where} GROUP BY 1", given)
        return dict(cursor.fetchall())


def newest() -> datetime | None:
    """When the feed last grew."""
    return FeedLine.objects.order_by("-seq").values_list("at", flat=True).first()
