"""批量办理: each matter has its own outcome."""

import pytest

from banshi.matters.applications.rules import State
from banshi.matters.applications.services import acceptance
from banshi.matters.applications.tests.people import on


def test_several_are_accepted_and_each_says_what_became_of_it(town, browse):
    first, second, gone = town.submit(), town.submit(), town.submit()
    acceptance.answer_not_required(gone, reason="不需要许可", by=town.li, at=on(3, 2, 11))
    answer = browse("窗口李明").post("/desk/batch/", {"step": "accept", "number": [first, second, gone, first]})
    assert [outcome.done for outcome in answer.context["outcomes"]] == [True, True, False]
    assert {town.state(number) for number in (first, second)} == {State.REVIEW}
    assert town.state(gone) == State.NOT_REQUIRED


def test_a_foreign_clerk_accepts_nothing(town, browse):
    number = town.submit()
    answer = browse("外区马丽").post("/desk/batch/", {"step": "accept", "number": [number]})
    assert [outcome.done for outcome in answer.context["outcomes"]] == [False]
    assert town.state(number) == State.SUBMITTED


@pytest.mark.parametrize(
    "sent", [{}, {"step": "refuse", "number": ["SQ-2026-000001"]}, {"step": "accept", "number": ["no-number"]}]
)
def test_what_is_no_batch_leads_back(town, browse, sent):
    assert browse("窗口李明").post("/desk/batch/", sent).status_code == 302


def test_boxes_are_offered_only_where_one_state_is_shown(town, browse):
    town.submit()
    client = browse("窗口李明")
    assert 'type="checkbox"' not in client.get("/desk/").content.decode()
    assert 'type="checkbox"' in client.get("/desk/", {"state": "submitted"}).content.decode()
    assert 'type="checkbox"' not in client.get("/desk/", {"state": "review"}).content.decode()
    assert client.get("/desk/counter/", {"q": "x\x00y"}).status_code in {200, 400}
