"""A case from filing to its end: two certified officers, notice, defence, review, decision by a named person, delivery."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.files import services as files
from banshi.kernel.refusal import Refused, Stale
from banshi.kernel.worklist.models import Line
from banshi.matters.enforcement.leniency import documents, selectors, weights
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.procedure import OF_THE_OFFICERS, PARTY, STAFF, TABLE, Verb
from banshi.matters.enforcement.leniency.services import decision, investigation, proposal
from banshi.matters.enforcement.leniency.tests.people import HARMFUL, MONDAY, on
from banshi.registers.offices import selectors as offices

NOON = on(3, 7, 12)


def test_from_filing_to_the_archive(bureau) -> None:
    case = bureau.decided()
    assert (case.recommended, case.chosen, case.rows) == ("must_not", "must_not", ["qd-sc-02"])
    assert case.relieved_cents == case.due_cents and case.imposed_cents == 0
    decision.educate(case.number, words="当面讲解变更登记的期限和后果", by=bureau.by("甲"), at=NOON)
    decision.deliver(case.number, way="counter", by=bureau.by("甲"), at=NOON)
    decision.publish(case.number, social_impact=False, by=bureau.by("负责人"), at=NOON)
    case = decision.close(case.number, by=bureau.by("甲"), at=NOON)
    assert (case.state, case.publication, case.withheld) == ("closed", "withheld", "unpunished")
    assert bureau.kinds(case) == [
        "CaseFiled", "OfficersAssigned", "CorrectionOrdered", "CorrectionRechecked", "FactsRecorded",
        "TreatmentProposed", "CaseDecided", "PartyEducated", "DecisionDelivered", "DecisionPublished", "CaseClosed",
    ]  # fmt: skip
    assert Line.objects.get(key=case.number).closed_at == NOON


def test_ninety_calendar_days_to_decide(bureau) -> None:
    case = bureau.file()
    assert case.decide_due_on == date(2022, 6, 6)  # 第九十日 is 5 June, a holiday: the day after it


def test_a_late_decision_is_said_and_nothing_is_decided(bureau) -> None:
    case = bureau.file()
    assert bureau.run_timers(on(6, 6, 23)) == 0
    bureau.run_timers(on(6, 7, 1))
    assert bureau.kinds(case)[-1] == "CaseOverdue"
    case.refresh_from_db()
    assert (case.state, case.decided_at) == ("filed", None)


def test_seven_working_days_to_deliver(bureau) -> None:
    case = bureau.decided()
    assert case.delivery_due_on == date(2022, 3, 16)


@pytest.mark.parametrize(
    ("names", "code"), [(["甲"], "two_officers"), (["甲", "甲"], "two_officers"), (["甲", "无证"], "two_officers")]
)
def test_two_officers_with_certificates_or_none(bureau, names: list[str], code: str) -> None:
    case = bureau.file()
    with pytest.raises(Refused) as refused:
        accounts = [bureau.user(name).pk for name in names]
        investigation.assign(case.number, accounts=accounts, by=bureau.by("甲"), at=MONDAY)
    assert refused.value.code == code


def test_a_recused_officer_never_returns(bureau) -> None:
    case, by = bureau.investigated(), bureau.by("丙")
    one, other = bureau.user("乙").pk, bureau.user("丙").pk
    investigation.recuse(case.number, account=one, instead=other, reason="当事人的近亲属", by=by, at=MONDAY)
    with pytest.raises(Forbidden):
        investigation.record(case.number, said={}, by=bureau.by("乙"), at=MONDAY)
    with pytest.raises(Refused, match="回避"):
        investigation.recuse(case.number, account=other, instead=one, reason="换回来办理", by=by, at=MONDAY)


def test_only_the_cases_own_officers_record_its_facts(bureau) -> None:
    case = bureau.investigated()
    with pytest.raises(Forbidden):
        investigation.record(case.number, said={}, by=bureau.by("丙"), at=MONDAY)


def test_another_bureau_learns_nothing_of_the_case(bureau) -> None:
    case = bureau.investigated()
    with pytest.raises(Hidden):
        investigation.record(case.number, said={}, by=bureau.by("外局"), at=MONDAY)
    with pytest.raises(Hidden):
        selectors.case(case.number, by=bureau.by("外局"))


def test_a_first_offence_is_looked_up_and_not_believed(bureau) -> None:
    first = bureau.decided(said={**HARMFUL, "harm": "slight"}, effect=Effect.MAY_NOT)
    second = bureau.investigated(said={**HARMFUL, "harm": "slight"}, at=on(3, 8))
    assert (first.chosen, second.recommended) == ("may_not", "ordinary")
    assert [one.number for one in weights.earlier(second)] == [first.number]
    stranger = bureau.investigated(said={**HARMFUL, "harm": "slight"}, party="李强", at=on(3, 8))
    assert stranger.recommended == "may_not"


def test_a_withdrawn_decision_is_no_earlier_offence(bureau) -> None:
    first = bureau.decided(said={**HARMFUL, "harm": "slight"}, effect=Effect.MAY_NOT)
    decision.educate(first.number, words="当面讲解有关规定", by=bureau.by("甲"), at=NOON)
    decision.deliver(first.number, way="counter", by=bureau.by("甲"), at=NOON)
    decision.withdraw(first.number, reason="复议机关确认违法", by=bureau.by("负责人"), at=NOON)
    assert bureau.investigated(said={**HARMFUL, "harm": "slight"}, at=on(3, 8)).recommended == "may_not"


def test_an_open_question_is_answered_first(bureau) -> None:
    case = bureau.investigated(said={**HARMFUL, "established": None})
    assert case.questions == ["查清违法事实，补充证据"]
    with pytest.raises(Refused, match="没有查清"):
        proposal.propose(case.number, effect=Effect.ORDINARY, imposed_cents=100, by=bureau.by("甲"), at=MONDAY)


def test_nothing_heavier_than_the_law_commands_is_proposed(bureau) -> None:
    case = bureau.investigated()
    with pytest.raises(Refused, match="更正事实"):
        proposal.propose(
            case.number, effect=Effect.ORDINARY, imposed_cents=100, reason="影响较大", by=bureau.by("甲"), at=MONDAY
        )


def punished(bureau):
    case = bureau.proposed(said=HARMFUL, effect=Effect.ORDINARY, cents=50_000)
    return proposal.notify(case.number, by=bureau.by("甲"), at=MONDAY)


def test_no_penalty_without_notice_and_time_to_answer(bureau) -> None:
    case = bureau.proposed(said=HARMFUL, effect=Effect.ORDINARY, cents=50_000)
    with pytest.raises(Refused, match="告知"):
        decision.decide(case.number, by=bureau.by("负责人"), at=MONDAY)
    case = proposal.notify(case.number, by=bureau.by("甲"), at=MONDAY)
    assert case.defence_until == date(2022, 3, 14)
    with pytest.raises(Refused, match="期限还没有届满"):
        decision.decide(case.number, by=bureau.by("负责人"), at=on(3, 14))
    assert decision.decide(case.number, by=bureau.by("负责人"), at=on(3, 15)).imposed_cents == 50_000


def test_who_defends_himself_is_never_punished_more(bureau) -> None:
    case = punished(bureau)
    proposal.defend(case.number, words="家中困难，已经改正", hearing=False, by=bureau.by("王芳"), at=on(3, 8))
    more = {"effect": Effect.ORDINARY, "reason": "申辩理由不成立", "by": bureau.by("甲"), "at": on(3, 9)}
    with pytest.raises(Refused, match="更重"):
        proposal.reconsider(case.number, imposed_cents=50_001, **more)
    assert proposal.reconsider(case.number, imposed_cents=40_000, **more).imposed_cents == 40_000


def test_a_hearing_that_was_asked_for_is_held_and_reviewed(bureau) -> None:
    case = punished(bureau)
    proposal.defend(case.number, words="不服，要求听证", hearing=True, by=bureau.by("王芳"), at=on(3, 14))
    with pytest.raises(Refused, match="听证"):
        decision.decide(case.number, by=bureau.by("负责人"), at=on(3, 20))
    with pytest.raises(Refused, match="七日前"):
        proposal.hear(
            case.number, told_on=date(2022, 3, 15), held_on=date(2022, 3, 23), by=bureau.by("甲"), at=on(3, 23)
        )
    proposal.hear(case.number, told_on=date(2022, 3, 15), held_on=date(2022, 3, 24), by=bureau.by("甲"), at=on(3, 24))
    with pytest.raises(Refused, match="法制审核"):
        decision.decide(case.number, by=bureau.by("负责人"), at=on(3, 25))
    proposal.ask_review(case.number, by=bureau.by("甲"), at=on(3, 25))
    proposal.review(case.number, verb=Verb.PASS, opinion="事实清楚，程序合法", by=bureau.by("审核"), at=on(3, 25))
    assert decision.decide(case.number, by=bureau.by("负责人"), at=on(3, 26)).reviewed_by.name == "审核"


def test_a_hearing_is_asked_for_in_five_working_days(bureau) -> None:
    case = punished(bureau)
    with pytest.raises(Refused, match="要求听证的期限"):
        proposal.defend(case.number, words="不服，要求听证", hearing=True, by=bureau.by("王芳"), at=on(3, 15))


def test_a_deviation_goes_to_legal_review(bureau) -> None:
    case = bureau.proposed(said=HARMFUL, effect=Effect.LIGHTER, cents=100, reason="主动配合，态度诚恳")
    assert case.review_grounds == ["deviates"]
    proposal.ask_review(case.number, by=bureau.by("甲"), at=MONDAY)
    case = proposal.review(case.number, verb=Verb.RETURN, opinion="从轻理由没有证据", by=bureau.by("审核"), at=MONDAY)
    assert case.state == "investigating"


@pytest.mark.parametrize("machine", ["clock", "rules"])
def test_no_decision_leaves_the_house_without_an_officers_name(bureau, machine: str) -> None:
    case = bureau.proposed()
    with pytest.raises(Hidden):
        decision.decide(case.number, by=Actor.system(machine), at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(number=case.number).update(decided_at=NOON)
    assert not {verb for (_, verb) in TABLE} - set(STAFF) - PARTY  # no step is the machine's


def test_the_officers_do_not_decide_their_own_case(bureau) -> None:
    assert OF_THE_OFFICERS.isdisjoint({Verb.DECIDE, Verb.PASS})
    case = bureau.proposed()
    with pytest.raises(Forbidden):
        decision.decide(case.number, by=bureau.by("甲"), at=NOON)


def test_who_is_not_punished_is_educated_before_delivery(bureau) -> None:
    case = bureau.decided()
    with pytest.raises(Refused, match="教育"):
        decision.deliver(case.number, way="counter", by=bureau.by("甲"), at=NOON)


def test_the_party_shows_the_correction_by_a_photo(bureau) -> None:
    case = bureau.file()
    accounts = [bureau.user("甲").pk, bureau.user("乙").pk]
    investigation.assign(case.number, accounts=accounts, by=bureau.by("甲"), at=MONDAY)
    investigation.order(case.number, what="把执照挂在醒目处", until=date(2022, 3, 10), by=bureau.by("甲"), at=MONDAY)
    assert Line.objects.get(key=case.number).waits_for == "party"
    photo = bureau.photo()
    with pytest.raises(Hidden):
        investigation.show(case.number, words="已经挂好了", photo=photo, by=bureau.by("李强"), at=NOON)
    investigation.show(case.number, words="已经挂好了", photo=photo, by=bureau.by("王芳"), at=NOON)
    stored = case.corrections.get().photo
    assert stored.owner_key == case.number and files.read(stored)
    assert Line.objects.get(key=case.number).waits_for == "office"


def test_a_correction_that_nobody_rechecks_is_said(bureau) -> None:
    case = bureau.file()
    accounts = [bureau.user("甲").pk, bureau.user("乙").pk]
    investigation.assign(case.number, accounts=accounts, by=bureau.by("甲"), at=MONDAY)
    investigation.order(case.number, what="把执照挂在醒目处", until=date(2022, 3, 10), by=bureau.by("甲"), at=MONDAY)
    bureau.run_timers(on(3, 11, 1))
    assert bureau.kinds(case)[-1] == "CaseOverdue"


@pytest.mark.parametrize(("party", "cents", "passes"), [("王芳", 20_000, True), ("王芳", 20_001, False),
                         ("盘锦示例建设有限公司", 40_000, True)])  # fmt: skip
def test_on_the_spot_up_to_200_and_3000_yuan(bureau, party: str, cents: int, passes: bool) -> None:
    def spot() -> Case:
        return decision.decide_on_the_spot(
            investigation.offence("sc-02"), party=bureau.party(party), office=offices.office("pj-scjgj"),
            accounts=(bureau.user("甲").pk, bureau.user("乙").pk), said=HARMFUL, effect=Effect.ORDINARY,
            imposed_cents=cents, by=bureau.by("甲"), at=MONDAY,
        )  # fmt: skip

    if not passes:
        with pytest.raises(Refused, match="普通程序"):
            spot()
        return
    case = spot()
    assert (case.state, case.decided_by.name, case.on_the_spot) == ("decided", "甲", True)


def test_a_promise_is_kept_or_broken_before_the_case_ends(bureau) -> None:
    case = bureau.investigated()
    proposal.propose(case.number, effect=Effect.MUST_NOT, promise=True, by=bureau.by("甲"), at=MONDAY)
    decision.decide(case.number, by=bureau.by("负责人"), at=NOON)
    decision.educate(case.number, words="当面讲解有关规定", by=bureau.by("甲"), at=NOON)
    decision.deliver(case.number, way="counter", by=bureau.by("甲"), at=NOON)
    decision.publish(case.number, social_impact=False, by=bureau.by("负责人"), at=NOON)
    with pytest.raises(Refused, match="承诺"):
        decision.close(case.number, by=bureau.by("甲"), at=NOON)
    assert decision.settle_promise(case.number, kept=False, by=bureau.by("甲"), at=NOON).promise == "broken"


def test_what_was_published_is_withdrawn_in_three_working_days(bureau) -> None:
    case = punished(bureau)
    decision.decide(case.number, by=bureau.by("负责人"), at=on(3, 15))
    decision.deliver(case.number, way="counter", by=bureau.by("甲"), at=on(3, 15))
    decision.publish(case.number, social_impact=True, by=bureau.by("负责人"), at=on(3, 16))
    assert selectors.published().get().number == case.number
    case = decision.withdraw(case.number, reason="复议机关撤销", by=bureau.by("负责人"), at=on(3, 17))
    assert case.unpublish_due_on == date(2022, 3, 22)
    assert not case.ended
    decision.unpublish(case.number, by=bureau.by("负责人"), at=on(3, 18))
    assert not selectors.published().exists()


def test_a_newer_state_is_not_overwritten(bureau) -> None:
    case = bureau.file()
    with pytest.raises(Stale):
        investigation.assign(case.number, accounts=[], by=bureau.by("甲"), at=MONDAY, version=7)


def test_cases_legal_and_natural_persons_are_three_counters(bureau) -> None:
    bureau.decided()
    bureau.decided(at=on(3, 8))
    bureau.decided(party="盘锦示例建设有限公司", at=on(3, 8))
    found = selectors.figures(first=date(2022, 1, 1), last=date(2022, 12, 31))
    due = sum(Case.objects.values_list("due_cents", flat=True))
    assert found == {"cases": 3, "legal_persons": 1, "natural_persons": 1, "relieved_cents": due}


def test_what_was_relieved_cannot_be_written_otherwise(bureau) -> None:
    case = bureau.decided()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(relieved_cents=1)


def test_the_decision_is_a_signed_document(bureau) -> None:
    case = bureau.decided()
    documents.make(case.number)
    documents.make(case.number)
    case.refresh_from_db()
    assert files.read(case.document).startswith(b"%PDF")
    assert documents.title(case) == "不予行政处罚决定书"
    said = documents.stated(case)
    assert "第三十三条" in str(said["explanation"]) and said["decided_by"] == "负责人"


def test_facts_are_not_kept_in_the_clear(bureau) -> None:
    case = bureau.investigated(said={**HARMFUL, "evidence": {"harm": "邻居看见他摔倒"}})
    assert "邻居".encode() not in bytes(case.facts_cipher)
    assert case.said["evidence"]["harm"] == "邻居看见他摔倒"
