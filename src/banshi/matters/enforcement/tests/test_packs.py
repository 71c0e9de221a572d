"""The lists of the model city: complete, dated, sourced, and without law that was repealed."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.packs import services
from banshi.kernel.packs.collecting import collect
from banshi.kernel.packs.registry import Reading
from banshi.matters.enforcement.leniency.conditions import Unreadable, parse
from banshi.matters.enforcement.models import Discretion, ListedSlip, Offence

REPEALED = {
    "个体工商户条例": date(2022, 11, 1),
    "合伙企业登记管理办法": date(2022, 3, 1),
    "个人独资企业登记管理办法": date(2022, 3, 1),
}


def test_846_rows_of_23_offices_in_all_lists(reading: Reading) -> None:
    assert not reading.faults
    rows = [row.data for row in reading.rows["leniency"]]
    assert len(rows) == 846
    assert len({row.office for row in rows}) == 23
    assert set(Counter(row.kind for row in rows)) == {"minor", "first", "mitigate_light", "mitigate", "no_coercion"}


def test_55_acts_are_real_and_name_their_place(reading: Reading) -> None:
    real = [row.data for row in reading.rows["leniency"] if not row.data.synthetic]
    assert len({row.offence.rstrip("b") for row in real}) == 55
    assert all(row.place and row.source and row.place != "盘锦（示例）" for row in real)


def test_no_row_stands_on_law_that_was_repealed(reading: Reading) -> None:
    offences = reading.of("offences")
    for row in reading.rows["leniency"]:
        law = offences[row.data.offence].data.penalty.split()[0]
        if law in REPEALED:
            assert row.data.valid_to and row.data.valid_to < REPEALED[law], row.key


@pytest.mark.parametrize(
    ("code", "day"),
    [("qd-sc-09", date(2025, 2, 7)), ("qd-sw-01", date(2021, 4, 1)), ("qd-sw-09", date(2022, 1, 1)),
     ("qd-sc-08b", date(2022, 11, 1))],
)  # fmt: skip
def test_a_row_begins_when_its_list_came_into_force(reading: Reading, code: str, day: date) -> None:
    assert reading.of("leniency")[code].data.valid_from == day


def test_every_offence_has_a_published_standard(reading: Reading) -> None:
    assert {row.data.offence for row in reading.rows["discretion"]} == reading.keys("offences")


@pytest.mark.django_db
def test_loading_twice_changes_nothing(packs: Path) -> None:
    for _ in range(2):
        report = services.load(folder=packs, by=Actor.system("tests"), at=moments.now())
    assert not any(report.of("panjin-demo"))
    assert (ListedSlip.objects.count(), Offence.objects.count(), Discretion.objects.count()) == (846, 699, 699)
    assert Offence.objects.get(pk="sc-08").replaced_by_id == "sc-08b"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("leniency.csv", "qd-sc-02,pj-scjgj,sc-02,minor,corrected,", "qd-sc-02,pj-scjgj,sc-02,minor,mended,", "mended"),
        ("leniency.csv", "qd-sc-02,pj-scjgj,", "qd-sc-02,pj-nobody,", "pj-nobody"),
        ("leniency.csv", "qd-sc-02,pj-scjgj,sc-02,", "qd-sc-02,pj-scjgj,sc-99,", "sc-99"),
        ("leniency.csv", "corrected,correct; educate,,,3; 4,2021-08-09,,石", "corrected,correct,,,3; 4,2021-08-09,,石",
         "第三十三条第三款"),
        ("leniency.csv", "qd-sc-08,pj-scjgj,sc-08,minor,corrected,correct; educate,,,3; 4,2021-08-09,2022-10-31",
         "qd-sc-08,pj-scjgj,sc-08,minor,corrected,correct; educate,,,3; 4,2021-08-09,2023-10-31", "ends on 2022-10-31"),
        ("offences.csv", "2011-11-01,2022-10-31,sc-08b", "2011-11-01,2022-09-30,sc-08b", "end the day before"),
        ("discretion.csv", "cl-sc-08b,sc-08b,盘锦市行政处罚裁量基准（示例）,2021-08-09,500000,",
         "cl-sc-08b,sc-08b,盘锦市行政处罚裁量基准（示例）,2021-08-09,999999999,", "must not fall"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(packs: Path, file: str, old: str, new: str, said: str) -> None:
    path = packs / "panjin-demo" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = collect(["panjin-demo"], folder=packs).faults
    assert any(said in fault.message and fault.file.endswith(file) and fault.line > 1 for fault in faults), faults


@pytest.mark.parametrize(
    "line",
    ["first", "first(24)", "first(24mo,nowhere)", "first(24mo,same,moon)", "harm(serious)", "corrected(24h)",
     "corrected(soon)", "tonnes=1", "grounds(12)", "ask()", "kind", "slight(1)", "slight, corrected"],
)  # fmt: skip
def test_what_is_no_condition_is_not_read_as_one(line: str) -> None:
    with pytest.raises(Unreadable):
        parse(line)


def test_conditions_say_what_they_ask_for() -> None:
    line = "first(6mo,any,province); corrected(5wd); tonnes<=1; places<2; unless(弄虚作假); grounds(30 31); harm(none)"
    assert [str(one.words) for one in parse(line)] == [
        "6个月内没有其他违法记录（查全省执法记录）",
        "5个工作日内改正",
        "数量不超过1吨",
        "不满2处",
        "不属于：弄虚作假",
        "符合下列条款之一：行政处罚法 第三十条、行政处罚法 第三十一条",
        "没有造成危害后果",
    ]
