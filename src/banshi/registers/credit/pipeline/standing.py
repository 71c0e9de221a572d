"""What stands after runs: the lake's files as queries, each with exactly the columns and types of a serving table.

Files of one run are sorted already. Over several runs a record stands unless a later run says that it is gone.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import pyarrow

from banshi.registers.credit.pipeline import history
from banshi.registers.credit.pipeline.lake import Run

BATCH = 20_000  # rows that travel together

_RECORD = """sid, fp, cents, key, decided_on, valid_until, batch, row_no, unit, kind, rule,
    CAST(sid % 32 AS SMALLINT) AS bucket, doc_no, content"""
_PROFILE = """sid, CAST(sum(cents) AS BIGINT) AS cents, CAST(bit_or(units) AS BIGINT) AS units,
    CAST(sum(records) AS INTEGER) AS records, CAST(sum(adverse) AS INTEGER) AS adverse, min(first_on) AS first_on,
    max(last_on) AS last_on, CAST(sid % 32 AS SMALLINT) AS bucket"""


def records(runs: Sequence[Run], buckets: Sequence[int]) -> str:
    """The records of these buckets that stand after all of `runs`, sorted by subject, the newest first."""
    laid = history.laid(runs, buckets)
    if not laid or len(runs) == 1:
        return laid and f"SELECT {_RECORD} FROM ({laid})"
    return f"SELECT {_RECORD} FROM ({history.stood(laid, runs)}) AS stands ORDER BY sid, decided_on DESC"


def profiles(runs: Sequence[Run], buckets: Sequence[int]) -> str:
    """What the runs counted for each subject, added up. Who has lost a record must be counted anew instead."""
    files = _there(run.profiles(bucket) for run in runs for bucket in buckets)
    return f"SELECT {_PROFILE} FROM read_parquet({_listed(files)}) GROUP BY sid ORDER BY sid" if files else ""


def moved(run: Run, buckets: Sequence[int]) -> str:
    """Records of earlier runs that this one gave to somebody else: at whom they were, and at whom they are now."""
    files = _there(run.records(bucket) for bucket in buckets)
    if not files or not run.gone.exists():
        return ""
    return f"""SELECT g.unit, g.fp, g.sid AS was, r.sid AS now FROM read_parquet('{run.gone}') AS g
        JOIN read_parquet({_listed(files)}) AS r ON r.unit = g.unit AND r.fp = g.fp WHERE r.sid <> g.sid"""


def merges(run: Run) -> str:
    """Whom this run keeps for whom."""
    return f"SELECT sid, kept FROM read_parquet('{run.merges}')"


def subjects(files: Sequence[Path]) -> str:
    """Subjects new or changed in a run, from its opened files."""
    return f"""SELECT sid, kind, substr(name, 1, 200) AS name, code, substr(reg_no, 1, 20) AS reg_no,
        substr(district, 1, 12) AS district FROM read_parquet({_listed([str(file) for file in files])})"""


def opened(memory: str = "1GB") -> duckdb.DuckDBPyConnection:
    """A DuckDB of one thread that keeps the order of the files."""
    return duckdb.connect(config={"threads": 1, "memory_limit": memory, "preserve_insertion_order": True})


def stream(con: duckdb.DuckDBPyConnection, query: str) -> pyarrow.RecordBatchReader:
    return con.sql(query).to_arrow_reader(BATCH)


def _there(paths: Iterable[Path]) -> list[str]:
    return [str(path) for path in paths if path.exists()]


def _listed(files: Sequence[str]) -> str:
    return "[" + ", ".join(f"'{file}'" for file in files) + "]"
