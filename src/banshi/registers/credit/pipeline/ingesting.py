"""Taking deliveries in: from files in a directory to one more run in the lake, with an account of every row."""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from banshi.registers.credit.pipeline import accounting, reading, sealing, stages
from banshi.registers.credit.pipeline.accounting import Delivery
from banshi.registers.credit.pipeline.cleaning import MACROS, Bounds
from banshi.registers.credit.pipeline.engines import DuckDB, Engine, start
from banshi.registers.credit.pipeline.lake import BUCKETS, Lake, Run
from banshi.registers.credit.pipeline.linking import FIRST_PROVISIONAL, read_rules
from banshi.registers.credit.pipeline.linking import MACROS as NAME_MACROS
from banshi.registers.credit.pipeline.shapes import Shape, shapes

VERSION = "1"  # of rules and stages together; stands in every run
SUBJECT = "sid, kind, name, code, reg_no, phone, address, district"
JUDGEMENTS = (
    "judgements.parquet.sealed"  # in the lake's root: key, sid, verdict (same, different) of every decision that holds
)


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
        accounting.Unbalanced: the rows of a delivery do not add up; nothing was published.
    """
    with lake.held():
        found, again = _new(lake, directory)
        subjects = _register(lake, directory)
        judged = _judgements(lake)
        if not found and not subjects and not judged:
            return Outcome(None, again, {})
        work = lake.work(_fingerprint(found, subjects, judged, settings.engine))
        engine = start(settings.engine, work, settings.memory)
        try:
            return _Ingest(lake, settings, work, engine, found, progress).run(subjects, judged, again)
        finally:
            engine.close()


def _new(lake: Lake, directory: Path) -> tuple[list[Delivery], list[str]]:
    known = lake.known()
    found: list[Delivery] = []
    again: list[str] = []
    number = max((delivery["no"] for delivery in known.values()), default=0)
    for path in sorted(directory.glob("unit-[0-9][0-9]/*")):
        if path.name.startswith("."):  # not whole yet
            continue
        with path.open("rb") as content:
            batch = hashlib.file_digest(content, "sha256").hexdigest()
        file, unit = f"{path.parent.name}/{path.name}", int(path.parent.name[5:])
        if (unit, batch) in known or any((d.unit, d.batch) == (unit, batch) for d in found):
            again.append(file)
            continue
        number += 1
        found.append(Delivery(unit, path, file, batch, number))
    return found, again


def _register(lake: Lake, directory: Path) -> list[Path]:
    """Files of the register that the lake does not hold yet."""
    held = {digest for run in lake.runs() for digest in run.facts.get("register", [])}
    return [path for path in sorted((directory / "register").glob("*.parquet")) if _digest(path) not in held]


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _judgements(lake: Lake) -> Path | None:
    """What people decided on links, when the runs so far do not know all of it."""
    path = lake.root / JUDGEMENTS
    if not path.exists():
        return None
    runs = lake.runs()
    return None if runs and runs[-1].facts.get("judgements") == _digest(path) else path


def _fingerprint(found: list[Delivery], subjects: list[Path], judged: Path | None, engine: str) -> str:
    parts = [
        VERSION,
        "" if engine == "duckdb" else "spark",
        *(f"{d.unit} {d.batch}" for d in found),
        *(_digest(p) for p in subjects),
        _digest(judged) if judged else "",
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass
class _Ingest:
    lake: Lake
    settings: Settings
    path: Path
    engine: Engine
    found: list[Delivery]
    progress: Callable[[str, float], None]

    @property
    def desk(self) -> DuckDB:
        return self.engine.desk

    def run(self, register: list[Path], judged: Path | None, again: list[str]) -> Outcome:
        work = self._begin()
        with self.desk.stage("subjects"):
            self._load_subjects(work, register)
            self._load_judgements(work, judged)
            for name in ("subjects", "codes", "judgements", "undone"):
                self.engine.borrow(name)
        with self.desk.stage("keep"):
            self._keep()
        self._go_through(work)
        refused = {d.file: d.refused for d in self.found if d.refused}
        if self.found and len(refused) == len(self.found) and not register and not judged:
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
            stages.resolve_keys(work, "SELECT * FROM subjects", self._first_free())
        with desk.stage("P3"):
            stages.route(work)
        with desk.stage("P4"):
            stages.find_events(work)
            stages.settle(work)
            stages.remove_earlier(work)

    # -- before the stages

    def _load_subjects(self, work: stages.Work, register: list[Path]) -> None:
        """All subjects as the table `subjects`; those that are new in this run into `out/subjects.parquet`."""
        desk = self.desk
        sealed = [path for run in work.earlier for path in run.sealed("subjects")]
        with self.lake.opened(sealed, self.path) as opened:
            old = [f"SELECT {SUBJECT}, {n} AS age FROM read_parquet('{path}')" for n, path in enumerate(opened)]
            new = [
                f"SELECT {SUBJECT}, {len(old)} AS age FROM (SELECT *, '{kind}' AS kind FROM read_parquet('{path}'))"
                for path in register
                for kind in [{"enterprises": "E", "residents": "P"}[path.stem]]
            ]
            everything = " UNION ALL ".join([*old, *new]) or f"SELECT {SUBJECT}, 0 AS age FROM ({_NO_SUBJECT})"
            desk.run(f"""CREATE OR REPLACE TEMP TABLE subjects AS SELECT {SUBJECT} FROM ({everything}) AS s
                           {"QUALIFY row_number() OVER (PARTITION BY sid ORDER BY age DESC) = 1" if len(old) + len(new) > 2 else ""}""")
            fresh = " UNION ALL ".join(new) or f"SELECT {SUBJECT} FROM ({_NO_SUBJECT})"
            desk.write(f"SELECT {SUBJECT} FROM ({fresh}) AS n", work.out / "subjects.parquet")
        desk.run(
            "CREATE OR REPLACE TEMP TABLE codes AS SELECT code, kind, min(sid) AS sid FROM subjects WHERE code <> '' GROUP BY ALL"
        )

    def _load_judgements(self, work: stages.Work, judged: Path | None) -> None:
        """The relation `judgements`; rows that waited and were judged since are laid beside the new ones."""
        desk = self.desk
        path = self.lake.root / JUDGEMENTS
        desk.run("CREATE OR REPLACE TEMP TABLE judgements (key BIGINT, sid BIGINT, verdict VARCHAR)")
        desk.run(
            "CREATE OR REPLACE TEMP TABLE undone (unit SMALLINT, fp BIGINT, sid BIGINT, batch INTEGER, row_no INTEGER)"
        )
        if path.exists():
            with self.lake.opened([path], self.path) as (opened,):
                desk.run(f"INSERT INTO judgements SELECT key, sid, verdict FROM read_parquet('{opened}')")
        for directory in ("reopened", "waited"):
            (self.path / directory).mkdir(exist_ok=True)
        if judged:
            self._undo(work)
        self._reopen(work, judged)

    def _undo(self, work: stages.Work) -> None:
        """Records that a rule had linked to somebody from whom a person has held them apart: they are routed anew."""
        desk = self.desk
        before = [run.records(b) for run in work.earlier for b in range(BUCKETS) if run.records(b).exists()]
        if not before:
            return
        gone = stages.read([run.gone for run in work.earlier])
        desk.run(f"""INSERT INTO undone SELECT r.unit, r.fp, r.sid, r.batch, r.row_no
            FROM {stages.read(before)} r JOIN judgements j ON r.key = j.key
            WHERE r.sid = j.sid AND j.verdict = 'different' OR r.sid <> j.sid AND j.verdict = 'same'
            EXCEPT SELECT unit, fp, sid, batch, row_no FROM {gone}""")
        if not desk.one("SELECT count(*) FROM undone"):
            return
        links = [path for run in work.earlier for path in run.sealed("links")]
        with self.lake.opened(links, self.path) as opened:
            desk.write(
                f"""SELECT r.unit, r.batch, r.row_no, '' AS op, r.kind, r.fp, r.decided_on, r.valid_until, r.cents, r.doc_no,
                       r.content, r.key, k.subject_kind, k.name, k.code, k.reg_no, k.phone, k.address,
                       CAST(NULL AS BIGINT) AS sid, CAST(NULL AS SMALLINT) AS rule
                FROM {stages.read(before)} r JOIN undone u ON r.unit = u.unit AND r.fp = u.fp AND r.batch = u.batch
                JOIN (SELECT DISTINCT key, subject_kind, name, code, reg_no, phone, address FROM {stages.read(opened)}) k
                    ON r.key = k.key""",
                self.path / "reopened" / "undone.parquet",
            )

    def _reopen(self, work: stages.Work, judged: Path | None) -> None:
        """Rows that wait since earlier runs: those that were judged since are tried again, the others only known."""
        desk, units = self.desk, {d.unit for d in self.found}
        waiting = [
            path for run in work.earlier for path in run.sealed("pending") if judged or int(path.name[5:7]) in units
        ]
        if not waiting:
            return
        settled = [run.path / "settled.parquet" for run in work.earlier if (run.path / "settled.parquet").exists()]
        out = f"WHERE (unit, fp) NOT IN (SELECT (unit, fp) FROM {stages.read(settled)})" if settled else ""
        with self.lake.opened(waiting, self.path) as opened:
            desk.run(f"CREATE OR REPLACE TEMP TABLE waiting AS SELECT * FROM {stages.read(opened)} {out}")
        if judged:
            desk.write(
                "SELECT *, CAST(NULL AS BIGINT) AS sid, CAST(NULL AS SMALLINT) AS rule FROM waiting "
                "WHERE key IN (SELECT key FROM judgements)",
                self.path / "reopened" / "waited.parquet",
            )
        again = "WHERE key NOT IN (SELECT key FROM judgements)" if judged else ""
        desk.write(f"SELECT unit, fp FROM waiting {again}", self.path / "waited" / "rows.parquet")
        desk.run("DROP TABLE waiting")

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

    def _first_free(self) -> int:
        return max(FIRST_PROVISIONAL, (self.desk.one("SELECT max(sid) FROM subjects") or 0) + 1)

    # -- after the stages

    def _close(self, work: stages.Work, register: list[Path]) -> dict[str, Any]:
        """The facts of the run; and whatever names people is sealed."""
        desk, out = self.desk, work.out
        fresh = f"SELECT {SUBJECT} FROM read_parquet(['{out / 'subjects.parquet'}', '{out / 'newcomers.parquet'}'], union_by_name = true)"
        if (out / "newcomers.parquet").exists():
            desk.write(fresh, out / "subjects.parquet.new")
            (out / "subjects.parquet.new").rename(out / "subjects.parquet")
            (out / "newcomers.parquet").unlink()
        reopened = sorted(work.path.glob("reopened/waited.parquet"))
        if reopened:
            desk.write(f"SELECT unit, fp, batch FROM {stages.read(reopened)}", out / "settled.parquet")
        deliveries = [d.account() for d in self.found if not d.refused]
        for name in ("subjects", "links", "asks"):
            if (out / f"{name}.parquet").exists():
                self.lake.seal(out / f"{name}.parquet")
        for path in [*(out / "pending").glob("*.parquet"), *(out / "quarantine").glob("*.parquet")]:
            self.lake.seal(path)
        judgements = self.lake.root / JUDGEMENTS
        return {
            "day": self.settings.today.isoformat(),
            "deliveries": deliveries,
            "register": [_digest(path) for path in register],
            "judgements": _digest(judgements) if judgements.exists() else None,
            "costs": {name: vars(cost) for name, cost in desk.costs.items()},
            "code": VERSION,
        }


_NO_SUBJECT = (
    "SELECT CAST(0 AS BIGINT) AS sid, '' AS kind, '' AS name, '' AS code, '' AS reg_no, '' AS phone, '' AS address, "
    "'' AS district WHERE FALSE"
)
