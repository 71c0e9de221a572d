"""Every row has one end, and what was taken in once changes nothing when it comes again."""

import fcntl
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from banshi.registers.credit.pipeline import stages
from banshi.registers.credit.pipeline.cleaning import REASONS
from banshi.registers.credit.pipeline.lake import OPENED, Busy
from banshi.registers.credit.pipeline.tests.desk import BAKERY, FISHERY, NAMESAKE, ZHAO, Desk, row


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.register(FISHERY, BAKERY, ZHAO)
    return desk


def test_each_row_has_one_end(desk: Desk) -> None:
    desk.deliver(
        1,
        row(),
        row(doc_no="2"),
        row(doc_no="2"),
        row(doc_no="3", code="", name="没有登记的公司"),
        row(doc_no="4", kind="x"),
    )
    desk.ingest()
    assert desk.sums() == {"received": 5, "linked": 2, "unlinked": 1, "duplicate": 1, "quarantined": 1}
    assert [(one["doc_no"], one["sid"], one["rule"]) for one in desk.records()] == [
        ("盘罚〔2021〕1号", 1, 1),
        ("2", 1, 1),
    ]


# The day of the run is 2022-03-05. Each row is right but for one thing.
WRONG = {
    "op_unknown": {"op": "delete"},
    "kind_missing": {"kind": ""},
    "kind_unknown": {"kind": "gossip"},
    "subject_kind_missing": {"subject_kind": ""},
    "subject_kind_unknown": {"subject_kind": "X"},
    "characters_broken": {"content": "罚�"},
    "characters_control": {"name": "盘锦\x07公司"},
    "nobody_named": {"name": "", "code": ""},
    "name_missing": {"name": "", "code": "9121"},
    "name_too_long": {"name": "盘" * 201},
    "name_is_number": {"name": "12345"},
    "name_is_placeholder": {"name": "不详"},
    "code_too_long": {"code": "9121119100000000001"},
    "code_strange": {"code": "9121119？MA00001009"},
    "code_masked": {"code": "9121**********1009"},
    "code_of_a_person": {"code": ZHAO["code"]},
    "code_of_an_organisation": {"subject_kind": "P"},
    "doc_no_missing": {"doc_no": ""},
    "doc_no_too_long": {"doc_no": "号" * 101},
    "content_too_long": {"content": "字" * 4001},
    "decided_on_missing": {"decided_on": ""},
    "decided_on_unreadable": {"decided_on": "2021-02-30"},
    "decided_on_too_early": {"decided_on": "1949-09-30"},
    "decided_on_in_future": {"decided_on": "2022-03-06"},
    "valid_until_unreadable": {"valid_until": "长期"},
    "valid_until_before_decision": {"valid_until": "2021-03-03"},
    "amount_unreadable": {"amount": "五百"},
    "amount_negative": {"amount": "-1"},
    "amount_too_large": {"amount": "1000000000001"},
}


def test_every_reason_is_tried() -> None:
    assert set(WRONG) == set(REASONS)


def test_a_faulty_row_waits_in_quarantine_with_its_reason(desk: Desk) -> None:
    desk.deliver(3, row(doc_no="good"), *(row(**fields) for fields in WRONG.values()))
    desk.ingest()
    kept = {one["row_no"]: (one["unit"], one["reason"]) for one in desk.sealed("quarantine")}
    assert kept == {n: (3, reason) for n, reason in enumerate(WRONG, 2)}
    assert desk.sums()["linked"] == 1 and desk.sums()["quarantined"] == len(WRONG)


RIGHT = [
    {"decided_on": "2022-03-05"},  # the day itself is no future
    {"decided_on": "1949-10-01"},
    {"decided_on": "20210304"},
    {"decided_on": "2021年3月4日"},
    {"decided_on": "2021/03/04"},
    {"valid_until": "2021-03-04"},
    {"amount": ""},
    {"amount": "1,234.50"},
    {"code": "91211191ma00001009"},
    {"code": " 9121 1191-MA00001009 "},
    {"code": "９１２１１１９１ＭＡ００００１００９"},
]


def test_what_can_be_written_in_several_ways_is_understood(desk: Desk) -> None:
    desk.deliver(1, *(row(**fields, doc_no=str(n)) for n, fields in enumerate(RIGHT)))
    desk.ingest()
    assert {(one["doc_no"], one["sid"]) for one in desk.records()} == {(str(n), 1) for n in range(len(RIGHT))}
    days = {one["doc_no"]: one["decided_on"] for one in desk.records()}
    assert {days[n] for n in "234"} == {date(2021, 3, 4)}


def test_an_old_number_of_a_person_is_the_new_one(desk: Desk) -> None:
    desk.deliver(1, row(subject_kind="P", name=ZHAO["name"], code=ZHAO["code"][:6] + ZHAO["code"][8:17]))
    desk.ingest()
    assert [(one["sid"], one["rule"]) for one in desk.records()] == [(ZHAO["sid"], 3)]


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    path = desk.deliver(1, row(), row(doc_no="2"))
    first = desk.ingest()
    assert first.run is not None
    again = desk.ingest()
    assert again.run is None and again.again == ["unit-01/2021.jsonl"]
    path.rename(path.with_name("renamed.jsonl"))
    assert desk.ingest().run is None and len(desk.records()) == 2


def test_the_same_rows_in_another_file_are_duplicates(desk: Desk) -> None:
    desk.deliver(1, row(), row(doc_no="2"))
    desk.ingest()
    desk.deliver(1, row(doc_no="2"), row(), row(doc_no="3"), name="later.jsonl")
    desk.deliver(2, row(), name="other.jsonl")  # another unit's record of the same is another record
    outcome = desk.ingest()
    assert outcome.facts()["duplicate"] == 2 and outcome.facts()["linked"] == 2
    assert len(desk.records()) == 4


def test_one_document_may_name_two_people_of_one_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(ZHAO, NAMESAKE)
    named = {"subject_kind": "P", "name": ZHAO["name"], "code": "", "kind": "honour", "amount": ""}
    both = [row(**named, phone=one["phone"]) for one in (ZHAO, NAMESAKE)]
    strangers = [row(**named, phone=phone) for phone in ("15400003333", "15400004444")]
    desk.deliver(1, *both, *strangers, *both)
    desk.ingest()
    assert desk.sums() == {"received": 6, "linked": 2, "unlinked": 2, "duplicate": 2, "quarantined": 0}
    desk.deliver(1, *strangers, *both, name="again.jsonl")
    assert desk.ingest().facts()["duplicate"] == 4
    assert [one["sid"] for one in desk.records()] == [ZHAO["sid"], NAMESAKE["sid"]]
    one_of_two = desk.sealed("pending")[0]["key"]  # the other goes on waiting
    desk.judge((one_of_two, ZHAO["sid"], "same"))
    desk.ingest()
    desk.deliver(1, *strangers, name="and-again.jsonl")
    assert desk.ingest().facts()["duplicate"] == 2


@pytest.mark.parametrize("few", [0, stages.FEW])
def test_buckets_are_settled_alike_one_by_one_and_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(stages, "FEW", few)
    bakery = {"name": BAKERY["name"], "code": BAKERY["code"]}
    desk.deliver(1, row(), row(doc_no="2"), row(doc_no="2"), row(**bakery), row(**bakery, doc_no="3"))
    desk.ingest()
    desk.deliver(1, row(doc_no="2"), row(**bakery, doc_no="4"), row(op="withdraw", doc_no="3"), name="later.jsonl")
    desk.ingest()
    assert desk.sums() == {"received": 8, "linked": 6, "unlinked": 0, "duplicate": 2, "quarantined": 0}
    assert [(one["sid"], one["doc_no"]) for one in desk.records()] == [
        (1, "盘罚〔2021〕1号"),
        (1, "2"),
        (2, "盘罚〔2021〕1号"),
        (2, "4"),
    ]


def test_a_register_written_down_by_older_rules_is_made_plain_anew(desk: Desk) -> None:
    desk.deliver(1, row())
    desk.ingest()
    (run,) = desk.lake.runs()
    with desk.lake.opened(run.sealed("subjects")) as (opened,):
        older = run.path / "subjects.parquet"
        duckdb.execute(f"COPY (SELECT * EXCLUDE (plain_name, plain_phone, plain_address) FROM '{opened}') TO '{older}'")
    desk.lake.seal(older)
    (run.path / "run.json").write_text(json.dumps(run.facts | {"code": "2"}))
    desk.deliver(1, row(code="", doc_no="2"), name="later.jsonl")
    desk.ingest()
    assert [(one["sid"], one["rule"]) for one in desk.records()] == [(1, 1), (1, 13)]


def test_rows_that_wait_are_not_counted_twice(desk: Desk) -> None:
    desk.deliver(1, row(code="", name="没有登记的公司"))
    desk.ingest()
    desk.deliver(
        1, row(code="", name="没有登记的公司"), row(code="", name="没有登记的公司", doc_no="2"), name="b.jsonl"
    )
    assert desk.ingest().facts() | {"costs": 0} == {
        "run": 2, "deliveries": 1, "received": 2, "linked": 0, "unlinked": 1, "duplicate": 1, "quarantined": 0, "again":
        ["unit-01/2021.jsonl"], "refused": {}, "costs": 0,
    }  # fmt: skip


def test_a_withdrawal_takes_the_record_away_and_nothing_else(desk: Desk) -> None:
    desk.deliver(1, row(doc_no="1"), row(doc_no="2"))
    desk.deliver(2, row(doc_no="1"))
    desk.ingest()
    desk.deliver(1, row(op="withdraw", doc_no="1"), name="later.jsonl")
    outcome = desk.ingest()
    assert outcome.facts()["linked"] == 1
    assert [(one["unit"], one["doc_no"]) for one in desk.records()] == [(1, "2"), (2, "1")]
    desk.deliver(1, row(doc_no="1"), name="again.jsonl")  # what was withdrawn does not come back by being sent again
    desk.ingest()
    assert [(one["unit"], one["doc_no"]) for one in desk.records()] == [(1, "2"), (2, "1")]


def test_a_withdrawal_in_the_same_delivery_takes_only_what_stood_before_it(desk: Desk) -> None:
    desk.deliver(1, row(doc_no="1"), row(op="withdraw", doc_no="1"), row(doc_no="1", content="罚款；警告"))
    desk.ingest()
    assert [one["content"] for one in desk.records()] == ["罚款；警告"]
    assert desk.sums()["linked"] == 3


def test_a_correction_replaces(desk: Desk) -> None:
    desk.deliver(1, row(doc_no="1"))
    desk.ingest()
    desk.deliver(1, row(op="correct", doc_no="1", amount="300"), name="later.jsonl")
    desk.ingest()
    assert [one["cents"] for one in desk.records()] == [30_000]


def test_a_withdrawal_of_nothing_waits_in_quarantine(desk: Desk) -> None:
    desk.deliver(1, row(doc_no="1"))
    desk.deliver(2, row(op="withdraw", doc_no="9"))
    desk.ingest()
    assert [one["reason"] for one in desk.sealed("quarantine")] == ["nothing_to_withdraw"]
    assert desk.sums()["quarantined"] == 1


def test_a_row_that_waits_is_withdrawn_too(desk: Desk) -> None:
    unknown = {"code": "", "name": "没有登记的公司"}
    desk.deliver(1, row(**unknown, doc_no="1"), row(**unknown, doc_no="2"))
    desk.ingest()
    desk.deliver(1, row(**unknown, op="withdraw", doc_no="1"), name="later.jsonl")
    assert desk.ingest().facts()["linked"] == 1
    desk.deliver(1, row(**unknown, doc_no="1"), row(**unknown, op="withdraw", doc_no="1"), name="again.jsonl")
    outcome = desk.ingest().facts()  # it does not come back by being sent again, and cannot be withdrawn twice
    assert outcome["duplicate"] == outcome["quarantined"] == 1
    desk.judge((desk.sealed("pending")[0]["key"], FISHERY["sid"], "same"))
    desk.ingest()
    assert [one["doc_no"] for one in desk.records()] == ["2"]


def test_a_file_that_cannot_be_read_is_refused_and_the_others_are_taken(desk: Desk) -> None:
    desk.deliver(1, row())
    (desk.root / "in/unit-01/empty.csv").write_bytes(b"")
    outcome = desk.ingest()
    assert list(outcome.refused) == ["unit-01/empty.csv"] and outcome.facts()["linked"] == 1


def test_only_one_run_at_a_time(desk: Desk) -> None:
    desk.deliver(1, row())
    desk.lake.root.mkdir(parents=True)
    with (desk.lake.root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            desk.ingest()
    assert desk.ingest().run is not None


def test_profiles_add_up_over_runs(desk: Desk) -> None:
    desk.deliver(1, row(doc_no="1"))
    desk.ingest()
    desk.deliver(7, row(doc_no="2", kind="licence", decided_on="2020-01-01", amount=""), name="later.jsonl")
    desk.ingest()
    files = [str(path) for run in desk.lake.runs() for path in (run.path / "profiles").glob("*")]
    found = duckdb.execute(f"""SELECT sid, sum(records), sum(adverse), sum(cents), min(first_on), bit_or(units)
        FROM read_parquet({files}) GROUP BY sid""").fetchall()
    assert found == [(1, 2, 1, 50_000, date(2020, 1, 1), 1 << 1 | 1 << 7)]


def test_no_personal_number_stands_readable_in_the_lake(desk: Desk) -> None:
    person = {"subject_kind": "P", "name": ZHAO["name"]}
    desk.deliver(1, row(**person, code=ZHAO["code"]), row(**person, code="211191198001010029", doc_no="2"))
    desk.deliver(2, row(**person, code=ZHAO["code"], decided_on=""))
    desk.ingest()
    number = ZHAO["code"].encode()
    for path in desk.lake.root.rglob("*"):
        assert path.is_dir() or number not in path.read_bytes(), path
    assert not list(desk.lake.root.rglob("*.part"))


READING = """
import sys, time
from pathlib import Path
from banshi.registers.credit.pipeline.lake import Lake
with Lake(Path(sys.argv[1]), sys.argv[2].encode()).opened([Path(sys.argv[3])]):
    print("opened", flush=True)
    time.sleep(600)
"""


def test_what_a_killed_reader_left_readable_goes_when_somebody_opens_something_again(desk: Desk) -> None:
    desk.deliver(1, row())
    desk.ingest()
    sealed, places = desk.lake.runs()[0].sealed("subjects"), desk.lake.root / f"{OPENED}-{os.getuid()}"
    command = [sys.executable, "-c", READING, str(desk.lake.root), desk.lake.key.decode(), str(sealed[0])]
    with desk.lake.opened(sealed) as (before,):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
            assert reader.stdout is not None and reader.stdout.readline() == "opened\n"
            reader.kill()
        (left,) = set(places.glob("*/*.parquet")) - {before}
        (places / "strange").write_text("")  # whatever lies there stops nobody
        with desk.lake.opened(sealed) as (after,):
            assert set(places.glob("*/*.parquet")) == {before, after} and not left.parent.exists()
    assert {path.name for path in places.iterdir()} == {"lock", "strange"}
    assert places.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("together", [True, False])
def test_a_correction_of_what_makes_no_fingerprint_takes_the_place_of_what_it_corrects(
    desk: Desk, together: bool
) -> None:
    longer = row(op="correct", valid_until="2027-12-31")
    if together:
        desk.deliver(1, row(), longer)
    else:
        desk.deliver(1, row())
        desk.ingest()
        desk.deliver(1, longer, name="corrected.jsonl")
    desk.ingest()
    assert [str(one["valid_until"]) for one in desk.records()] == ["2027-12-31"]
    desk.deliver(1, longer, row(doc_no="2"), name="sent-again.jsonl")
    desk.deliver(1, row(), name="original-again.jsonl")
    desk.ingest()
    assert [str(one["valid_until"]) for one in desk.records() if one["doc_no"] != "2"] == ["2027-12-31"]
