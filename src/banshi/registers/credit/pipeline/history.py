"""What earlier runs laid down, what they took away, and what of it stands: relations of SQL."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from banshi.registers.credit.pipeline.lake import BUCKETS, Run

RECORD = "sid, unit, fp, kind, decided_on, valid_until, cents, doc_no, content, batch, row_no, rule, key"


def read(paths: Sequence[Path]) -> str:
    """A relation over Parquet files."""
    return "read_parquet([" + ", ".join(f"'{path}'" for path in paths) + "])"


def laid(runs: Sequence[Run], buckets: Iterable[int] = range(BUCKETS)) -> str:
    """All records that earlier runs laid down, each with its run; nothing where there are none."""
    wanted = list(buckets)
    return " UNION ALL ".join(
        f"SELECT {RECORD}, CAST({run.number} AS INTEGER) AS run FROM {read(files)}"
        for run in runs
        if (files := [run.records(bucket) for bucket in wanted if run.records(bucket).exists()])
    )


def stood(records: str, runs: Sequence[Run]) -> str:
    """Those of the records (unit, fp, sid, batch, row_no, run) that no later run took away."""
    taken = gone(runs)
    return without(records, taken) if taken else records


def gone(runs: Sequence[Run], why: str = "") -> str:
    """What the runs took away, each with its run; nothing where there are none."""
    chosen = f"WHERE why = '{why}'" if why else ""
    return " UNION ALL ".join(
        f"SELECT unit, fp, sid, batch, row_no, CAST({run.number} AS INTEGER) AS run FROM {read([run.gone])} {chosen}"
        for run in runs
        if run.gone.exists()
    )


def without(records: str, taken: str) -> str:
    """The records but those that were taken away later. Two rows of one document are told apart by where they came from."""
    return f"""SELECT r.* FROM ({records}) AS r
        WHERE NOT EXISTS (SELECT 1 FROM ({taken}) AS g
                          WHERE g.unit = r.unit AND g.fp = r.fp AND g.sid = r.sid AND g.batch = r.batch
                            AND g.row_no = r.row_no AND g.run > r.run)"""
