"""Subjects that are one: a person says so, a run sends their records to the one that is kept, and back when it is taken back.

Codes, rules and judgements find a record's own subject and know nothing of merges; only then is it asked which subject is
kept. Where a record stands at another subject than its own, a line in `moved/` names its own: with it it finds its way back.
"""

from collections.abc import Iterable, Mapping

from banshi.registers.credit.pipeline import history, stages
from banshi.registers.credit.pipeline.engines import DuckDB
from banshi.registers.credit.pipeline.lake import BUCKETS, Lake, Run
from banshi.registers.credit.pipeline.linking import FIRST_PROVISIONAL

MERGES = "merges.parquet.sealed"  # in the lake's root: gone, kept of every decision that holds


class Impossible(Exception):
    """What was decided about subjects cannot be carried out; nothing is published."""


def followed(decided: Mapping[int, int]) -> dict[int, int]:
    """For every subject that was merged, the one that is kept in the end.

    Raises:
        Impossible: they go round in a ring.
    """
    ends = {}
    for sid in decided:
        passed, end = {sid}, decided[sid]
        while end in decided and end not in passed:
            passed.add(end)
            end = decided[end]
        if end in passed:
            raise Impossible(f"合并成环：主体 {sorted(passed)}。Merges go round in a ring.")
        ends[sid] = end
    return ends


def load(desk: DuckDB, lake: Lake) -> None:
    """The relation `merges` (sid, kept), from what people decided, and of provisional subjects whose code the register has now.

    Raises:
        Impossible: a ring, or a subject that nobody knows.
    """
    desk.run("CREATE OR REPLACE TEMP TABLE merges (sid BIGINT, kept BIGINT)")
    decided = _decided(desk, lake)
    decided = {sid: kept for sid, kept in desk.rows(_KNOWN_SINCE) if kept not in decided} | decided
    if decided:
        desk.run(f"INSERT INTO merges VALUES {', '.join(f'({a}, {b})' for a, b in followed(decided).items())}")


_KNOWN_SINCE = f"""
SELECT p.sid, min(r.sid) FROM subjects p JOIN subjects r ON p.code = r.code AND p.kind = r.kind
WHERE p.sid >= {FIRST_PROVISIONAL} AND p.code <> '' AND r.sid < {FIRST_PROVISIONAL} GROUP BY p.sid"""


def _decided(desk: DuckDB, lake: Lake) -> dict[int, int]:
    if not (lake.root / MERGES).exists():
        return {}
    with lake.opened([lake.root / MERGES]) as (opened,):
        pairs = desk.rows(f"SELECT gone, kept FROM read_parquet('{opened}')")
        [(known,)] = desk.rows(f"""SELECT count(*) FROM read_parquet('{opened}') m JOIN subjects a ON a.sid = m.gone
            JOIN subjects b ON b.sid = m.kept AND a.kind = b.kind""")
    if known != len(pairs) or len(dict(pairs)) != len(pairs):
        raise Impossible(
            "合并的主体不在登记库中，或者类别不同，或者并入两处。A merge of subjects that cannot be merged."
        )
    return dict(pairs)


def stood(runs: list[Run], buckets: Iterable[int] = range(BUCKETS)) -> str:
    """Records of earlier runs that still stand, each with its own subject (`own`); nothing where there are none."""
    buckets = list(buckets)
    laid = history.laid(runs, buckets)
    standing = laid and history.stood(laid, runs)
    moved = " UNION ALL ".join(
        f"SELECT unit, fp, sid, own, {run.number} AS run FROM {history.read(files)}"
        for run in runs
        if (files := [run.moved(bucket) for bucket in buckets if run.moved(bucket).exists()])
    )
    if not moved or not standing:
        return standing and f"SELECT r.*, r.sid AS own FROM ({standing}) AS r"
    return f"""SELECT r.*, coalesce(m.own, r.sid) AS own FROM ({standing}) AS r LEFT JOIN ({moved}) AS m
        ON m.run = r.run AND m.unit = r.unit AND m.fp = r.fp AND m.sid = r.sid"""


def move(desk: DuckDB, work: stages.Work) -> None:
    """Records that no longer stand where they belong are taken away (`undone`) and laid down for the bucket of who is kept."""
    if not _differs(desk, work.earlier):
        return
    concerned = {sid % BUCKETS for (sid,) in desk.rows("SELECT sid FROM merges")}
    concerned |= {bucket for bucket in range(BUCKETS) if any(run.moved(bucket).exists() for run in work.earlier)}
    standing = stood(work.earlier, sorted(concerned))
    if not standing:
        return
    desk.run(f"""CREATE OR REPLACE TEMP TABLE astray AS
        SELECT s.*, coalesce(g.kept, s.own) AS home FROM ({standing}) AS s LEFT JOIN merges g ON g.sid = s.own
        WHERE coalesce(g.kept, s.own) <> s.sid AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.unit = s.unit AND u.fp = s.fp)""")
    desk.run("""INSERT INTO undone SELECT unit, fp, sid, batch, row_no, CASE WHEN home = own THEN 'parted' ELSE 'merged' END
        FROM astray""")
    target = work.path / "p3" / "moved"
    if not target.exists():
        desk.spread(
            f"""SELECT unit, batch, row_no, '' AS op, kind, fp, decided_on, valid_until, cents, doc_no, content, key, home AS sid,
                       rule, CASE WHEN home <> own THEN own END AS own, CAST(home % {BUCKETS} AS INTEGER) AS part FROM astray""",
            target,
        )
    desk.run("DROP TABLE astray")


def _differs(desk: DuckDB, earlier: list[Run]) -> bool:
    """Is another subject kept than in the run before?"""
    before = next((run.merges for run in reversed(earlier) if run.merges.exists()), None)
    if before is None:
        return bool(desk.one("SELECT count(*) FROM merges"))
    there = f"SELECT sid, kept FROM {history.read([before])}"
    here = "SELECT sid, kept FROM merges"
    return bool(desk.one(f"SELECT count(*) FROM (({here} EXCEPT {there}) UNION ALL ({there} EXCEPT {here}))"))


def families(desk: DuckDB, earlier: list[Run]) -> bool:
    """The relation `families` (unit, fp): rows that came earlier and may stand in another bucket than the one they are sent to
    now. Whoever sends them again sends nothing new. False if there are no merges, and none were.
    """
    desk.run("CREATE OR REPLACE TEMP TABLE families (unit SMALLINT, fp BIGINT)")
    buckets = {sid % BUCKETS for (sid,) in desk.rows("SELECT sid FROM merges")}
    records = [run.records(bucket) for run in earlier for bucket in sorted(buckets) if run.records(bucket).exists()]
    moved = [run.moved(bucket) for run in earlier for bucket in range(BUCKETS) if run.moved(bucket).exists()]
    parts = [f"SELECT unit, fp FROM {history.read(moved)}"] if moved else []
    if records:
        parts.append(f"SELECT unit, fp FROM {history.read(records)} WHERE sid IN (SELECT sid FROM merges)")
    if parts:
        desk.run(f"INSERT INTO families {' UNION '.join(parts)}")
    return bool(buckets or moved)
