"""隔离区 quarantine: the rows of a unit that could not be taken, with the reason. They stand in the lake, sealed."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from banshi.kernel.actors import Hidden
from banshi.kernel.identifiers import mask_id, mask_name, mask_phone
from banshi.kernel.translation import translated
from banshi.registers.credit import city
from banshi.registers.credit.models import Unit, Upload
from banshi.registers.credit.pipeline.lines import REASONS as OF_LINES
from banshi.registers.credit.pipeline.reasons import REASONS
from banshi.registers.credit.pipeline.shapes import FIELDS
from banshi.registers.credit.selectors import uploads

PAGE = 50
_LONG_NUMBER = re.compile(r"[0-9]{7,}[0-9Xx*]*")


@dataclass(frozen=True)
class Row:
    """One quarantined row. `raw` is the line as it stood, or the row's fields as JSON."""

    batch: int
    row: int
    reason: str
    raw: str
    mended: Upload | None

    @property
    def why(self) -> str:
        """The reason in words."""
        return translated(REASONS.get(self.reason, self.reason))

    @property
    def fields(self) -> dict[str, str]:
        """The values, as far as the row could be taken apart."""
        try:
            said = json.loads(self.raw)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            return {}
        return {name: str(said[name]) for name in FIELDS if isinstance(said.get(name), str | int | float)}

    @property
    def readable(self) -> bool:
        return self.reason not in OF_LINES

    @property
    def masked(self) -> dict[str, str]:
        """What a list may show of it: people by mask, numbers without their middle."""
        said = self.fields if self.readable else {}
        if not said:
            return {"raw": _LONG_NUMBER.sub(lambda found: mask_id(found[0]), self.raw)[:200]}
        company = said.get("subject_kind") == "E" and len(said.get("code", "")) != 15
        return said | {
            "name": said.get("name", "") if company else mask_name(said.get("name", "")),
            "code": said.get("code", "") if company else mask_id(said.get("code", "")),
            "phone": mask_phone(said.get("phone", "")),
        }


@dataclass(frozen=True)
class Page:
    """A page of the quarantine: how many rows there are, for which reasons, and some of them."""

    count: int
    open: int
    reasons: dict[str, int]
    rows: list[Row]


def page(unit: Unit, *, reason: str = "", batch: int = 0, mended: bool = False, number: int = 1) -> Page:
    """The rows that are still to be mended, or (`mended`) all; newest delivery first."""
    done = uploads.mended(unit)
    with _rows(unit) as con:
        counted = con.execute("SELECT reason, count(*) FROM quarantine GROUP BY reason").fetchall()
        wanted = ["($1 = '' OR reason = $1)", "($2 = 0 OR batch = $2)"]
        if not mended:
            con.execute("CREATE TEMP TABLE done (batch INTEGER, row_no INTEGER)")
            if done:
                con.executemany("INSERT INTO done VALUES (?, ?)", [list(key) for key in done])
            wanted.append("(batch, row_no) NOT IN (SELECT (batch, row_no) FROM done)")
        found = con.execute(
            f"SELECT batch, row_no, reason, raw FROM quarantine WHERE {' AND '.join(wanted)} "
            f"ORDER BY batch DESC, row_no LIMIT {PAGE + 1} OFFSET {(number - 1) * PAGE}",
            [reason, batch],
        ).fetchall()
    reasons = dict(Counter(dict(counted)).most_common())
    count = sum(reasons.values())
    return Page(count, count - len(done), reasons, [_row(line, done) for line in found])


def row(unit: Unit, batch: int, number: int) -> Row:
    """One row. Raises Hidden where there is none."""
    with _rows(unit) as con:
        found = con.execute(
            "SELECT batch, row_no, reason, raw FROM quarantine WHERE batch = ? AND row_no = ?", [batch, number]
        ).fetchone()
    if found is None:
        raise Hidden(f"{batch}-{number}")
    return _row(found, uploads.mended(unit))


def _row(line: tuple[int, int, str, str], done: dict[tuple[int, int], Upload]) -> Row:
    return Row(*line, mended=done.get((line[0], line[1])))


@contextmanager
def _rows(unit: Unit) -> Iterator[duckdb.DuckDBPyConnection]:
    """A table `quarantine` with the unit's rows of all runs; the readable copies are gone when the block ends."""
    lake = city.lake()
    name = f"unit-{unit.number:02d}.parquet.sealed"
    sealed = [path for run in lake.runs() for path in run.sealed("quarantine") if path.name == name]
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '512MiB'; SET threads = 1")
        con.execute("CREATE TABLE quarantine (batch INTEGER, row_no INTEGER, reason VARCHAR, raw VARCHAR)")
        lake.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(prefix=".quarantine-", dir=lake.root) as work, lake.opened(sealed, Path(work)) as files:
            if files:
                con.execute(
                    "INSERT INTO quarantine SELECT batch, row_no, reason, raw FROM read_parquet(?)",
                    [[str(path) for path in files]],
                )
        yield con
