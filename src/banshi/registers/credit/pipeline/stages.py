"""The four stages of a run. Each reads files and writes files; what a killed run had finished is not done again.

P1 reads a few deliveries at a time, cleans every row, gives it its fingerprint, links it by code, and lays it down by bucket.
P2 resolves the distinct keys of what no code linked. P3 sends those rows to their buckets. P4 takes one bucket after the other:
drops what was sent before, what was withdrawn or corrected, sorts, writes, and adds up each subject's profile.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from banshi.registers.credit.pipeline import cleaning, linking
from banshi.registers.credit.pipeline.cleaning import Bounds
from banshi.registers.credit.pipeline.engines import Engine
from banshi.registers.credit.pipeline.lake import BUCKETS, Run
from banshi.registers.credit.pipeline.linking import Rule
from banshi.registers.credit.pipeline.shapes import FIELDS

LEFT, BAD, WITHDRAWN = BUCKETS, BUCKETS + 1, BUCKETS + 2  # parts beside the buckets
TOGETHER = (
    6_000_000  # rows that one statement of P1 takes: the register is built into a hash table once for all of them
)
KEYS_TOGETHER = 4_000_000

RECORD = "sid, unit, fp, kind, decided_on, valid_until, cents, doc_no, content, batch, row_no, rule, key"
_LAID = "unit, batch, row_no, op, kind, sid, rule, fp, decided_on, valid_until, cents, doc_no, content, key"
_NAMED = "subject_kind, name, code, reg_no, phone, address"


@dataclass(frozen=True)
class Laid:
    """A delivery that can be read: its unit, its number in the ledger, and a query of row_no and the FIELDS."""

    unit: int
    number: int
    sql: str
    rows: int


@dataclass
class Work:
    """What the stages share: engine, the work directory, the runs before, bounds and rules, and how progress is told."""

    engine: Engine
    path: Path
    earlier: list[Run]
    bounds: Bounds
    adverse: set[int]
    rules: dict[int, Rule]
    progress: Callable[[str, float], None] = lambda name, share: None
    withdrawn: set[tuple[int, int]] = field(default_factory=set)

    @property
    def out(self) -> Path:
        return self.path / "out"

    def parts(self, part: int) -> list[Path]:
        """Files that P1 and P3 laid down for a bucket or another part."""
        return sorted(self.path.glob(f"p[13]/*/part={part}/*.parquet"))


def read(paths: list[Path]) -> str:
    """A relation over Parquet files."""
    return "read_parquet([" + ", ".join(f"'{path}'" for path in paths) + "])"


def lay_down(work: Work, deliveries: list[Laid]) -> None:
    """P1. The relation `codes` (code, kind, sid) is the register."""
    groups = list(_grouped(deliveries))
    for n, group in enumerate(groups):
        target = work.path / "p1" / f"{group[0].number:06d}-{group[-1].number:06d}"
        work.progress("P1", n / len(groups))
        if target.exists():
            continue
        source = " UNION ALL ".join(
            f"SELECT CAST({d.unit} AS SMALLINT) AS unit, CAST({d.number} AS INTEGER) AS batch, row_no, {', '.join(FIELDS)} "
            f"FROM ({d.sql}) AS d{d.number}"
            for d in group
        )
        _partitioned(work.engine, _linked_by_code(cleaning.cleaned(source, work.bounds)), target)


def _linked_by_code(cleaned: str) -> str:
    return f"""
    SELECT unit, batch, row_no, op, kind, sid, CAST(how AS SMALLINT) AS rule, fp, decided_on, valid_until, cents, doc_no, content,
           CASE WHEN part = {LEFT} THEN number_of(concat_ws('|', subject_kind, name, code, reg_no, phone, address)) END AS key,
           CASE WHEN part >= {LEFT} THEN subject_kind END AS subject_kind, CASE WHEN part = {LEFT} THEN name END AS name,
           CASE WHEN part = {LEFT} THEN code END AS code, CASE WHEN part = {LEFT} THEN reg_no END AS reg_no,
           CASE WHEN part = {LEFT} THEN phone END AS phone, CASE WHEN part = {LEFT} THEN address END AS address,
           CASE WHEN part = {BAD} THEN reason END AS reason, CASE WHEN part >= {BAD} THEN raw END AS raw, part
    FROM (SELECT c.unit, c.batch, c.row_no, c.op, c.kind, r.sid, c.how, c.fp, c.decided_on, c.valid_until, c.cents, c.doc_no,
                 c.content, c.subject_kind, CASE WHEN r.sid IS NULL THEN name_of(c.name) END AS name, c.code, c.reg_no, c.phone,
                 c.address, c.reason, c.raw,
                 CASE WHEN c.reason <> '' THEN {BAD} WHEN c.op = 'withdraw' THEN {WITHDRAWN}
                      WHEN r.sid IS NULL THEN {LEFT} ELSE CAST(r.sid % {BUCKETS} AS INTEGER) END AS part
          FROM ({cleaned}) AS c LEFT JOIN codes r ON c.code = r.code AND c.subject_kind = r.kind) AS j"""


def _grouped(deliveries: list[Laid]) -> Iterator[list[Laid]]:
    group: list[Laid] = []
    rows = 0
    for delivery in deliveries:
        if group and rows + delivery.rows > TOGETHER:
            yield group
            group, rows = [], 0
        group.append(delivery)
        rows += delivery.rows
    if group:
        yield group


def _partitioned(engine: Engine, sql: str, target: Path) -> None:
    part = target.with_name(target.name + ".making")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    engine.run(
        f"COPY ({sql}) TO '{part}' (FORMAT parquet, PARTITION_BY (part), COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1)"
    )
    part.mkdir(exist_ok=True)  # no rows, no directory
    part.rename(target)


def resolve_keys(work: Work, subjects: str, first_free: int) -> None:
    """P2. Writes links.parquet, asks.parquet and newcomers.parquet into `out`; resolves `left` and `judgements`."""
    engine, out = work.engine, work.out
    if (out / "asks.parquet").exists():
        return
    left = work.parts(LEFT) + _reopened(work)
    for table in ("linked", "asked", "newcomers", "keys"):
        engine.run(f"DROP TABLE IF EXISTS {table}")
    engine.run("CREATE TEMP TABLE linked (key BIGINT, sid BIGINT, rule SMALLINT, score SMALLINT)")
    engine.run("CREATE TEMP TABLE asked (key BIGINT, sid BIGINT, rule SMALLINT, score SMALLINT)")
    if left:
        keys = work.path / "keys.parquet"
        engine.write(f"SELECT DISTINCT key, {_NAMED} FROM {read(left)}", keys, options="COMPRESSION snappy")
        linking.register(engine, subjects)
        slices = 1 + engine.one(f"SELECT count(*) FROM {read([keys])}") // KEYS_TOGETHER
        for n in range(slices):
            work.progress("P2", n / slices)
            engine.run(f"CREATE OR REPLACE TEMP TABLE keys AS SELECT * FROM {read([keys])} WHERE key % {slices} = {n}")
            linking.resolve(engine, "keys", work.rules)
        linking.provisional(engine, read([keys]), read(left), first_free, work.rules)
        names = f"(SELECT key, {_NAMED} FROM {read([keys])})"
    else:
        engine.run("""CREATE TEMP TABLE newcomers (sid BIGINT, kind VARCHAR, name VARCHAR, code VARCHAR, reg_no VARCHAR,
                      phone VARCHAR, address VARCHAR, district VARCHAR)""")
        names = (
            "(SELECT CAST(NULL AS BIGINT) AS key, '' AS subject_kind, '' AS name, '' AS code, '' AS reg_no, "
            "'' AS phone, '' AS address)"
        )
    engine.write("SELECT * FROM newcomers ORDER BY sid", out / "newcomers.parquet")
    for table, name in (("linked", "links"), ("asked", "asks")):
        engine.write(
            f"SELECT l.key, l.sid, l.rule, l.score, {_NAMED} FROM {table} l JOIN {names} AS k ON l.key = k.key",
            out / f"{name}.parquet",
        )


def route(work: Work) -> None:
    """P3. Rows whose key was resolved go to their bucket, the others wait."""
    target = work.path / "p3" / "left"
    if target.exists():
        return
    left = work.parts(LEFT) + _reopened(work)
    if not left:
        target.mkdir(parents=True)
        return
    work.progress("P3", 0)
    _partitioned(
        work.engine,
        f"""SELECT {", ".join(f"w.{c.strip()}" for c in _LAID.replace("sid, rule, ", "").split(","))}, l.sid, l.rule,
                   {", ".join(f"CASE WHEN l.sid IS NULL THEN w.{c.strip()} END AS {c.strip()}" for c in _NAMED.split(","))},
                   CASE WHEN l.sid IS NULL THEN {LEFT} ELSE CAST(l.sid % {BUCKETS} AS INTEGER) END AS part
            FROM {read(left)} w LEFT JOIN {read([work.out / "links.parquet"])} l ON w.key = l.key""",
        target,
    )


def _reopened(work: Work) -> list[Path]:
    """Rows that waited since earlier runs and about whom a person has judged since."""
    return sorted(work.path.glob("reopened/*.parquet"))


def find_events(work: Work) -> None:
    """What was withdrawn or corrected in this run, as the table `events` (unit, kind, doc_no, batch, row_no, op)."""
    files = [path for part in range(BUCKETS + 1) for path in sorted(work.path.glob(f"p1/*/part={part}/*.parquet"))]
    parts = [
        f"SELECT unit, kind, doc_no, batch, row_no, op FROM {read(found)} WHERE op = '{op}'"
        for found, op in ((files, "correct"), (work.parts(WITHDRAWN), "withdraw"))
        if found
    ]
    empty = "SELECT 0::SMALLINT unit, 0::SMALLINT kind, '' doc_no, 0 batch, 0 row_no, '' op WHERE FALSE"
    work.engine.run(f"CREATE OR REPLACE TEMP TABLE events AS {' UNION ALL '.join(parts or [empty])}")
    work.engine.run("""CREATE OR REPLACE TEMP TABLE last_events AS
        SELECT unit, kind, doc_no, max(CAST(batch AS BIGINT) * 4294967296 + row_no) AS seq FROM events GROUP BY ALL""")


def settle(work: Work) -> None:
    """P4 for all buckets: records and profiles into `out`; the counts by delivery into `counts/`."""
    units = work.engine.rows(f"SELECT DISTINCT unit FROM {read(_all_parts(work))}") if _all_parts(work) else []
    for directory in ("records", "profiles", "counts"):
        (work.path if directory == "counts" else work.out).joinpath(directory).mkdir(parents=True, exist_ok=True)
    for bucket in range(BUCKETS):
        work.progress("P4", bucket / BUCKETS)
        _settle_bucket(work, bucket, [unit for (unit,) in units])
    _settle_waiting(work)


def _all_parts(work: Work) -> list[Path]:
    return [path for part in range(BUCKETS + 1) for path in work.parts(part)]


def _settle_bucket(work: Work, bucket: int, units: list[int]) -> None:
    engine = work.engine
    counts = work.path / "counts" / f"bucket-{bucket:02d}.parquet"
    files = work.parts(bucket)
    if counts.exists() or not files:
        return
    before = [run.records(bucket) for run in work.earlier if run.records(bucket).exists()]
    _settle(work, files, before, units)
    name = f"bucket-{bucket:02d}.parquet"
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE standing AS SELECT {RECORD} FROM kept ORDER BY sid, decided_on DESC, unit, fp"
    )
    engine.write(
        "SELECT * FROM standing", work.out / "records" / name, options="COMPRESSION zstd, ROW_GROUP_SIZE 30720"
    )
    engine.write(profiles("standing", work.adverse), work.out / "profiles" / name)
    engine.write("SELECT * FROM counted", counts)


def profiles(records: str, adverse: set[int]) -> str:
    """A subject's profile is a sum over its records: it adds up over runs, and can be taken again at any time."""
    kinds = ", ".join(str(kind) for kind in sorted(adverse)) or "-1"
    return f"""
        SELECT sid, CAST(count(*) AS INTEGER) AS records, CAST(count(*) FILTER (kind IN ({kinds})) AS INTEGER) AS adverse,
               CAST(coalesce(sum(cents), 0) AS BIGINT) AS cents, min(decided_on) AS first_on, max(decided_on) AS last_on,
               bit_or(CAST(1 AS BIGINT) << CAST(unit AS BIGINT)) AS units
        FROM {records} GROUP BY sid ORDER BY sid"""


def _settle(work: Work, files: list[Path], before: list[Path], units: list[int]) -> None:
    """Of rows laid down, what stands (`kept`), and per delivery how many of each (`counted`: batch, duplicate, superseded, stood)."""
    engine = work.engine
    seq = "CAST(batch AS BIGINT) * 4294967296 + row_no"
    engine.run(f"CREATE OR REPLACE TEMP VIEW rows_here AS SELECT *, {seq} AS seq FROM {read(files)}")
    engine.run("""CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT unit, fp, min(seq) AS seq FROM rows_here GROUP BY unit, fp HAVING count(*) > 1""")
    if before:
        within = ", ".join(str(unit) for unit in units)
        engine.run(f"""INSERT INTO repeated SELECT DISTINCT unit, fp, -1 FROM {read(before)}
            WHERE unit IN ({within}) AND (unit, fp) IN (SELECT (unit, fp) FROM rows_here)
            AND (unit, fp) NOT IN (SELECT (unit, fp) FROM undone)""")
        engine.run(
            """CREATE OR REPLACE TEMP TABLE repeated AS SELECT unit, fp, min(seq) AS seq FROM repeated GROUP BY unit, fp"""
        )
    engine.run("""CREATE OR REPLACE TEMP TABLE marked AS
        SELECT r.seq, CASE WHEN d.seq IS NOT NULL AND d.seq <> r.seq THEN 'duplicate'
                          WHEN e.seq > r.seq THEN 'superseded' ELSE '' END AS fate, r.batch, r.unit, r.kind, r.doc_no
        FROM rows_here r LEFT JOIN repeated d ON r.unit = d.unit AND r.fp = d.fp
        LEFT JOIN last_events e ON r.unit = e.unit AND r.kind = e.kind AND r.doc_no = e.doc_no
        WHERE d.seq IS NOT NULL OR e.seq IS NOT NULL""")
    engine.run("""CREATE OR REPLACE TEMP VIEW kept AS
        SELECT * FROM rows_here WHERE seq NOT IN (SELECT seq FROM marked WHERE fate <> '')""")
    engine.run("""CREATE OR REPLACE TEMP TABLE counted AS
        SELECT batch, CAST(NULL AS BIGINT) AS seq, fate, count(*) AS rows FROM marked WHERE fate = 'duplicate' GROUP BY ALL
        UNION ALL SELECT batch, NULL, 'received', count(*) FROM rows_here GROUP BY ALL
        UNION ALL SELECT e.batch, CAST(e.batch AS BIGINT) * 4294967296 + e.row_no, 'event', count(*)
            FROM events e JOIN marked m ON e.unit = m.unit AND e.kind = m.kind AND e.doc_no = m.doc_no
            WHERE m.fate = 'superseded' AND CAST(e.batch AS BIGINT) * 4294967296 + e.row_no > m.seq AND e.op = 'withdraw'
            GROUP BY ALL""")


def _settle_waiting(work: Work) -> None:
    """Rows that no rule linked: the same, once, into `pending/`."""
    counts = work.path / "counts" / "waiting.parquet"
    files = sorted((work.path / "p3").glob(f"left/part={LEFT}/*.parquet"))
    if counts.exists() or not files:
        return
    before = sorted(work.path.glob("waited/*.parquet"))
    units = work.engine.rows(f"SELECT DISTINCT unit FROM {read(files)}")
    _settle(work, files, before, [unit for (unit,) in units])
    (work.out / "pending").mkdir(parents=True, exist_ok=True)
    for (unit,) in units:
        work.engine.write(
            f"""SELECT unit, batch, row_no, op, kind, fp, decided_on, valid_until, cents, doc_no, content, key, {_NAMED}
                FROM kept WHERE unit = {unit} ORDER BY key, decided_on DESC""",
            work.out / "pending" / f"unit-{unit:02d}.parquet",
        )
    work.engine.write("SELECT * FROM counted", counts)


def remove_earlier(work: Work) -> None:
    """Records of earlier runs that no longer stand: `gone.parquet`, with the event or the judgement that took them away."""
    engine = work.engine
    target = work.out / "gone.parquet"
    if target.exists():
        return
    before = [run.records(b) for run in work.earlier for b in range(BUCKETS) if run.records(b).exists()]
    parts = ["SELECT unit, fp, sid, batch, row_no, 'unlinked' AS why, CAST(NULL AS BIGINT) AS event FROM undone"]
    if before and engine.one("SELECT count(*) FROM events"):
        gone = read([run.gone for run in work.earlier])
        units = ", ".join(str(unit) for (unit,) in engine.rows("SELECT DISTINCT unit FROM events"))
        parts.append(f"""
            SELECT r.unit, r.fp, r.sid, r.batch, r.row_no,
                   min(CASE e.op WHEN 'correct' THEN 'corrected' ELSE 'withdrawn' END) AS why,
                   min(CAST(e.batch AS BIGINT) * 4294967296 + e.row_no) AS event
            FROM (SELECT unit, fp, sid, batch, row_no, kind, doc_no FROM {read(before)} WHERE unit IN ({units})) r
            JOIN events e ON r.unit = e.unit AND r.kind = e.kind AND r.doc_no = e.doc_no
            WHERE (r.unit, r.fp, r.sid, r.batch) NOT IN (SELECT (unit, fp, sid, batch) FROM {gone})
            GROUP BY r.unit, r.fp, r.sid, r.batch, r.row_no""")
    engine.write(" UNION ALL ".join(parts), target)
