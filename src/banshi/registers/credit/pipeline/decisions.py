"""What people decided, as a run obeys it: judgements on links, which override every rule, and whatever they send back.

A decision that was taken back is one that no longer holds: the rules decide again.
"""

from dataclasses import dataclass

from banshi.registers.credit.pipeline import history, merging, stages
from banshi.registers.credit.pipeline.lake import Lake, digest
from banshi.registers.credit.pipeline.linking import JUDGED

JUDGEMENTS = "judgements.parquet.sealed"  # in the lake's root: key, sid, verdict (same, different) of all that holds
_NO_JUDGEMENT = "SELECT CAST(0 AS BIGINT) AS key, CAST(0 AS BIGINT) AS sid, '' AS verdict WHERE FALSE"


@dataclass(frozen=True)
class Decided:
    """What people decided on links (`judgements`) and subjects (`merges`): digests of the two files, and whether runs know them."""

    judgements: str | None
    merges: str | None
    judged: bool  # judgements of which the runs so far do not know all
    news: bool

    @classmethod
    def since(cls, lake: Lake) -> "Decided":
        files = {"judgements": lake.root / JUDGEMENTS, "merges": lake.root / merging.MERGES}
        told = {name: digest(path) if path.exists() else None for name, path in files.items()}
        runs = lake.runs()
        known = runs[-1].facts if runs else {}
        news = {name for name, known_by in told.items() if known_by and known_by != known.get(name)}
        return cls(**told, judged="judgements" in news, news=bool(news))


def load(lake: Lake, work: stages.Work, units: set[int], *, judged: bool, learned: bool) -> None:
    """The relation `judgements`, written down for the next run; waiting rows that may find somebody now, beside the new ones.

    `judged`: there are judgements that runs do not know yet; `learned`: the register has learnt of somebody.
    """
    desk = work.engine.desk
    path = lake.root / JUDGEMENTS
    desk.run("CREATE OR REPLACE TEMP TABLE judgements (key BIGINT, sid BIGINT, verdict VARCHAR)")
    desk.run("""CREATE OR REPLACE TEMP TABLE undone
        (unit SMALLINT, fp BIGINT, sid BIGINT, batch INTEGER, row_no INTEGER, why VARCHAR)""")
    if path.exists():
        with lake.opened([path]) as (opened,):
            desk.run(f"INSERT INTO judgements SELECT key, sid, verdict FROM read_parquet('{opened}')")
    # Whom somebody held apart from a name is linked by number only where judgements are looked at.
    desk.run("""UPDATE codes SET held = TRUE WHERE kind = 'P'
        AND coalesce(own, sid) IN (SELECT sid FROM judgements WHERE verdict = 'different')""")
    desk.write("SELECT key, sid, verdict FROM judgements", work.out / "judgements.parquet", order="key, sid")
    for directory in ("reopened", "waited"):
        (work.path / directory).mkdir(exist_ok=True)
    if judged:
        _undo(lake, work)
    _reopen(lake, work, units, judged=judged, learned=learned)


def _undo(lake: Lake, work: stages.Work) -> None:
    """Records linked to somebody from whom a person holds them apart, or by a judgement taken back: they are routed anew."""
    desk = work.engine.desk
    before = merging.stood(work.earlier)
    if not before:
        return
    desk.run(f"""CREATE OR REPLACE TEMP TABLE parted AS SELECT r.* FROM ({before}) AS r
        WHERE EXISTS (SELECT 1 FROM judgements j WHERE j.key = r.key
                      AND (j.verdict = 'different' AND j.sid = r.own OR j.verdict = 'same' AND j.sid <> r.own))
        OR r.rule = {JUDGED} AND NOT EXISTS (SELECT 1 FROM judgements j
                                             WHERE j.key = r.key AND j.sid = r.own AND j.verdict = 'same')""")
    desk.run("INSERT INTO undone SELECT unit, fp, sid, batch, row_no, 'unlinked' FROM parted")
    if desk.one("SELECT count(*) FROM parted"):
        links = [path for run in work.earlier for path in run.sealed("links")]
        with lake.opened(links) as opened:
            desk.write(
                f"""SELECT r.unit, r.batch, r.row_no, '' AS op, r.kind, r.fp, r.decided_on, r.valid_until, r.cents, r.doc_no,
                       r.content, r.key, k.subject_kind, k.name, k.code, k.reg_no, k.phone, k.address,
                       CAST(NULL AS BIGINT) AS sid, CAST(NULL AS SMALLINT) AS rule
                FROM parted r
                JOIN (SELECT DISTINCT key, subject_kind, name, code, reg_no, phone, address FROM {history.read(opened)}) k
                    ON r.key = k.key""",
                work.path / "reopened" / "undone.parquet",
            )
    desk.run("DROP TABLE parted")


def _reopen(lake: Lake, work: stages.Work, units: set[int], *, judged: bool, learned: bool) -> None:
    """Rows that wait since earlier runs: tried again, where there is a reason to, the others only known."""
    desk = work.engine.desk
    waiting = [
        (run.number, path)
        for run in work.earlier
        for path in run.sealed("pending")
        if judged or learned or int(path.name[5:7]) in units
    ]
    if not waiting:
        return
    with lake.opened([path for _, path in waiting]) as opened:
        rows = [
            f"SELECT *, {n} AS run FROM {history.read([path])}" for (n, _), path in zip(waiting, opened, strict=True)
        ]
        desk.run(
            f"CREATE OR REPLACE TEMP TABLE waiting AS SELECT *, FALSE AS over FROM ({' UNION ALL '.join(rows)}) AS w"
        )
    _forget_the_settled(work)
    _reconsider(work)
    tried = "NOT over" if learned else "NOT over AND key IN (SELECT key FROM reconsidered)"
    if desk.one(f"SELECT count(*) FROM waiting WHERE {tried}"):
        desk.write(
            f"""SELECT * EXCLUDE (run, over), CAST(NULL AS BIGINT) AS sid, CAST(NULL AS SMALLINT) AS rule
                FROM waiting WHERE {tried}""",
            work.path / "reopened" / "waited.parquet",
        )
    desk.write(
        f"SELECT unit, fp, key, kind, doc_no, batch, over FROM waiting WHERE NOT ({tried})",
        work.path / "waited" / "rows.parquet",
    )
    desk.run("DROP TABLE waiting")


def _reconsider(work: stages.Work) -> None:
    """Keys about which people think otherwise than in the run before, as the relation `reconsidered`."""
    before = next((run.judgements for run in reversed(work.earlier) if run.judgements.exists()), None)
    held = f"SELECT key, sid, verdict FROM read_parquet('{before}')" if before else _NO_JUDGEMENT
    now = "SELECT key, sid, verdict FROM judgements"
    work.engine.desk.run(f"""CREATE OR REPLACE TEMP TABLE reconsidered AS
        SELECT DISTINCT key FROM (({now} EXCEPT {held}) UNION ALL ({held} EXCEPT {now})) AS c""")


def _forget_the_settled(work: stages.Work) -> None:
    """Rows that earlier runs routed anew wait no longer; those that were withdrawn are `over`: known, and never tried again."""
    parts = [
        f"SELECT unit, fp, {'key, event' if int(run.facts['code']) >= 3 else 'NULL AS key, NULL AS event'}, {run.number} AS run "
        f"FROM read_parquet('{run.settled}')"
        for run in work.earlier
        if run.settled.exists()
    ]
    if not parts:
        return
    same = "s.unit = waiting.unit AND s.fp = waiting.fp AND coalesce(s.key = waiting.key, TRUE) AND s.run > waiting.run"
    settled = f"({' UNION ALL '.join(parts)}) AS s"
    desk = work.engine.desk
    desk.run(f"DELETE FROM waiting USING {settled} WHERE {same} AND s.event IS NULL")
    desk.run(f"UPDATE waiting SET over = TRUE FROM {settled} WHERE {same}")


def settle_waiting(work: stages.Work) -> None:
    """Rows of earlier runs that wait no longer, into `settled.parquet`: routed anew, or withdrawn or corrected by this `event`."""
    desk, parts = work.engine.desk, []
    if reopened := sorted(work.path.glob("reopened/waited.parquet")):
        parts.append(f"SELECT unit, fp, key, CAST(NULL AS BIGINT) AS event FROM {history.read(reopened)}")
    if waited := sorted(work.path.glob("waited/*.parquet")):
        parts.append(
            f"""SELECT w.unit, w.fp, w.key, min({stages.SEQ.format("e.")}) AS event FROM {history.read(waited)} w
                JOIN events e ON w.unit = e.unit AND w.kind = e.kind AND w.doc_no = e.doc_no
                WHERE NOT w.over GROUP BY w.unit, w.fp, w.key"""
        )
    if parts:
        desk.write(" UNION ALL ".join(parts), work.out / "settled.parquet")
