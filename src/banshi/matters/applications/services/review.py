"""Review 审查: special procedures, the one extension, decisions, and the ends without one."""

from datetime import date, datetime

from django.db import transaction

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import Limit
from banshi.kernel.journal import selectors as journal
from banshi.kernel.journal.events import emit
from banshi.kernel.sentences import later
from banshi.matters.applications import rules
from banshi.matters.applications.events import (
    ApplicationGranted,
    ApplicationOverdue,
    ApplicationRefused,
    ApplicationTerminated,
    ApplicationWithdrawn,
    DelayExplained,
    LimitExtended,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
)
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import State, Verb, event_code
from banshi.matters.applications.services.steps import expiry, lock, move


@transaction.atomic
def start_special(
    number: str, *, kind: str, needed: Limit, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """特别程序开始: the days of a hearing, test or expert review are not counted (第四十五条); this is the written notice."""
    application = lock(number, Verb.START_SPECIAL, by=by, version=version)
    rules.check_pause(kind, needed, reason)
    first = moments.day_of(at).isoformat()
    pause = {"kind": kind, "reason": reason, "needed": str(needed), "first": first, "last": None}
    application.pauses = [*application.pauses, pause]
    move(application, Verb.START_SPECIAL, at=at, changed=["pauses"])
    emit(
        SpecialProcedureStarted(key=number, code=9, kind_of_pause=kind, reason=reason, needed=str(needed)), by=by, at=at
    )
    return application


@transaction.atomic
def end_special(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Application:
    """特别程序结束: today is the last day that does not count; tomorrow the clock goes on."""
    application = lock(number, Verb.END_SPECIAL, by=by, version=version)
    close_pause(application, at)
    move(application, Verb.END_SPECIAL, at=at, changed=["pauses"])
    assert application.promised_due_on is not None  # accepted, so computed
    emit(
        SpecialProcedureEnded(
            key=number,
            code=10,
            promised_due_on=application.promised_due_on,
            statutory_due_on=application.statutory_due_on,
        ),
        by=by,
        at=at,
    )
    return application


def close_pause(application: Application, at: datetime) -> None:
    *before, running = application.pauses
    application.pauses = [*before, {**running, "last": moments.day_of(at).isoformat()}]


@transaction.atomic
def extend(number: str, *, days: int, reason: str, by: Actor, at: datetime, version: int | None = None) -> Application:
    """延长办理期限: once, approved by the head of the office, before time runs out, and the reason told (第四十二条)."""
    application = lock(number, Verb.EXTEND, by=by, version=version)
    today, asked = moments.day_of(at), Limit(days, application.limits.extension.unit)
    rules.check_extension(application.facts, asked, reason, today=today, calendar=calendars.current())
    application.extension = str(asked)
    move(application, Verb.EXTEND, at=at, changed=["extension"])
    assert application.promised_due_on is not None  # accepted, so computed
    emit(
        LimitExtended(
            key=number,
            extension=str(asked),
            reason=reason,
            promised_due_on=application.promised_due_on,
            statutory_due_on=application.statutory_due_on,
        ),
        by=by,
        at=at,
    )
    return application


@transaction.atomic
def explain_delay(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Application:
    """公开超期原因: who misses a promised day publishes why (优化营商环境条例 第三十六条)."""
    application = lock(number, Verb.EXPLAIN_DELAY, by=by, version=version)
    rules.check_delay(application.facts, application.promised_due_on, reason, today=moments.day_of(at))
    application.delay_reason = reason
    move(application, Verb.EXPLAIN_DELAY, at=at, changed=["delay_reason"])
    emit(DelayExplained(key=number, reason=reason), by=by, at=at)
    return application


@transaction.atomic
def grant(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Application:
    """准予 (第三十八条). Ten working days to make and deliver the certificate begin (第四十四条)."""
    application = lock(number, Verb.GRANT, by=by, version=version)
    return approve(application, Verb.GRANT, by=by, at=at)


@transaction.atomic
def grant_by_silence(number: str, *, by: Actor, at: datetime) -> Application:
    """视为准予延续: nobody decided a renewal before the old licence ran out (第五十条第二款)."""
    application = lock(number, Verb.GRANT_BY_SILENCE, by=by)
    rules.check_silence(
        means_consent=application.item_version.spec.silence_means_consent,
        received_on=application.facts.received_on,
        expires_on=expiry(application),
        today=moments.day_of(at),
    )
    application.reason = later("行政许可有效期届满前未作出决定，依法视为准予延续。")
    application.basis = rules.AGREED_BY_SILENCE
    if application.state == State.SPECIAL:
        close_pause(application, at)
    return approve(application, Verb.GRANT_BY_SILENCE, by=by, at=at)


def approve(application: Application, verb: Verb, *, by: Actor, at: datetime) -> Application:
    """The grant itself, of an application that is locked and may be granted."""
    application.decided_at, application.outcome = at, "granted"
    move(application, verb, at=at, changed=["decided_at", "outcome", "reason", "basis", "pauses"])
    assert application.delivery_due_on is not None  # computed from decided_at
    emit(
        ApplicationGranted(
            key=application.number,
            code=event_code(verb, State.REVIEW),
            by_silence=verb == Verb.GRANT_BY_SILENCE,
            delivery_due_on=application.delivery_due_on,
        ),
        by=by,
        at=at,
    )
    return application


@transaction.atomic
def refuse(number: str, *, reason: str, basis: str, by: Actor, at: datetime, version: int | None = None) -> Application:
    """不予许可: in writing, with reasons, naming review and court (第三十八条); by a person, never by the machine alone."""
    application = lock(number, Verb.REFUSE, by=by, version=version)
    rules.check_refusal(reason, basis, by_machine=by.kind == "system")
    application.decided_at, application.outcome = at, "refused"
    application.reason, application.basis = reason, basis
    move(application, Verb.REFUSE, at=at, changed=["decided_at", "outcome", "reason", "basis"])
    remedies = application.item_version.spec.remedies
    assert application.delivery_due_on is not None  # computed from decided_at
    emit(
        ApplicationRefused(
            key=number,
            code=13,
            reason=reason,
            basis=basis,
            remedies={"review": remedies.review, "court": remedies.court},
            delivery_due_on=application.delivery_due_on,
        ),
        by=by,
        at=at,
    )
    return application


@transaction.atomic
def withdraw(number: str, *, reason: str = "", by: Actor, at: datetime, version: int | None = None) -> Application:
    """撤回: the applicant may take the application back until it is decided."""
    application = lock(number, Verb.WITHDRAW, by=by, version=version)
    code = event_code(Verb.WITHDRAW, State(application.state))
    if application.state == State.SPECIAL:
        close_pause(application, at)
    application.reason = reason
    move(application, Verb.WITHDRAW, at=at, changed=["reason", "pauses"])
    emit(ApplicationWithdrawn(key=number, code=code, reason=reason), by=by, at=at)
    return application


@transaction.atomic
def terminate(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Application:
    """终止: end without a decision, e.g. because nothing was supplied; a person says why."""
    application = lock(number, Verb.TERMINATE, by=by, version=version)
    rules.check_reason(reason, article="行政许可法 第三十八条")
    if application.state == State.SPECIAL:
        close_pause(application, at)
    application.reason = reason
    move(application, Verb.TERMINATE, at=at, changed=["reason", "pauses"])
    emit(ApplicationTerminated(key=number, reason=reason), by=by, at=at)
    return application


@transaction.atomic
def report_overdue(number: str, *, limit: str, by: Actor, at: datetime) -> None:
    """超期: say so in the journal, once, when a last day has passed and the step was not taken. Nothing else changes."""
    application = Application.objects.select_for_update().filter(number=number).first()
    if application is None or application.state not in RUNNING[limit]:
        return
    due_on = getattr(application, f"{limit}_due_on")
    if due_on and moments.day_of(at) > due_on and not _reported(number, limit, due_on):
        emit(ApplicationOverdue(key=number, limit=limit, due_on=due_on), by=by, at=at)


RUNNING = {
    "promised": {State.REVIEW},
    "statutory": {State.REVIEW},
    "delivery": {State.GRANTED, State.REFUSED, State.ISSUED},
}
"""The states in which a limit runs; while the clock stands still nothing is late."""


def _reported(number: str, limit: str, due_on: date) -> bool:
    """Later steps set the timer anew; the same missed day is told only once."""
    said = {"limit": limit, "due_on": due_on.isoformat()}
    lines = journal.timeline(f"application:{number}")
    return any(line.kind == ApplicationOverdue.kind() and line.data.items() >= said.items() for line in lines)
