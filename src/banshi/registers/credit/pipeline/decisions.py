"""What people decided, as a run obeys it: judgements on links, which override every rule, and whatever they send back.

A decision that was taken back is one that no longer holds: the rules decide again.
"""

from dataclasses import dataclass

from banshi.registers.credit.pipeline import merging, stages
from banshi.registers.credit.pipeline.lake import Lake, digest
from banshi.registers.credit.pipeline.linking import JUDGED

JUDGEMENTS = "judgements.parquet.sealed"  # in the lake's root: key, sid, verdict (same, different) of all that holds


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


def load(lake: Lake, work: stages.Work, units: set[int], *, judged: bool) -> None:
    """The relation `judgements`; rows that waited and were judged since are laid beside the new ones."""
    desk = work.engine.desk
    path = lake.root / JUDGEMENTS
    desk.run("CREATE OR REPLACE TEMP TABLE judgements (key BIGINT, sid BIGINT, verdict VARCHAR)")
    desk.run("""CREATE OR REPLACE TEMP TABLE undone
        (unit SMALLINT, fp BIGINT, sid BIGINT, batch INTEGER, row_no INTEGER, why VARCHAR)""")
    if path.exists():
        with lake.opened([path], work.path) as (opened,):
            desk.run(f"INSERT INTO judgements SELECT key, sid, verdict FROM read_parquet('{opened}')")
    for directory in ("reopened", "waited"):
        (work.path / directory).mkdir(exist_ok=True)
    if judged:
        _undo(lake, work)
    _reopen(lake, work, units, judged=judged)


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
        with lake.opened(links, work.path) as opened:
            desk.write(
                f"""SELECT r.unit, r.batch, r.row_no, '' AS op, r.kind, r.fp, r.decided_on, r.valid_until, r.cents, r.doc_no,
                       r.content, r.key, k.subject_kind, k.name, k.code, k.reg_no, k.phone, k.address,
                       CAST(NULL AS BIGINT) AS sid, CAST(NULL AS SMALLINT) AS rule
                FROM parted r
                JOIN (SELECT DISTINCT key, subject_kind, name, code, reg_no, phone, address FROM {stages.read(opened)}) k
                    ON r.key = k.key""",
                work.path / "reopened" / "undone.parquet",
            )
    desk.run("DROP TABLE parted")


def _reopen(lake: Lake, work: stages.Work, units: set[int], *, judged: bool) -> None:
    """Rows that wait since earlier runs: those that were judged since are tried again, the others only known."""
    desk = work.engine.desk
    waiting = [
        (run.number, path)
        for run in work.earlier
        for path in run.sealed("pending")
        if judged or int(path.name[5:7]) in units
    ]
    if not waiting:
        return
    settled = [
        f"SELECT unit, fp, {run.number} AS run FROM read_parquet('{run.path / 'settled.parquet'}')"
        for run in work.earlier
        if (run.path / "settled.parquet").exists()
    ]
    with lake.opened([path for _, path in waiting], work.path) as opened:
        rows = [
            f"SELECT *, {n} AS run FROM {stages.read([path])}" for (n, _), path in zip(waiting, opened, strict=True)
        ]
        desk.run(f"CREATE OR REPLACE TEMP TABLE waiting AS SELECT * FROM ({' UNION ALL '.join(rows)}) AS w")
    if settled:
        desk.run(f"""DELETE FROM waiting USING ({" UNION ALL ".join(settled)}) AS s
            WHERE s.unit = waiting.unit AND s.fp = waiting.fp AND s.run > waiting.run""")
    if judged:
        desk.write(
            "SELECT * EXCLUDE (run), CAST(NULL AS BIGINT) AS sid, CAST(NULL AS SMALLINT) AS rule FROM waiting "
            "WHERE key IN (SELECT key FROM judgements)",
            work.path / "reopened" / "waited.parquet",
        )
    again = "WHERE key NOT IN (SELECT key FROM judgements)" if judged else ""
    desk.write(f"SELECT unit, fp FROM waiting {again}", work.path / "waited" / "rows.parquet")
    desk.run("DROP TABLE waiting")


def note_the_relaid(work: stages.Work) -> None:
    """Rows of earlier runs that this one routes anew, as the relation `relaid`: they are not sent again."""
    waited = sorted(work.path.glob("reopened/waited.parquet"))
    more = f"UNION SELECT unit, fp FROM {stages.read(waited)}" if waited else ""
    work.engine.desk.run(f"CREATE OR REPLACE TEMP TABLE relaid AS SELECT unit, fp FROM undone {more}")
