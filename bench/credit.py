"""Serving credit records: loading as a ratio to writing the same bytes, looking up alone, by eight at once, and while a feed comes in.

Run by `make bench` at a small size; `python bench/credit.py --rows 55000000` is the size of the city (14 GB of disk, minutes),
`--lake DIR` takes a lake that is there already. Everything is made in a temporary home and removed. `--city` measures one thing
in the city of BANSHI_HOME instead, whose database runs: look-ups, a refresh, or a refresh while eight look up.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import lakes
import stack

ROWS, FEED, LOST, CLIENTS, SECONDS, SUBJECTS, LATE = 2_000_000, 100_000, 1_000, 8, 5.0, 20_000, 10
# How many times as much is written raw before a load, and after it: their speed is not steady. How much it will be is known
# beforehand: a record takes so many bytes, with its index, its profile and its subject.
TIMES, A_RECORD = 5, 178
TARGETS = {
    "load_ratio": 6, "p50_ms": 1, "p99_ms": 5, "feed_s": 4, "lost_s": 1,
    "per_second": -10_000, "per_second_while_fed": -10_000,
}  # fmt: skip
# What a load writes: records, profiles and the subjects.
BYTES = """SELECT sum(pg_table_size(c.oid)), sum(pg_indexes_size(c.oid)) FROM pg_class c
    WHERE c.relkind = 'r' AND c.relname ~ '^credit_(subject|(record|profile)_[0-9]{2}(_loaded|_since)?)$'"""
BESIDE = """SELECT sum(pg_table_size(oid) + pg_indexes_size(oid)) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = %s::regnamespace"""
PARTS = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^credit_record_[0-9]{2}_loaded$' ORDER BY 1"
BARE = """{quick}; CREATE TABLE bare_{part} (LIKE {part} INCLUDING DEFAULTS);
    COPY bare_{part} FROM '{folder}/{part}' (FORMAT binary, FREEZE);
    CREATE INDEX ON bare_{part} (sid, decided_on DESC)"""
WANTED = f"""CREATE UNLOGGED TABLE bench_wanted AS
    SELECT bucket, row_number() OVER (PARTITION BY bucket) AS n, sid
    FROM (SELECT bucket, sid FROM credit_profile ORDER BY hashint8(sid) LIMIT {SUBJECTS}) AS s;
    ALTER TABLE bench_wanted ADD PRIMARY KEY (bucket, n)"""
SAMPLE = "SELECT sid FROM credit_profile ORDER BY hashint8(sid) LIMIT %s"


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def write_raw(home: Path, size: int) -> float:
    """Bytes a second at which so many are written in the same place, down to the disk."""
    path, block = home / "raw", os.urandom(8 << 20)

    def write() -> None:
        with path.open("wb") as file:
            for start in range(0, size, len(block)):
                file.write(block[: size - start])
            file.flush()
            os.fdatasync(file.fileno())

    seconds = timed(write)
    path.unlink()
    return size / seconds


def look_up(sids: list[int], seconds: float, seed: int) -> list[float]:
    """One client of Python: the profile and the fifty newest records of one subject after the other. Milliseconds of each."""
    from banshi.registers.credit.selectors import records  # noqa: PLC0415  Django is set up in the process that asks

    chance, took = random.Random(seed), []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        sid = chance.choice(sids)
        began = time.perf_counter()
        records.file_of(sid)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _ask_at_once(
    command: list[str], address: str, seconds: float, act: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """Answers a second, how many of them took longer than LATE, and the seconds that `act` took meanwhile."""
    with subprocess.Popen([*command, "-T", str(round(seconds)), address], stdout=subprocess.PIPE, text=True) as clients:
        time.sleep(0.5)
        acted = timed(act)
        said, _ = clients.communicate()
    rate, late = re.search(r"tps = ([0-9.]+)", said), re.search(r"latency limit: \d+/\d+ \(([0-9.]+)%\)", said)
    if not rate or not late:
        raise SystemExit(f"pgbench: {said}")
    return {"per_second": float(rate[1]), "late": float(late[1]) / 100, "acted_s": acted}


def _alone(sql: str) -> None:
    """In one transaction of a connection of its own."""
    import psycopg  # noqa: PLC0415

    from banshi.site import devdb  # noqa: PLC0415

    with psycopg.connect(devdb.url()) as own:
        own.execute(sql)


def quantile(took: list[float], share: float) -> float:
    return sorted(took)[int(len(took) * share)]


class Bench:
    """One database and one lake."""

    def __init__(self, home: Path, lake: Any) -> None:
        self.home, self.lake = home, lake

    def refresh(self) -> float:
        from banshi.kernel.actors import Actor  # noqa: PLC0415
        from banshi.kernel.calendar import moments  # noqa: PLC0415
        from banshi.registers.credit.services import serving  # noqa: PLC0415

        return timed(lambda: serving.refresh(self.lake, by=Actor.system("bench"), at=moments.now()))

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        from django.db import connection  # noqa: PLC0415

        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def do(self, sql: str) -> None:
        from django.db import connection  # noqa: PLC0415

        with connection.cursor() as cursor:
            cursor.execute(sql)

    def settle(self) -> None:
        """What the act before left to be written is not written while the next one is measured."""
        self.do("CHECKPOINT")
        os.sync()

    def load(self) -> dict[str, Any]:
        return {"load_s": self.refresh()}

    def raw(self, records: int) -> dict[str, Any]:
        """Bytes a second of raw writes as large as so many records."""
        return {"raw": [write_raw(self.home, records * A_RECORD) for _ in range(TIMES)]}

    def look(self, seconds: float) -> dict[str, Any]:
        heap, index = map(int, self.ask(BYTES)[0])
        sids = self.some()
        look_up(sids, 1, 0)
        took = look_up(sids, seconds, 1)
        found = {"p50_ms": quantile(took, 0.5), "p99_ms": quantile(took, 0.99), "one_client": len(took) / seconds}
        with self.clients() as eight:
            told = eight(seconds)
        told = {"per_second": told["per_second"], "late_of_eight": told["late"]}
        return {"heap": heap, "index": index} | found | told

    def parts(self) -> dict[str, Any]:
        """Seconds in which all parts of both tables are made once more beside those that serve, rows and indexes, and their bytes."""
        from banshi.registers.credit.services import loading  # noqa: PLC0415

        def make() -> None:
            with loading.building(self.lake.runs(), lambda stage, done, of: None) as built:
                built()

        took = timed(make)
        made = int(self.ask(BESIDE, loading.BESIDE)[0][0])
        self.do(f"DROP SCHEMA {loading.BESIDE} CASCADE")
        return {"parts_s": took, "made": made}

    def bare(self) -> dict[str, Any]:
        """Seconds in which PostgreSQL itself makes the same tables, from binary files of its own, by as many connections:
        what is left when nothing is read from the lake, encoded, protected or sent.
        """
        from banshi.registers.credit.services.loading import LANES, QUICK  # noqa: PLC0415

        folder = self.home / "bare"
        folder.mkdir()
        folder.chmod(0o777)  # the database's own account writes there
        parts = [name for (name,) in self.ask(PARTS)]
        with ThreadPoolExecutor(LANES) as lanes:
            try:
                list(lanes.map(lambda part: _alone(f"COPY {part} TO '{folder}/{part}' (FORMAT binary)"), parts))
                self.settle()
                made = [BARE.format(quick=QUICK, part=part, folder=folder) for part in parts]
                took = timed(lambda: list(lanes.map(_alone, made)))
            finally:
                shutil.rmtree(folder)
                self.do("; ".join(f"DROP TABLE IF EXISTS bare_{part}" for part in parts))
        return {"bare_s": took}

    def some(self) -> list[int]:
        return [row[0] for row in self.ask(SAMPLE, SUBJECTS)]

    def fed(self, seconds: float) -> dict[str, Any]:
        """A refresh with what has come, while eight look up."""
        with self.clients() as eight:
            told = eight(2 * seconds, self.refresh)
        return {
            "feed_while_asked_s": told["acted_s"], "per_second_while_fed": told["per_second"], "late_while_fed": told["late"],
        }  # fmt: skip

    @contextmanager
    def clients(self) -> Iterator[Callable[..., dict[str, float]]]:
        """Eight clients of pgbench, which ask what `records.file_of` asks, about the same subjects: the database is measured."""
        from banshi.registers.credit.selectors import records  # noqa: PLC0415
        from banshi.site import devdb  # noqa: PLC0415

        self.do(WANTED)
        counts = self.ask("SELECT bucket, count(*) FROM bench_wanted GROUP BY bucket")
        with tempfile.TemporaryDirectory() as folder:
            scripts = []
            for bucket, count in counts:
                chosen = f"(SELECT sid FROM bench_wanted WHERE bucket = {bucket} AND n = :n)"
                asked = records.FILE.format(bucket=f"{bucket:02d}") % (records.PAGE, chosen)
                scripts += ["-f", f"{folder}/{bucket}.sql"]
                Path(scripts[-1]).write_text(f"\\set n random(1, {count})\n{asked};\n", encoding="utf-8")
            command = [
                devdb.binary("pgbench"),
                "-n",
                "-M",
                "prepared",
                "-c",
                str(CLIENTS),
                "-j",
                "2",
                "-L",
                str(LATE),
                *scripts,
            ]
            yield partial(_ask_at_once, command, devdb.url())
        self.do("DROP TABLE bench_wanted")

    def run(self, rows: int, seconds: float, *, own: bool) -> dict[str, Any]:
        before = self.raw(rows)["raw"]
        found = self.load()
        self.settle()
        rate = statistics.median(before + self.raw(rows)["raw"])
        found |= self.look(seconds)
        found["raw_s"] = (found["heap"] + found["index"]) / rate
        found["load_ratio"] = found["load_s"] / found["raw_s"]
        if own:
            lakes.add_run(self.lake.root, FEED, city=rows)
            found["feed_s"] = self.refresh()
            lakes.add_run(self.lake.root, 0, lost=LOST)
            found["lost_s"] = self.refresh()
            lakes.add_run(self.lake.root, FEED, city=rows)
            found |= self.fed(seconds)
        return found


def of_city(act: str, seconds: float, records: int) -> dict[str, Any]:
    """One thing measured in the city that stands in BANSHI_HOME."""
    import django  # noqa: PLC0415

    django.setup()
    from banshi.registers.credit import city  # noqa: PLC0415

    bench = Bench(Path(os.environ["BANSHI_HOME"]), city.lake())
    bench.settle()
    acts: dict[str, Callable[[], dict[str, Any]]] = {
        "raw": lambda: bench.raw(records), "look": lambda: bench.look(seconds), "load": bench.load, "bare": bench.bare, "parts": bench.parts,
        "fed": lambda: bench.fed(seconds),
    }  # fmt: skip
    return acts[act]()


def of_its_own(rows: int, lake: Path | None, seconds: float) -> dict[str, Any]:
    home = stack.new_home()
    os.environ.pop("DATABASE_URL", None)
    import django  # noqa: PLC0415 -- the settings are read now, with the home chosen above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from banshi.registers.credit.pipeline.lake import Lake  # noqa: PLC0415
    from banshi.site import devdb  # noqa: PLC0415

    devdb.up()
    try:
        call_command("migrate", verbosity=0)
        if lake is None:
            print(f"making a synthetic lake of {rows:,} records …", file=sys.stderr)
            lakes.add_run(home / "lake", rows)
        return Bench(home, Lake(lake or home / "lake", b"0" * 32)).run(rows, seconds, own=lake is None)
    finally:
        devdb.down()
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS, help=f"records in the synthetic lake, default {ROWS:,}")
    parser.add_argument("--lake", type=Path, help="a lake that is there already")
    parser.add_argument(
        "--city", choices=["raw", "look", "load", "parts", "bare", "fed"], help="in the city of BANSHI_HOME"
    )
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "banshi.site.settings"
    if given.city:
        print(json.dumps(of_city(given.city, given.seconds, given.rows)))
        return 0
    found = of_its_own(given.rows, given.lake, given.seconds)
    print(json.dumps({"rows": given.rows, **{name: round(value, 3) for name, value in found.items()}}, indent=1))
    missed = {name: target for name, target in TARGETS.items() if name in found and _misses(found[name], target)}
    for name, target in missed.items():
        print(f"missed: {name} {found[name]:.2f} (target {abs(target)})")
    return 0


def _misses(value: float, target: float) -> bool:
    """A negative target is a least value."""
    return value < -target if target < 0 else value > target


if __name__ == "__main__":
    sys.exit(main())
