"""What holds for every case: no aggravating fact makes it milder, no answer is a guess, the list's order does not matter."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.clock import Calendar
from banshi.matters.enforcement.leniency.conditions import QUANTITIES
from banshi.matters.enforcement.leniency.facts import Earlier, Facts, Law, Provision, Row, Standard
from banshi.matters.enforcement.leniency.grounds import SEVERITY
from banshi.matters.enforcement.leniency.rules import amount_due, assess, index
from banshi.matters.enforcement.leniency.tests.conftest import CALENDAR

ACT = date(2022, 3, 1)
LAW = Law(
    [Provision("x", "示例", "甲 第一条", "甲 第二条", date(2016, 1, 1), protects="health")], Calendar.from_csv(CALENDAR)
)
ASKED, EXCLUDED = "已经备案", "弄虚作假"
LINES = (
    "slight; corrected", "corrected(5wd); harm(none)", "corrected(spot)", "first(24mo); harm(slight)", "first(year)",
    "first(6mo,any,province); cooperative", "tonnes<=1; corrected", f"ask({ASKED}); unless({EXCLUDED})", "no_fault; no_gain",
    "voluntary; promised", "grounds(30 31 32 33 36)", "grounds(32); places<2",
)  # fmt: skip
KINDS = ("minor", "first", "mitigate_light", "mitigate", "no_coercion")
GOOD = ("slight", "voluntary", "cooperative", "no_fault", "no_gain", "promised", "forced", "confessed", "merit", ASKED)
BAD = ("emergency", EXCLUDED)
STANDARD = Standard("s", "示例", (100, 400, 900), (1000, 4000, 9000), date(2016, 1, 1))

days = st.integers(-20, 40).map(lambda n: ACT + timedelta(days=n))
maybe = st.sampled_from([True, False, None])
harms = st.sampled_from(["none", "slight", "considerable", "serious", None])


@st.composite
def lists(draw):
    rows = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(LINES)), max_size=6))
    return [Row.of(f"r{n}", "x", kind, line, date(2020, 1, 1)) for n, (kind, line) in enumerate(rows)]


@st.composite
def cases(draw):
    corrected = draw(maybe)
    return Facts(
        offence="x",
        act_on=ACT,
        decided_on=date(2022, 6, 1),
        party=draw(st.sampled_from(["person", "organisation"])),
        born_on=draw(st.sampled_from([None, date(2009, 1, 1), date(2006, 1, 1), date(1980, 1, 1)])),
        capacity=draw(st.sampled_from(["full", "partial", "none"])),
        established=draw(maybe),
        found_on=draw(st.sampled_from([None, ACT, ACT + timedelta(days=800), ACT + timedelta(days=2000)])),
        harm=draw(harms),
        ordered_on=draw(st.sampled_from([None, ACT])),
        ordered_until=draw(st.one_of(st.none(), days)),
        corrected=corrected,
        corrected_on=draw(days) if corrected else None,
        answers={name: draw(maybe) for name in (*GOOD, *BAD) if draw(st.booleans())},
        quantities={name: Decimal(draw(st.integers(0, 4))) for name in QUANTITIES if draw(st.booleans())},
        searched=frozenset(draw(st.sets(st.sampled_from(["city", "province"])))),
    )


HARM = ("none", "slight", "considerable", "serious")
AGGRAVATING = {
    "more harm": lambda f: replace(f, harm=HARM[min(3, HARM.index(f.harm) + 1)]) if f.harm else f,
    "harm found": lambda f: f if f.harm else replace(f, harm="serious"),
    "not corrected": lambda f: replace(f, corrected=False, corrected_on=None),
    "corrected later": lambda f: replace(f, corrected_on=f.corrected_on + timedelta(days=9)) if f.corrected_on else f,
    "done before": lambda f: replace(f, earlier=[*f.earlier, Earlier("x", "示例", ACT - timedelta(days=30))]),
    "older": lambda f: replace(f, born_on=date(1980, 1, 1)),
    "of full capacity": lambda f: replace(f, capacity="full"),
    "proven": lambda f: replace(f, established=True),
    "still going on": lambda f: replace(f, continuing=True, ended_on=None),
    "found at once": lambda f: replace(f, found_on=f.act_on) if f.found_on else f,
    **{f"not {name}": lambda f, name=name: replace(f, answers={**f.answers, name: False}) for name in GOOD},
    **{name: lambda f, name=name: replace(f, answers={**f.answers, name: True}) for name in BAD},
    "more of everything": lambda f: replace(f, quantities={name: value + 1 for name, value in f.quantities.items()}),
}


@pytest.mark.parametrize("fact", AGGRAVATING)
@given(facts=cases(), rows=lists())
@settings(max_examples=150)
def test_an_aggravating_fact_never_makes_it_milder(fact: str, facts: Facts, rows: list[Row]) -> None:
    before, worse = assess(facts, index(rows), LAW), AGGRAVATING[fact](facts)
    after = assess(worse, index(rows), LAW)
    assert SEVERITY[after.outcome] >= SEVERITY[before.outcome], (fact, before.because, after.because)
    assert amount_due([STANDARD], worse, LAW) >= amount_due([STANDARD], facts, LAW)


@given(facts=cases(), rows=lists())
@settings(max_examples=300)
def test_what_is_open_says_what_to_find_out_and_nothing_else_does(facts: Facts, rows: list[Row]) -> None:
    found = assess(facts, index(rows), LAW)
    if SEVERITY[found.best] < SEVERITY[found.outcome]:
        assert found.questions
    assert SEVERITY[found.best] <= SEVERITY[found.outcome]
    assert all(str(question).strip() for question in found.questions)
    assert found.educate is (found.outcome in ("must_not", "may_not"))


@given(facts=cases(), rows=lists(), seed=st.integers())
@settings(max_examples=150)
def test_the_order_of_the_list_makes_no_difference(facts: Facts, rows: list[Row], seed: int) -> None:
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    one, other = (assess(facts, index(some), LAW) for some in (rows, shuffled))
    assert (one.outcome, one.best, set(one.questions)) == (other.outcome, other.best, set(other.questions))
    assert {ground.key for ground in one.because} == {ground.key for ground in other.because}


@given(facts=cases(), rows=lists())
@settings(max_examples=150)
def test_a_list_never_takes_away_what_the_law_gives(facts: Facts, rows: list[Row]) -> None:
    without, with_list = assess(facts, {}, LAW), assess(facts, index(rows), LAW)
    assert SEVERITY[with_list.outcome] <= SEVERITY[without.outcome]
