"""Records and profiles of one subject. A subject's rows stand in one part of each table, which is asked by its own name:
nothing has to be planned over 32 parts.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from banshi.registers.credit.pipeline.lake import BUCKETS

PAGE = 50
EVERY_KIND: tuple[int, ...] = ()


class Profile(NamedTuple):
    """信用概况: what all records of a subject come to. `units` is a mask: bit n is set when unit n delivered one."""

    records: int
    adverse: int
    cents: int
    units: int
    first_on: date
    last_on: date

    @property
    def unit_numbers(self) -> list[int]:
        return [number for number in range(self.units.bit_length()) if self.units >> number & 1]


class Record(NamedTuple):
    """信用信息: one delivered record about one subject, and where it came from. Amounts in cents of a yuan."""

    sid: int
    unit: int
    fp: int
    kind: int
    decided_on: date
    valid_until: date | None
    cents: int | None
    doc_no: str
    content: str
    batch: int
    row_no: int
    rule: int
    key: int | None  # None: linked by its code

    @property
    def place(self) -> "Place":
        return Place(self.decided_on, self.unit, self.fp)


TOKEN = re.compile("[0-9]{8}-[0-9]{2}-[0-9a-f]{16}")


class Place(NamedTuple):
    """Where a record stands among those of its subject."""

    decided_on: date
    unit: int
    fp: int

    @property
    def token(self) -> str:
        """How an address names it. Pages begin after one."""
        return f"{self.decided_on:%Y%m%d}-{self.unit:02d}-{self.fp:016x}"

    @classmethod
    def of(cls, token: str) -> "Place | None":
        """The place that a token names, or None if it is no token."""
        if not TOKEN.fullmatch(token):
            return None
        day, unit, fp = token.split("-")
        try:
            place = cls(date(int(day[:4]), int(day[4:6]), int(day[6:])), int(unit), int(fp, 16))
        except ValueError:
            return None
        return place if 0 < place.unit < 64 and place.fp < 2**63 else None


COLUMNS = ", ".join(f"r.{name}" for name in Record._fields)
TOTALS = ", ".join(f"p.{name}" for name in Profile._fields)
ORDER = "ORDER BY r.decided_on DESC, r.unit, r.fp"
FILE = f"""
SELECT {TOTALS}, r.* FROM credit_profile_{{bucket}} p CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM credit_record_{{bucket}} r WHERE r.sid = p.sid {ORDER} LIMIT %s) r
WHERE p.sid = %s {ORDER}"""
OLDER = f"""
SELECT {COLUMNS} FROM credit_record_{{bucket}} r
WHERE r.sid = %s AND (%s OR r.kind = ANY(%s)) AND r.decided_on <= %s
    AND (r.decided_on < %s OR (r.unit, r.fp) > (%s, %s)) {ORDER} LIMIT %s"""
NAMED = f"SELECT {COLUMNS} FROM credit_record_{{bucket}} r WHERE r.sid = %s AND r.unit = %s AND r.fp = %s LIMIT 1"
MANY = f"""
SELECT {COLUMNS} FROM unnest(%s::bigint[], %s::smallint[]) AS subject (sid, bucket) CROSS JOIN LATERAL (
    SELECT r.* FROM credit_record r JOIN unnest(%s::smallint[], %s::date[]) AS wanted (kind, since)
        ON r.kind = wanted.kind AND r.decided_on >= wanted.since
    WHERE r.bucket = subject.bucket AND r.sid = subject.sid) AS r {ORDER}"""
PROFILE = f"SELECT {TOTALS} FROM credit_profile_{{bucket}} p WHERE p.sid = %s"
NEWEST = Place(date.max, -1, 0)


def file_of(sid: int, *, size: int = PAGE) -> tuple[Profile | None, list[Record]]:
    """A subject's profile and its newest records, in one statement; (None, []) for whom nobody delivered anything."""
    with connection.cursor() as cursor:
        cursor.execute(_for(FILE, sid), [size, sid])
        rows = cursor.fetchall()
    width = len(Profile._fields)
    return (Profile._make(rows[0][:width]) if rows else None), [Record._make(row[width:]) for row in rows]


def profile_of(sid: int) -> Profile | None:
    with connection.cursor() as cursor:
        cursor.execute(_for(PROFILE, sid), [sid])
        found = cursor.fetchone()
    return Profile._make(found) if found else None


def older(
    sid: int, after: Place | None = None, *, kinds: Collection[int] = EVERY_KIND, size: int = PAGE
) -> list[Record]:
    """The next records after a place, the newest first; of these kinds only, if any are named."""
    at = after or NEWEST
    wanted: list[Any] = [sid, not kinds, list(kinds), at.decided_on, at.decided_on, at.unit, at.fp, size]
    with connection.cursor() as cursor:
        cursor.execute(_for(OLDER, sid), wanted)
        return [Record._make(row) for row in cursor.fetchall()]


def of_many(sids: Collection[int], kinds: Mapping[int, date]) -> list[Record]:
    """All records of these subjects that are of these kinds and were decided on the kind's day or later. One statement,
    which asks of each subject only its own part."""
    if not sids or not kinds:
        return []
    wanted: list[Any] = [list(sids), [sid % BUCKETS for sid in sids], list(kinds), list(kinds.values())]
    with connection.cursor() as cursor:
        cursor.execute(MANY, wanted)
        return [Record._make(row) for row in cursor.fetchall()]


def named(sid: int, unit: int, fp: int) -> Record | None:
    """The record of this subject that a unit delivered under this fingerprint."""
    with connection.cursor() as cursor:
        cursor.execute(_for(NAMED, sid), [sid, unit, fp])
        found = cursor.fetchone()
    return Record._make(found) if found else None


def _for(sql: str, sid: int) -> str:
    return _written(sql, sid % BUCKETS)


@cache
def _written(sql: str, bucket: int) -> str:
    return sql.format(bucket=f"{bucket:02d}")
