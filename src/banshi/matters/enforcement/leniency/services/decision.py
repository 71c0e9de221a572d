"""决定、教育、送达、公开与承诺: what leaves the house, always under an officer's name."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from banshi.kernel.actors import Actor, require
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.leniency import procedure, rules
from banshi.matters.enforcement.leniency.events import (
    CaseClosed,
    CaseDecided,
    CaseOverdue,
    DecisionDelivered,
    DecisionPublished,
    DecisionWithdrawn,
    PartyEducated,
    PromiseSettled,
    PublicationWithdrawn,
)
from banshi.matters.enforcement.leniency.grounds import Effect, age_on
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.permissions import Permission
from banshi.matters.enforcement.leniency.procedure import MATTER, State, Verb
from banshi.matters.enforcement.leniency.services import investigation, proposal
from banshi.matters.enforcement.leniency.services.steps import limit_day, lock, move, officers_of
from banshi.matters.enforcement.leniency.weights import Said
from banshi.matters.enforcement.offences.models import Offence

if TYPE_CHECKING:
    from banshi.registers.offices.models import Office
    from banshi.registers.parties.models import Party

DECIDED = ("decided_at", "decided_by", "relieved_cents", "delivery_due_on")


@transaction.atomic
def decide(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Case:
    """决定 (第五十七条): by the head of the office, after notice, answer and review; what was proposed, weighed once more."""
    case = lock(number, Verb.DECIDE, by=by, version=version)
    procedure.check_decider(by.user_id, officers_of(case))
    procedure.check_decidable(
        Effect(case.chosen),
        noticed=case.noticed_at is not None,
        defence_until=case.defence_until,
        answered=case.defended_at is not None,
        hearing_asked=case.hearing_asked,
        heard=case.heard_on is not None,
        review=case.review_grounds,
        reviewed=case.state == State.REVIEWED,
        today=moments.day_of(at),
    )
    assert case.imposed_cents is not None  # proposed, so weighed
    proposal.weigh(case, Effect(case.chosen), case.imposed_cents, case.reason, on=moments.day_of(at))
    return conclude(case, Verb.DECIDE, by=by, at=at)


def conclude(case: Case, verb: Verb, *, by: Actor, at: datetime) -> Case:
    """The decision itself, of a case that is locked and weighed."""
    assert case.due_cents is not None and case.imposed_cents is not None and by.user_id is not None
    case.decided_at, case.decided_by_id = at, by.user_id
    case.relieved_cents = rules.relieved(case.due_cents, case.imposed_cents)
    case.delivery_due_on = limit_day("penalty-delivery", moments.day_of(at), calendars.current())
    move(case, verb, at=at, changed={*DECIDED, *proposal.PROPOSED})
    emit(decided(case), by=by, at=at)
    return case


def decided(case: Case) -> CaseDecided:
    assert case.due_cents is not None and case.imposed_cents is not None
    assert case.relieved_cents is not None and case.delivery_due_on is not None
    return CaseDecided(
        key=case.number, outcome=case.chosen, imposed_cents=case.imposed_cents, due_cents=case.due_cents,
        relieved_cents=case.relieved_cents, on_the_spot=case.on_the_spot, promise=case.promise == "made",
        delivery_due_on=case.delivery_due_on,
    )  # fmt: skip


@transaction.atomic
def decide_on_the_spot(
    offence: Offence, *, party: "Party", office: "Office", accounts: tuple[int, int], said: Said, effect: Effect,
    imposed_cents: int, reason: str = "", by: Actor, at: datetime,
) -> Case:  # fmt: skip
    """当场处罚 (第五十一条、第五十二条): certain facts, up to 200 or 3,000 yuan; one of the two officers signs on the spot."""
    require(by, Permission.PROPOSE, office_path=office.path, matter=MATTER)
    procedure.check_on_the_spot(party.kind, imposed_cents, effect)
    case = investigation.prepare(
        offence, party=party, office=office, source="inspection", act_on=moments.day_of(at), at=at
    )
    case.said, case.on_the_spot, case.state = said, True, State.PROPOSED
    case.save()
    investigation.begin(case, by=by, at=at)
    investigation.put_on(case, accounts, at=at)
    if by.user_id not in officers_of(case):
        raise Refused("not_an_officer", "当场处罚由在场的执法人员作出。", article="行政处罚法 第五十二条")
    proposal.weigh(case, effect, imposed_cents, reason, on=moments.day_of(at))
    case.noticed_at = at if imposed_cents else None
    case.save()
    return conclude(case, Verb.DECIDE, by=by, at=at)


@transaction.atomic
def educate(number: str, *, words: str, by: Actor, at: datetime, version: int | None = None) -> Case:
    """教育 (第三十三条第三款): how, and what was said."""
    case = lock(number, Verb.EDUCATE, by=by, version=version)
    procedure.check_words(words, article="行政处罚法 第三十三条第三款")
    case.educated_at, case.education = at, words
    move(case, Verb.EDUCATE, at=at, changed=["educated_at", "education"])
    emit(PartyEducated(key=number, way=words), by=by, at=at)
    return case


@transaction.atomic
def deliver(number: str, *, way: str, by: Actor, at: datetime, version: int | None = None) -> Case:
    """送达 (第六十一条): after the education that is owed."""
    case = lock(number, Verb.DELIVER, by=by, version=version)
    procedure.check_educated(Effect(case.chosen), educated=case.educated_at is not None)
    case.delivered_at = at
    move(case, Verb.DELIVER, at=at, changed=["delivered_at"])
    emit(DecisionDelivered(key=number, way=way), by=by, at=at)
    return case


@transaction.atomic
def publish(number: str, *, social_impact: bool, by: Actor, at: datetime, version: int | None = None) -> Case:
    """公开 (第四十八条): those with social impact; others are withheld, and the case says by which rule."""
    case = lock(number, Verb.PUBLISH, by=by, version=version)
    if case.publication:
        raise Refused("published_before", "公开与否已经处理。")
    born = case.party.birth_on
    adult = born is None or age_on(born, moments.day_of(at)) >= 18
    case.withheld = procedure.withheld(Effect(case.chosen), case.party_kind, adult=adult, social_impact=social_impact)
    case.publication = "withheld" if case.withheld else "published"
    case.published_at = None if case.withheld else at
    move(case, Verb.PUBLISH, at=at, changed=["publication", "withheld", "published_at"])
    emit(DecisionPublished(key=number, withheld=case.withheld), by=by, at=at)
    return case


@transaction.atomic
def settle_promise(number: str, *, kept: bool, by: Actor, at: datetime, version: int | None = None) -> Case:
    """承诺履行: kept or broken, looked at afterwards."""
    case = lock(number, Verb.SETTLE_PROMISE, by=by, version=version)
    if case.promise != "made":
        raise Refused("no_promise", "本案没有待核查的承诺。")
    case.promise = "kept" if kept else "broken"
    move(case, Verb.SETTLE_PROMISE, at=at, changed=["promise"])
    emit(PromiseSettled(key=number, kept=kept), by=by, at=at)
    return case


@transaction.atomic
def close(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Case:
    """结案: once publication is settled and no promise is open."""
    case = lock(number, Verb.CLOSE, by=by, version=version)
    if not case.publication or case.promise == "made":
        raise Refused("not_finished", "公开或者承诺核查还没有完成，不能结案。")
    move(case, Verb.CLOSE, at=at)
    emit(CaseClosed(key=number), by=by, at=at)
    return case


@transaction.atomic
def withdraw(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Case:
    """决定被变更、撤销、确认违法或者无效: what was published goes within three working days (第四十八条第二款)."""
    case = lock(number, Verb.WITHDRAW, by=by, version=version)
    procedure.check_words(reason, article="行政处罚法 第四十八条第二款")
    if case.publication == "published":
        case.unpublish_due_on = limit_day("penalty-withdrawal", moments.day_of(at), calendars.current())
    case.reason = reason
    move(case, Verb.WITHDRAW, at=at, changed=["reason", "unpublish_due_on"])
    emit(DecisionWithdrawn(key=number, reason=reason, unpublish_due_on=case.unpublish_due_on), by=by, at=at)
    return case


@transaction.atomic
def unpublish(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Case:
    """撤回公开信息: the decision leaves the public page, the reason stays."""
    case = lock(number, Verb.UNPUBLISH, by=by, version=version)
    if case.publication != "published":
        raise Refused("not_published", "没有公开过，或者已经撤回。")
    case.publication = "withdrawn"
    move(case, Verb.UNPUBLISH, at=at, changed=["publication"])
    emit(PublicationWithdrawn(key=number, on=moments.day_of(at)), by=by, at=at)
    return case


@transaction.atomic
def report_overdue(number: str, *, limit: str, by: Actor, at: datetime) -> None:
    """超期: a day passed; it is said, and nothing is decided."""
    case = Case.objects.select_for_update().get(number=number)
    due_on = {"decision": case.decide_due_on, "delivery": case.delivery_due_on, "unpublish": case.unpublish_due_on}
    emit(CaseOverdue(key=number, limit=limit, due_on=due_on.get(limit) or moments.day_of(at)), by=by, at=at)
