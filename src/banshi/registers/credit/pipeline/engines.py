"""What the stages run on. DuckDB is the default: one process, bounded memory, spills to disk. Spark is the other (spark.py).

The stages are written once, in SQL that means the same on both (portability.py). The few things that two engines spell
differently are macros, defined once per engine. String distances are taken only of codes, which are ASCII: engines count
bytes, and a Chinese character has three.
"""

import os
import resource
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import duckdb

WIDE = "".join(chr(c) for c in range(0xFF01, 0xFF5F)) + "　"
NARROW = "".join(chr(c) for c in range(0x21, 0x7F)) + " "
SMALL, CAPITAL = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DROPPED = ' \\t—·•.,，。、:：;；"“”‘’-'  # of a name or a code; inside the brackets of a regular expression

# What every engine spells in its own way. number_of: the last eight bytes of the MD5, the last byte first, less one bit.
# day_of: of ten characters with dashes in their places; with a digit first and last, DuckDB's cast takes digits only.
OWN = """
CREATE OR REPLACE MACRO number_of(x) AS CAST(md5_number_lower(x) >> 1 AS BIGINT);
CREATE OR REPLACE MACRO day_of(x) AS
    CASE WHEN x >= '0' AND x < ':' AND substr(x, 10, 1) BETWEEN '0' AND '9' THEN TRY_CAST(x AS DATE) END;
CREATE OR REPLACE MACRO bit_of(x) AS CAST(1 AS BIGINT) << CAST(x AS BIGINT);
CREATE OR REPLACE MACRO deletions(x) AS list_transform(range(1, length(x) + 1), lambda i: substr(x, 1, i - 1) || substr(x, i + 1));
CREATE OR REPLACE MACRO common_characters(a, b) AS len(list_intersect(string_split(a, ''), string_split(b, '')));
"""

COMMON = f"""
CREATE OR REPLACE MACRO narrow(x) AS CASE WHEN regexp_matches(x, '[！-～　]')
    THEN translate(x, '{WIDE}', '{NARROW.replace("'", "''")}') ELSE x END;
CREATE OR REPLACE MACRO capitals(x) AS translate(x, '{SMALL}', '{CAPITAL}');
CREATE OR REPLACE MACRO bare(x) AS capitals(regexp_replace(narrow(x), '[{_DROPPED}]', '', 'g'));
CREATE OR REPLACE MACRO is_number(x) AS regexp_full_match(x, '[0-9]+');
CREATE OR REPLACE MACRO date_of(x) AS CASE
    WHEN x = '' THEN NULL
    WHEN length(x) = 10 AND substr(x, 5, 1) = '-' AND substr(x, 8, 1) = '-' THEN day_of(x)
    WHEN regexp_full_match(x, '[0-9]{{8}}') THEN
        TRY_CAST(substr(x, 1, 4) || '-' || substr(x, 5, 2) || '-' || substr(x, 7, 2) AS DATE)
    WHEN regexp_full_match(narrow(x), '[0-9]{{4}}[-/.年][0-9]{{1,2}}[-/.月][0-9]{{1,2}}日?') THEN
        TRY_CAST(regexp_replace(narrow(x), '^([0-9]{{4}})[-/.年]([0-9]{{1,2}})[-/.月]([0-9]{{1,2}})日?\\z', '\\1-\\2-\\3') AS DATE)
    END;
"""

MACROS = OWN + COMMON


@dataclass
class Cost:
    """What a stage used: seconds of wall clock and of processor, peak resident bytes, bytes spilled to disk."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    spilled: int = 0


class Unreachable(Exception):
    """There is no cluster at this address, or it takes nobody."""


class Engine(Protocol):
    """What the stages ask of an engine. `sql` is always one query in the portable SQL of portability.py."""

    @property
    def desk(self) -> "DuckDB":
        """A DuckDB for what touches little: registers, accounts, quarantine, sealing."""

    @property
    def together(self) -> int:
        """How many buckets are settled in one go."""

    def define(self, macros: str) -> None:
        """Take macros (CREATE OR REPLACE MACRO …; …)."""

    def borrow(self, name: str) -> None:
        """Make a table of the desk known here."""

    def opened(self, sql: str) -> str:
        """A query of the desk over a delivery, as one that can be run here."""

    def view(self, name: str, sql: str) -> None:
        """Give a query a name."""

    def table(self, name: str, sql: str) -> None:
        """Keep the rows of a query under a name; what had the name before may be read in it, and is replaced."""

    def add(self, name: str, sql: str) -> None:
        """Add rows to a table: its columns, in its order."""

    def forget(self, name: str) -> None:
        """Let go of a table or a borrowed one."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows; for few."""

    def write(self, sql: str, target: Path, *, order: str = "", codec: str = "zstd") -> None:
        """Write a query as one Parquet file: beside its place first, then renamed, so that a file that exists is whole."""

    def write_each(
        self, sql: str, by: str, targets: Mapping[int, Path], *, order: str, group: int | None = None
    ) -> None:
        """For each value of the expression `by`, write its rows as one file, sorted, `group` rows to a row group."""

    def spread(self, sql: str, target: Path) -> None:
        """Lay rows down by their column `part`: target/part=N/*.parquet, without that column; all of it or nothing."""

    def close(self) -> None: ...


def start(name: str, work: Path, memory: int) -> Engine:
    """The engine of this name, `duckdb` or a Spark master's address; `memory` in bytes is the limit of each process."""
    desk = DuckDB(work, memory)
    if name == "duckdb":
        return desk
    from banshi.registers.credit.pipeline.spark import Spark  # noqa: PLC0415 -- it needs pyspark, which few need

    return Spark(name, desk)


@dataclass
class DuckDB:
    """One DuckDB in this process. `memory` in bytes is its limit; the work directory takes what does not fit."""

    work: Path
    memory: int = 3 << 30
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)
    costs: dict[str, Cost] = field(default_factory=dict)
    together = 1

    def __post_init__(self) -> None:
        self.spill = self.work / "spill"
        self.spill.mkdir(parents=True, exist_ok=True)
        self.con = duckdb.connect()
        self.con.execute(f"SET memory_limit = '{self.memory >> 20}MiB'")
        self.con.execute(f"SET threads = {self.threads}")
        self.con.execute(f"SET temp_directory = '{self.spill}'")
        self.con.execute("SET preserve_insertion_order = false")
        self.con.execute("SET enable_progress_bar = false")
        # Rows that a thread holds back for their part, when rows are spread: with eight times as many, a gigabyte is spilled.
        self.con.execute("SET partitioned_write_flush_threshold = 65536")
        self.run(MACROS)

    @property
    def desk(self) -> "DuckDB":
        return self

    def run(self, sql: str) -> None:
        """Any statement. Only what touches little says so; the stages do not."""
        self.con.execute(sql)

    def one(self, sql: str) -> Any:
        """The first column of the only row."""
        found = self.rows(sql)
        return found[0][0] if found else None

    def define(self, macros: str) -> None:
        self.run(macros)

    def borrow(self, name: str) -> None:
        """It is here already."""

    def opened(self, sql: str) -> str:
        return sql

    def view(self, name: str, sql: str) -> None:
        self.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")

    def table(self, name: str, sql: str) -> None:
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def add(self, name: str, sql: str) -> None:
        self.run(f"INSERT INTO {name} {sql}")

    def forget(self, name: str) -> None:
        self.run(f"DROP TABLE IF EXISTS {name}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def write(self, sql: str, target: Path, *, order: str = "", codec: str = "zstd", group: int | None = None) -> None:
        part = target.with_name(target.name + ".part")
        by = f"ORDER BY {order}" if order else ""
        size = f", ROW_GROUP_SIZE {group}" if group else ""
        self.run(f"COPY (SELECT * FROM ({sql}) AS w {by}) TO '{part}' (FORMAT parquet, COMPRESSION {codec}{size})")
        part.rename(target)

    def write_each(
        self, sql: str, by: str, targets: Mapping[int, Path], *, order: str, group: int | None = None
    ) -> None:
        for value, target in targets.items():
            self.write(f"SELECT * FROM ({sql}) AS e WHERE {by} = {value}", target, order=order, group=group)

    def spread(self, sql: str, target: Path) -> None:
        part = target.with_name(target.name + ".making")
        shutil.rmtree(part, ignore_errors=True)
        part.parent.mkdir(parents=True, exist_ok=True)
        self.run(
            f"COPY ({sql}) TO '{part}' (FORMAT parquet, PARTITION_BY (part), COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1)"
        )
        part.mkdir(exist_ok=True)  # no rows, no directory
        part.rename(target)

    def close(self) -> None:
        self.con.close()

    @contextmanager
    def stage(self, name: str, progress: Callable[[str], None] | None = None) -> Iterator[None]:
        """Measure what happens inside, under this name; names add up."""
        if progress:
            progress(name)
        started, used = time.monotonic(), _cpu()
        with _watching(self.spill) as seen:
            yield
        cost = self.costs.setdefault(name, Cost())
        cost.wall += time.monotonic() - started
        cost.cpu += _cpu() - used
        cost.peak = max(cost.peak, seen[0])
        cost.spilled = max(cost.spilled, seen[1])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def _watching(spill: Path) -> Iterator[list[int]]:
    """The most resident and the most spilled bytes while the block runs, looked at ten times a second."""
    seen, over = [0, 0], threading.Event()

    def look() -> None:
        while True:
            seen[0] = max(seen[0], _resident())
            seen[1] = max(seen[1], _size(spill))
            if over.wait(0.1):
                return

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # not Linux: the peak of the process so far is what there is
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _size(directory: Path) -> int:
    total = 0
    for path in directory.glob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # the engine removed it in between
            continue
    return total
