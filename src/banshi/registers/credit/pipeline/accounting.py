"""An account of every row: what came equals what was linked, was not, was there already, or stands in quarantine."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from banshi.registers.credit.pipeline import history, stages
from banshi.registers.credit.pipeline.shapes import FIELDS


class Unbalanced(Exception):
    """The rows of a delivery do not add up: nothing is published."""


@dataclass
class Delivery:
    """One file of one unit: what came, and what became of its rows."""

    unit: int
    path: Path
    file: str
    batch: str
    number: int = 0
    received: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    refused: str = ""

    def account(self) -> dict[str, Any]:
        """One line of the ledger. Raises Unbalanced when rows are missing or too many."""
        line = {name: self.counts[name] for name in ("linked", "unlinked", "duplicate", "quarantined")}
        if sum(line.values()) != self.received:
            raise Unbalanced(f"{self.file}: 收到 {self.received} 行，去向合计 {sum(line.values())} 行 {line}")
        return {
            "unit": self.unit, "file": self.file, "batch": self.batch, "no": self.number, "received": self.received,
        } | line  # fmt: skip


def count(work: stages.Work, found: list[Delivery]) -> None:
    """Count every row of every delivery once."""
    desk, by_number = work.engine.desk, {d.number: d for d in found}
    if files := work.parts(stages.BAD):
        for number, rows in desk.rows(f"SELECT batch, count(*) FROM {history.read(files)} GROUP BY batch"):
            by_number[number].counts["quarantined"] += rows
    for path in sorted((work.path / "counts").glob("*.parquet")):
        stood = "unlinked" if path.stem == "waiting" else "linked"
        for number, fate, rows in desk.rows(
            f"SELECT batch, fate, CAST(sum(rows) AS BIGINT) FROM read_parquet('{path}') WHERE fate IN ('received', 'duplicate') GROUP BY ALL"
        ):
            if number in by_number:
                counts = by_number[number].counts
                counts["duplicate"] += rows if fate == "duplicate" else 0
                counts[stood] += rows if fate == "received" else -rows
    for number, hit, rows in desk.rows(_withdrawals(work)):
        by_number[number].counts["linked" if hit else "quarantined"] += rows


def _withdrawals(work: stages.Work) -> str:
    """Per delivery, how many withdrawals found what they name, and how many did not."""
    counts = sorted((work.path / "counts").glob("*.parquet"))
    hits = [f"SELECT seq FROM {history.read(counts)} WHERE fate = 'event'"] if counts else []
    gone = [path for name in ("gone", "settled") if (path := work.out / f"{name}.parquet").exists()]
    hits += [f"SELECT event AS seq FROM read_parquet('{path}') WHERE event IS NOT NULL" for path in gone]
    work.engine.desk.run(
        f"CREATE OR REPLACE TEMP TABLE hits AS SELECT DISTINCT seq FROM ({' UNION ALL '.join(hits)}) AS h"
    )
    return """SELECT batch, CAST(batch AS BIGINT) * 4294967296 + row_no IN (SELECT seq FROM hits) AS found, count(*)
              FROM events WHERE op = 'withdraw' GROUP BY ALL"""


def quarantine(work: stages.Work, found: list[Delivery]) -> None:
    """Rows that failed, by unit, with the reason and the row as it came (JSON)."""
    desk = work.engine.desk
    pairs = ", ".join(f"'{name}', split_part(raw, chr(31), {n})" for n, name in enumerate(FIELDS, 1))
    parts = []
    if bad := work.parts(stages.BAD):
        parts.append(
            f"SELECT unit, batch, row_no, reason, CAST(json_object({pairs}) AS VARCHAR) AS raw FROM {history.read(bad)}"
        )
    if withdrawn := work.parts(stages.WITHDRAWN):
        parts.append(f"""SELECT unit, batch, row_no, 'nothing_to_withdraw' AS reason, CAST(json_object({pairs}) AS VARCHAR) AS raw
                         FROM {history.read(withdrawn)} WHERE CAST(batch AS BIGINT) * 4294967296 + row_no NOT IN (SELECT seq FROM hits)""")
    for delivery in found:
        unreadable = work.path / "opened-rows" / f"{delivery.number:06d}" / "unreadable.parquet"
        if unreadable.exists():
            parts.append(f"""SELECT CAST({delivery.unit} AS SMALLINT) AS unit, CAST({delivery.number} AS INTEGER) AS batch, row_no, reason, raw
                             FROM read_parquet('{unreadable}')""")
    if not parts:
        return
    target = work.out / "quarantine"
    target.mkdir(exist_ok=True)
    desk.run(f"CREATE OR REPLACE TEMP TABLE quarantine AS {' UNION ALL '.join(parts)}")
    for (unit,) in desk.rows("SELECT DISTINCT unit FROM quarantine"):
        desk.write(
            f"SELECT unit, batch, row_no, reason, raw FROM quarantine WHERE unit = {unit} ORDER BY batch, row_no",
            target / f"unit-{unit:02d}.parquet",
        )
