"""What the law and the protocol ask, as pure rules."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from banshi.kernel.clock import Calendar
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.inspections import rules
from banshi.matters.enforcement.inspections.rules import Done, Item

from . import at

RATES = {"A": 100, "B": 300, "C": 2500, "D": 6000}
COUNTS = {"A": 1000, "B": 1000, "C": 100, "D": 10}


def item(code: str = "one", kind: str = "general", cap: int | None = 500, times: int = 1, **more) -> Item:
    objects = frozenset(more.get("objects", ("enterprise",)))
    return Item(code, more.get("office", "a"), kind, objects, cap, times)


def refused(code: str):
    return pytest.raises(Refused, check=lambda why: why.code == code)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar.from_csv(Path(settings.PACKS) / "national" / "calendar.csv")


def test_the_number_to_draw_is_rounded_up_so_that_no_rate_is_undercut():
    assert rules.expected(RATES, COUNTS) == 10 + 30 + 25 + 6
    assert rules.total({"A": 1, "B": 1, "C": 1, "D": 1}, {"A": 3}) == 1
    assert rules.total(RATES, {}) == 0


@pytest.mark.parametrize(
    "rates",
    [
        {"A": 1, "B": 1, "C": 1}, {"A": 1, "B": 1, "C": 1, "D": 10_001}, {"A": -1, "B": 1, "C": 1, "D": 1},
        {"A": 1.0, "B": 1, "C": 1, "D": 1}, {},
    ],
)  # fmt: skip
def test_each_class_has_its_rate_from_nought_to_all(rates):
    with refused("rates"):
        rules.check_rates(rates)


def test_a_higher_risk_is_never_checked_less():
    rules.check_rates(RATES)
    with refused("rates_order"):
        rules.check_rates({"A": 100, "B": 300, "C": 200, "D": 6000})
    with refused("rates_zero"):
        rules.check_rates(dict.fromkeys("ABCD", 0))


def test_general_items_have_a_ceiling_over_all_classes_and_key_items_none():
    share = 71 * 10_000 // 2110  # 3.36 %
    rules.check_cap([item(cap=share + 1)], RATES, COUNTS)
    with refused("over_cap"):
        rules.check_cap([item(cap=share)], RATES, COUNTS)
    rules.check_cap([item(kind="key", cap=None)], dict.fromkeys("ABCD", 10_000), COUNTS)
    with refused("over_cap"):  # the lowest ceiling counts
        rules.check_cap([item(kind="key", cap=None), item(cap=10_000), item(cap=1)], RATES, COUNTS)


def test_a_plan_checks_what_its_offices_may_on_objects_that_all_items_are_about():
    rules.check_items([item()], {"a"})
    with refused("foreign_item"):
        rules.check_items([item(), item(office="b")], {"a"})
    with refused("no_common_objects"):
        rules.check_items([item(), item(objects=("individual",))], {"a"})
    with refused("no_items"):
        rules.check_items([], {"a"})


def test_what_was_checked_often_enough_this_year_is_left_out():
    once, twice = item("once"), item("twice", times=2)
    assert rules.leave_out([once, twice], []) == frozenset()
    assert rules.leave_out([once, twice], [Done("once"), Done("twice")]) == {"once"}
    assert rules.leave_out([once, twice], [Done("twice"), Done("twice"), Done("other")]) == {"twice"}


def test_the_lot_falls_a_day_after_the_commitment_at_the_earliest():
    rules.check_moment(at(8, 10), at(7, 10))
    with refused("too_soon"):
        rules.check_moment(at(8, 10), at(7, 10, 1))
    with refused("too_far"):
        rules.check_moment(at(8, 10, month=9), at(7, 10))


def test_inspection_comes_after_the_lot_and_within_the_plan():
    rules.check_inspection_day(date(2021, 5, 9), date(2021, 5, 8), date(2021, 5, 9))
    with refused("inspect_before"):
        rules.check_inspection_day(date(2021, 5, 8), date(2021, 5, 8), date(2021, 5, 9))
    with refused("inspect_after_plan"):
        rules.check_inspection_day(date(2021, 5, 10), date(2021, 5, 8), date(2021, 5, 9))


def test_two_people_of_two_offices_hold_the_salts():
    rules.check_holders([1, 2], ["a", "b"])
    with refused("holders"):
        rules.check_holders([1, 1], ["a", "b"])
    with refused("holders"):
        rules.check_holders([1, 2, 3], ["a", "b", "c"])
    with refused("holders_office"):
        rules.check_holders([1, 2], ["a", "a"])


def test_results_are_those_of_the_official_list():
    assert len(rules.RESULTS) == 13
    assert [code for code, one in rules.RESULTS.items() if one.opens_case] == ["to_be_handled"]
    assert {code for code, one in rules.RESULTS.items() if one.abnormal} == {
        "not_published",
        "concealed",
        "unreachable",
    }


@pytest.mark.parametrize("code", [code for code, one in rules.RESULTS.items() if one.alone])
def test_nothing_found_and_the_like_go_with_no_other_result(code):
    rules.check_results(["one"], {"one": [code]}, {})
    with refused("results_clash"):
        rules.check_results(["one"], {"one": [code, "corrected"]}, {"one": "已责令改正"})


def test_what_was_found_is_described():
    with refused("note_missing"):
        rules.check_results(["one"], {"one": ["corrected"]}, {"one": " 见图 "})


@pytest.mark.parametrize("codes", [(), ("unknown",), ("corrected", "corrected")])
def test_each_item_has_results_that_exist_and_each_once(codes):
    with refused("results_missing"):
        rules.check_results(["one"], {"one": codes}, {"one": "写明情况"})


def test_every_item_has_its_result_and_no_other_item_has_one():
    for results in ({}, {"one": ["nothing_found"], "more": ["nothing_found"]}):
        with refused("results_missing"):
            rules.check_results(["one"], results, {})


def test_a_company_that_is_gone_is_gone_for_every_item():
    results = {"one": ["moved_away"], "two": ["nothing_found"]}
    with refused("results_ended"):
        rules.check_results(["one", "two"], results, {})


def test_what_follows_from_results():
    results = {"one": ["unreachable"], "two": ["to_be_handled", "concealed"], "three": ["nothing_found"]}
    notes = {"one": "三次上门均无人", "two": "另案处理的线索"}
    outcome = rules.check_results(["one", "two", "three"], results, notes)
    assert (outcome.opens_cases, outcome.finds) == (("two",), True)
    assert outcome.abnormal == ("企业信息公示暂行条例 第十七条",)


def test_both_officers_sign_and_who_found_nobody_shows_it():
    rules.check_evidence(["nothing_found"], 0, {"first", "second"})
    with refused("signatures"):
        rules.check_evidence(["nothing_found"], 3, {"first", "party"})
    rules.check_evidence(["unreachable"], 1, {"first", "second"})
    with refused("photo_missing"):
        rules.check_evidence(["unreachable"], 0, {"first", "second"})


def test_results_are_public_within_twenty_working_days(calendar):
    assert rules.publish_due(date(2021, 5, 17), calendar).on == date(2021, 6, 15), "dragon boat: 14 June is off"
    assert rules.publish_due(date(2021, 9, 10), calendar).on == date(2021, 10, 14), (
        "two make-up days and a long holiday"
    )


def test_percentages_are_exact():
    assert [rules.percent(points) for points in (10_000, 300, 250, 5, 0)] == ["100", "3", "2.5", "0.05", "0"]


@pytest.mark.parametrize("table", [rules.PLAN, rules.DRAW, rules.VISIT])
def test_every_state_but_the_first_is_reached_and_no_step_leads_nowhere(table):
    reached, begun = {state for state in table.values()}, {state for state, _ in table}
    assert len(begun - reached) <= 1
    with refused("not_now"):
        rules.step(table, "nowhere", "publish")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("01 05 12 19 22 30 + 07", "1 5 12 19 22 30 7"),
        ("1,5，12、19 22  30|7", "1 5 12 19 22 30 7"),
        ("0", "0"),
        ("00FF" * 16, "00ff" * 16),
    ],
)
def test_the_value_of_a_second_source_has_one_spelling(said, kept):
    assert rules.second_value(said) == kept
    assert rules.second_value(kept) == kept


@pytest.mark.parametrize("said", ["", "  ", "seven", "1 5 twelve", "١ ٢", "-1", "1.5", "1 " * 101])
def test_a_value_that_is_no_row_of_numbers_is_refused(said):
    with refused("second_value"):
        rules.second_value(said)
