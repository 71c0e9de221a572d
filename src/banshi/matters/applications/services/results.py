"""Results 结果: certificate, delivery, archive; and the rare day on which a certificate is taken back."""

import secrets
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.matters.applications import rules
from banshi.matters.applications.events import (
    ApplicationArchived,
    CertificateIssued,
    CertificateRevoked,
    ResultDelivered,
)
from banshi.matters.applications.models import Application, Certificate
from banshi.matters.applications.rules import Verb
from banshi.matters.applications.services import acceptance, review
from banshi.matters.applications.services.steps import lock, move


@transaction.atomic
def issue(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Application:
    """制证: number the certificate and enter it; its signed PDF is made in a job right after the commit."""
    return _certify(lock(number, Verb.ISSUE, by=by, version=version), by=by, at=at)


def _certify(application: Application, *, by: Actor, at: datetime) -> Application:
    certificate = _certificate(application, moments.day_of(at))
    application.issued_at = at
    move(application, Verb.ISSUE, at=at, changed=["issued_at"])
    emit(CertificateIssued(key=application.number, certificate=certificate.number), by=by, at=at)
    return application


def _certificate(application: Application, today: date) -> Certificate:
    spec = application.item_version.spec
    return Certificate.objects.create(
        number=next_number("ZZ", today.year),
        application=application,
        token=secrets.token_hex(16),
        name=spec.result.name,
        name_en=spec.result.name_en,
        holder=application.applicant_name,
        holder_number_masked=application.party.id_masked,
        office_name=application.item_version.office.name,
        issued_on=today,
        valid_to=valid_to(today, spec.result.validity),
    )


def valid_to(issued_on: date, validity: str | None) -> date | None:
    """The last day of a result that holds for `10y`, `6mo` or `30d`; None when it holds without limit."""
    if validity in (None, "long"):
        return None
    unit = validity.lstrip("0123456789")
    n = int(validity.removesuffix(unit))
    return issued_on + relativedelta(**{{"y": "years", "mo": "months", "d": "days"}[unit]: n}) - relativedelta(days=1)


@transaction.atomic
def deliver(number: str, *, way: str = "online", by: Actor, at: datetime, version: int | None = None) -> Application:
    """送达: in hand, by courier or online. The matter is done, and may be rated."""
    return _hand_over(lock(number, Verb.DELIVER, by=by, version=version), way, by=by, at=at)


def _hand_over(application: Application, way: str, *, by: Actor, at: datetime) -> Application:
    application.delivered_at = at
    move(application, Verb.DELIVER, at=at, changed=["delivered_at"])
    emit(ResultDelivered(key=application.number, way=way), by=by, at=at)
    return application


@transaction.atomic
def serve(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Application:
    """即办: all of it in one visit: accepted, granted, made and handed over, each step with its own line (第三十四条)."""
    application = lock(number, Verb.SERVE, by=by, version=version)
    rules.check_on_the_spot(application.item_version.case_type)
    acceptance.begin(application, Verb.ACCEPT, accepted_at=at, by=by, at=at)
    review.approve(application, Verb.GRANT, by=by, at=at)
    _certify(application, by=by, at=at)
    return _hand_over(application, "counter", by=by, at=at)


@transaction.atomic
def archive(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Application:
    """归档: the file is closed; an electronic archive equals a paper one (国务院令第716号 第十二条)."""
    application = lock(number, Verb.ARCHIVE, by=by, version=version)
    move(application, Verb.ARCHIVE, at=at)
    emit(ApplicationArchived(key=number), by=by, at=at)
    return application


@transaction.atomic
def take_back(
    number: str, *, verb: Verb, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """撤销 (行政许可法 第六十九条) or 注销 (第七十条): from now on the public check says so, and why."""
    application = lock(number, verb, by=by, version=version)
    rules.check_reason(reason, article="行政许可法 第六十九条" if verb == Verb.REVOKE else "行政许可法 第七十条")
    certificate = Certificate.objects.select_for_update().filter(application=application).first()
    if certificate is None:
        raise Refused("nothing_granted", "没有可以撤销或者注销的许可。", article="行政许可法 第六十九条、第七十条")
    certificate.status = "revoked" if verb == Verb.REVOKE else "cancelled"
    certificate.status_reason = reason
    certificate.save(update_fields=["status", "status_reason"])
    application.reason = reason
    move(application, verb, at=at, changed=["reason"])
    emit(
        CertificateRevoked(
            key=number,
            code=15 if verb == Verb.REVOKE else None,
            certificate=certificate.number,
            status=certificate.status,
            reason=reason,
        ),
        by=by,
        at=at,
    )
    return application
