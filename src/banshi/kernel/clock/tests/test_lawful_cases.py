"""The cases a lawyer can read, in lawful_cases.yaml beside this file."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from banshi.kernel.clock import Limit, Pause, due, explain, extension_allowed, notice_lapsed
from banshi.kernel.clock.counting import CHINA

CASES = yaml.safe_load(Path(__file__).with_name("lawful_cases.yaml").read_text(encoding="utf-8"))


def facts(case):
    trigger = case["trigger"]
    return {
        "trigger": datetime.fromisoformat(trigger) if isinstance(trigger, str) else trigger,
        "limit": Limit.parse(case["limit"]),
        "pauses": [Pause(**pause) for pause in case.get("pauses", [])],
        "extensions": [Limit.parse(case["extension"])] if "extension" in case else [],
        "as_of": case.get("as_of"),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_last_day_is_the_lawful_one(case, calendar):
    found = due(**facts(case), calendar=calendar)
    assert found.on == case["due"], case["why"]
    assert found.provisional is case.get("provisional", False), case["why"]
    assert explain(**facts(case), calendar=calendar)[-1].date == case["due"]
    if "at" in case:
        assert found.at == datetime.fromisoformat(case["at"]).replace(tzinfo=CHINA)


@pytest.mark.parametrize("case", [case for case in CASES if "told_on" in case], ids=lambda case: case["name"])
def test_who_is_not_told_in_time_is_accepted_from_the_day_of_receipt(case, calendar):
    lapsed = notice_lapsed(case["trigger"], case["told_on"], calendar)
    assert (case["trigger"] if lapsed else None) == case["accepted_on"], case["why"]


@pytest.mark.parametrize("case", [case for case in CASES if "asked_on" in case], ids=lambda case: case["name"])
def test_a_limit_is_extended_before_it_runs_out_or_never(case):
    assert extension_allowed(case["due"], case["asked_on"]) is case["allowed"], case["why"]


def test_every_case_names_its_law_and_gives_its_reason():
    assert len(CASES) >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["article"] and case["why"].endswith("。") for case in CASES)
