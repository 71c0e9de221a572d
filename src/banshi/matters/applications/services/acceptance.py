"""Acceptance 受理 and its alternatives. 行政许可法 第三十二条."""

from datetime import datetime

from django.db import transaction

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.files import services as files
from banshi.kernel.journal.events import emit
from banshi.kernel.writing import together
from banshi.matters.applications import intake, rules
from banshi.matters.applications.events import (
    ApplicationAccepted,
    ApplicationSupplemented,
    DeficiencyNotified,
    NotCompetentAnswered,
    NotRequiredAnswered,
)
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import State, Verb, event_code
from banshi.matters.applications.services.steps import MATTER, lock, move


@transaction.atomic
def answer_not_required(
    number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """不受理: the matter needs no licence at all (第三十二条第一项)."""
    application = lock(number, Verb.ANSWER_NOT_REQUIRED, by=by, version=version)
    rules.check_reason(reason, article="行政许可法 第三十二条第一项")
    application.reason = reason
    move(application, Verb.ANSWER_NOT_REQUIRED, at=at, changed=["reason"])
    emit(NotRequiredAnswered(key=number, code=4, reason=reason), by=by, at=at)
    return application


@transaction.atomic
def answer_not_competent(
    number: str, *, reason: str, competent: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """不予受理: another body is competent; the applicant is told which (第三十二条第二项)."""
    application = lock(number, Verb.ANSWER_NOT_COMPETENT, by=by, version=version)
    rules.check_reason(reason, article="行政许可法 第三十二条第二项")
    rules.check_reason(competent, article="行政许可法 第三十二条第二项")
    application.reason, application.basis = f"{reason} 请向{competent}申请。", "行政许可法 第三十二条第二项"
    move(application, Verb.ANSWER_NOT_COMPETENT, at=at, changed=["reason", "basis"])
    emit(NotCompetentAnswered(key=number, code=5, reason=reason, competent=competent), by=by, at=at)
    return application


@transaction.atomic
def notify(number: str, *, deficiencies: list[str], by: Actor, at: datetime, version: int | None = None) -> Application:
    """一次性告知: tell the applicant, once, everything that must be supplied (第三十二条第四项)."""
    application = lock(number, Verb.NOTIFY, by=by, version=version)
    told = [text.strip() for text in deficiencies if text.strip()]
    notified_on = moments.day_of(application.notified_at) if application.notified_at else None
    today = moments.day_of(at)
    rules.check_notice(application.facts, told, notified_on=notified_on, today=today, calendar=calendars.current())
    application.notified_at, application.deficiencies = at, told
    move(application, Verb.NOTIFY, at=at, changed=["notified_at", "deficiencies"])
    emit(DeficiencyNotified(key=number, code=6, deficiencies=told), by=by, at=at)
    return application


@transaction.atomic
def supplement(
    number: str, *, materials: dict[str, str], by: Actor, at: datetime, version: int | None = None
) -> Application:
    """补正: hand in what was missing. Once all of it is there the office must accept (第三十二条第五项)."""
    application = lock(number, Verb.SUPPLEMENT, by=by, version=version)
    spec = application.item_version.spec
    rows = intake.supplements(spec, application.answers, materials, paper_allowed=by.kind == "staff")
    files.adopt([row["file_id"] for row in rows if row["file_id"]], owner_kind=MATTER, owner_key=number, by=by)
    for row in rows:
        application.materials.update_or_create(code=row["code"], defaults=row)
    application.supplemented_at = at
    move(application, Verb.SUPPLEMENT, at=at, changed=["supplemented_at"])
    assert application.notice_due_on is not None  # computed from supplemented_at
    emit(ApplicationSupplemented(key=number, code=7, notice_due_on=application.notice_due_on), by=by, at=at)
    return application


@transaction.atomic
def accept(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Application:
    """受理: complete and in form, so it must be accepted (第三十二条第五项). The promised days begin.

    Said only after the last day for the notice, it changes nothing: the law accepted on the day of receipt.
    """
    application = lock(number, Verb.ACCEPT, by=by, version=version)
    if rules.was_silent(application.facts, today=moments.day_of(at), calendar=calendars.current()):
        return begin_as_of_receipt(application, Verb.ACCEPT, by=by, at=at)
    return begin(application, Verb.ACCEPT, accepted_at=at, by=by, at=at)


@transaction.atomic
def deem_accepted(number: str, *, by: Actor, at: datetime) -> Application:
    """视为受理: nobody answered in time, so it counts as accepted from the day it was received (第三十二条第四项)."""
    application = lock(number, Verb.DEEM_ACCEPTED, by=by)
    rules.check_deemed(application.facts, today=moments.day_of(at), calendar=calendars.current())
    return begin_as_of_receipt(application, Verb.DEEM_ACCEPTED, by=by, at=at)


def begin_as_of_receipt(application: Application, verb: Verb, *, by: Actor, at: datetime) -> Application:
    """The silence counts from the day on which everything had come in: the application, or what was supplied later."""
    application.deemed = True
    received_at = application.supplemented_at or application.received_at
    assert received_at is not None  # a database constraint: whatever left the draft was received
    return begin(application, verb, accepted_at=received_at, by=by, at=at)


def begin(application: Application, verb: Verb, *, accepted_at: datetime, by: Actor, at: datetime) -> Application:
    """The acceptance itself, of an application that is locked and may be accepted."""
    application.accepted_at = accepted_at
    with together():
        move(application, verb, at=at, changed=["accepted_at", "deemed"])
        assert application.promised_due_on is not None  # computed from accepted_at
        emit(
            ApplicationAccepted(
                key=application.number,
                code=event_code(verb, State.SUBMITTED),
                deemed=application.deemed,
                accepted_on=moments.day_of(accepted_at),
                promised_due_on=application.promised_due_on,
                statutory_due_on=application.statutory_due_on,
            ),
            by=by,
            at=at,
        )
    return application
