"""Records put where they are looked up, without a lake: for tests of what reads them."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.db import connection

from banshi.kernel.crypto import encrypt
from banshi.kernel.identifiers import mask_id
from banshi.registers.credit.models import RecordKind, Subject
from banshi.registers.parties.selectors import number_fingerprint

ADVERSE = (2, 4, 5, 14, 15)  # numbers of kinds, as the pack has them


@dataclass(frozen=True)
class Record:
    """A delivered record, with what most tests do not care about filled in."""

    sid: int
    fp: int
    unit: int = 7
    kind: int = 3
    decided_on: date = date(2022, 1, 10)
    valid_until: date | None = None
    cents: int | None = None
    doc_no: str = "盘市监许〔2022〕1号"
    content: str = "准予食品经营许可"
    batch: int = 1
    row_no: int = 1
    rule: int = 1
    key: int | None = None


def write_kinds() -> None:
    """The kinds of the pack."""
    with (settings.PACKS / "national" / "credit_kinds.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    RecordKind.objects.bulk_create(
        RecordKind(pack="tests", **row | {flag: bool(row[flag]) for flag in ("adverse", "published")}) for row in rows
    )


def write_subject(sid: int, *, name: str = "", number: str, kind: str = "E") -> Subject:
    own = (
        {"code": number, "code_masked": number}
        if kind == "E"
        else {"code_masked": mask_id(number), "code_cipher": encrypt(number)}
    )
    return Subject.objects.create(
        sid=sid, kind=kind, name=name or f"盘锦示例{sid}号商行", code_fingerprint=number_fingerprint(number), **own
    )


def serve(records: Iterable[Record]) -> None:
    """Write records, and the profiles of their subjects."""
    rows = [asdict(one) | {"bucket": one.sid % 32} for one in records]
    names = list(rows[0])
    with connection.cursor() as cursor:
        marks = ", ".join(f"%({name})s" for name in names)
        cursor.executemany(f"INSERT INTO credit_record ({', '.join(names)}) VALUES ({marks})", rows)
        sids = sorted({row["sid"] for row in rows})
        cursor.execute("DELETE FROM credit_profile WHERE sid = ANY(%s)", [sids])
        cursor.execute(
            """INSERT INTO credit_profile (bucket, sid, cents, units, records, adverse, first_on, last_on)
               SELECT bucket, sid, coalesce(sum(cents), 0), bit_or(1::bigint << unit), count(*),
                      count(*) FILTER (WHERE kind = ANY(%s)), min(decided_on), max(decided_on)
               FROM credit_record WHERE sid = ANY(%s) GROUP BY bucket, sid""",
            [list(ADVERSE), sids],
        )


def forget() -> None:
    """After a test with real commits: these tables have no model, so nothing else empties them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE credit_record, credit_profile")
