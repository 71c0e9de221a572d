"""How well rows were linked, against the truth that synthetic deliveries bring along.

Counted are rows that make a record: not those re-sent, not withdrawals, not what a later row of the same delivery withdrew
or corrected, nor what a later run removed. *Linkable* is a row whose subject stands in the register. *Precision*: of the
rows linked, how many to the right subject. *Recall*: of the linkable rows, how many to the right subject. A row of a company
that stands in no register is right where it waits, and with a provisional subject that is mostly this company's.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from banshi.registers.credit.pipeline import history
from banshi.registers.credit.pipeline.lake import BUCKETS, Lake, Run
from banshi.registers.credit.pipeline.linking import FIRST_PROVISIONAL

TOGETHER = 8_000_000  # rows that are compared at once: bounds the memory

_SEALED = "asks", "pending", "quarantine"
_COUNTED = "rows", "linkable", "linked", "right", "wrong", "asked"
_SUMS = """
    CAST(sum(rows) AS BIGINT) AS rows,
    CAST(coalesce(sum(rows) FILTER (true_sid), 0) AS BIGINT) AS linkable,
    CAST(coalesce(sum(rows) FILTER (fate IN ('right', 'wrong')), 0) AS BIGINT) AS linked,
    CAST(coalesce(sum(rows) FILTER (fate = 'right'), 0) AS BIGINT) AS "right",
    CAST(coalesce(sum(rows) FILTER (fate = 'wrong'), 0) AS BIGINT) AS wrong,
    CAST(coalesce(sum(rows) FILTER (fate = 'asked'), 0) AS BIGINT) AS asked"""


def evaluate(lake_root: Path, truth_path: Path, key: bytes, memory: str = "2GB") -> dict[str, Any]:
    """Precision and recall of all rows that truth and lake have in common: in all, by path and by rule.

    Raises:
        ValueError: nothing in the lake comes from the deliveries of this truth, or a file's name is not clear.
    """
    lake = Lake(lake_root, key)
    runs = lake.runs()
    with tempfile.TemporaryDirectory(dir=lake_root, prefix=".evaluating-") as work:
        con = duckdb.connect(config={"memory_limit": memory, "temp_directory": work})
        sealed = [(name, path) for run in runs for name in _SEALED for path in run.sealed(name)]
        with con, lake.opened([path for _, path in sealed]) as copies:
            opened: dict[str, list[Path]] = {name: [] for name in _SEALED}
            for (name, _), copy in zip(sealed, copies, strict=True):
                opened[name].append(copy)
            return _Evaluation(con, runs, truth_path, opened).result()


class _Evaluation:
    def __init__(
        self, con: duckdb.DuckDBPyConnection, runs: list[Run], truth: Path, opened: dict[str, list[Path]]
    ) -> None:
        self.con, self.runs = con, runs
        self.truth = f"read_parquet('{truth}')"
        con.execute("CREATE TEMP TABLE aside (no INTEGER, row_no INTEGER, key BIGINT, fate VARCHAR)")
        con.execute("CREATE TEMP TABLE asks (key BIGINT)")
        if opened["asks"]:
            con.execute(f"INSERT INTO asks SELECT DISTINCT key FROM {_parquet(opened['asks'])}")
        if opened["pending"]:
            con.execute(f"""INSERT INTO aside SELECT batch, row_no, key, CASE WHEN key IN (SELECT key FROM asks) THEN 'asked'
                ELSE 'waiting' END FROM {_parquet(opened["pending"])}""")
        if gone := [run.gone for run in runs if run.gone.exists()]:
            con.execute(
                f"INSERT INTO aside SELECT DISTINCT batch, row_no, NULL::BIGINT, 'removed' FROM {_parquet(gone)}"
            )
        if opened["quarantine"]:
            con.execute(
                f"INSERT INTO aside SELECT batch, row_no, NULL, 'quarantined' FROM {_parquet(opened['quarantine'])}"
            )

    def result(self) -> dict[str, Any]:
        self._compare()
        self._judge_provisional()
        paths = {
            kind: {
                state: self._line(f"subject_kind = '{kind}' AND code_state = '{state}'")
                for state in ("valid", "broken", "none")
            }
            | {"all": self._line(f"subject_kind = '{kind}'")}
            for kind in "EP"
        }
        rules = self.con.execute("SELECT DISTINCT rule FROM judged WHERE rule IS NOT NULL ORDER BY rule").fetchall()
        return {
            "all": self._line("true"),
            "paths": paths,
            "rules": {str(rule): self._line(f"rule = {rule}") for (rule,) in rules},
            "strangers": self._strangers(),
            "standing": self._standing(),
        }

    def _compare(self) -> None:
        """Fill `found`: rows of the truth beside what the lake made of them, counted. Some deliveries at a time."""
        self.con.execute("""CREATE TEMP TABLE found (subject_kind VARCHAR, code_state VARCHAR, true_sid BOOLEAN, stranger INTEGER,
            counted BOOLEAN, here VARCHAR, rule SMALLINT, same BOOLEAN, provisional BIGINT, rows BIGINT)""")
        records = standing_links(self.runs)
        for numbers in self._groups():
            listed = ", ".join(map(str, numbers))
            self.con.execute(f"""
                INSERT INTO found
                SELECT t.subject_kind, t.code_state, t.sid IS NOT NULL, CASE WHEN r.sid >= {FIRST_PROVISIONAL} THEN t.stranger END,
                       NOT (t.duplicate OR t.superseded OR t.op = 'withdraw') AS counted,
                       CASE WHEN r.sid IS NOT NULL THEN 'record' ELSE coalesce(a.fate, 'nowhere') END AS here,
                       r.rule, coalesce(r.sid = t.sid, false) AS same,
                       CASE WHEN r.sid >= {FIRST_PROVISIONAL} THEN r.sid END, count(*)
                FROM (SELECT t.*, d.no FROM {self.truth} AS t JOIN deliveries AS d USING (file) WHERE d.no IN ({listed})) AS t
                LEFT JOIN (SELECT * FROM ({records}) WHERE no IN ({listed})) AS r USING (no, row_no)
                LEFT JOIN aside AS a USING (no, row_no)
                GROUP BY ALL""")

    def _groups(self) -> Iterator[list[int]]:
        """Numbers of the deliveries that both know, so many at a time that their rows fit into memory."""
        known = [(d["file"], d["no"], d["received"]) for run in self.runs for d in run.facts["deliveries"]]
        self.con.execute("CREATE TEMP TABLE deliveries (file VARCHAR, no INTEGER)")
        files = {file for (file,) in self.con.execute(f"SELECT DISTINCT file FROM {self.truth}").fetchall()}
        common = [one for one in known if one[0] in files]
        if not common or len({file for file, *_ in common}) < len(common):
            raise ValueError(f"对不上 no delivery, or two of one name: {sorted(files)[:3]} …")
        self.con.executemany("INSERT INTO deliveries VALUES (?, ?)", [[file, no] for file, no, _ in common])
        group: list[int] = []
        rows = 0
        for _, no, received in common:
            if group and rows + received > TOGETHER:
                yield group
                group, rows = [], 0
            group.append(no)
            rows += received
        yield group

    def _judge_provisional(self) -> None:
        """Fill `judged`: a provisional subject is the company's that most of its rows are about; its others are wrong."""
        self.con.execute("""
            CREATE TEMP TABLE judged AS
            WITH owners AS (SELECT provisional, arg_max(stranger, n) AS owner FROM (
                SELECT provisional, stranger, sum(rows) AS n FROM found WHERE stranger IS NOT NULL AND counted GROUP BY ALL) GROUP BY ALL)
            SELECT subject_kind, code_state, true_sid, rule, rows,
                   CASE WHEN here <> 'record' THEN here WHEN same THEN 'right'
                        WHEN stranger = owner THEN 'provisional' ELSE 'wrong' END AS fate
            FROM found LEFT JOIN owners USING (provisional) WHERE counted AND here <> 'removed'""")

    def _line(self, condition: str) -> dict[str, Any]:
        [values] = self.con.execute(f"SELECT {_SUMS} FROM judged WHERE {condition}").fetchall()
        line: dict[str, Any] = dict(zip(_COUNTED, (value or 0 for value in values), strict=True))
        return line | {
            "precision": _ratio(line["right"], line["linked"]),
            "recall": _ratio(line["right"], line["linkable"]),
        }

    def _strangers(self) -> dict[str, Any]:
        """Rows of companies that stand in no register: how many got a provisional subject, wait, or were linked wrongly."""
        fates = dict(
            self.con.execute(
                "SELECT fate, CAST(sum(rows) AS BIGINT) FROM judged WHERE NOT true_sid GROUP BY ALL"
            ).fetchall()
        )
        rows, wrong = sum(fates.values()), fates.get("wrong", 0)
        return {
            "rows": rows,
            "provisional": fates.get("provisional", 0),
            "wrong": wrong,
            "kept_out": _ratio(rows - wrong, rows),
        }

    def _standing(self) -> dict[str, int]:
        """Rows that stand although they were re-sent or undone, and rows that are nowhere: both must be 0."""
        [(double, lost, bad)] = self.con.execute("""
            SELECT CAST(coalesce(sum(rows) FILTER (NOT counted AND here IN ('record', 'asked', 'waiting')), 0) AS BIGINT),
                   CAST(coalesce(sum(rows) FILTER (counted AND here = 'nowhere'), 0) AS BIGINT),
                   CAST(coalesce(sum(rows) FILTER (here = 'quarantined'), 0) AS BIGINT) FROM found""").fetchall()
        return {"kept_though_resent_or_undone": double, "lost": lost, "quarantined": bad}


def standing_links(runs: list[Run]) -> str:
    """Of every record that stands after all runs: number of its delivery, row, subject and rule."""
    parts = []
    for run in runs:
        files = [run.records(bucket) for bucket in range(BUCKETS) if run.records(bucket).exists()]
        later = history.gone([one for one in runs if one.number > run.number])
        stands = (
            f"WHERE (unit, fp, sid, batch, row_no) NOT IN (SELECT (unit, fp, sid, batch, row_no) FROM ({later}) AS g)"
            if later
            else ""
        )
        if files:
            parts.append(f"SELECT batch AS no, row_no, sid, rule FROM {_parquet(files)} {stands}")
    nothing = "SELECT 0 AS no, 0 AS row_no, CAST(0 AS BIGINT) AS sid, CAST(0 AS SMALLINT) AS rule WHERE false"
    return " UNION ALL ".join(parts) or nothing


def _parquet(files: Iterable[Path]) -> str:
    return "read_parquet([" + ", ".join(f"'{file}'" for file in files) + "])"


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
