"""The ten rules of a city's quality checker, each broken once; which materials are asked for."""

from datetime import date
from typing import Any

import pytest

from banshi.registers.catalogue import rules
from banshi.registers.catalogue.schema import ItemFile, ItemSpec
from banshi.registers.catalogue.tests.conftest import LICENCE, SHOP, item


def spec(**changes: Any) -> ItemSpec:
    return ItemFile.model_validate(item(**changes)).versions[0]


def messages(one: ItemSpec) -> list[str]:
    return [problem.message for problem in rules.problems(one)]


def test_a_good_item_has_no_problem() -> None:
    assert messages(spec()) == []
    assert messages(ItemSpec.model_validate(SHOP)) == []


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        (1, {"case_type": "2"}),
        (1, {"promised_limit": "1d"}),
        (2, {"promised_limit": "2d", "case_type": "2"}),
        (2, {"statutory_limit": "5d", "promised_limit": "5wd", "case_type": "2"}),
        (3, {"visits": 1, "online_depth": "III"}),
        (3, {"visits_reason": "现场拍照"}),
        (4, {"channels": ["1"], "online_depth": "II"}),
        (5, {"visits": 1, "visits_reason": "现场拍照"}),
        (6, {"fee": {"charged": True}}),
        (6, {"fee": {"charged": False, "online_payment": True}}),
        (7, {"complaint_phone": LICENCE["phone"]}),
        (8, {"applicant": "organisation"}),
        (8, {"audience": ["1", "2"]}),
        (9, {"steps": ["受理", "审查", "决定", "办结"]}),
        (9, {"faq": []}),
        (10, {"result": {"name": "机动车驾驶证", "kind": "文"}}),
        (10, {"result": {"name": "关于同意的批复", "kind": "文"}}),
        (10, {"result": {"name": "机动车驾驶证", "kind": "证", "sample": False}}),
    ],
)
def test_each_rule_is_broken_alone(number: int, changes: dict[str, Any]) -> None:
    found = messages(spec(**changes))
    assert len(found) == 1 and found[0].startswith(f"rule {number}:"), found


def test_conditions_of_materials_name_real_answers() -> None:
    materials = [{"code": "a", "name": "甲", "origin": "self", "when": {"overdue": ["never"]}}]
    assert messages(spec(materials=materials)) == ["“overdue” has no answer never"]
    materials[0]["when"] = {"weather": ["rain"]}
    assert messages(spec(materials=materials)) == ["there is no situation “weather”"]


def test_a_code_is_used_once() -> None:
    twice = [{"code": "a", "name": "甲", "origin": "self"}, {"code": "a", "name": "乙", "origin": "self"}]
    assert messages(spec(materials=twice)) == ["“a” is used twice"]


def test_versions_of_an_item_do_not_overlap() -> None:
    first, second = LICENCE | {"to": "2024-06-30"}, LICENCE | {"from": "2024-06-30"}
    document = ItemFile.model_validate({"base_code": "000109012001", "versions": [first, second]})
    (problem,) = rules.overlaps(document)
    assert problem.path == ("versions", 1, "from")
    apart = ItemFile.model_validate(
        {"base_code": "000109012001", "versions": [first, LICENCE | {"from": "2024-07-01"}]}
    )
    assert list(rules.overlaps(apart)) == []


def test_limits_of_different_units_compare_by_ordinary_weeks() -> None:
    assert rules.ordinary_hours("0") < rules.ordinary_hours("4h") < rules.ordinary_hours("1wd")
    assert rules.ordinary_hours("5wd") == rules.ordinary_hours("7d")
    assert rules.ordinary_hours("20wd") < rules.ordinary_hours("1mo")


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"overdue": "in-time"}, ["id-card", "medical"]),
        ({"overdue": "late"}, ["id-card", "medical", "late-note"]),
        ({}, ["id-card", "medical", "late-note"]),
    ],
)
def test_answers_choose_the_materials(answers: dict[str, str], codes: list[str]) -> None:
    assert [one.code for one in rules.materials_for(spec(), answers)] == codes


def test_the_value_in_force_on_a_day() -> None:
    values = {"2004-07-01": "20wd", "2026-01-01": "15wd"}
    assert rules.dated(values, date(2004, 6, 30)) is None
    assert rules.dated(values, date(2025, 12, 31)) == "20wd"
    assert rules.dated(values, date(2026, 1, 1)) == "15wd"
