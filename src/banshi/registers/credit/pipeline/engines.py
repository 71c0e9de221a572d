"""What the stages run on. DuckDB is the default: one process, bounded memory, spills to disk.

The stages are written in plain SQL; the few functions that two engines spell differently are macros, defined here once
per engine. String distances are taken only of codes, which are ASCII: engines count bytes, and a Chinese character has three.
"""

import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

WIDE = "".join(chr(c) for c in range(0xFF01, 0xFF5F)) + "　"
NARROW = "".join(chr(c) for c in range(0x21, 0x7F)) + " "
_DROPPED = ' \\t—·•.,，。、:：;；"“”‘’-'  # of a name or a code; inside the brackets of a regular expression

MACROS = f"""
CREATE OR REPLACE MACRO number_of(x) AS CAST(md5_number_lower(x) >> 1 AS BIGINT);
CREATE OR REPLACE MACRO narrow(x) AS CASE WHEN regexp_matches(x, '[！-～　]')
    THEN translate(x, '{WIDE.replace("'", "''")}', '{NARROW.replace("'", "''")}') ELSE x END;
CREATE OR REPLACE MACRO bare(x) AS upper(regexp_replace(narrow(x), '[{_DROPPED}]', '', 'g'));
CREATE OR REPLACE MACRO is_number(x) AS regexp_full_match(x, '[0-9]+');
CREATE OR REPLACE MACRO date_of(x) AS CASE
    WHEN x = '' THEN NULL
    WHEN length(x) = 10 AND substr(x, 5, 1) = '-' AND substr(x, 8, 1) = '-' THEN TRY_CAST(x AS DATE)
    WHEN regexp_full_match(x, '[0-9]{{8}}') THEN
        TRY_CAST(substr(x, 1, 4) || '-' || substr(x, 5, 2) || '-' || substr(x, 7, 2) AS DATE)
    WHEN regexp_full_match(narrow(x), '[0-9]{{4}}[-/.年][0-9]{{1,2}}[-/.月][0-9]{{1,2}}日?') THEN
        TRY_CAST(regexp_replace(narrow(x), '([0-9]{{4}})[-/.年]([0-9]{{1,2}})[-/.月]([0-9]{{1,2}})日?', '\\1-\\2-\\3') AS DATE)
    END;
CREATE OR REPLACE MACRO deletions(x) AS list_transform(range(1, length(x) + 1), lambda i: substr(x, 1, i - 1) || substr(x, i + 1));
CREATE OR REPLACE MACRO common_characters(a, b) AS len(list_intersect(string_split(a, ''), string_split(b, '')));
"""


@dataclass
class Cost:
    """What a stage used: seconds of wall clock and of processor, peak resident bytes, bytes spilled to disk."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    spilled: int = 0


@dataclass
class Engine:
    """One DuckDB in this process. `memory` in bytes is its limit; the work directory takes what does not fit."""

    work: Path
    memory: int = 3 << 30
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)
    costs: dict[str, Cost] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.spill = self.work / "spill"
        self.spill.mkdir(parents=True, exist_ok=True)
        self.con = duckdb.connect()
        self.con.execute(f"SET memory_limit = '{self.memory >> 20}MiB'")
        self.con.execute(f"SET threads = {self.threads}")
        self.con.execute(f"SET temp_directory = '{self.spill}'")
        self.con.execute("SET preserve_insertion_order = false")
        self.con.execute("SET enable_progress_bar = false")
        self.con.execute(MACROS)

    def run(self, sql: str) -> None:
        self.con.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def one(self, sql: str) -> Any:
        """The first column of the only row."""
        found = self.rows(sql)
        return found[0][0] if found else None

    def write(self, sql: str, target: Path, *, options: str = "COMPRESSION zstd") -> None:
        """Write a query as one Parquet file: beside its place first, then renamed, so that a file that exists is whole."""
        part = target.with_name(target.name + ".part")
        self.run(f"COPY ({sql}) TO '{part}' (FORMAT parquet, {options})")
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
