"""审查: special procedures, the one extension, decisions, overdue, and the ends without a decision."""

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.clock import Limit
from banshi.kernel.refusal import Refused
from banshi.matters.applications import rules, selectors
from banshi.matters.applications.rules import State, Verb
from banshi.matters.applications.services import acceptance, results, review

from .people import BUILD, MACHINE, RENEWAL, SCHOOL, on

FIVE = Limit.parse("5wd")


def pause(town, number, at, kind="专家评审"):
    review.start_special(number, kind=kind, needed=FIVE, reason="需要专家现场评审", by=town.li, at=at)


def test_the_clock_stands_still_during_a_special_procedure(town):
    number = town.accepted()  # promise 5 March, statute 16 March
    pause(town, number, on(3, 3))
    application = town.read(number)
    assert application.state == State.SPECIAL
    assert town.lines(number)[-1] == ("SpecialProcedureStarted", 9)
    assert town.timers(number) == {}
    assert (town.waiting(number).waits_for, town.waiting(number).due_on) == ("nobody", None)
    review.end_special(number, by=town.li, at=on(3, 10))  # 3 to 10 March: six working days that do not count
    application = town.read(number)
    assert application.promised_due_on == on(3, 13).date()
    assert application.statutory_due_on == on(3, 24).date()
    assert town.lines(number)[-1] == ("SpecialProcedureEnded", 10)
    assert town.timers(number) == {"overdue": on(3, 13).date(), "statute": on(3, 24).date()}
    assert (town.waiting(number).waits_for, town.waiting(number).due_on) == ("office", on(3, 13).date())


def test_nothing_is_overdue_while_the_clock_stands_still(town):
    number = town.accepted()
    pause(town, number, on(3, 3))
    town.run_clock(on(4, 30))
    assert [kind for kind, _ in town.lines(number)] == [
        "ApplicationSubmitted", "ApplicationAccepted", "SpecialProcedureStarted",
    ]  # fmt: skip


def test_two_special_procedures_add_up(town):
    number = town.accepted()
    for first, last in ((3, 4), (5, 6)):
        pause(town, number, on(3, first))
        review.end_special(number, by=town.li, at=on(3, last))
    assert town.read(number).promised_due_on == on(3, 11).date()


def test_only_the_procedures_that_the_law_names_stop_the_clock(town):
    number = town.accepted()
    with pytest.raises(Refused) as refused:
        pause(town, number, on(3, 3), kind="领导出差")
    assert refused.value.code == "pause_kind"


def test_the_applicant_is_told_how_long_a_special_procedure_takes(town):
    number = town.accepted()
    with pytest.raises(Refused) as refused:
        review.start_special(number, kind="听证", needed=Limit.parse("0"), reason="需要听证", by=town.li, at=on(3, 3))
    assert refused.value.code == "pause_length"


def test_the_head_extends_once_within_the_cap(town):
    number = town.accepted()
    review.extend(number, days=5, reason="案情复杂，需要补充核查", by=town.head, at=on(3, 4))
    application = town.read(number)
    assert application.promised_due_on == on(3, 12).date()  # 3 + 5 working days
    assert application.statutory_due_on == on(3, 23).date()  # 10 + 5
    assert town.lines(number)[-1] == ("LimitExtended", None)
    assert town.timers(number)["overdue"] == on(3, 12).date()
    with pytest.raises(Refused) as refused:
        review.extend(number, days=1, reason="案情仍然复杂", by=town.head, at=on(3, 5))
    assert refused.value.code == "extended_before"
    assert Verb.EXTEND not in selectors.allowed(application, by=town.head)


@pytest.mark.parametrize("days", [0, 6, 20])
def test_the_law_refuses_an_extension_beyond_the_cap(town, days):
    with pytest.raises(Refused) as refused:
        review.extend(town.accepted(), days=days, reason="案情复杂", by=town.head, at=on(3, 4))
    assert refused.value.code == "extension_too_long"


def test_the_last_day_is_early_enough_for_an_extension_and_the_next_is_not(town):
    number = town.accepted()
    with pytest.raises(Refused) as refused:
        review.extend(number, days=5, reason="案情复杂", by=town.head, at=on(3, 17, 0, 0))
    assert refused.value.code == "extension_late"
    with moments.travel(on(3, 17)):
        assert Verb.EXTEND not in selectors.allowed(town.read(number), by=town.head)
    review.extend(number, days=5, reason="案情复杂", by=town.head, at=on(3, 16, 23, 59))


def test_only_the_head_extends(town):
    number = town.accepted()
    for name in ("窗口李明", "审查赵磊"):
        with pytest.raises(Forbidden):
            review.extend(number, days=5, reason="案情复杂", by=town.actor(name), at=on(3, 4))


def test_an_item_without_extension_is_not_extended(town):
    number = town.accepted(SCHOOL)
    with pytest.raises(Refused) as refused:
        review.extend(number, days=1, reason="案情复杂", by=town.actor("市级孙波"), at=on(3, 3))
    assert refused.value.code == "no_extension"
    assert Verb.EXTEND not in selectors.allowed(town.read(number), by=town.actor("市级孙波"))


def test_a_limit_in_calendar_days_runs_through_the_weekend(town):
    number = town.accepted(BUILD, by="市级刘洋", party="盘锦示例建设有限公司")  # 7d by law, 3d promised
    application = town.read(number)
    assert (application.promised_due_on, application.statutory_due_on) == (on(3, 5).date(), on(3, 9).date())


def test_the_head_grants(town):
    number = town.accepted()
    review.grant(number, by=town.head, at=on(3, 4))
    application = town.read(number)
    assert (application.state, application.outcome) == (State.GRANTED, "granted")
    assert application.delivery_due_on == on(3, 11).date()  # 5 working days under this item's own law
    assert town.lines(number)[-1] == ("ApplicationGranted", 11)
    assert town.timers(number) == {"delivery": on(3, 11).date()}


def test_a_refusal_gives_reason_basis_and_remedies(town):
    number = town.accepted()
    for reason, basis, code in (("", "食品安全法 第三十五条", "no_reason"), ("场所不符合要求", " ", "no_basis")):
        with pytest.raises(Refused) as refused:
            review.refuse(number, reason=reason, basis=basis, by=town.head, at=on(3, 4))
        assert refused.value.code == code
    review.refuse(number, reason="经营场所与污染源距离不足", basis="食品安全法 第三十三条", by=town.head, at=on(3, 4))
    assert town.lines(number)[-1] == ("ApplicationRefused", 13)
    said = town.said(number)
    assert said["remedies"] == {"review": "兴隆台区人民政府", "court": "兴隆台区人民法院"}
    assert town.read(number).outcome == "refused"
    results.deliver(number, way="counter", by=town.li, at=on(3, 5))
    assert town.state(number) == State.DELIVERED


def test_the_machine_never_refuses(town):
    with pytest.raises(Refused) as refused:
        rules.check_refusal("不符合条件", "某法", by_machine=True)
    assert refused.value.article == "个人信息保护法 第二十四条"
    with pytest.raises(Hidden):
        review.refuse(town.accepted(), reason="不符合条件", basis="某法", by=MACHINE, at=on(3, 4))


def test_a_renewal_that_nobody_decided_is_granted_the_day_after_the_old_licence_ran_out(town):
    number = town.accepted(RENEWAL, expires_on="2026-04-10")
    assert town.timers(number)["silence"] == on(4, 10).date()
    town.run_clock(on(4, 10, 23, 59))
    assert town.state(number) == State.REVIEW
    town.run_clock(on(4, 11, 0, 0))
    application = town.read(number)
    assert (application.state, application.outcome) == (State.GRANTED, "granted")
    assert application.basis == "行政许可法 第五十条第二款"
    assert town.lines(number)[-1] == ("ApplicationGranted", 11)
    assert town.said(number)["by_silence"] is True
    assert set(town.timers(number)) == {"delivery"}


def test_a_renewal_in_a_special_procedure_is_granted_by_silence_too(town):
    number = town.accepted(RENEWAL, expires_on="2026-04-10")
    review.start_special(number, kind="听证", needed=FIVE, reason="需要听证", by=town.actor("市级刘洋"), at=on(3, 3))
    town.run_clock(on(4, 11))
    application = town.read(number)
    assert application.state == State.GRANTED
    assert application.pauses[-1]["last"] == "2026-04-11"


@pytest.mark.parametrize("expires_on", ["2026-03-31", "2026-02-20", "2020-01-01"])
def test_who_asks_too_late_gets_nothing_by_silence(town, expires_on):
    """第五十条第一款: thirty days ahead. 2 March to 1 April is thirty days; 31 March is one too few."""
    number = town.accepted(RENEWAL, expires_on=expires_on)
    assert "silence" not in town.timers(number)
    with pytest.raises(Refused):
        review.grant_by_silence(number, by=MACHINE, at=on(6, 1))


def test_a_renewal_asked_exactly_thirty_days_ahead_is_in_time(town):
    assert town.timers(town.accepted(RENEWAL, expires_on="2026-04-01"))["silence"] == on(4, 1).date()


def test_an_ordinary_licence_is_never_granted_by_silence(town):
    with pytest.raises(Refused) as refused:
        review.grant_by_silence(town.accepted(), by=MACHINE, at=on(12, 1))
    assert refused.value.code == "no_silent_renewal"


def test_a_missed_promise_and_a_missed_statute_are_reported_once_each(town):
    number = town.accepted()
    town.run_clock(on(3, 5, 23, 59))
    assert len(town.lines(number)) == 2
    town.run_clock(on(3, 6))
    assert town.said(number) == {"code": None, "limit": "promised", "due_on": "2026-03-05"}
    town.run_clock(on(3, 17))
    assert town.said(number)["limit"] == "statutory"
    town.run_clock(on(5, 17))
    assert len(town.lines(number)) == 4
    assert town.read(number).version == 2  # saying so is not a step


def test_a_published_reason_does_not_report_the_same_missed_day_again(town):
    number = town.accepted()
    town.run_clock(on(3, 6))
    review.explain_delay(number, reason="系统升级，材料核验延误", by=town.actor("审查赵磊"), at=on(3, 6, 9))
    town.run_clock(on(3, 7))
    assert [kind for kind, _ in town.lines(number)].count("ApplicationOverdue") == 1
    assert town.read(number).delay_reason == "系统升级，材料核验延误"
    assert town.lines(number)[-1] == ("DelayExplained", None)


def test_who_is_not_late_has_no_delay_to_explain(town):
    number = town.accepted()
    with pytest.raises(Refused) as refused:
        review.explain_delay(number, reason="系统升级延误", by=town.actor("审查赵磊"), at=on(3, 5, 23, 59))
    assert refused.value.code == "not_overdue"
    assert Verb.EXPLAIN_DELAY not in selectors.allowed(town.read(number), by=town.head)


def test_what_was_late_before_the_clock_stopped_is_explained_while_it_stands(town):
    number = town.accepted()
    town.run_clock(on(3, 6))
    review.start_special(
        number, kind="听证", needed=Limit.parse("5wd"), reason="需要听证", by=town.head, at=on(3, 6, 11)
    )
    with moments.travel(on(3, 9)):
        assert Verb.EXPLAIN_DELAY in selectors.allowed(town.read(number), by=town.head)
    review.explain_delay(number, reason="系统升级，材料核验延误", by=town.actor("审查赵磊"), at=on(3, 9))
    assert (town.state(number), town.read(number).delay_reason) == (State.SPECIAL, "系统升级，材料核验延误")


def test_nothing_becomes_late_while_the_clock_stands_still(town):
    number = town.accepted()
    review.start_special(
        number, kind="听证", needed=Limit.parse("5wd"), reason="需要听证", by=town.head, at=on(3, 5, 11)
    )
    with moments.travel(on(3, 30)):
        assert Verb.EXPLAIN_DELAY not in selectors.allowed(town.read(number), by=town.head)
    with pytest.raises(Refused, match="没有超过承诺期限"):
        review.explain_delay(number, reason="系统升级延误", by=town.actor("审查赵磊"), at=on(3, 30))


def test_a_decided_matter_has_no_delay_to_explain_later(town):
    number = town.granted()
    assert not rules.is_promise_missed(
        town.read(number).facts, town.read(number).promised_due_on, today=on(9, 1).date()
    )


def test_a_late_delivery_is_reported(town):
    number = town.granted()
    town.run_clock(on(3, 10))
    assert town.said(number)["limit"] == "delivery"


def test_taking_back_before_and_after_acceptance_has_its_own_code(town):
    early, late = town.submit(), town.accepted()
    review.withdraw(early, by=town.wang, at=on(3, 2, 11))
    review.withdraw(late, reason="不开店了", by=town.wang, at=on(3, 2, 12))
    assert town.lines(early)[-1] == ("ApplicationWithdrawn", 2)
    assert town.lines(late)[-1] == ("ApplicationWithdrawn", 14)
    for number in (early, late):
        assert (town.state(number), town.timers(number)) == (State.WITHDRAWN, {})
        assert town.waiting(number).closed_at


def test_taking_back_during_a_special_procedure_closes_it(town):
    number = town.accepted()
    pause(town, number, on(3, 3))
    review.withdraw(number, by=town.wang, at=on(3, 4))
    assert town.read(number).pauses[-1]["last"] == "2026-03-04"


def test_nobody_takes_back_for_another_and_nothing_after_the_decision(town):
    number = town.accepted()
    for name in ("李强", "窗口李明", "负责人张伟"):
        with pytest.raises(Hidden):
            review.withdraw(number, by=town.actor(name), at=on(3, 3))
    review.grant(number, by=town.head, at=on(3, 3))
    with pytest.raises(Refused):
        review.withdraw(number, by=town.wang, at=on(3, 3))


def test_a_person_ends_a_matter_with_a_reason(town):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 3))
    with pytest.raises(Refused):
        review.terminate(number, reason="无", by=town.head, at=on(3, 30))
    review.terminate(number, reason="申请人长期未补正", by=town.head, at=on(3, 30))
    assert town.lines(number)[-1] == ("ApplicationTerminated", None)
    assert (town.state(number), town.timers(number)) == (State.TERMINATED, {})
