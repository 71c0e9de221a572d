"""守信激励名单 and 严重失信主体名单: notice, statement, hearing, decision by another person, exit."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist.models import Line
from banshi.registers.credit.models import Listing
from banshi.registers.credit.rules.proceedings import APPLICANT, CLOCK, LISTING, STAFF
from banshi.registers.credit.selectors import lists as selectors
from banshi.registers.credit.services import lists
from banshi.registers.credit.tests.people import MACHINE, MONDAY, PERSON, SID, on


def entered(bureau, **said) -> Listing:
    entry = bureau.noticed(**said)
    return lists.enter(entry.number, reason="事实清楚，符合认定标准", by=bureau.by("负责人"), at=on(3, 15))


def test_from_proposal_to_the_end_of_its_time(bureau) -> None:
    entry = bureau.proposed()
    assert (entry.number[:8], entry.law[:2]) == ("MD-2022-", "国办")
    entry = lists.notify(entry.number, by=bureau.by("专管员"), at=MONDAY)
    assert entry.statement_until == date(2022, 3, 14)
    entry = lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=on(3, 15))
    assert (entry.since, entry.until, entry.exit_from) == (date(2022, 3, 15), date(2025, 3, 16), date(2023, 3, 16))
    line = Line.objects.get(key=entry.number)
    assert (line.waits_for, line.closed_at) == ("nobody", None)
    assert [one.number for one in selectors.standing_on(date(2025, 3, 15))] == [entry.number]
    assert not selectors.standing_on(date(2025, 3, 16)).exists()
    assert bureau.run_timers(on(3, 15, 23, year=2025)) == 0
    assert bureau.run_timers(on(3, 16, 1, year=2025)) == 1
    entry.refresh_from_db()
    assert (entry.state, entry.exited_on, Line.objects.get(key=entry.number).closed_at) == (
        "exited", date(2025, 3, 16), entry.ended_at
    )  # fmt: skip
    assert bureau.kinds(entry) == ["EntryProposed", "NoticeGiven", "SubjectListed", "SubjectLeft"]


def test_no_entry_before_the_time_to_answer_is_over(bureau) -> None:
    entry = bureau.noticed()
    for at in (on(3, 8), on(3, 14)):
        with pytest.raises(Refused) as refusal:
            lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=at)
        assert refusal.value.code == "may_answer"
    assert (
        lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=on(3, 15)).state == "listed"
    )


def test_no_entry_without_notice(bureau) -> None:
    entry = bureau.proposed()
    with pytest.raises(Refused):
        lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=on(3, 15))


def test_whoever_is_concerned_is_heard(bureau) -> None:
    entry = bureau.noticed()
    entry = lists.state(entry.number, words="设施当时在检修", hearing=True, by=bureau.by("王芳"), at=on(3, 9))
    assert (entry.words, entry.hearing_asked) == ("设施当时在检修", True)
    with pytest.raises(Refused) as refusal:
        lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=on(3, 10))
    assert refusal.value.code == "no_hearing"
    lists.hear(entry.number, held_on=date(2022, 3, 18), by=bureau.by("专管员"), at=on(3, 18))
    assert lists.enter(entry.number, reason="听证后仍符合标准", by=bureau.by("负责人"), at=on(3, 18)).state == "listed"


def test_a_hearing_is_asked_for_within_the_time_of_the_notice(bureau) -> None:
    entry = bureau.noticed()
    with pytest.raises(Refused):
        lists.state(entry.number, words="现在要求听证", hearing=True, by=bureau.by("王芳"), at=on(3, 15))
    assert lists.state(entry.number, words="仍然可以陈述", by=bureau.by("王芳"), at=on(3, 15)).stated_at


def test_what_was_said_can_end_it(bureau) -> None:
    entry = bureau.noticed()
    lists.state(entry.number, words="处罚已经被撤销", by=bureau.by("王芳"), at=on(3, 9))
    assert lists.drop(entry.number, reason="处罚已被撤销，不符合标准", by=bureau.by("负责人"), at=on(3, 9)).ended_at
    assert not selectors.standing_on(date(2022, 3, 20)).exists()


def test_who_proposed_does_not_decide(bureau) -> None:
    entry = bureau.noticed()
    Listing.objects.filter(pk=entry.pk).update(proposed_by=bureau.user("负责人"))
    with pytest.raises(Refused) as refusal:
        lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=on(3, 15))
    assert refusal.value.code == "own_proposal"


def test_each_has_its_part(bureau) -> None:
    entry = bureau.noticed()
    with pytest.raises(Forbidden):
        lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("专管员"), at=on(3, 15))
    for name in ("市场负责人", "王芳"):
        with pytest.raises(Hidden):
            lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by(name), at=on(3, 15))
    with pytest.raises(Hidden):
        lists.state(entry.number, words="与我无关的名单", by=bureau.by("李强"), at=on(3, 9))


def test_early_exit_after_the_shortest_time_and_with_every_duty_done(bureau) -> None:
    entry = entered(bureau)
    with pytest.raises(Refused) as refusal:
        lists.ask_exit(entry.number, words="已经整改完毕", by=bureau.by("王芳"), at=on(3, 15, year=2023))
    assert refusal.value.code == "exit_too_early"
    entry = lists.ask_exit(entry.number, words="已经整改完毕", by=bureau.by("王芳"), at=on(3, 16, year=2023))
    assert entry.due_on == date(2023, 4, 7)  # fifteen working days, with 清明 on 5 April
    with pytest.raises(Refused):
        lists.leave(
            entry.number, duties_done=False, reason="还没有核实", by=bureau.by("负责人"), at=on(3, 20, year=2023)
        )
    entry = lists.leave(
        entry.number, duties_done=True, reason="整改已经验收", by=bureau.by("负责人"), at=on(3, 20, year=2023)
    )
    assert (entry.state, entry.exited_on) == ("exited", date(2023, 3, 20))
    assert bureau.run_timers(on(3, 17, year=2025)) == 0


def test_a_refused_exit_may_be_asked_again(bureau) -> None:
    entry = entered(bureau)
    with pytest.raises(Refused):
        lists.stay(entry.number, reason="没有申请", by=bureau.by("负责人"), at=on(3, 20, year=2023))
    lists.ask_exit(entry.number, words="已经整改完毕", by=bureau.by("王芳"), at=on(3, 16, year=2023))
    lists.stay(entry.number, reason="罚款还没有缴清", by=bureau.by("负责人"), at=on(3, 20, year=2023))
    assert lists.ask_exit(entry.number, words="罚款已经缴清", by=bureau.by("王芳"), at=on(3, 21, year=2023)).due_on


def test_a_list_without_early_exit_ends_by_itself(bureau) -> None:
    entry = entered(bureau, code="tax-serious")
    with pytest.raises(Refused) as refusal:
        lists.ask_exit(entry.number, words="已经缴清税款", by=bureau.by("王芳"), at=on(3, 16, year=2023))
    assert refusal.value.code == "no_early_exit"


def test_a_person_is_not_entered_here_and_nobody_twice(bureau) -> None:
    said = {"reasons": "符合认定标准", "office": bureau.unit(8).office, "by": bureau.by("专管员"), "at": MONDAY}
    with pytest.raises(Hidden):
        lists.propose("environment-serious", sid=PERSON, **said)
    bureau.proposed()
    with pytest.raises(Refused) as refusal:
        lists.propose("environment-serious", sid=SID, **said)
    assert refusal.value.code == "listed_before"


def test_the_machine_ends_what_is_over_and_nothing_else(bureau) -> None:
    entry = entered(bureau)
    assert lists.expire(entry.number, by=MACHINE, at=on(3, 15, year=2025)) is None
    with pytest.raises(Hidden):
        lists.expire(entry.number, by=bureau.by("负责人"), at=on(3, 16, year=2025))


def test_the_subject_learns_of_it_with_the_notice(bureau) -> None:
    entry = bureau.proposed()
    with pytest.raises(Hidden):
        selectors.find(entry.number, by=bureau.by("王芳"))
    lists.notify(entry.number, by=bureau.by("专管员"), at=MONDAY)
    assert selectors.find(entry.number, by=bureau.by("王芳")).number == entry.number


def test_the_database_holds_the_dates(bureau) -> None:
    entry = entered(bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=entry.pk).update(until=entry.since)
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=entry.pk).update(decided_by=None)


def test_each_step_belongs_to_somebody() -> None:
    assert {verb for _, verb in LISTING} <= {*STAFF, *APPLICANT, *CLOCK}
