"""A lake in a temporary directory, and deliveries written by hand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.ingesting import Outcome, Settings, ingest
from banshi.registers.credit.pipeline.lake import BUCKETS, Lake, Run
from banshi.registers.credit.pipeline.shapes import FIELDS, PACKS

TODAY = date(2022, 3, 5)
SETTINGS = Settings(TODAY, PACKS / "national", PACKS / "panjin-demo", memory=512 << 20)

# Invented; no division 21119x exists.
FISHERY = {"sid": 1, "name": "盘锦蒲河水产有限公司", "code": "91211191MA00001009", "reg_no": "211191000000017",
           "phone": "04271000017", "address": "盘锦市大洼区芦荡街1号", "district": "211191"}  # fmt: skip
BAKERY = {"sid": 2, "name": "盘锦市苇海面包店", "code": "92211192MA0000204N", "reg_no": "211192000000025",
          "phone": "15400000025", "address": "盘锦市双台子区鹤鸣街2号", "district": "211192"}  # fmt: skip
ZHAO = {"sid": 10_000_001, "name": "赵试明", "code": "21119119800101001X", "reg_no": "", "phone": "15400001111",
        "address": "盘锦市大洼区芦荡街3号", "district": "211191"}  # fmt: skip
NAMESAKE = ZHAO | {
    "sid": 10_000_002,
    "code": "211192197512310024",
    "phone": "15400002222",
    "address": "盘锦市盘山县例村4号",
}


def row(**fields: str) -> dict[str, str]:
    """A record as a unit sends it: a penalty of the fishery, unless said otherwise."""
    plain = dict.fromkeys(FIELDS, "") | {
        "kind": "penalty", "subject_kind": "E", "name": FISHERY["name"], "code": FISHERY["code"], "doc_no": "盘罚〔2021〕1号",
        "decided_on": "2021-03-04", "amount": "500.00", "content": "罚款",
    }  # fmt: skip
    return plain | fields


@dataclass
class Desk:
    """Write deliveries, take them in, look at what became of them."""

    root: Path
    lake: Lake = field(init=False)

    def __post_init__(self) -> None:
        self.lake = Lake(self.root / "lake", b"k" * 32)

    def register(self, *subjects: dict[str, Any]) -> None:
        """Who exists."""
        folder = self.root / "in" / "register"
        folder.mkdir(parents=True, exist_ok=True)
        for name, people in (("enterprises", False), ("residents", True)):
            rows = [one for one in subjects if (one["sid"] >= 10_000_000) == people]
            schema = pa.schema([("sid", pa.int64()), *((key, pa.string()) for key in list(FISHERY)[1:])])
            pq.write_table(pa.Table.from_pylist(rows, schema), folder / f"{name}.parquet")

    def deliver(self, unit: int, *rows: dict[str, str], name: str = "2021.jsonl") -> Path:
        path = self.root / "in" / f"unit-{unit:02d}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
        return path

    def judge(self, *judgements: tuple[int, int, str]) -> None:
        """What people decided on links, as the review desk lays it down: key, subject, verdict."""
        self._decide("judgements", [("key", pa.int64()), ("sid", pa.int64()), ("verdict", pa.string())], judgements)

    def merge(self, *pairs: tuple[int, int]) -> None:
        """What people decided on subjects, as the review desk lays it down: whose records go, and who is kept."""
        self._decide("merges", [("gone", pa.int64()), ("kept", pa.int64())], pairs)

    def _decide(self, name: str, columns: list[tuple[str, pa.DataType]], rows: Iterable[tuple[Any, ...]]) -> None:
        schema = pa.schema(columns)
        path = self.lake.root / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema), path)
        self.lake.seal(path)

    def ingest(self, today: date = TODAY) -> Outcome:
        settings = Settings(today, SETTINGS.national, SETTINGS.city, SETTINGS.memory)
        return ingest(self.lake, self.root / "in", settings)

    def records(self) -> list[dict[str, Any]]:
        """What stands after all runs."""
        found = standing.records(self.lake.runs(), range(BUCKETS))
        return _dicts(f"SELECT * FROM ({found}) AS r ORDER BY batch, row_no") if found else []

    def sealed(self, name: str) -> list[dict[str, Any]]:
        """The rows of sealed files of all runs."""
        found = []
        for run in self.lake.runs():
            found += self.of(run, name)
        return found

    def of(self, run: Run, name: str) -> list[dict[str, Any]]:
        with self.lake.opened(run.sealed(name)) as paths:
            return [one for path in paths for one in _dicts(f"SELECT * FROM read_parquet('{path}')")]

    def sums(self) -> dict[str, int]:
        """Over all deliveries: received, and what became of the rows."""
        lines = [line for run in self.lake.runs() for line in run.facts["deliveries"]]
        return {
            name: sum(line[name] for line in lines)
            for name in ("received", "linked", "unlinked", "duplicate", "quarantined")
        }


def _dicts(sql: str) -> list[dict[str, Any]]:
    with duckdb.connect() as con:
        cursor = con.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
