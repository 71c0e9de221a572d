"""The cases a lawyer can read, in cases/*.yaml."""

import pytest

from banshi.matters.enforcement.leniency.facts import Facts
from banshi.matters.enforcement.leniency.rules import assess
from banshi.matters.enforcement.leniency.tests.lawyers import CASES, facts_of, law_of, lists_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_law_prescribes_what_a_lawyer_expects(case, reading, calendar, listed) -> None:
    facts = facts_of(case["facts"])
    found = assess(facts, lists_of(case, listed), law_of(case, reading, calendar))
    assert found.outcome == case["outcome"], case["why"]
    assert sorted(one.key for one in found.because) == sorted(case["because"]), case["why"]
    assert [str(one) for one in found.questions] == case.get("find_out", []), case["why"]
    check_the_rest(found, facts, case)


def check_the_rest(found, facts: Facts, case) -> None:
    also = case.get("also", {})
    assert found.educate is also.get("educate", case["outcome"] in ("must_not", "may_not")), case["why"]
    assert found.correct is also.get("correct", False), case["why"]
    assert found.below == also.get("below"), case["why"]
    for name in ("measures", "no_coercion"):
        if name in also:
            values = found.measures if name == "measures" else [one.key for one in found.no_coercion]
            assert list(values) == also[name], case["why"]
    if "provision" in also:
        assert found.provision and found.provision.offence == also["provision"], case["why"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_answer_says_why(case, reading, calendar, listed) -> None:
    found = assess(facts_of(case["facts"]), lists_of(case, listed), law_of(case, reading, calendar))
    for ground in found.considered:
        assert all(finding.reason or finding.ask for finding in ground.findings), ground
    assert str(found.explanation).endswith("。")
    assert all(ground.article in found.explanation for ground in found.because)


def test_every_case_names_its_law_and_gives_its_reason() -> None:
    assert len(CASES) >= 80
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["article"] and case["why"].endswith(("。", "）。")) for case in CASES)
