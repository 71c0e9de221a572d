"""The four stages of a run. Each reads files and writes files; what a killed run had finished is not done again.

P1 reads a few deliveries at a time, cleans every row, gives it its fingerprint, links it by code, and lays it down by bucket.
P2 resolves the distinct keys of what no code linked. P3 sends those rows to their buckets. P4 takes one bucket after the other:
drops what was sent before, what was withdrawn or corrected, sorts, writes, and adds up each subject's profile.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from banshi.registers.credit.pipeline import cleaning, linking
from banshi.registers.credit.pipeline.cleaning import Bounds
from banshi.registers.credit.pipeline.engines import Engine
from banshi.registers.credit.pipeline.history import RECORD, gone, laid, read, stood, without
from banshi.registers.credit.pipeline.lake import BUCKETS, Run, next_number
from banshi.registers.credit.pipeline.linking import Rule
from banshi.registers.credit.pipeline.shapes import FIELDS

LEFT, BAD, WITHDRAWN = range(BUCKETS, BUCKETS + 3)  # parts beside the buckets
TOGETHER = (
    6_000_000  # rows that one statement of P1 takes: the register is built into a hash table once for all of them
)
KEYS_TOGETHER = 4_000_000
FEW = 500_000  # rows of a run that P4 settles in one go: going through 32 buckets costs more than they do
SEQ = "CAST({0}batch AS BIGINT) * 4294967296 + {0}row_no"  # the order in which rows came

_LAID = "unit, batch, row_no, op, kind, fp, decided_on, valid_until, cents, doc_no, content, key"
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
    merged: bool = False  # some subjects are one, or were

    @property
    def out(self) -> Path:
        return self.path / "out"

    @property
    def first(self) -> int:
        """The number of the first delivery of this run: rows of smaller ones are of earlier runs."""
        return next_number(delivery for run in self.earlier for delivery in run.facts["deliveries"])

    @property
    def subjects(self) -> Path:
        """Who came with this run, and whom it made."""
        return self.out / "subjects.parquet"

    @property
    def newcomers(self) -> Path:
        """Whom this run made. It can be killed after they were added to `subjects`, so they stay where they are."""
        return self.path / "newcomers.parquet"

    def parts(self, part: int) -> list[Path]:
        """Files that P1 and P3 laid down for a bucket or another part; none of what a killed run had half made."""
        laid = self.path.glob(f"p[13]/*/part={part}/*.parquet")
        return sorted(path for path in laid if path.parents[1].suffix != ".making")


def lay_down(work: Work, deliveries: list[Laid]) -> None:
    """P1. The relation `codes` (code, kind, sid, own, name, held) is the register: `own` where another subject than its own is kept,
    `name` of people only, `held` who is linked only once judgements are looked at.
    """
    groups = list(_grouped(deliveries))
    for n, group in enumerate(groups):
        target = work.path / "p1" / f"{group[0].number:06d}-{group[-1].number:06d}"
        work.progress("P1", n / len(groups))
        if target.exists():
            continue
        source = " UNION ALL ".join(
            f"SELECT CAST({d.unit} AS SMALLINT) AS unit, CAST({d.number} AS INTEGER) AS batch, row_no, {', '.join(FIELDS)} "
            f"FROM ({work.engine.opened(d.sql)}) AS d{d.number}"
            for d in group
        )
        work.engine.spread(_linked_by_code(cleaning.cleaned(source, work.bounds)), target)


def _linked_by_code(cleaned: str) -> str:
    return f"""
    SELECT unit, batch, row_no, op, kind, sid, own, CAST(how AS SMALLINT) AS rule, fp, decided_on, valid_until, cents, doc_no, content,
           CASE WHEN part = {LEFT} THEN number_of(concat_ws('|', subject_kind, name, code, reg_no, phone, address)) END AS key,
           CASE WHEN part >= {LEFT} THEN subject_kind END AS subject_kind, CASE WHEN part = {LEFT} THEN name END AS name,
           CASE WHEN part = {LEFT} THEN code END AS code, CASE WHEN part = {LEFT} THEN reg_no END AS reg_no,
           CASE WHEN part = {LEFT} THEN phone END AS phone, CASE WHEN part = {LEFT} THEN address END AS address,
           CASE WHEN part = {BAD} THEN reason END AS reason, CASE WHEN part >= {BAD} THEN raw END AS raw, part
    FROM (SELECT unit, batch, row_no, op, kind, sid, own, how, fp, decided_on, valid_until, cents, doc_no, content, subject_kind,
                 CASE WHEN sid IS NULL THEN name_of(name) END AS name, code, reg_no, phone, address, reason, raw,
                 CASE WHEN reason <> '' THEN {BAD} WHEN op = 'withdraw' THEN {WITHDRAWN}
                      WHEN sid IS NULL THEN {LEFT} ELSE CAST(sid % {BUCKETS} AS INTEGER) END AS part
          FROM (SELECT c.*, r.own, CASE WHEN r.held THEN NULL WHEN r.name IS NULL OR c.name = r.name THEN r.sid
                                        WHEN agrees(name_of(c.name), r.name) THEN r.sid END AS sid
                FROM ({cleaned}) AS c LEFT JOIN codes r ON c.code = r.code AND c.subject_kind = r.kind) AS coded) AS j"""


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


def resolve_keys(work: Work, subjects: str, first_free: int) -> None:
    """P2. Writes links.parquet and asks.parquet into `out`, newcomers.parquet beside it; resolves `left` and `judgements`."""
    if (work.out / "asks.parquet").exists():
        return
    if left := work.parts(LEFT) + _reopened(work):
        _resolve(work, left, subjects, first_free)
    else:
        _nothing_to_resolve(work)


def _resolve(work: Work, left: list[Path], subjects: str, first_free: int) -> None:
    engine, out = work.engine, work.out
    keys = work.path / "keys.parquet"
    engine.write(f"SELECT DISTINCT key, {_NAMED} FROM {read(left)}", keys, codec="snappy")
    linking.begin(engine)
    linking.register(engine, subjects)
    slices = 1 + engine.desk.one(f"SELECT count(*) FROM {read([keys])}") // KEYS_TOGETHER
    for n in range(slices):
        work.progress("P2", n / slices)
        engine.table("keys", f"SELECT * FROM {read([keys])} WHERE key % {slices} = {n}")
        linking.by_code(engine, "keys")
        linking.resolve(engine, "keys", work.rules)
    linking.provisional(engine, read([keys]), read(left), first_free, work.rules)
    engine.write("SELECT * FROM newcomers", work.newcomers, order="sid")
    for table, name in (("linked", "links"), ("asked", "asks")):
        engine.write(
            f"SELECT l.key, l.sid, l.rule, l.score, {_NAMED} FROM {table} l JOIN {read([keys])} k ON l.key = k.key",
            out / f"{name}.parquet",
        )


def _nothing_to_resolve(work: Work) -> None:
    named = ", ".join(f"'' AS {column}" for column in _NAMED.split(", "))
    for name in ("links", "asks"):
        work.engine.desk.write(f"SELECT *, {named} FROM ({linking.NO_LINK}) AS n", work.out / f"{name}.parquet")


def route(work: Work) -> None:
    """P3. Rows whose key was resolved go to the bucket of the subject that is kept for theirs, the others wait."""
    target = work.path / "p3" / "left"
    if target.exists():
        return
    left = work.parts(LEFT) + _reopened(work)
    if not left:
        target.mkdir(parents=True)
        return
    work.progress("P3", 0)
    work.engine.spread(
        f"""SELECT {", ".join(f"w.{c.strip()}" for c in _LAID.split(","))}, l.sid, l.own, l.rule,
                   {", ".join(f"CASE WHEN l.sid IS NULL THEN w.{c.strip()} END AS {c.strip()}" for c in _NAMED.split(","))},
                   CASE WHEN l.sid IS NULL THEN {LEFT} ELSE CAST(l.sid % {BUCKETS} AS INTEGER) END AS part
            FROM {read(left)} w LEFT JOIN (
                SELECT f.key, coalesce(g.kept, f.sid) AS sid, CASE WHEN g.kept IS NOT NULL THEN f.sid END AS own, f.rule
                FROM {read([work.out / "links.parquet"])} f LEFT JOIN merges g ON f.sid = g.sid) AS l ON w.key = l.key""",
        target,
    )


def _reopened(work: Work) -> list[Path]:
    """Rows that waited since earlier runs, and that are tried again."""
    return sorted(work.path.glob("reopened/*.parquet"))


def find_events(work: Work) -> None:
    """What was withdrawn or corrected in this run, as the relation `events` (unit, kind, doc_no, batch, row_no, op)."""
    files = [path for part in range(BUCKETS + 1) for path in sorted(work.path.glob(f"p1/*/part={part}/*.parquet"))]
    parts = [
        f"SELECT unit, kind, doc_no, batch, row_no, op FROM {read(found)} WHERE op = '{op}'"
        for found, op in ((files, "correct"), (work.parts(WITHDRAWN), "withdraw"))
        if found
    ]
    empty = """SELECT CAST(0 AS SMALLINT) AS unit, CAST(0 AS SMALLINT) AS kind, '' AS doc_no, 0 AS batch, 0 AS row_no, '' AS op
        WHERE FALSE"""
    events = work.path / "events.parquet"
    work.engine.write(" UNION ALL ".join(parts or [empty]), events, codec="snappy")
    for engine in (work.engine, work.engine.desk):
        engine.view("events", f"SELECT * FROM {read([events])}")
    work.engine.table(
        "last_events",
        f"SELECT unit, kind, doc_no, max({SEQ.format('')}) AS seq FROM events GROUP BY unit, kind, doc_no",
    )


def settle(work: Work) -> None:
    """P4 for all buckets: records and profiles into `out`; the counts by delivery into `counts/`."""
    parts = _all_parts(work)
    rows = dict(work.engine.rows(f"SELECT unit, count(*) FROM {read(parts)} GROUP BY unit")) if parts else {}
    together = BUCKETS if sum(rows.values()) <= FEW else work.engine.together
    for directory in ("records", "profiles", "moved", "counts"):
        (work.path if directory == "counts" else work.out).joinpath(directory).mkdir(parents=True, exist_ok=True)
    buckets = [bucket for bucket in range(BUCKETS) if work.parts(bucket)]
    unlinked = _unlinked(work)
    for n in range(0, len(buckets), together):
        work.progress("P4", n / len(buckets))
        _settle_buckets(work, buckets[n : n + together], list(rows), unlinked)
    _settle_waiting(work)


def _unlinked(work: Work) -> str:
    """What judgements took away, in runs before and in this one: it is not there any more, and may come again. Often nothing."""
    now = f"""SELECT unit, fp, sid, batch, row_no, CAST({len(work.earlier) + 1} AS INTEGER) AS run FROM undone
        WHERE why = 'unlinked'"""
    taken = " UNION ALL ".join(part for part in (gone(work.earlier, "unlinked"), now) if part)
    return taken if work.engine.desk.one(f"SELECT count(*) FROM ({taken}) AS t") else ""


def _all_parts(work: Work) -> list[Path]:
    return [path for part in range(BUCKETS + 1) for path in work.parts(part)]


def _settle_buckets(work: Work, buckets: list[int], units: list[int], unlinked: str) -> None:
    engine = work.engine
    counts = work.path / "counts" / f"bucket-{buckets[0]:02d}.parquet"
    if counts.exists():
        return
    known = [run.records(b) for run in work.earlier for b in buckets if run.records(b).exists()]
    before = f"SELECT unit, fp, sid FROM {read(known)}" if known else ""
    if known and unlinked:
        before = without(laid(work.earlier, buckets), unlinked)
    _settle(work, [path for bucket in buckets for path in work.parts(bucket)], "sid", before, units)
    engine.table("standing", f"SELECT {RECORD}, own FROM kept")
    records, sums = (
        {bucket: work.out / name / f"bucket-{bucket:02d}.parquet" for bucket in buckets}
        for name in ("records", "profiles")
    )
    bucket_of = f"sid % {BUCKETS}"
    order = "sid, decided_on DESC, unit, fp"
    engine.write_each(f"SELECT {RECORD} FROM standing", bucket_of, records, order=order, group=30720)
    engine.write_each(profiles("standing", work.adverse), bucket_of, sums, order="sid")
    if work.merged:
        _note_the_moved(work, bucket_of)
    engine.write("SELECT * FROM counted", counts)


def _note_the_moved(work: Work, bucket_of: str) -> None:
    """Which of the records that stand do so at another subject than their own (see merging.py)."""
    away = "SELECT unit, fp, sid, own FROM standing WHERE own IS NOT NULL"
    found = work.engine.rows(f"SELECT DISTINCT {bucket_of} AS bucket FROM ({away}) AS m")
    targets = {bucket: work.out / "moved" / f"bucket-{bucket:02d}.parquet" for (bucket,) in found}
    if targets:
        work.engine.write_each(away, bucket_of, targets, order="sid, unit, fp")


def profiles(records: str, adverse: set[int]) -> str:
    """A subject's profile is a sum over its records: it adds up over runs, and can be taken again at any time."""
    kinds = ", ".join(str(kind) for kind in sorted(adverse)) or "-1"
    return f"""
        SELECT sid, CAST(count(*) AS INTEGER) AS records, CAST(count(*) FILTER (WHERE kind IN ({kinds})) AS INTEGER) AS adverse,
               CAST(coalesce(sum(cents), 0) AS BIGINT) AS cents, min(decided_on) AS first_on, max(decided_on) AS last_on,
               bit_or(bit_of(unit)) AS units
        FROM {records} GROUP BY sid"""


def _settle(work: Work, files: list[Path], whom: str, before: str, units: list[int]) -> None:
    """Of rows laid down, what stands (`kept`), and per delivery how many of each (`counted`: batch, duplicate, superseded, stood).

    Whom a row is about is in its column `whom`: the subject, or the key while nobody knows the subject.
    """
    engine = work.engine
    engine.view("rows_here", f"SELECT *, {whom} AS whom, {SEQ.format('')} AS seq FROM {read(files)}")
    _mark(work, whom, before, units)
    engine.view(
        "kept",
        """
        SELECT r.* FROM rows_here r WHERE NOT EXISTS (SELECT 1 FROM marked m WHERE m.seq = r.seq AND m.fate <> '')""",
    )
    event = SEQ.format("e.")
    engine.table(
        "counted",
        f"""
        SELECT batch, CAST(NULL AS BIGINT) AS seq, fate, count(*) AS rows FROM marked WHERE fate = 'duplicate' GROUP BY batch, fate
        UNION ALL SELECT batch, CAST(NULL AS BIGINT), 'received', count(*) FROM rows_here GROUP BY batch
        UNION ALL SELECT e.batch, {event}, 'event', count(*)
            FROM events e JOIN marked m ON e.unit = m.unit AND e.kind = m.kind AND e.doc_no = m.doc_no
            WHERE m.fate = 'superseded' AND {event} > m.seq AND e.op = 'withdraw'
            GROUP BY e.batch, e.row_no""",
    )


def _mark(work: Work, whom: str, before: str, units: list[int]) -> None:
    """Of `rows_here`, those that came twice or of which an event says something: the table `marked`.

    A row comes again if the same unit says the same about the same: one document may name two people of one name. A row of
    an earlier run that this one routes anew is not sent again, and a correction never is: it takes away what it is like.
    """
    engine, within = work.engine, ", ".join(str(unit) for unit in units)
    again = ["SELECT unit, fp, whom, min(seq) AS seq FROM rows_here GROUP BY unit, fp, whom HAVING count(*) > 1"]
    if before:
        again.append(
            f"""SELECT b.unit, b.fp, b.{whom} AS whom, CAST(-1 AS BIGINT) AS seq FROM ({before}) b
            WHERE b.unit IN ({within})
            AND EXISTS (SELECT 1 FROM rows_here h WHERE h.unit = b.unit AND h.fp = b.fp AND h.whom = b.{whom})"""
        )
    if work.merged:
        again.append(
            """SELECT h.unit, h.fp, h.whom, CAST(-1 AS BIGINT) AS seq FROM rows_here h JOIN families f
               ON h.unit = f.unit AND h.fp = f.fp"""
        )
    engine.table(
        "repeated",
        f"SELECT unit, fp, whom, min(seq) AS seq FROM ({' UNION ALL '.join(again)}) AS a GROUP BY unit, fp, whom",
    )
    engine.table(
        "marked",
        f"""
        SELECT r.seq, CASE WHEN d.seq <> r.seq AND r.op <> 'correct' AND (d.seq <> -1 OR r.batch >= {work.first}) THEN 'duplicate'
                          WHEN e.seq > r.seq THEN 'superseded' ELSE '' END AS fate, r.batch, r.unit, r.kind, r.doc_no
        FROM rows_here r LEFT JOIN repeated d ON r.unit = d.unit AND r.fp = d.fp AND r.whom = d.whom
        LEFT JOIN last_events e ON r.unit = e.unit AND r.kind = e.kind AND r.doc_no = e.doc_no
        WHERE d.seq IS NOT NULL OR e.seq IS NOT NULL""",
    )


def _settle_waiting(work: Work) -> None:
    """Rows that no rule linked: the same, once, into `pending/`."""
    counts = work.path / "counts" / "waiting.parquet"
    files = sorted((work.path / "p3").glob(f"left/part={LEFT}/*.parquet"))
    if counts.exists() or not files:
        return
    waited = sorted(work.path.glob("waited/*.parquet"))
    units = work.engine.rows(f"SELECT DISTINCT unit FROM {read(files)}")
    _settle(work, files, "key", f"SELECT * FROM {read(waited)}" if waited else "", [unit for (unit,) in units])
    (work.out / "pending").mkdir(parents=True, exist_ok=True)
    work.engine.write_each(
        f"SELECT unit, batch, row_no, op, kind, fp, decided_on, valid_until, cents, doc_no, content, key, {_NAMED} FROM kept",
        "unit",
        {unit: work.out / "pending" / f"unit-{unit:02d}.parquet" for (unit,) in units},
        order="key, decided_on DESC",
    )
    work.engine.write("SELECT * FROM counted", counts)


def remove_earlier(work: Work) -> None:
    """Records of earlier runs that no longer stand: `gone.parquet`, with the event or the judgement that took them away."""
    engine = work.engine
    target = work.out / "gone.parquet"
    if target.exists():
        return
    parts = ["SELECT unit, fp, sid, batch, row_no, why, CAST(NULL AS BIGINT) AS event FROM undone"]
    before = laid(work.earlier)
    if before and (units := engine.desk.rows("SELECT DISTINCT unit FROM events")):
        engine.table(
            "touched",
            f"""SELECT r.unit, r.fp, r.sid, r.batch, r.row_no, r.run, e.op, {SEQ.format("e.")} AS event
                FROM ({before}) AS r JOIN events e ON r.unit = e.unit AND r.kind = e.kind AND r.doc_no = e.doc_no
                WHERE r.unit IN ({", ".join(str(unit) for (unit,) in units)})""",
        )
        parts.append(f"""
            SELECT unit, fp, sid, batch, row_no,
                   min(CASE op WHEN 'correct' THEN 'corrected' ELSE 'withdrawn' END) AS why, min(event) AS event
            FROM ({stood("SELECT * FROM touched", work.earlier)}) AS t GROUP BY unit, fp, sid, batch, row_no""")
    engine.write(" UNION ALL ".join(parts), target)
