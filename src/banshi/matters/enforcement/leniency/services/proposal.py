"""拟作处理、告知、申辩、听证与法制审核: what stands between the facts and the decision."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.crypto import encrypt
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.leniency import procedure, rules, weights
from banshi.matters.enforcement.leniency.events import (
    DefenceConsidered,
    DefenceMade,
    HearingHeld,
    LegalReviewAsked,
    LegalReviewDone,
    NoticeGiven,
    TreatmentProposed,
)
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.procedure import Verb
from banshi.matters.enforcement.leniency.services.steps import limit_day, lock, move, officers_of

PROPOSED = (
    "recommended", "rows", "explanation", "questions", "chosen", "reason", "due_cents", "imposed_cents",
    "review_grounds", "promise",
)  # fmt: skip


@transaction.atomic
def propose(
    number: str, *, effect: Effect, imposed_cents: int = 0, reason: str = "", grounds: Sequence[str] = (),
    promise: bool = False, by: Actor, at: datetime, version: int | None = None,
) -> Case:  # fmt: skip
    """拟作处理: the officers follow the rule, or deviate with a reason; never beyond what the law commands."""
    case = lock(number, Verb.PROPOSE, by=by, version=version)
    weigh(case, effect, imposed_cents, reason, on=moments.day_of(at))
    case.promise = "made" if promise else ""
    deviates = case.chosen != case.recommended
    case.review_grounds = procedure.review_needed(grounds, hearing=False, deviates=deviates)
    move(case, Verb.PROPOSE, at=at, changed=PROPOSED)
    emit(proposed(case), by=by, at=at)
    return case


def weigh(case: Case, effect: Effect, imposed: int, reason: str, *, on: date) -> None:
    """Weigh the facts once more, by the law of today, and write what was recommended and what is chosen."""
    found = weights.assessment(case, on=on)
    due = weights.amount(case, on=on)
    procedure.check_open(found.questions, effect, found.best, reason)
    rules.check_decision(found, effect, imposed=imposed, due=due, reason=reason)
    case.recommended, case.rows = found.outcome, [one.key for one in found.because if one.listed]
    case.explanation, case.questions = str(found.explanation), [str(one) for one in found.questions]
    case.chosen, case.reason, case.due_cents, case.imposed_cents = effect, reason, due, imposed


def proposed(case: Case) -> TreatmentProposed:
    assert case.due_cents is not None and case.imposed_cents is not None  # just weighed
    return TreatmentProposed(
        key=case.number, recommended=case.recommended, proposed=case.chosen, imposed_cents=case.imposed_cents,
        due_cents=case.due_cents, reason=case.reason, rows=case.rows,
    )  # fmt: skip


@transaction.atomic
def notify(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Case:
    """告知: what is proposed, why, by which law, and that one may answer and ask for a hearing (第四十四条、第六十四条)."""
    case = lock(number, Verb.NOTIFY, by=by, version=version)
    until = limit_day("penalty-hearing-request", moments.day_of(at), calendars.current())
    case.noticed_at, case.defence_until = at, until
    move(case, Verb.NOTIFY, at=at, changed=["noticed_at", "defence_until"])
    emit(NoticeGiven(key=number, until=until), by=by, at=at)
    return case


@transaction.atomic
def defend(number: str, *, words: str, hearing: bool, by: Actor, at: datetime, version: int | None = None) -> Case:
    """陈述、申辩: heard in any case; a hearing within five working days of the notice (第四十五条、第六十四条第一项)."""
    case = lock(number, Verb.DEFEND, by=by, version=version)
    procedure.check_words(words, article="行政处罚法 第四十五条")
    if hearing and case.defence_until and moments.day_of(at) > case.defence_until:
        raise Refused(
            "hearing_late", "要求听证的期限已经届满，仍可以陈述、申辩。", article="行政处罚法 第六十四条第一项"
        )
    case.defence_cipher, case.defended_at = encrypt(words), at
    case.hearing_asked = case.hearing_asked or hearing
    move(case, Verb.DEFEND, at=at, changed=["defence_cipher", "defended_at", "hearing_asked"])
    emit(DefenceMade(key=number, hearing=hearing), by=by, at=at)
    return case


@transaction.atomic
def hear(number: str, *, told_on: date, held_on: date, by: Actor, at: datetime, version: int | None = None) -> Case:
    """听证: told of time and place seven working days ahead; the case then goes to legal review (第五十八条、第六十四条)."""
    case = lock(number, Verb.HEAR, by=by, version=version)
    if held_on > moments.day_of(at) or held_on < limit_day("penalty-hearing-notice", told_on, calendars.current()):
        raise Refused("hearing_notice", "应当在举行听证的七日前通知当事人。", article="行政处罚法 第六十四条第二项")
    case.heard_on = held_on
    case.review_grounds = procedure.review_needed(case.review_grounds, hearing=True, deviates=False)
    move(case, Verb.HEAR, at=at, changed=["heard_on", "review_grounds"])
    emit(HearingHeld(key=number, held_on=held_on), by=by, at=at)
    return case


@transaction.atomic
def reconsider(
    number: str, *, effect: Effect, imposed_cents: int, reason: str, by: Actor, at: datetime,
    version: int | None = None,
) -> Case:  # fmt: skip
    """复核申辩: what the party says can make it milder, never heavier (第四十五条第二款)."""
    case = lock(number, Verb.RECONSIDER, by=by, version=version)
    procedure.check_words(reason, article="行政处罚法 第四十五条")
    assert case.imposed_cents is not None  # proposed, so weighed
    procedure.check_not_heavier(case.imposed_cents, imposed_cents, Effect(case.chosen), effect)
    weigh(case, effect, imposed_cents, reason, on=moments.day_of(at))
    move(case, Verb.RECONSIDER, at=at, changed=PROPOSED)
    emit(DefenceConsidered(key=number, proposed=effect, imposed_cents=imposed_cents, reason=reason), by=by, at=at)
    return case


@transaction.atomic
def ask_review(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Case:
    """送法制审核: in the cases of 第五十八条, and where the proposal is not what the rule recommends."""
    case = lock(number, Verb.ASK_REVIEW, by=by, version=version)
    if not case.review_grounds:
        raise Refused("no_review_needed", "本案不属于应当法制审核的情形。", article="行政处罚法 第五十八条")
    move(case, Verb.ASK_REVIEW, at=at)
    emit(LegalReviewAsked(key=number, grounds=case.review_grounds), by=by, at=at)
    return case


@transaction.atomic
def review(number: str, *, verb: Verb, opinion: str, by: Actor, at: datetime, version: int | None = None) -> Case:
    """法制审核: passed, or back to the officers; by somebody else than them."""
    case = lock(number, verb, by=by, version=version)
    assert by.user_id is not None  # lock let only staff through
    procedure.check_reviewer(by.user_id, officers_of(case))
    procedure.check_words(opinion, article="行政处罚法 第五十八条")
    case.reviewed_by_id, case.review_opinion = by.user_id, opinion
    move(case, verb, at=at, changed=["reviewed_by", "review_opinion"])
    emit(LegalReviewDone(key=number, passed=verb == Verb.PASS, opinion=opinion), by=by, at=at)
    return case
