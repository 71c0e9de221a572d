"""Two subjects that are one: their records stand together in the same run, and apart again when it is taken back."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.engines import DuckDB
from banshi.registers.credit.pipeline.lake import BUCKETS, VERSION
from banshi.registers.credit.pipeline.merging import Impossible, followed
from banshi.registers.credit.pipeline.tests.desk import BAKERY, FISHERY, ZHAO, Desk, row

OTHER = {"sid": 34, "name": "盘锦蒲河水产第二有限公司", "code": "91211191MA0000308N", "reg_no": "", "phone": "", "address": "",
         "district": "211191"}  # fmt: skip
BAKERY_ROW = {"name": BAKERY["name"], "code": BAKERY["code"]}
OTHER_ROW = {"name": OTHER["name"], "code": OTHER["code"]}
NAMED_ONLY = {"name": BAKERY["name"], "code": ""}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A fishery (1), a bakery (2) and another fishery (34, in the bucket of the bakery), with a few records each."""
    return begun(tmp_path)


def begun(root: Path) -> Desk:
    desk = Desk(root)
    desk.register(FISHERY, BAKERY, OTHER, ZHAO)
    desk.deliver(1, row(doc_no="f1"), row(doc_no="b1", **BAKERY_ROW), row(doc_no="b2", **NAMED_ONLY))
    desk.deliver(2, row(doc_no="b3", **BAKERY_ROW), row(doc_no="o1", **OTHER_ROW))
    desk.ingest()
    return desk


def where(desk: Desk) -> dict[str, int]:
    """Whose each record is, by its document."""
    return {one["doc_no"]: one["sid"] for one in desk.records()}


def state(desk: Desk) -> tuple[list[Any], list[Any]]:
    """Everything that stands, in order, and what it comes to for each subject."""
    records = standing.records(desk.lake.runs(), range(BUCKETS))
    with duckdb.connect() as con:
        return (
            con.sql(f"SELECT * FROM ({records}) ORDER BY ALL").fetchall(),
            con.sql(f"SELECT sid, count(*), sum(cents), bit_or(1 << unit) FROM ({records}) GROUP BY sid ORDER BY sid").fetchall(),
        )  # fmt: skip


def test_every_record_of_the_one_stands_at_the_other(desk: Desk) -> None:
    desk.merge((2, 1))
    outcome = desk.ingest()
    assert outcome.run is not None and outcome.facts()["received"] == 0
    assert where(desk) == {"f1": 1, "b1": 1, "b2": 1, "b3": 1, "o1": 34}
    assert [(one["doc_no"], one["rule"]) for one in desk.records()][:3] == [("f1", 1), ("b1", 1), ("b2", 13)]
    assert desk.ingest().run is None


def test_what_comes_later_about_the_one_stands_at_the_other(desk: Desk) -> None:
    desk.merge((2, 1))
    desk.deliver(3, row(doc_no="b4", **BAKERY_ROW), row(doc_no="b5", **NAMED_ONLY), name="same-run.jsonl")
    desk.ingest()
    desk.deliver(3, row(doc_no="b6", **BAKERY_ROW), row(doc_no="b7", **NAMED_ONLY), name="later.jsonl")
    desk.ingest()
    assert where(desk) == {"o1": 34} | dict.fromkeys(("f1", "b1", "b2", "b3", "b4", "b5", "b6", "b7"), 1)
    assert desk.sums() == {"received": 9, "linked": 9, "unlinked": 0, "duplicate": 0, "quarantined": 0}


def test_taken_back_all_is_as_if_they_had_never_been_merged(desk: Desk, tmp_path: Path) -> None:
    never = begun(tmp_path / "never")
    for one, pairs in ((desk, [(2, 1)]), (never, [])):
        one.merge(*pairs)
        one.deliver(3, row(doc_no="b4", **BAKERY_ROW), row(doc_no="b5", **NAMED_ONLY), name="b.jsonl")
        one.deliver(1, row(op="correct", doc_no="b1", amount="7", **BAKERY_ROW), row(doc_no="f2"), name="c.jsonl")
        one.ingest()
        one.deliver(2, row(op="withdraw", doc_no="b3"), row(doc_no="b6", **BAKERY_ROW), name="d.jsonl")
        one.ingest()
    assert where(desk) != where(never)
    desk.merge()
    desk.ingest()
    assert state(desk) == state(never)
    desk.merge((2, 1))
    desk.ingest()
    desk.merge()
    desk.ingest()
    assert state(desk) == state(never)


def test_a_merge_of_two_in_one_bucket(desk: Desk) -> None:
    before = state(desk)
    desk.merge((34, 2))
    desk.ingest()
    assert where(desk) == {"f1": 1, "b1": 2, "b2": 2, "b3": 2, "o1": 2}
    desk.merge()
    desk.ingest()
    assert state(desk) == before


def test_a_chain_ends_at_who_is_kept_and_is_taken_back_link_by_link(desk: Desk) -> None:
    before = state(desk)
    desk.merge((34, 2))
    desk.ingest()
    desk.merge((34, 2), (2, 1))
    desk.ingest()
    assert set(where(desk).values()) == {1}
    desk.merge((34, 2))
    desk.ingest()
    assert where(desk) == {"f1": 1, "b1": 2, "b2": 2, "b3": 2, "o1": 2}
    desk.merge((34, 2), (2, 1))
    desk.ingest()
    desk.merge((2, 1))
    desk.ingest()
    assert where(desk) == {"f1": 1, "b1": 1, "b2": 1, "b3": 1, "o1": 34}
    desk.merge()
    desk.ingest()
    assert state(desk) == before


def test_what_was_sent_before_is_a_duplicate_wherever_it_stands_now(desk: Desk) -> None:
    desk.deliver(2, row(op="withdraw", doc_no="b3"), row(doc_no="b4", **BAKERY_ROW), name="w.jsonl")
    desk.ingest()
    desk.merge((2, 1))
    desk.ingest()
    desk.deliver(2, row(op="withdraw", doc_no="b4"), name="w2.jsonl")
    desk.ingest()
    assert where(desk) == {"f1": 1, "b1": 1, "b2": 1, "o1": 34}
    again = [row(doc_no="b3", **BAKERY_ROW), row(doc_no="b4", **BAKERY_ROW), row(doc_no="o1", **OTHER_ROW)]
    desk.deliver(2, *again, name="again.jsonl")  # what was withdrawn does not come back by being sent again
    assert desk.ingest().facts()["duplicate"] == 3
    desk.deliver(2, row(doc_no="b5", **BAKERY_ROW), name="x.jsonl")
    desk.ingest()
    desk.deliver(2, row(op="withdraw", doc_no="b5"), name="y.jsonl")
    desk.ingest()
    desk.merge()
    desk.deliver(2, *again, row(doc_no="b5", **BAKERY_ROW), name="once-more.jsonl")
    assert desk.ingest().facts()["duplicate"] == 4
    assert where(desk) == {"f1": 1, "b1": 2, "b2": 2, "o1": 34}


def test_withdrawn_after_it_came_back(desk: Desk) -> None:
    for pairs in ([(2, 1)], []):
        desk.merge(*pairs)
        desk.ingest()
    desk.deliver(1, row(op="withdraw", doc_no="b1"), row(op="withdraw", doc_no="b2"), name="w.jsonl")
    assert desk.ingest().facts()["linked"] == 2
    assert where(desk) == {"f1": 1, "b3": 2, "o1": 34}


def test_withdrawn_and_resent_in_the_run_of_the_merge(desk: Desk) -> None:
    desk.merge((2, 1))
    desk.deliver(1, row(op="withdraw", doc_no="b1"), row(doc_no="b2", **NAMED_ONLY), name="w.jsonl")
    assert desk.ingest().facts() | {"costs": 0} == {
        "run": 2, "deliveries": 1, "received": 2, "linked": 1, "unlinked": 0, "duplicate": 1, "quarantined": 0,
        "again": ["unit-01/2021.jsonl", "unit-02/2021.jsonl"], "refused": {}, "costs": 0,
    }  # fmt: skip
    assert where(desk) == {"f1": 1, "b2": 1, "b3": 1, "o1": 34}


def test_a_judgement_about_the_subject_that_went_still_holds(desk: Desk) -> None:
    desk.merge((2, 1))
    desk.ingest()
    key = next(one["key"] for one in desk.records() if one["doc_no"] == "b2")
    desk.judge((key, 2, "different"))
    desk.ingest()
    assert where(desk) == {"f1": 1, "b1": 1, "b3": 1, "o1": 34}
    desk.judge((key, 2, "different"), (key, 34, "same"))
    desk.ingest()
    assert where(desk)["b2"] == 34
    desk.judge((key, 2, "same"))
    desk.ingest()
    assert where(desk)["b2"] == 1  # it is the bakery's, and the bakery is the fishery
    desk.merge()
    desk.ingest()
    assert where(desk)["b2"] == 2


def test_a_provisional_subject_is_one_with_the_company_that_the_register_learns_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    stranger = {"code": "91211193MA0000308A", "name": "沈阳样例建设有限公司"}
    desk.deliver(1, row(**stranger))
    desk.deliver(2, row(**stranger))
    desk.ingest()
    assert [one["sid"] for one in desk.records()] == [20_000_001] * 2
    desk.register(FISHERY, BAKERY | stranger)
    desk.deliver(3, row(**stranger), name="b.jsonl")
    desk.ingest()
    assert [one["sid"] for one in desk.records()] == [2] * 3


def test_a_provisional_subject_is_merged_by_a_person(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    stranger = {"code": "91211193MA0000308A", "name": "沈阳样例建设有限公司"}
    desk.deliver(1, row(**stranger))
    desk.deliver(2, row(**stranger))
    desk.ingest()
    desk.merge((20_000_001, 1))
    desk.ingest()
    desk.deliver(3, row(**stranger), name="b.jsonl")
    desk.ingest()
    assert [one["sid"] for one in desk.records()] == [1] * 3


@pytest.mark.parametrize("pairs", [[(2, 1), (1, 2)], [(2, 1), (1, 34), (34, 2)], [(2, 77)], [(77, 1)], [(ZHAO["sid"], 1)],
                                   [(2, 1), (2, 34)], [(2, 2)]])  # fmt: skip
def test_what_cannot_be_merged_makes_no_run(desk: Desk, pairs: list[tuple[int, int]]) -> None:
    desk.merge(*pairs)
    with pytest.raises(Impossible):
        desk.ingest()
    assert len(desk.lake.runs()) == 1
    desk.merge((2, 1))
    assert desk.ingest().run is not None and set(where(desk).values()) == {1, 34}


def test_a_chain_is_followed_to_its_end() -> None:
    assert followed({4: 3, 3: 2, 2: 1, 9: 8}) == {4: 1, 3: 1, 2: 1, 9: 8}


@pytest.mark.parametrize("stage", ["keep", "P1", "P2", "P3", "P4", "close"])
def test_a_run_that_ends_at_any_stage_is_gone_on_with(desk: Desk, stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Desk(desk.root.parent / f"{desk.root.name}-whole")
    shutil.copytree(desk.root / "in", whole.root / "in")
    shutil.copytree(desk.lake.root, whole.lake.root)
    for one in (desk, whole):
        one.merge((2, 1), (34, 1))
        one.deliver(3, row(doc_no="b4", **BAKERY_ROW), row(doc_no="b5", **NAMED_ONLY), name="b.jsonl")
    whole.ingest()
    begin = DuckDB.stage

    def end(self: DuckDB, name: str, progress: Any = None) -> Any:
        if name == stage:
            raise KeyboardInterrupt
        return begin(self, name, progress)

    with monkeypatch.context() as patch:
        patch.setattr(DuckDB, "stage", end)
        with pytest.raises(KeyboardInterrupt):
            desk.ingest()
    assert len(desk.lake.runs()) == 1
    desk.ingest()
    assert state(desk) == state(whole) and not (desk.lake.root / "runs" / ".work").exists()


def test_whom_a_run_names_stands_in_no_readable_file(desk: Desk) -> None:
    desk.merge((2, 1))
    desk.ingest()
    assert not list(desk.lake.root.glob("*.parquet"))
    assert desk.lake.runs()[-1].facts["code"] == VERSION
