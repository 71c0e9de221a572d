"""Taking deliveries in: from files in a directory to one more run in the lake, with an account of every row."""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from banshi.registers.credit.pipeline import accounting, decisions, merging, reading, sealing, stages, subjects
from banshi.registers.credit.pipeline.accounting import Delivery
from banshi.registers.credit.pipeline.cleaning import MACROS, Bounds
from banshi.registers.credit.pipeline.decisions import Decided
from banshi.registers.credit.pipeline.engines import DuckDB, Engine, start
from banshi.registers.credit.pipeline.lake import VERSION, Lake, Run, digest, next_number
from banshi.registers.credit.pipeline.linking import MACROS as NAME_MACROS
from banshi.registers.credit.pipeline.linking import read_rules
from banshi.registers.credit.pipeline.shapes import Shape, shapes


@dataclass(frozen=True)
class Settings:
    """What a run is told: today, and where the packs stand (kinds, rules, shapes, and which unit delivers in which)."""

    today: date
    national: Path
    city: Path
    memory: int = 3 << 30
    engine: str = "duckdb"  # or a Spark master's address

    def kinds(self) -> tuple[dict[str, int], set[int]]:
        """Codes and numbers of the kinds of record, and the numbers of the adverse ones."""
        with (self.national / "credit_kinds.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return {row["code"]: int(row["number"]) for row in rows}, {int(row["number"]) for row in rows if row["adverse"]}

    def shapes(self) -> dict[int, Shape]:
        """The declared shape of every unit."""
        known = shapes(self.national.parent)
        with (self.city / "credit_units.csv").open(encoding="utf-8", newline="") as lines:
            return {int(row["number"]): known[row["shape"]] for row in csv.DictReader(lines)}


@dataclass(frozen=True)
class Outcome:
    """What an ingest did. `run` is None when there was nothing new."""

    run: Run | None
    again: list[str]  # files that had been taken in before
    refused: dict[str, str]  # files that cannot be read at all, and why

    def facts(self) -> dict[str, Any]:
        deliveries = self.run.facts["deliveries"] if self.run else []
        totals = {
            name: sum(d[name] for d in deliveries)
            for name in ("received", "linked", "unlinked", "duplicate", "quarantined")
        }
        return {
            "run": self.run.number if self.run else None, "deliveries": len(deliveries), **totals,
            "again": self.again, "refused": self.refused, "costs": self.run.facts["costs"] if self.run else {},
        }  # fmt: skip


def ingest(
    lake: Lake, directory: Path, settings: Settings, progress: Callable[[str, float], None] = lambda name, share: None
) -> Outcome:
    """Take in what is new in `directory` (`unit-NN/` with files, `register/` with subjects). The same file twice is nothing.

    Raises:
        lake.Busy: another run is under way.
        merging.Impossible: subjects were merged that cannot be; nothing was published.
        accounting.Unbalanced: the rows of a delivery do not add up; nothing was published.
    """
    with lake.held():
        found, again = _new(lake, directory)
        register = _register(lake, directory)
        decided = Decided.since(lake)
        if not found and not register and not decided.news:
            return Outcome(None, again, {})
        work = lake.work(_fingerprint(found, register, decided, settings.engine))
        engine = start(settings.engine, work, settings.memory)
        try:
            return _Ingest(lake, settings, work, engine, found, decided, progress).run(register, again)
        finally:
            engine.close()


def _new(lake: Lake, directory: Path) -> tuple[list[Delivery], list[str]]:
    known = lake.known()
    found: list[Delivery] = []
    again: list[str] = []
    first = next_number(known.values())
    for path in sorted(directory.glob("unit-[0-9][0-9]/*")):
        if path.name.startswith("."):  # not whole yet
            continue
        file, unit, batch = f"{path.parent.name}/{path.name}", int(path.parent.name[5:]), digest(path)
        if (unit, batch) in known or any((d.unit, d.batch) == (unit, batch) for d in found):
            again.append(file)
            continue
        found.append(Delivery(unit, path, file, batch, first + len(found)))
    return found, again


def _register(lake: Lake, directory: Path) -> list[Path]:
    """Files of the register that the lake does not hold yet."""
    held = {one for run in lake.runs() for one in run.facts.get("register", [])}
    return [path for path in sorted((directory / "register").glob("*.parquet")) if digest(path) not in held]


def _fingerprint(found: list[Delivery], register: list[Path], decided: Decided, engine: str) -> str:
    parts = [
        VERSION,
        "" if engine == "duckdb" else "spark",
        *(f"{d.unit} {d.batch}" for d in found),
        *(digest(p) for p in register),
        decided.judgements or "",
        decided.merges or "",
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass
class _Ingest:
    lake: Lake
    settings: Settings
    path: Path
    engine: Engine
    found: list[Delivery]
    decided: Decided
    progress: Callable[[str, float], None]

    @property
    def desk(self) -> DuckDB:
        return self.engine.desk

    def run(self, register: list[Path], again: list[str]) -> Outcome:
        work = self._begin()
        with self.desk.stage("subjects"):
            subjects.load(work, self.lake, register)
            self._load_merges(work)
            units = {d.unit for d in self.found}
            decisions.load(self.lake, work, units, judged=self.decided.judged, learned=bool(register))
            merging.move(self.desk, work)
            for name in ("subjects", "codes", "merges", "families", "judgements", "undone"):
                self.engine.borrow(name)
        with self.desk.stage("keep"):
            self._keep()
        self._go_through(work)
        refused = {d.file: d.refused for d in self.found if d.refused}
        if self.found and len(refused) == len(self.found) and not register and not self.decided.news:
            self.lake.forget_work()
            return Outcome(None, again, refused)
        with self.desk.stage("close"):
            self.progress("close", 0)
            accounting.count(work, self.found)
            accounting.quarantine(work, self.found)
            facts = self._close(work, register)
        self.progress("publish", 0)
        run = self.lake.publish(work.out, facts)
        self.lake.forget_work()
        return Outcome(run, again, refused)

    def _begin(self) -> stages.Work:
        kinds, adverse = self.settings.kinds()
        self.engine.define(MACROS)
        self.engine.define(NAME_MACROS)
        rules = read_rules(self.settings.national / "credit_linking.csv")
        bounds = Bounds(self.settings.today, kinds)
        work = stages.Work(self.engine, self.path, self.lake.runs(), bounds, adverse, rules, self.progress)
        work.out.mkdir(exist_ok=True)
        return work

    def _go_through(self, work: stages.Work) -> None:
        engine, desk = self.engine, self.desk
        with desk.stage("open"):
            laid = self._open()
        with desk.stage("P1"):
            stages.lay_down(work, laid)
        engine.forget("codes")
        with desk.stage("P2"):
            stages.resolve_keys(work, "SELECT * FROM subjects", subjects.first_free(desk))
        with desk.stage("P3"):
            stages.route(work)
        with desk.stage("P4"):
            stages.find_events(work)
            stages.settle(work)
            stages.remove_earlier(work)
            decisions.settle_waiting(work)

    # -- before the stages

    def _load_merges(self, work: stages.Work) -> None:
        """Which subject is kept for which; and whom a code means, now."""
        desk = self.desk
        merging.load(desk, self.lake)
        work.merged = merging.families(desk, work.earlier)
        desk.write("SELECT sid, kept FROM merges", work.out / "merges.parquet", order="sid")
        desk.run("""CREATE OR REPLACE TEMP TABLE codes AS
            SELECT c.code, c.kind, coalesce(g.kept, c.sid) AS sid, CASE WHEN g.kept IS NOT NULL THEN c.sid END AS own, c.name,
                FALSE AS held
            FROM (SELECT code, kind, min(sid) AS sid, CASE WHEN kind = 'P' THEN nullif(min_by(name, sid), '') END AS name
                  FROM subjects WHERE code <> '' GROUP BY code, kind) AS c
            LEFT JOIN merges g ON g.sid = c.sid""")

    def _keep(self) -> None:
        """Keep what was delivered, byte for byte, sealed and for ever: it is what every record can be led back to."""
        for delivery in self.found:
            target = self.lake.root / "raw" / f"unit-{delivery.unit:02d}" / f"{delivery.batch}.sealed"
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not target.exists():
                sealing.seal(delivery.path, target, self.lake.key)

    def _open(self) -> list[stages.Laid]:
        declared, laid = self.settings.shapes(), []
        for n, delivery in enumerate(self.found):
            self.progress("open", n / len(self.found))
            place = self.path / "opened-rows" / f"{delivery.number:06d}"
            place.mkdir(parents=True, exist_ok=True)
            try:
                if delivery.unit not in declared:
                    raise reading.Unreadable("no_unit", f"没有编号为 {delivery.unit} 的报送单位。")
                source = reading.open_delivery(self.desk.con.cursor(), delivery.path, declared[delivery.unit], place)
            except reading.Unreadable as fault:
                delivery.refused = str(fault)
                continue
            delivery.received = source.received
            delivery.counts["quarantined"] += source.unreadable
            laid.append(stages.Laid(delivery.unit, delivery.number, source.sql, source.received))
        return laid

    # -- after the stages

    def _close(self, work: stages.Work, register: list[Path]) -> dict[str, Any]:
        """The facts of the run; and whatever names people is sealed."""
        desk, out = self.desk, work.out
        subjects.add(work)
        deliveries = [d.account() for d in self.found if not d.refused]
        for name in ("subjects", "links", "asks"):
            if (out / f"{name}.parquet").exists():
                self.lake.seal(out / f"{name}.parquet")
        for path in [*(out / "pending").glob("*.parquet"), *(out / "quarantine").glob("*.parquet")]:
            self.lake.seal(path)
        return {
            "day": self.settings.today.isoformat(),
            "deliveries": deliveries,
            "register": [digest(path) for path in register],
            "judgements": self.decided.judgements,
            "merges": self.decided.merges,
            "costs": {name: vars(cost) for name, cost in desk.costs.items()},
            "code": VERSION,
        }
