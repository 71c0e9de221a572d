"""Money: what was due by the published standard, what was imposed, and what was relieved, in whole 分."""

from dataclasses import replace
from datetime import date

import pytest

from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.leniency.facts import Earlier, Facts, Law, Provision, Standard
from banshi.matters.enforcement.leniency.rules import Effect, amount_due, assess, check_decision, relieved

LAW = Law([Provision("x", "示例", "甲 第一条", "甲 第二条", date(2016, 1, 1))], calendar=None)  # type: ignore[arg-type]
FACTS = Facts("x", date(2022, 3, 1), date(2022, 4, 1), born_on=date(1980, 1, 1), found_on=date(2022, 3, 1), harm="slight",
              searched=frozenset({"city"}), corrected_on=date(2022, 3, 1))  # fmt: skip
OLD = Standard("old", "旧基准", (100, 200, 300), (1000, 2000, 3000), date(2016, 1, 1), date(2021, 12, 31))
NEW = Standard("new", "新基准", (50, 150, 250), (500, 1500, 2500), date(2022, 1, 1))


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({}, 50),
        ({"party": "organisation"}, 500),
        ({"harm": "considerable"}, 150),
        ({"harm": "serious"}, 250),
        ({"earlier": [Earlier("x", "示例", date(2021, 12, 1))]}, 150),
        ({"harm": "serious", "answers": {"emergency": True}}, 250),
        ({"decided_on": date(2021, 12, 31), "harm": "none"}, 100),
    ],
)
def test_the_amount_due_is_the_standards_of_the_day(facts, amount: int) -> None:
    assert amount_due([OLD, NEW], replace(FACTS, **facts), LAW) == amount


def test_without_a_published_standard_nothing_can_be_due() -> None:
    with pytest.raises(Refused, match="裁量基准"):
        amount_due([OLD], FACTS, LAW)


@pytest.mark.parametrize(("due", "imposed", "left"), [(50, 0, 50), (50, 50, 0), (94_430_001, 1, 94_430_000)])
def test_what_was_relieved_is_the_difference_and_nothing_else(due: int, imposed: int, left: int) -> None:
    assert relieved(due, imposed) == left


@pytest.mark.parametrize("imposed", [-1, 51])
def test_no_fine_above_what_is_due_or_below_nothing(imposed: int) -> None:
    with pytest.raises(Refused):
        relieved(50, imposed)


def decide(facts: Facts, chosen: Effect, imposed: int = 0, reason: str = "") -> None:
    check_decision(assess(facts, {}, LAW), chosen, imposed=imposed, due=50, reason=reason)


def test_an_officer_may_follow_the_recommendation() -> None:
    decide(FACTS, Effect.MAY_NOT)


def test_an_officer_may_deviate_with_a_reason() -> None:
    with pytest.raises(Refused, match="理由"):
        decide(FACTS, Effect.ORDINARY, imposed=50)
    decide(FACTS, Effect.ORDINARY, imposed=50, reason="当事人态度恶劣，影响较大")


def test_no_reason_outweighs_what_the_law_commands() -> None:
    minor = replace(FACTS, harm="none", answers={"slight": True})
    with pytest.raises(Refused, match="更正事实") as refused:
        decide(minor, Effect.ORDINARY, imposed=50, reason="当事人态度恶劣，影响较大")
    assert "第三十三条" in refused.value.article


def test_a_may_beside_a_must_mitigate_does_not_open_the_full_penalty() -> None:
    helpful = replace(FACTS, answers={"voluntary": True})
    decide(helpful, Effect.MITIGATE, imposed=20, reason="影响较大，从轻处罚")
    with pytest.raises(Refused, match="更正事实"):
        decide(helpful, Effect.ORDINARY, imposed=50, reason="影响较大，从严处罚")


def test_who_is_not_punished_pays_nothing() -> None:
    with pytest.raises(Refused, match="零"):
        decide(FACTS, Effect.MAY_NOT, imposed=1)
