"""The rule: cases that a lawyer can read, and what holds whatever a company did."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.matters.enforcement.inspections.risk import grounds, rules
from banshi.matters.enforcement.inspections.risk.rules import Dossier, Fact, classify
from banshi.matters.enforcement.inspections.risk.tests import methods

DAY = timedelta(days=1)
NEW = date(2022, 3, 1)  # from here on a broken promise costs more
KINDS = {
    "penalty": True, "judicial": True, "abnormal": True, "serious": True, "honour": False, "licence": False, "promise": False,
}  # fmt: skip
GROUNDS = [f"{kind}:{degree}" for kind, degrees in grounds.DEGREES.items() for degree in degrees]
GROUNDS += [kind for kind in KINDS if kind not in grounds.WITH_DEGREE and kind != "penalty"]
ADVERSE = [ground for ground in GROUNDS if grounds.adverse(ground, KINDS)]
BOTH = st.booleans()
DAYS = st.dates(date(2018, 6, 1), date(2026, 6, 1))


def facts_on(those: list[str], *, certain=BOTH) -> st.SearchStrategy[Fact]:
    """Facts of these grounds, with and without an end, seen and not seen by the public."""
    return st.builds(
        lambda ground, on, until, certain, barred: methods.fact({
            "of": ground, "dated": on, "until": until, "certain": certain, "barred": barred
        }),
        st.sampled_from(those), DAYS, st.none() | DAYS, certain, st.sampled_from(["", "", "已经信用修复，终止公示。"]),
    )  # fmt: skip


DOSSIERS = st.builds(Dossier, DAYS, st.lists(facts_on(GROUNDS), max_size=8).map(tuple))
TODAY = st.dates(date(2021, 1, 1), date(2026, 6, 1))


@pytest.mark.parametrize("case", methods.CASES, ids=lambda case: case["name"])
def test_a_company_is_classed_as_a_lawyer_expects(case) -> None:
    found = classify(methods.dossier(case), methods.method(case["day"]), case["day"])
    assert (found.risk, found.points) == (case["risk"], case["points"]), case["why"]
    assert len(found.set_aside) == case.get("aside", len(found.set_aside)), case["why"]
    for day, risk in case.get("days", {}).items():
        assert classify(methods.dossier(case), methods.method(day), day).risk == risk, f"{day}: {case['why']}"


def test_there_are_cases_enough_and_each_says_why() -> None:
    assert len(methods.CASES) >= 20
    assert len({case["name"] for case in methods.CASES}) == len(methods.CASES)
    assert all(case["why"].endswith("。") for case in methods.CASES)


def test_each_criterion_of_the_pack_is_met_in_a_case() -> None:
    met = set()
    for case in methods.CASES:
        for day in {case["day"], *case.get("days", {})}:
            found = classify(methods.dossier(case), methods.method(day), day)
            met |= {line.criterion.code for line in found.lines if line.matters}
    assert {one.code for one in methods.rows()[0]} == met


@given(DOSSIERS, facts_on(ADVERSE), TODAY)
def test_one_more_adverse_fact_never_improves_the_class(dossier, more, day) -> None:
    method = methods.method(day)
    before, after = (classify(one, method, day) for one in (dossier, replace(dossier, facts=(*dossier.facts, more))))
    assert after.points >= before.points
    assert after.risk >= before.risk


@given(DOSSIERS, st.lists(facts_on(ADVERSE, certain=st.just(False)), min_size=1, max_size=4), TODAY)
def test_what_nobody_confirmed_never_weighs_against_a_company(dossier, doubtful, day) -> None:
    method = methods.method(day)
    before, after = (
        classify(one, method, day) for one in (dossier, replace(dossier, facts=(*dossier.facts, *doubtful)))
    )
    assert (before.risk, before.points) == (after.risk, after.points)


@given(DOSSIERS, facts_on(GROUNDS).map(lambda fact: replace(fact, barred="异议核查期间，暂停公开。")), TODAY)
def test_what_the_public_cannot_see_does_not_count_either_way(dossier, hidden, day) -> None:
    method = methods.method(day)
    before, after = (classify(one, method, day) for one in (dossier, replace(dossier, facts=(*dossier.facts, hidden))))
    assert (before.risk, before.points) == (after.risk, after.points)


@given(DOSSIERS, TODAY, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_makes_no_difference(dossier, day, chance) -> None:
    method, mixed = methods.method(day), list(dossier.facts)
    chance.shuffle(mixed)
    found, again = (classify(one, method, day) for one in (dossier, replace(dossier, facts=tuple(mixed))))
    assert (found.risk, found.points) == (again.risk, again.points)


@given(DOSSIERS, TODAY)
def test_points_and_class_follow_from_the_lines_that_are_shown(dossier, day) -> None:
    found = classify(dossier, methods.method(day), day)
    assert found.points == sum(line.points for line in found.lines)
    assert found.risk == max([found.by_points, *(line.at_least for line in found.lines)])
    assert all(line.why and all(str(why).endswith("。") for why in line.why) for line in found.lines)
    assert all(one.last is None or one.last >= day for line in found.lines for one in line.counted)
    assert not {fact for fact, _ in found.set_aside} & {one.fact for line in found.lines for one in line.counted}


@given(facts_on(ADVERSE, certain=st.just(True)))
def test_a_fact_counts_through_its_last_day_and_not_on_the_next(fact) -> None:
    """民法典 第二百零一条、第二百零二条: for every criterion of the pack, the day before and the day after both its ends."""
    fact = replace(fact, barred="")
    for one in methods.rows()[0]:
        if not fact.rests_on(one.grounds):
            continue
        first, last = one.first(fact), one.last(fact)
        assert rules.why_not(one, fact, first - DAY)
        if last and first <= last:
            assert not rules.why_not(one, fact, first)
            assert not rules.why_not(one, fact, last)
            assert rules.why_not(one, fact, last + DAY)


@given(DOSSIERS, TODAY)
def test_the_first_better_day_is_the_first_and_is_better(dossier, day) -> None:
    method = methods.method(day)
    today, found = classify(dossier, method, day).risk, rules.next_better(dossier, method, day)
    until = found[0] if found else date(2033, 1, 1)
    if found:
        assert classify(dossier, method, until).risk == found[1] < today
    for ahead in {1, *range(29, (until - day).days, 29), (until - day).days - 1}:
        if 0 < ahead < (until - day).days:
            assert classify(dossier, method, day + ahead * DAY).risk >= today


def test_a_new_version_takes_effect_on_its_day() -> None:
    broken = Dossier(methods.LONG_AGO, (methods.fact(["promise:broken", date(2022, 1, 10)]),))
    before, after = (classify(broken, methods.method(day), day) for day in (NEW - DAY, NEW))
    assert (before.method.since, before.points) == (date(2021, 1, 1), 20)
    assert (after.method.since, after.points) == (NEW, 30)
    assert rules.method_on(*methods.rows(), date(2020, 12, 31)) is None
    assert methods.method(date(2021, 1, 1)).since == date(2021, 1, 1)


def test_the_same_fact_is_not_counted_twice() -> None:
    recent, older = (
        next(one for one in methods.rows()[0] if one.code == code)
        for code in ("penalty-serious", "penalty-serious-older")
    )
    assert not rules.overlap(recent, older), "one ends where the other begins"
    assert rules.overlap(recent, replace(older, older=11))
    assert rules.overlap(recent, replace(older, older=None, within=None))
    assert rules.overlap(recent, replace(recent, grounds=frozenset({"penalty"})))
    assert not rules.overlap(recent, replace(recent, grounds=frozenset({"penalty:general"})))
    assert not rules.overlap(recent, replace(recent, valid_from=date(2030, 1, 1)) if recent.valid_to else older)
