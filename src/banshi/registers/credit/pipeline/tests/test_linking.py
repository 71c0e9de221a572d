"""Who a row is about when its code does not say so: what links, what is asked, what waits."""

from pathlib import Path

import pytest

from banshi.registers.credit.pipeline.linking import read_rules
from banshi.registers.credit.pipeline.tests.desk import BAKERY, FISHERY, NAMESAKE, SETTINGS, ZHAO, Desk, row

Pairs = list[tuple[int, int]]  # (sid, rule)
Ends = tuple[Pairs, Pairs]  # linked, asked


def ends(folder: Path, rows: list[dict[str, str]]) -> list[Ends]:
    """What becomes of each of these rows, which come together."""
    desk = Desk(folder)
    desk.register(FISHERY, BAKERY, ZHAO, NAMESAKE)
    desk.deliver(1, *(row(**({"code": ""} | fields), doc_no=str(n)) for n, fields in enumerate(rows)))
    desk.ingest()
    linked, asked = desk.records(), desk.sealed("asks")
    keys = {one["doc_no"]: one["key"] for one in desk.sealed("pending")}
    return [
        (
            [(one["sid"], one["rule"]) for one in linked if one["doc_no"] == str(n)],
            [(one["sid"], one["rule"]) for one in asked if one["key"] == keys.get(str(n))],
        )
        for n in range(len(rows))
    ]


OTHER = "91211193MA0000308A"  # the check character is right, and no company of the register has it


COMPANIES: list[tuple[dict[str, str], Pairs, Pairs]] = [
        # by name
        ({}, [(1, 13)], []),
        ({"name": "盘锦蒲河水产有限责任公司"}, [(1, 13)], []),
        ({"name": "盘锦 蒲河水产有限公司"}, [(1, 13)], []),
        ({"name": "盘锦蒲河水产有限公司", "code": OTHER}, [], [(1, 43)]),
        # core and a second fact
        ({"name": "蒲河水产", "phone": "0427-1000017"}, [(1, 14)], []),
        ({"name": "盘锦市大洼区蒲河水产公司", "address": "大洼区芦荡街１号"}, [(1, 14)], []),
        ({"name": "蒲河水产"}, [], [(1, 41)]),
        # one character
        ({"name": "盘锦蒲合水产有限公司", "phone": "04271000017"}, [(1, 16)], []),
        ({"name": "盘锦河水产有限公司", "address": "盘锦市大洼区芦荡街1号"}, [(1, 16)], []),
        ({"name": "盘锦市苇海面包房", "phone": "+86 15400000025"}, [(2, 16)], []),
        ({"name": "苇海面包坊", "phone": "15400000025"}, [(2, 17)], []),
        ({"name": "苇塘面点", "phone": "15400000025"}, [], []),
        # registration number
        ({"name": "蒲河水产公司", "reg_no": "211191000000017"}, [(1, 11)], []),
        ({"name": "盘锦苇海面包店", "reg_no": "211191000000017"}, [], [(2, 41)]),
        # a broken code
        ({"code": "91211191MA00001008"}, [(1, 12)], []),
        ({"code": "9121119MA00001009"}, [(1, 12)], []),
        ({"code": "91211191MA00010009"}, [(1, 12)], []),
        ({"code": "91211191MA00001008", "name": "盘锦蒲河水产养殖有限公司"}, [(1, 15)], []),
        ({"code": "91211191MA00001008", "name": "盘锦芦花造纸厂"}, [], [(1, 44)]),
        ({"name": "盘锦芦花造纸厂"}, [], []),
]  # fmt: skip


def test_companies(tmp_path: Path) -> None:
    found = ends(tmp_path, [fields for fields, _, _ in COMPANIES])
    assert [(fields, *end) for (fields, _, _), end in zip(COMPANIES, found, strict=True)] == COMPANIES


PEOPLE: list[tuple[dict[str, str], Pairs, Pairs]] = [
        ({}, [], []),  # two people have this name: nobody is linked by a name
        ({"phone": "154 0000 1111"}, [(10_000_001, 21)], []),
        ({"phone": "15400002222"}, [(10_000_002, 21)], []),
        ({"address": "大洼区芦荡街3号"}, [(10_000_001, 22)], []),
        ({"phone": "15400001111", "address": "盘锦市盘山县例村4号"}, [], [(10_000_001, 45)]),  # facts of both
        ({"phone": "15400009999"}, [], []),
        ({"code": "211191198001010018"}, [(10_000_001, 12)], []),
        ({"code": "21119119801001001X"}, [(10_000_001, 12)], []),
        (
            {"name": "赵试朋", "phone": "15400001111", "address": "盘锦市大洼区芦荡街3号"},
            [],
            [],
        ),  # brothers live together
        ({"code": "211195199006060011", "phone": "15400001111"}, [], [(10_000_001, 46)]),
        # the number of somebody, beside their name, one that may be a slip, none, and another
        ({"code": "21119119800101001X", "name": "赵 试明"}, [(10_000_001, 1)], []),
        ({"code": "21119119800101001X", "name": "赵试民"}, [(10_000_001, 1)], []),
        ({"code": "21119119800101001X", "name": ""}, [(10_000_001, 1)], []),
        ({"code": "21119119800101001X", "name": "钱例海"}, [], [(10_000_001, 48)]),
        ({"code": "21119119800101001X", "name": "赵海"}, [], [(10_000_001, 48)]),
        ({"code": "21119119800101001X", "name": "钱"}, [], [(10_000_001, 48)]),
        ({"code": "21119119800101001X", "name": "——"}, [(10_000_001, 1)], []),
]  # fmt: skip


def test_people(tmp_path: Path) -> None:
    found = ends(tmp_path, [{"subject_kind": "P", "name": ZHAO["name"]} | fields for fields, _, _ in PEOPLE])
    assert [(fields, *end) for (fields, _, _), end in zip(PEOPLE, found, strict=True)] == PEOPLE


def test_a_name_that_may_be_a_brothers_is_not_linked_by_the_address(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    brother = ZHAO | {
        "sid": 10_000_009,
        "name": ZHAO["name"][:-1] + "海",
        "code": "211191198203030012",
        "phone": "15400003333",
    }
    desk.register(ZHAO, brother)
    row_of = {"subject_kind": "P", "name": ZHAO["name"], "code": ""}
    desk.deliver(1, row(**row_of, address=ZHAO["address"]), row(**row_of, phone=ZHAO["phone"], doc_no="2"))
    desk.ingest()
    assert [(one["sid"], one["rule"]) for one in desk.records()] == [(ZHAO["sid"], 21)]
    assert [(one["sid"], one["rule"]) for one in desk.sealed("asks")] == [(ZHAO["sid"], 47)]


@pytest.mark.parametrize(
    ("bearers", "address", "linked"),
    [
        (4, "盘锦市大洼区芦荡街3号", [22]),
        (5, "盘锦市大洼区芦荡街3号", []),
        (5, "盘锦市大洼区芦荡街3号2号楼101室", [22]),
    ],
)
def test_a_common_name_needs_an_address_with_a_room(
    tmp_path: Path, bearers: int, address: str, linked: list[int]
) -> None:
    desk = Desk(tmp_path)
    others = [
        ZHAO
        | {"sid": ZHAO["sid"] + n, "code": f"2111911980010{n:05d}", "phone": f"154000{n:05d}", "address": f"例村{n}号"}
        for n in range(1, bearers)
    ]
    desk.register(ZHAO | {"address": address}, *others)
    desk.deliver(1, row(subject_kind="P", name=ZHAO["name"], code="", address=address))
    desk.ingest()
    assert [one["rule"] for one in desk.records()] == linked
    assert [one["rule"] for one in desk.sealed("asks")] == ([] if linked else [47])


def test_a_slip_that_makes_a_number_somebody_elses_links_whom_the_name_says(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    other = NAMESAKE | {"name": "钱例海", "code": "211191198001010036"}
    desk.register(ZHAO, other)
    desk.deliver(1, row(subject_kind="P", name=other["name"], code=ZHAO["code"]))
    desk.ingest()
    assert [(one["sid"], one["rule"]) for one in desk.records()] == [(other["sid"], 12)]


def test_who_waits_beside_a_number_is_not_linked_by_it_once_the_register_knows_another_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    zhao = {"subject_kind": "P", "code": ZHAO["code"]}
    desk.deliver(1, row(**zhao, name="钱例海", doc_no="1"), row(**zhao, name=ZHAO["name"], doc_no="2"))
    desk.ingest()
    desk.register(FISHERY, ZHAO)
    desk.ingest()
    assert [(one["sid"], one["rule"], one["doc_no"]) for one in desk.records()] == [(ZHAO["sid"], 1, "2")]
    assert [(one["sid"], one["rule"]) for one in desk.sealed("asks")] == [(ZHAO["sid"], 48)]


def test_of_a_long_name_more_than_its_beginning_agrees(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(ZHAO | {"name": "阿不都热合曼买买提"})
    names = ("阿不都热合木吐尔逊", "阿不都勒合曼买买提")
    desk.deliver(1, *(row(subject_kind="P", code=ZHAO["code"], name=name, doc_no=name) for name in names))
    desk.ingest()
    assert [one["doc_no"] for one in desk.records()] == [names[1]]


def test_a_register_entry_without_a_name_contradicts_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    desk.deliver(1, row(subject_kind="P", code=ZHAO["code"], name="钱例海", doc_no="1"))
    desk.ingest()
    desk.register(ZHAO | {"name": ""})
    desk.deliver(1, row(subject_kind="P", code=ZHAO["code"], name="孙例江", doc_no="2"), name="later.jsonl")
    desk.ingest()
    assert [(one["doc_no"], one["rule"]) for one in desk.records()] == [("1", 1), ("2", 1)]


def beside_another_name(folder: Path) -> tuple[Desk, int]:
    """A desk at which a row waits that has Zhao's number and another name, and its key."""
    desk = Desk(folder)
    desk.register(ZHAO)
    desk.deliver(1, row(subject_kind="P", code=ZHAO["code"], name="钱例海", doc_no="1"))
    desk.ingest()
    (waiting,) = desk.sealed("pending")
    return desk, waiting["key"]


def test_taking_back_a_judgement_takes_away_what_it_linked_and_nothing_else(tmp_path: Path) -> None:
    desk, key = beside_another_name(tmp_path)
    desk.deliver(1, row(subject_kind="P", code=ZHAO["code"], name=ZHAO["name"], doc_no="1"), name="put-right.jsonl")
    desk.ingest()
    for verdicts, rules in (([(key, ZHAO["sid"], "same")], [10, 1]), ([], [1])):
        desk.judge(*verdicts)
        desk.ingest()
        assert [one["rule"] for one in desk.records()] == rules


def test_what_a_judgement_took_away_may_come_again(tmp_path: Path) -> None:
    desk, key = beside_another_name(tmp_path)
    for verdict in ("same", "different"):
        desk.judge((key, ZHAO["sid"], verdict))
        desk.ingest()
    right = row(subject_kind="P", code=ZHAO["code"], name=ZHAO["name"], doc_no="1")
    for rows, duplicates in (([right], 0), ([right, row(doc_no="x")], 1)):
        desk.deliver(1, *rows, name=f"{len(rows)}.jsonl")
        assert desk.ingest().facts()["duplicate"] == duplicates
        assert [(one["sid"], one["rule"]) for one in desk.records() if one["sid"] == ZHAO["sid"]] == [(ZHAO["sid"], 1)]


def test_of_one_document_under_two_names_that_by_the_telephone_stays(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    named = {"code": "", "name": "蒲河水产"}
    desk.deliver(1, row(**named, phone="0427-1000017"), row(**named))  # linked by the telephone (14), and asked (41)
    desk.ingest()
    (waiting,) = desk.sealed("pending")
    for verdicts, rules in (([(waiting["key"], FISHERY["sid"], "same")], [14, 10]), ([], [14])):
        desk.judge(*verdicts)
        desk.ingest()
        assert [one["rule"] for one in desk.records()] == rules


def test_no_number_overrides_a_person_who_held_a_name_and_a_number_apart(tmp_path: Path) -> None:
    desk, key = beside_another_name(tmp_path)
    named = {"subject_kind": "P", "code": ZHAO["code"]}
    desk.judge((key, ZHAO["sid"], "different"))
    desk.register(ZHAO | {"name": "钱例海"})
    desk.deliver(
        1, row(**named, name="钱例海", doc_no="2"), row(**named, name="钱立海", doc_no="3"), name="later.jsonl"
    )
    desk.ingest()
    assert [(one["doc_no"], one["rule"]) for one in desk.records()] == [("3", 1)]
    assert {one["doc_no"] for one in desk.of(desk.lake.runs()[-1], "pending")} == {"1", "2"}


def test_nobody_is_linked_by_a_unique_name_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(ZHAO)
    desk.deliver(1, row(subject_kind="P", name=ZHAO["name"], code=""))
    desk.ingest()
    assert (desk.records(), desk.sealed("asks")) == ([], []) and len(desk.sealed("pending")) == 1


def test_two_companies_of_one_name_are_not_told_apart_by_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY, BAKERY | {"name": FISHERY["name"]})
    desk.deliver(1, row(code=""), row(code="", doc_no="2", phone=BAKERY["phone"]))
    desk.ingest()
    assert [(one["doc_no"], one["sid"], one["rule"]) for one in desk.records()] == [("2", 2, 14)]


def test_a_valid_code_outside_the_register_gets_a_provisional_subject_once_two_units_sent_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    stranger = {"code": OTHER, "name": "沈阳样例建设有限公司"}
    desk.deliver(1, row(**stranger), row(**stranger, doc_no="2"))
    desk.ingest()
    assert desk.records() == []
    desk.deliver(2, row(**stranger), name="b.jsonl")
    desk.deliver(3, row(**stranger), name="b.jsonl")
    desk.ingest()
    assert [(one["unit"], one["sid"], one["rule"]) for one in desk.records()] == [
        (2, 20_000_001, 30),
        (3, 20_000_001, 30),
    ]
    desk.deliver(4, row(**stranger), name="c.jsonl")
    desk.ingest()  # from now on the register knows the code
    assert desk.records()[-1]["rule"] == 1
    assert [one["name"] for one in desk.sealed("subjects") if one["sid"] == 20_000_001] == ["沈阳样例建设有限公司"]


def test_a_persons_judgement_links_what_waited_and_no_run_overwrites_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    desk.deliver(1, row(code="", name="蒲河水产"))
    desk.ingest()
    (asked,) = desk.sealed("asks")
    desk.judge((asked["key"], 1, "same"))
    outcome = desk.ingest()
    assert outcome.run is not None and [(one["sid"], one["rule"]) for one in desk.records()] == [(1, 10)]
    assert desk.ingest().run is None
    desk.deliver(1, row(code="", name="蒲河水产", doc_no="2"), name="b.jsonl")
    desk.ingest()
    assert [one["rule"] for one in desk.records()] == [10, 10]


def test_a_pair_that_a_person_held_apart_stays_apart(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    desk.deliver(1, row(code="", name="蒲河水产"))
    desk.ingest()
    desk.judge((desk.sealed("asks")[0]["key"], 1, "different"))
    desk.deliver(1, row(code="", name="蒲河水产", doc_no="2", content="警告"), name="b.jsonl")
    second = desk.ingest().run
    assert second is not None and desk.of(second, "asks") == [] and desk.records() == []
    assert {one["doc_no"] for one in desk.of(second, "pending")} == {"盘罚〔2021〕1号", "2"}


def test_a_link_that_a_person_undoes_sends_the_rows_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY, BAKERY)
    desk.deliver(1, row(code="", name="盘锦蒲合水产有限公司", phone=FISHERY["phone"]), row(doc_no="2"))
    desk.ingest()
    assert [(one["sid"], one["rule"]) for one in desk.records()] == [(1, 16), (1, 1)]
    key = desk.records()[0]["key"]
    desk.judge((key, 1, "different"))
    assert desk.ingest().run is not None
    assert [one["doc_no"] for one in desk.records()] == ["2"]
    assert [one["key"] for one in desk.sealed("pending")] == [key]
    desk.judge((key, 1, "different"), (key, 2, "same"))
    desk.ingest()
    assert [(one["doc_no"], one["sid"], one["rule"]) for one in desk.records()][1:] == [("2", 1, 1)]
    assert (desk.records()[0]["sid"], desk.records()[0]["rule"]) == (2, 10)
    desk.deliver(1, row(op="withdraw", doc_no="盘罚〔2021〕1号"), name="later.jsonl")
    desk.ingest()
    assert [one["doc_no"] for one in desk.records()] == ["2"]


def test_a_judgement_that_is_taken_back_links_nothing_any_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    desk.deliver(1, row(code="", name="蒲河水产"), row(doc_no="2"))
    desk.ingest()
    key = desk.sealed("asks")[0]["key"]
    desk.judge((key, 1, "same"))
    desk.ingest()
    assert [(one["doc_no"], one["rule"]) for one in desk.records()] == [("盘罚〔2021〕1号", 10), ("2", 1)]
    desk.judge()
    third = desk.ingest().run
    assert third is not None and [one["doc_no"] for one in desk.records()] == ["2"]
    assert [(one["key"], one["rule"]) for one in desk.of(third, "asks")] == [(key, 41)]


def test_a_person_may_change_their_mind_as_often_as_they_like(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY, BAKERY | {"sid": 33})  # in the bucket of the fishery
    desk.deliver(1, row(code=""))
    desk.ingest()
    key, here = desk.records()[0]["key"], [(1, 13)]
    assert [(one["sid"], one["rule"]) for one in desk.records()] == here
    for verdicts, there in (
        ([(1, "different")], []),
        ([(1, "same")], [(1, 10)]),
        ([(1, "different")], []),
        ([(1, "different"), (33, "same")], [(33, 10)]),
        ([(33, "different")], [(1, 13)]),
        ([(1, "different")], []),
        ([], here),  # the rules decide again
        ([(1, "different")], []),
        ([(1, "same")], [(1, 10)]),
        ([], here),
    ):
        desk.judge(*((key, sid, verdict) for sid, verdict in verdicts))
        desk.ingest()
        assert [(one["sid"], one["rule"]) for one in desk.records()] == there, verdicts


def test_who_waits_is_found_once_the_register_knows_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.register(FISHERY)
    bakery = {"name": "盘锦样例粮油店", "code": BAKERY["code"]}  # has been renamed since
    desk.deliver(1, row(**bakery, doc_no="1"), row(code="", name="没有登记的公司", doc_no="2"))
    assert desk.ingest().facts()["unlinked"] == 2
    desk.register(FISHERY, BAKERY)
    desk.ingest()
    assert [(one["sid"], one["rule"], one["doc_no"]) for one in desk.records()] == [(BAKERY["sid"], 1, "1")]
    desk.deliver(
        1, row(**bakery, doc_no="1"), row(code="", name="没有登记的公司", doc_no="2"), row(), name="again.jsonl"
    )
    assert desk.ingest().facts()["duplicate"] == 2


def test_the_pack_names_every_rule_that_a_stage_uses() -> None:
    rules = read_rules(SETTINGS.national / "credit_linking.csv")
    assert {n for n, rule in rules.items() if rule.verdict == "ask"} == {41, 42, 43, 44, 45, 46, 47, 48}
    assert all(rule.score <= 1000 for rule in rules.values())
