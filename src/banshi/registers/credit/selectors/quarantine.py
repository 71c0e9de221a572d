"""隔离区 quarantine: the rows of a unit that could not be taken, with the reason. They stand in the lake, sealed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from banshi.kernel.actors import Hidden
from banshi.kernel.identifiers import mask_id, mask_name
from banshi.kernel.translation import translated
from banshi.registers.credit import city
from banshi.registers.credit.models import Unit, Upload
from banshi.registers.credit.pipeline import sealing
from banshi.registers.credit.pipeline.guessing import guessed
from banshi.registers.credit.pipeline.lines import REASONS as OF_LINES
from banshi.registers.credit.pipeline.reasons import REASONS
from banshi.registers.credit.selectors import uploads

PAGE = 50
LARGEST = 2**31 - 1  # number of a delivery or of a row
Found = tuple[int, int, str, str]  # batch, row, reason, raw

_LONG_NUMBER = re.compile(r"[0-9０-９]{9,}[0-9０-９Xx*]*")
_PERSONAL = re.compile(r"[1-9][0-9]{5}((19|20)[0-9]{2}|[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{2}")


@dataclass(frozen=True)
class Row:
    """One quarantined row. `raw` is the line as it stood, or the row's fields as JSON; `said` its fields, of a line that
    could not be read as far as one can guess.
    """

    batch: int
    row: int
    reason: str
    raw: str
    said: dict[str, str]
    mended: Upload | None

    @property
    def why(self) -> str:
        """The reason in words."""
        return translated(REASONS.get(self.reason, self.reason))

    @property
    def readable(self) -> bool:
        return self.reason not in OF_LINES

    @property
    def masked(self) -> dict[str, str]:
        """What a list may show of it: people by mask, and any long number without its middle, wherever it stands."""
        if not self.said:
            return {"raw": _without_numbers(self.raw)[:200]}
        name, code = self.said.get("name", ""), self.said.get("code", "")
        company = self.said.get("subject_kind") == "E" and not _PERSONAL.search(code)
        return {
            "name": _without_numbers(name if company else mask_name(name)),
            "code": code if company else mask_id(code),
            "doc_no": _without_numbers(self.said.get("doc_no", "")),
            "decided_on": _without_numbers(self.said.get("decided_on", "")),
        }


def _without_numbers(text: str) -> str:
    return _LONG_NUMBER.sub(lambda found: mask_id(found[0]), text)


def reasons(unit: Unit) -> list[tuple[str, str, int]]:
    """Code, words and number of rows, the most frequent first."""
    with _rows(unit) as con:
        found = con.execute(
            "SELECT reason, count(*) AS n FROM quarantine GROUP BY reason ORDER BY n DESC, reason"
        ).fetchall()
    return [(code, translated(REASONS.get(code, code)), n) for code, n in found]


def page(unit: Unit, *, reason: str = "", batch: int = 0, mended: bool = False, number: int = 1) -> list[Row]:
    """The rows that are still to be mended, or (`mended`) all, newest delivery first; one more than PAGE if there are more."""
    done = uploads.mended(unit)
    with _rows(unit) as con:
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
    return _told(found, unit, done)


def row(unit: Unit, batch: int, number: int) -> Row:
    """One row. Raises Hidden where there is none."""
    if max(batch, number) > LARGEST:
        raise Hidden(f"{batch}-{number}")
    with _rows(unit) as con:
        found = con.execute(
            "SELECT batch, row_no, reason, raw FROM quarantine WHERE batch = ? AND row_no = ?", [batch, number]
        ).fetchone()
    if found is None:
        raise Hidden(f"{batch}-{number}")
    return _told([found], unit, uploads.mended(unit))[0]


def _told(found: list[Found], unit: Unit, done: dict[tuple[int, int], Upload]) -> list[Row]:
    """Of lines that could not be read, the beginning of their files says which column was which."""
    heads = {batch: _head(unit, batch) for batch in {batch for batch, _, reason, _ in found if reason in OF_LINES}}
    return [
        Row(batch, row, reason, raw, guessed(raw, heads.get(batch, b"")), done.get((batch, row)))
        for batch, row, reason, raw in found
    ]


@contextmanager
def _rows(unit: Unit) -> Iterator[duckdb.DuckDBPyConnection]:
    """A table `quarantine` with the unit's rows of all runs; the readable copies are gone when the block ends."""
    lake = city.lake()
    name = f"unit-{unit.number:02d}.parquet.sealed"
    sealed = [path for run in lake.runs() for path in run.sealed("quarantine") if path.name == name]
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '512MiB'; SET threads = 1")
        con.execute("CREATE TABLE quarantine (batch INTEGER, row_no INTEGER, reason VARCHAR, raw VARCHAR)")
        with lake.opened(sealed) as files:
            if files:
                con.execute(
                    "INSERT INTO quarantine SELECT batch, row_no, reason, raw FROM read_parquet(?)",
                    [[str(path) for path in files]],
                )
        yield con


def _head(unit: Unit, number: int) -> bytes:
    """The beginning of a delivery, as it is kept: a line of CSV says nothing without the names of its columns."""
    lake = city.lake()
    digest = next((digest for (_, digest), delivery in lake.known().items() if delivery["no"] == number), "")
    kept = lake.root / "raw" / f"unit-{unit.number:02d}" / f"{digest}.sealed"
    return next(sealing.chunks(kept, lake.key), b"") if digest and kept.exists() else b""
