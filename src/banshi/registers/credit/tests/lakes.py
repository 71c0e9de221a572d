"""Small lakes written by hand, for tests: runs as the pipeline lays them down."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet

from banshi.registers.credit.pipeline.lake import BUCKETS, Lake
from banshi.registers.credit.tests.served import ADVERSE, Record

KEY = b"0123456789abcdef" * 2
RECORD = pyarrow.schema([
    ("sid", pyarrow.int64()), ("fp", pyarrow.int64()), ("unit", pyarrow.int16()), ("kind", pyarrow.int16()),
    ("decided_on", pyarrow.date32()), ("valid_until", pyarrow.date32()), ("cents", pyarrow.int64()),
    ("doc_no", pyarrow.string()), ("content", pyarrow.string()), ("batch", pyarrow.int32()),
    ("row_no", pyarrow.int32()), ("rule", pyarrow.int16()), ("key", pyarrow.int64()),
])  # fmt: skip
SUBJECT = ("sid", "kind", "name", "code", "reg_no", "phone", "address", "district")
PROFILE = f"""
SELECT sid, CAST(count(*) AS INTEGER) AS records, CAST(count(*) FILTER (kind IN {ADVERSE}) AS INTEGER) AS adverse,
    CAST(coalesce(sum(cents), 0) AS BIGINT) AS cents, min(decided_on) AS first_on, max(decided_on) AS last_on,
    CAST(bit_or(CAST(1 AS BIGINT) << unit) AS BIGINT) AS units FROM laid GROUP BY sid"""


def make(root: Path) -> Lake:
    return Lake(root, KEY)


def add_run(
    lake: Lake, records: Iterable[Record] = (), *, subjects: Iterable[tuple] = (), gone: Iterable[Record] = (),
    deliveries: Iterable[dict] | None = None,
) -> int:  # fmt: skip
    """Publish one more run. Returns its number."""
    records, gone, number = list(records), list(gone), len(lake.runs()) + 1
    made = lake.root / "runs" / ".work-test"
    for name in ("records", "profiles"):
        (made / name).mkdir(parents=True)
    for bucket in range(BUCKETS):
        mine = [one for one in records if one.sid % BUCKETS == bucket]
        if mine:
            _lay(made, bucket, mine)
    if gone:
        lost = pyarrow.table([[getattr(one, name) for one in gone] for name in ("unit", "fp", "sid", "batch", "row_no")],
                             schema=pyarrow.schema([RECORD.field(n) for n in ("unit", "fp", "sid", "batch", "row_no")]))  # fmt: skip
        pyarrow.parquet.write_table(lost.append_column("why", [["withdrawn"] * len(gone)]), made / "gone.parquet")
    if subjects := list(subjects):
        columns = {name: [one[n] for one in subjects] for n, name in enumerate(SUBJECT)}
        pyarrow.parquet.write_table(pyarrow.table(columns), made / "subjects.parquet")
        lake.seal(made / "subjects.parquet")
    lake.publish(
        made, {"deliveries": list(deliveries or [delivery(number, len(records))]), "costs": {}, "code": "test"}
    )
    return number


def delivery(number: int, rows: int, *, unit: int = 7) -> dict:
    return {
        "unit": unit, "file": f"unit-{unit:02d}/{number}.csv", "batch": f"{number:064x}", "no": number, "received": rows,
        "linked": rows, "unlinked": 0, "duplicate": 0, "quarantined": 0,
    }  # fmt: skip


def subject(sid: int, *, name: str = "", code: str = "", kind: str = "E") -> tuple:
    return (sid, kind, name or f"第{sid}号示例公司", code or f"code{sid}", "", "", "", "211103")


def _lay(made: Path, bucket: int, mine: list[Record]) -> None:
    mine.sort(key=lambda one: (one.sid, -one.decided_on.toordinal()))
    rows = [asdict(one) for one in mine]
    assert {field.name for field in fields(Record)} == set(RECORD.names)
    laid = pyarrow.Table.from_pylist(rows, schema=RECORD)
    pyarrow.parquet.write_table(laid, made / "records" / f"bucket-{bucket:02d}.parquet")
    with duckdb.connect() as con:
        con.register("laid", laid)
        con.execute(f"COPY ({PROFILE}) TO '{made / 'profiles' / f'bucket-{bucket:02d}.parquet'}' (FORMAT parquet)")
