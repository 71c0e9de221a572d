"""The table and the limits, without a database; and the cases that a lawyer wrote (lawful_cases.yaml)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from banshi.kernel.clock import Limit, Pause
from banshi.kernel.clock.calendars import Calendar
from banshi.matters.applications import rules
from banshi.matters.applications.rules import APPLICANT, STAFF, TABLE, Facts, Limits, State, Verb

CASES = yaml.safe_load(Path(__file__).with_name("lawful_cases.yaml").read_text(encoding="utf-8"))
WEEKDAYS = Calendar.of({})


def facts(case: dict[str, Any]) -> Facts:
    def day(name: str) -> date | None:
        return case.get(name)

    limits = {"notice": "5wd", "promised": "3wd", "statutory": "20wd", "extension": "10wd", "delivery": "10wd"}
    limits |= case.get("limits", {})
    return Facts(
        received_on=case["received"],
        limits=Limits(**{name: Limit.parse(text) for name, text in limits.items()}),
        supplemented_on=day("supplemented"),
        accepted_on=day("accepted"),
        decided_on=day("decided"),
        extension=Limit.parse(case["extended"]) if "extended" in case else None,
        pauses=[Pause(first, last) for first, last in case.get("pauses", [])],
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_lawful_cases(case):
    computed = rules.dues(facts(case), WEEKDAYS)
    for clock, day in case["due"].items():
        assert getattr(computed, clock).on == day, clock
    if "silent" in case:
        for asked_on, expected in case["silent"].items():
            assert rules.was_silent(facts(case), today=asked_on, calendar=WEEKDAYS) is expected


def test_every_step_has_exactly_one_kind_of_taker():
    machine = {Verb.DEEM_ACCEPTED, Verb.GRANT_BY_SILENCE}
    assert set(STAFF) | APPLICANT | machine == set(Verb)
    assert not set(STAFF) & APPLICANT and not (set(STAFF) | APPLICANT) & machine


def test_every_state_can_be_reached_and_every_open_one_left():
    reached = {State.DRAFT}
    while more := {target for (source, _), target in TABLE.items() if source in reached} - reached:
        reached |= more
    assert reached == set(State)
    assert all(rules.verbs(state) for state in rules.OPEN)


def test_a_refusal_is_never_the_machine_s():
    for (_, verb), target in TABLE.items():
        if target in {State.REFUSED, State.NOT_COMPETENT, State.NOT_REQUIRED, State.TERMINATED, State.REVOKED}:
            assert verb in STAFF


@pytest.mark.parametrize(
    ("verb", "state", "code"),
    [
        (Verb.SUBMIT, State.DRAFT, 1), (Verb.WITHDRAW, State.SUBMITTED, 2), (Verb.WITHDRAW, State.SUPPLEMENTING, 2),
        (Verb.ACCEPT, State.SUBMITTED, 3), (Verb.DEEM_ACCEPTED, State.SUBMITTED, 3),
        (Verb.ANSWER_NOT_REQUIRED, State.SUBMITTED, 4), (Verb.ANSWER_NOT_COMPETENT, State.SUBMITTED, 5),
        (Verb.NOTIFY, State.SUBMITTED, 6), (Verb.SUPPLEMENT, State.SUPPLEMENTING, 7),
        (Verb.START_SPECIAL, State.REVIEW, 9), (Verb.END_SPECIAL, State.SPECIAL, 10), (Verb.GRANT, State.REVIEW, 11),
        (Verb.REFUSE, State.REVIEW, 13), (Verb.WITHDRAW, State.REVIEW, 14), (Verb.WITHDRAW, State.SPECIAL, 14),
        (Verb.REVOKE, State.DELIVERED, 15), (Verb.EXTEND, State.REVIEW, None), (Verb.ISSUE, State.GRANTED, None),
    ],
)  # fmt: skip
def test_national_codes(verb, state, code):
    assert rules.event_code(verb, state) == code
