"""The cases a lawyer can read, in cases/*.yaml: periods of publication, clocks, disclosure."""

from datetime import timedelta

import pytest

from banshi.registers.credit.rules import clocks
from banshi.registers.credit.rules.disclosure import Record, may_be_public
from banshi.registers.credit.rules.publication import Adverse, shown
from banshi.registers.credit.tests import lawyers

PUBLICATION, CLOCKS, DISCLOSURE = map(lawyers.cases, ("publication*.yaml", "clocks.yaml", "disclosure.yaml"))
DAY = timedelta(days=1)


def name(case) -> str:
    return case["name"]


@pytest.mark.parametrize("case", PUBLICATION, ids=name)
def test_a_record_is_shown_as_long_as_a_lawyer_expects(case) -> None:
    found = shown(lawyers.adverse(case["record"]), lawyers.rules(), system=case.get("system", "credit"))
    last = found.until - DAY if found.until else None
    expected = (case["severity"], case.get("first"), case.get("last"), case.get("repair"))
    assert (found.severity, found.since, last, found.repair_from) == expected, f"{case['why']} {found.why}"
    for day, visible in case.get("days", {}).items():
        assert found.on(day) is visible, f"{day}: {case['why']}"


@pytest.mark.parametrize("case", PUBLICATION, ids=name)
def test_every_period_says_why_and_by_which_law(case) -> None:
    found = shown(lawyers.adverse(case["record"]), lawyers.rules(), system=case.get("system", "credit"))
    assert str(found.why).endswith("。")
    assert found.rule is None or found.basis in found.why or found.severity == "hidden"
    assert found.repair_from is None or found.on(found.repair_from), "whoever may ask for repair is still shown"


@pytest.mark.parametrize("case", CLOCKS, ids=name)
def test_a_limit_ends_when_a_lawyer_expects(case) -> None:
    found: dict[str, list] = {}
    if case["of"].startswith(("credit-", "penalty-")):
        day = clocks.due_on(case["of"], case["from"], lawyers.calendar(), lawyers.statutory)
        found = {case["of"]: [day]} if day else {}
    else:
        for clock in clocks.publicity(
            case["of"], case["from"], lawyers.calendar(), lawyers.statutory,
            market=case.get("market", False), elsewhere=case.get("elsewhere", False),
        ):  # fmt: skip
            found.setdefault(clock.code, []).append(clock.due_on)
    assert found == case["due"], case["why"]


@pytest.mark.parametrize("case", DISCLOSURE, ids=name)
def test_the_public_sees_what_a_lawyer_expects(case) -> None:
    record = lawyers.adverse(case["record"])
    kind = lawyers.kinds()[record.record]
    known = Record(
        published=kind.published, adverse=kind.adverse, organisation=case.get("subject", "E") == "E",
        by_code=case.get("link", "code") == "code", marks=frozenset(case.get("marks", ())),
        shown=shown(record, lawyers.rules()) if kind.adverse else None,
    )  # fmt: skip
    for day, public in case["days"].items():
        found = may_be_public(known, day)
        assert found.public is public, f"{day}: {case['why']} {found.why}"
        assert str(found.why).endswith("。")


def test_every_case_names_its_law_and_gives_its_reason() -> None:
    every = PUBLICATION + CLOCKS + DISCLOSURE
    assert len(every) >= 72
    assert len({case["name"] for case in PUBLICATION}) == len(PUBLICATION)
    assert all(case["article"] and case["why"].endswith("。") for case in every)


def test_each_rule_of_the_pack_is_used_by_a_case() -> None:
    used = set()
    for case in PUBLICATION:
        found = shown(lawyers.adverse(case["record"]), lawyers.rules(), system=case.get("system", "credit"))
        used.add(found.rule.code if found.rule else "")
    assert {rule.code for rule in lawyers.rules()} <= used


def test_no_day_lies_between_two_regimes() -> None:
    """For each kind and system the days of decision follow without a gap, so that nothing falls out of all law."""
    for record, system in {(rule.record, rule.system) for rule in lawyers.rules()}:
        mine = [rule for rule in lawyers.rules() if (rule.record, rule.system) == (record, system)]
        begins = {rule.decided_from for rule in mine}
        ends = {rule.decided_to for rule in mine if rule.decided_to}
        assert {day + DAY for day in ends} <= begins
        assert any(rule.decided_to is None for rule in mine)


def test_of_two_like_decisions_the_later_is_not_taken_down_first() -> None:
    rules = lawyers.rules()
    fine = lawyers.adverse({"content": "罚款", "yuan": 5000}).penalty
    day, before = lawyers.cases("publication_2022.yaml")[0]["record"]["decided"], None
    for _ in range(400):
        found = shown(Adverse("penalty", day, penalty=fine), rules).until
        assert found and (before is None or before <= found)
        day, before = day + DAY, found
