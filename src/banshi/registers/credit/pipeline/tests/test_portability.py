"""The SQL of the stages is the part of SQL that DuckDB and Spark understand alike, and the lint sees what is not."""

from pathlib import Path

import pytest

from banshi.registers.credit.pipeline import cleaning, engines, ingesting, linking
from banshi.registers.credit.pipeline.engines import DuckDB
from banshi.registers.credit.pipeline.portability import NotPortable, faults, macros, translated
from banshi.registers.credit.pipeline.tests.desk import BAKERY, FISHERY, NAMESAKE, ZHAO, Desk, row

OWN = macros(engines.OWN)
SHARED = macros(engines.COMMON) | macros(cleaning.MACROS) | macros(linking.MACROS)
KNOWN = OWN | SHARED


class Listening(DuckDB):
    """DuckDB, and what the stages asked it. What only touches little goes to a desk that nobody listens to."""

    heard: list[str]

    @property
    def desk(self) -> DuckDB:
        quiet = object.__new__(DuckDB)
        quiet.__dict__ = self.__dict__
        return quiet

    def _hear(self, sql: str) -> None:
        self.heard.append(sql)

    def view(self, name, sql):
        self._hear(sql)
        super().view(name, sql)

    def table(self, name, sql):
        self._hear(sql)
        super().table(name, sql)

    def add(self, name, sql):
        self._hear(sql)
        super().add(name, sql)

    def rows(self, sql):
        self._hear(sql)
        return super().rows(sql)

    def write(self, sql, target, **how):
        self._hear(sql)
        super().write(sql, target, **how)

    def spread(self, sql, target):
        self._hear(sql)
        super().spread(sql, target)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Everything that stages say over three runs in which everything happens that can."""
    heard: list[str] = []

    def start(name: str, work: Path, memory: int) -> Listening:
        engine = Listening(work, memory)
        engine.heard = heard
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingesting, "start", start)
        _everything(Desk(tmp_path_factory.mktemp("heard")))
    return heard


def _everything(desk: Desk) -> None:
    desk.register(FISHERY, BAKERY, ZHAO, NAMESAKE)
    stranger = {"code": "91211193MA0000308A", "name": "沈阳样例建设有限公司"}
    desk.deliver(
        1, row(), row(), row(doc_no="2"), row(op="withdraw", doc_no="2"), row(doc_no="3", kind="x"), row(**stranger)
    )
    desk.deliver(
        2,
        row(code="", name="蒲河水产"),
        row(**stranger),
        row(doc_no="4", subject_kind="P", code="", name="赵试明"),
        row(doc_no="5", subject_kind="P", code=ZHAO["code"], name="钱例海"),
    )
    desk.ingest()
    desk.judge((desk.sealed("asks")[0]["key"], 1, "same"))
    desk.deliver(1, row(), row(op="correct", amount="300"), name="later.jsonl")
    desk.deliver(2, row(doc_no="5", code="", name="没有登记的公司"), name="later.jsonl")
    desk.ingest()
    desk.merge((2, 1))
    desk.deliver(1, row(op="withdraw"), row(doc_no="6"), name="last.jsonl")
    desk.deliver(2, row(doc_no="7", name=BAKERY["name"], code=BAKERY["code"]), name="last.jsonl")
    desk.ingest()


def test_every_query_of_the_stages_is_portable(heard: list[str]) -> None:
    assert len(heard) > 100
    assert {fault for query in set(heard) for fault in faults(query, KNOWN)} == set()


def test_every_shared_macro_is_portable_and_each_engine_has_few_of_its_own() -> None:
    assert {name: found for name, macro in SHARED.items() if (found := faults(macro.body, KNOWN))} == {}
    assert set(OWN) == {"number_of", "day_of", "bit_of", "deletions", "common_characters"}


def test_the_scenario_says_what_the_stages_say(heard: list[str]) -> None:
    said = "\n".join(heard)
    for text in (
        "AS reason,",
        "near_keys",
        "fact_pairs",
        "newcomers",
        "last_events",
        "bit_of(unit)",
        "'corrected'",
        "-1 AS BIGINT",
        "families",
        "own IS NOT NULL",
    ):
        assert text in said, text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT array_agg(a ORDER BY b) FROM t",
        "SELECT list_has_any(a, b) FROM t",
        "SELECT hash(a) FROM t",
        "SELECT strlen(a) FROM t",
        "SELECT md5_number_lower(a) FROM t",
        "SELECT jaro_winkler_similarity(a, b) FROM t",
        "SELECT upper(a) FROM t",
        "SELECT trim(a) FROM t",
        "SELECT CAST(a / 2 AS INT) FROM t",
        "SELECT CAST(2.7 AS INT) FROM t",
        "SELECT CAST(CAST(a AS DECIMAL(9, 2)) * 100 AS BIGINT) FROM t",
        "SELECT CAST(a AS TIMESTAMP) FROM t",
        "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1",
        "SELECT row_number() OVER () FROM t",
        "SELECT sum(a) OVER (ORDER BY b) FROM t",
        "SELECT a FROM t WHERE (a, b) IN (SELECT (a, b) FROM u)",
        "SELECT a FROM t WHERE a NOT IN (SELECT a FROM u)",
        "SELECT a, count(*) FROM t GROUP BY ALL",
        "SELECT a, count(*) FROM t GROUP BY ROLLUP (a)",
        "SELECT DISTINCT ON (a) a, b FROM t",
        "SELECT a << 1 FROM t",
        "SELECT 1 || a FROM t",
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT a FROM t UNION ALL BY NAME SELECT a FROM u",
        "SELECT a FROM t ASOF JOIN u ON t.a >= u.a",
        "SELECT a FROM t JOIN u USING (a)",
        "SELECT list_transform(a, lambda i: i) FROM t",
        "SELECT a // 2 FROM t",
        "SELECT a IS DISTINCT FROM b FROM t",
        "SELECT substr(a, -2) FROM t",
        "SELECT levenshtein(a.name, b.name) FROM t",
        "SELECT regexp_replace(a, 'x', '') FROM t",
        "SELECT regexp_replace(a, '^x|y', '') FROM t",
        "SELECT regexp_replace(a, 'x', '', 'gi') FROM t",
        "SELECT regexp_matches(a, 'x$') FROM t",
        "SELECT regexp_matches(a, 'a.b') FROM t",
        "SELECT regexp_matches(a, '\\d') FROM t",
        "SELECT regexp_matches(a, '[a-z&&b]') FROM t",
        "SELECT regexp_matches(a, 'x++') FROM t",
        "SELECT regexp_matches(a, b) FROM t",
        "SELECT a FROM read_parquet('x', filename = true)",
        "SELECT a FROM read_csv('x')",
        "SELECT nobody_knows(a) FROM t",
    ],
)
def test_what_engines_understand_differently_is_seen(query: str) -> None:
    assert faults(query, KNOWN)


def test_a_query_in_sparks_words() -> None:
    def name(files):
        assert (files.paths, files.numbered) == (("/a", "/b"), True)
        return "files_1"

    query = r"""SELECT file_row_number, phone_of(e.phone) AS phone FROM read_parquet(['/a', '/b'], file_row_number = true) e
        WHERE is_number(e.code || 'x')"""
    own = {
        "phone_of": macros(r"CREATE OR REPLACE MACRO phone_of(x) AS regexp_replace(x, '^(86)([0-9]+)\z', '\2');")[
            "phone_of"
        ]
    }
    said = translated(query, own | {"is_number": SHARED["is_number"]}, name)
    assert said == (
        r"SELECT file_row_number, (REGEXP_REPLACE(e.phone, '^(86)([0-9]+)\\z', '$2')) AS phone FROM files_1 AS e "
        r"WHERE ((e.code || 'x') RLIKE '\\A(?:[0-9]+)\\z')"
    )


def test_macros_within_macros_keep_their_order_of_reckoning() -> None:
    own = macros("CREATE OR REPLACE MACRO twice(x) AS x * 2; CREATE OR REPLACE MACRO more(a, b) AS twice(a + b);")
    assert translated("SELECT more(a, b - c) FROM t", own, str) == "SELECT (((a + (b - c)) * 2)) FROM t"


def test_what_is_not_portable_is_not_translated() -> None:
    with pytest.raises(NotPortable, match="trim without characters"):
        translated("SELECT trim(a) FROM t", {}, str)
