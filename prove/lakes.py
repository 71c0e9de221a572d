"""Two lakes compared: every run's records, profiles, what is gone, what waits, quarantine, links, questions, subjects, ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from banshi.registers.credit.pipeline.lake import Lake, Run

KEY = b"k" * 32
_OPEN, _SEALED = ("records", "profiles", "gone"), ("subjects", "pending", "quarantine", "links", "asks")


def same(one: Path, other: Path) -> dict[str, int]:
    """The lakes are equal, row for row (EXCEPT ALL both ways) and type for type. How many rows of each were compared."""
    lakes = Lake(one, KEY), Lake(other, KEY)
    assert [run.number for run in lakes[0].runs()] == [run.number for run in lakes[1].runs()]
    compared = dict.fromkeys((*_OPEN, *_SEALED), 0)
    with duckdb.connect(config={"memory_limit": "2GB", "threads": 1}) as con:
        for runs in zip(lakes[0].runs(), lakes[1].runs(), strict=True):
            assert runs[0].facts["deliveries"] == runs[1].facts["deliveries"]
            for name in compared:
                with _relation(lakes[0], runs[0], name) as a, _relation(lakes[1], runs[1], name) as b:
                    compared[name] += _equal(con, a, b, name)
    return compared


def _equal(con: duckdb.DuckDBPyConnection, a: str, b: str, name: str) -> int:
    if not a or not b:
        assert a == b, f"{name}: only one of the lakes has it"
        return 0
    columns = [
        con.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {each})").fetchall() for each in (a, b)
    ]
    assert columns[0] == columns[1], name
    for left, right in ((a, b), (b, a)):
        differing = con.execute(f"FROM {left} EXCEPT ALL FROM {right} LIMIT 5").fetchall()
        assert differing == [], f"{name}: {len(differing)} rows or more stand in one lake only"
    counted = con.execute(f"SELECT count(*) FROM {a}").fetchone()
    assert counted is not None
    return int(counted[0])


@contextmanager
def _relation(lake: Lake, run: Run, name: str) -> Iterator[str]:
    """The files of one kind as a relation of SQL; nothing if there are none."""
    if name in _OPEN:
        yield _read([run.gone] if name == "gone" else sorted((run.path / name).glob("*.parquet")))
        return
    with lake.opened(run.sealed(name)) as paths:
        yield _read(paths)


def _read(paths: list[Path]) -> str:
    return "read_parquet([" + ", ".join(f"'{path}'" for path in paths) + "])" if paths else ""
