"""受理 and its alternatives, 行政许可法 第三十二条."""

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.jobs.models import Timer
from banshi.kernel.journal import selectors as journal
from banshi.kernel.refusal import Refused, Stale
from banshi.matters.applications import intake, selectors
from banshi.matters.applications.rules import State, Verb
from banshi.matters.applications.services import acceptance, review

from .people import FOOD, MACHINE, MONDAY, on


def test_acceptance_begins_the_promise_and_the_statute(town):
    number = town.submit()
    acceptance.accept(number, by=town.li, at=on(3, 3))
    application = town.read(number)
    assert (application.state, application.version, application.deemed) == (State.REVIEW, 2, False)
    assert application.promised_due_on == on(3, 6).date()  # 3 working days
    assert application.statutory_due_on == on(3, 17).date()  # 10 working days
    assert town.lines(number) == [("ApplicationSubmitted", 1), ("ApplicationAccepted", 3)]
    assert town.timers(number) == {"overdue": on(3, 6).date(), "statute": on(3, 17).date()}
    assert (town.waiting(number).state, town.waiting(number).due_on) == ("review", on(3, 6).date())


def test_working_days_are_those_of_the_state_council(town):
    """Around the First of May 2026: Friday 1 to Tuesday 5 May are off, Saturday 9 May is worked."""
    number = town.submit(at=on(4, 30))
    acceptance.accept(number, by=town.li, at=on(4, 30, 16))
    assert town.read(number).promised_due_on == on(5, 8).date()


def test_silence_accepts_at_the_first_moment_after_the_last_day(town):
    number = town.submit()
    town.run_clock(on(3, 9, 23, 59))
    assert town.state(number) == State.SUBMITTED
    town.run_clock(on(3, 10, 0, 0))
    application = town.read(number)
    assert (application.state, application.deemed) == (State.REVIEW, True)
    assert moments.day_of(application.accepted_at) == MONDAY.date()  # 自收到申请材料之日起即为受理
    assert application.promised_due_on == on(3, 5).date()
    assert town.lines(number)[1] == ("ApplicationAccepted", 3)
    assert journal.timeline(f"application:{number}")[1].data["deemed"] is True


def test_a_worker_that_was_away_for_a_day_comes_to_the_same_result(town):
    number = town.submit()
    town.run_clock(on(3, 11, 12))
    assert moments.day_of(town.read(number).accepted_at) == MONDAY.date()


def test_a_promise_that_passed_before_the_law_accepted_is_reported_at_once(town):
    number = town.submit()
    town.run_clock(on(3, 10))
    assert [kind for kind, _ in town.lines(number)] == [
        "ApplicationSubmitted", "ApplicationAccepted", "ApplicationOverdue",
    ]  # fmt: skip


def test_the_machine_does_not_accept_before_the_last_day_has_passed(town):
    number = town.submit()
    with pytest.raises(Refused) as refused:
        acceptance.deem_accepted(number, by=MACHINE, at=on(3, 9, 23, 59))
    assert refused.value.code == "notice_runs"


def test_a_clerk_who_accepts_too_late_changes_nothing_about_the_day(town):
    number = town.submit()
    acceptance.accept(number, by=town.li, at=on(3, 10, 9))
    application = town.read(number)
    assert application.deemed
    assert moments.day_of(application.accepted_at) == MONDAY.date()


def test_nobody_but_the_machine_deems(town):
    number = town.submit()
    for name in ("窗口李明", "王芳"):
        with pytest.raises(Hidden):
            acceptance.deem_accepted(number, by=town.actor(name), at=on(3, 10))


def test_everything_missing_is_told_once(town):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰", " ", "缺少签字"], by=town.li, at=on(3, 9, 23, 59))
    application = town.read(number)
    assert (application.state, application.deficiencies) == (State.SUPPLEMENTING, ["平面图不清晰", "缺少签字"])
    assert town.lines(number)[-1] == ("DeficiencyNotified", 6)
    assert town.timers(number) == {}
    assert (town.waiting(number).waits_for, town.waiting(number).due_on) == ("party", None)


def test_the_law_refuses_a_second_notice(town):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 3))
    acceptance.supplement(number, materials={"layout": town.upload(town.wang)}, by=town.wang, at=on(3, 4))
    with pytest.raises(Refused) as refused:
        acceptance.notify(number, deficiencies=["还缺一份"], by=town.li, at=on(3, 5))
    assert refused.value.code == "notified_before"
    assert Verb.NOTIFY not in selectors.allowed(town.read(number), by=town.li)


def test_the_law_refuses_a_notice_after_the_last_day(town):
    number = town.submit()
    with pytest.raises(Refused) as refused:
        acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 10, 0, 0))
    assert refused.value.code == "notice_late"
    with moments.travel(on(3, 10)):
        assert Verb.NOTIFY not in selectors.allowed(town.read(number), by=town.li)


def test_a_notice_that_names_nothing_is_refused(town):
    number = town.submit()
    with pytest.raises(Refused) as refused:
        acceptance.notify(number, deficiencies=["  "], by=town.li, at=on(3, 3))
    assert refused.value.code == "nothing_missing"


def test_what_was_missing_comes_in_and_the_notice_clock_runs_anew(town):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 3))
    acceptance.supplement(number, materials={"layout": town.upload(town.wang)}, by=town.wang, at=on(3, 20))
    application = town.read(number)
    assert (application.state, application.notice_due_on) == (State.SUBMITTED, on(3, 27).date())
    assert town.lines(number)[-1] == ("ApplicationSupplemented", 7)
    assert town.timers(number) == {"deemed": on(3, 27).date()}
    town.run_clock(on(3, 28))
    assert moments.day_of(town.read(number).accepted_at) == on(3, 20).date()


def test_a_supplement_without_anything_is_refused(town):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 3))
    with pytest.raises(Refused) as refused:
        acceptance.supplement(number, materials={}, by=town.wang, at=on(3, 4))
    assert refused.value.code == "nothing_supplied"
    assert town.state(number) == State.SUPPLEMENTING


@pytest.mark.parametrize(
    ("materials", "fault"),
    [
        ({"no-such": "x"}, "该情形不需要这份材料。"),
        ({"layout": intake.PAPER}, "纸质材料只能在窗口收取。"),
        ({"layout": intake.PROMISED}, "该材料不适用告知承诺。"),
    ],
)
def test_a_supplement_of_the_wrong_kind_is_refused(town, materials, fault):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 3))
    with pytest.raises(intake.Invalid) as invalid:
        acceptance.supplement(number, materials=materials, by=town.wang, at=on(3, 4))
    assert list(invalid.value.errors.values()) == [fault]


def test_a_clerk_takes_the_missing_paper_in_at_the_window(town):
    number = town.submit(by="窗口李明")
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 3))
    assert Verb.SUPPLEMENT in selectors.allowed(town.read(number), by=town.li)
    acceptance.supplement(number, materials={"layout": intake.PAPER}, by=town.li, at=on(3, 4))
    assert town.state(number) == State.SUBMITTED
    with pytest.raises(Hidden):
        acceptance.supplement(number, materials={"layout": intake.PAPER}, by=town.ma, at=on(3, 4))


def test_a_matter_that_needs_no_licence_is_answered_so(town):
    number = town.submit()
    acceptance.answer_not_required(number, reason="仅销售预包装食品，备案即可。", by=town.li, at=on(3, 2, 11))
    application = town.read(number)
    assert (application.state, application.ended) == (State.NOT_REQUIRED, True)
    assert town.lines(number)[-1] == ("NotRequiredAnswered", 4)
    assert town.timers(number) == {}
    assert town.waiting(number).closed_at == on(3, 2, 11)


def test_who_is_not_competent_says_who_is(town):
    number = town.submit()
    with pytest.raises(Refused):
        acceptance.answer_not_competent(number, reason="不在本辖区", competent="", by=town.li, at=on(3, 2, 11))
    acceptance.answer_not_competent(
        number, reason="经营场所不在本辖区。", competent="大洼区市场监督管理局", by=town.li, at=on(3, 2, 11)
    )
    assert "大洼区市场监督管理局" in town.read(number).reason
    assert town.lines(number)[-1] == ("NotCompetentAnswered", 5)
    assert Timer.objects.filter(key=number).count() == 0


def test_the_reviewer_does_not_accept_and_the_clerk_does_not_decide(town):
    number = town.submit()
    with pytest.raises(Forbidden):
        acceptance.accept(number, by=town.actor("审查赵磊"), at=on(3, 3))
    acceptance.accept(number, by=town.li, at=on(3, 3))
    with pytest.raises(Forbidden):
        review.grant(number, by=town.li, at=on(3, 4))


def test_a_stale_page_overwrites_nothing(town):
    number = town.submit()
    acceptance.accept(number, by=town.li, at=on(3, 3), version=1)
    with pytest.raises(Stale):
        review.terminate(number, reason="误点的按钮", by=town.head, at=on(3, 3), version=1)
    assert town.state(number) == State.REVIEW


@pytest.mark.parametrize("verb", ["accept", "answer_not_required", "notify"])
def test_no_step_of_intake_is_taken_twice(town, verb):
    number = town.accepted(FOOD)
    said = {"accept": {}, "answer_not_required": {"reason": "不需要许可"}, "notify": {"deficiencies": ["缺一份"]}}[verb]
    with pytest.raises(Refused) as refused:
        getattr(acceptance, verb)(number, **said, by=town.li, at=on(3, 3))
    assert refused.value.code == "wrong_state"
