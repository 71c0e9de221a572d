"""What applications do by themselves: on their timers, and when a certificate was entered."""

from datetime import datetime

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.files.owners import owner
from banshi.kernel.jobs.timers import timer
from banshi.kernel.journal.events import listens
from banshi.kernel.journal.guards import guard
from banshi.kernel.packs.events import PackLoaded
from banshi.kernel.refusal import Refused
from banshi.matters.applications import certificates, notices, selectors
from banshi.matters.applications.events import ApplicationAccepted, ApplicationEvent, CertificateIssued
from banshi.matters.applications.models import Application
from banshi.matters.applications.services import acceptance, recounting, review
from banshi.matters.applications.services.steps import DEEMED, DELIVERY, OVERDUE, SILENCE, STATUTE
from banshi.registers.credit.selectors.measures import Moment
from banshi.registers.credit.services import measures

CLOCK = Actor.system("clock")


@timer(DEEMED)
def accept_what_nobody_answered(key: str, at: datetime) -> None:
    """视为受理, 行政许可法 第三十二条第四项."""
    _unless_overtaken(acceptance.deem_accepted, key, at)


@timer(SILENCE)
def renew_what_nobody_decided(key: str, at: datetime) -> None:
    """视为准予延续, 行政许可法 第五十条第二款."""
    _unless_overtaken(review.grant_by_silence, key, at)


def _unless_overtaken(service, key: str, at: datetime) -> None:  # type: ignore[no-untyped-def]
    """A person may have acted between the timer's moment and now; then there is nothing to do."""
    try:
        service(key, by=CLOCK, at=at)
    except Refused as refusal:
        if refusal.code != "wrong_state":
            raise


@timer(OVERDUE)
def report_missed_promise(key: str, at: datetime) -> None:
    review.report_overdue(key, limit="promised", by=CLOCK, at=at)


@timer(STATUTE)
def report_missed_statute(key: str, at: datetime) -> None:
    review.report_overdue(key, limit="statutory", by=CLOCK, at=at)


@timer(DELIVERY)
def report_late_delivery(key: str, at: datetime) -> None:
    review.report_overdue(key, limit="delivery", by=CLOCK, at=at)


@listens(PackLoaded)
def count_anew(event: PackLoaded, line: int) -> None:
    """期限重算: the pack may have brought another calendar."""
    calendars.forget()
    recounting.recount_all(by=CLOCK, at=moments.now())


@listens(ApplicationAccepted)
def ask_for_measures(event: ApplicationAccepted, line: int) -> None:
    """联合奖惩: which measure by which law the applicant meets; the office answers what it did. Refuses nobody anything."""
    application = Application.objects.select_related("party", "item_version").get(number=event.key)
    moment = Moment("application", event.accepted_on, application.item_version.code)
    measures.meet(
        application.party.id_fingerprint, moment, key=event.key, office_path=application.office_path, by=CLOCK,
        at=moments.now(),
    )  # fmt: skip


@guard("application")
def sees_the_record(actor: Actor, number: str) -> bool:
    """日志: who sees the matter may have the proof of each of its lines."""
    return selectors.scope(actor).filter(number=number).exists()


@owner("application")
def opens_application_files(actor: Actor, number: str) -> bool:
    """材料: the parties of an application, and the offices it is with."""
    return selectors.scope(actor).filter(number=number).exists()


@owner("certificate")
def opens_certificate_files(actor: Actor, number: str) -> bool:
    """证照: the same people."""
    return selectors.scope(actor).filter(certificate__number=number).exists()


@listens(CertificateIssued)
def make_the_document(event: CertificateIssued, line: int) -> None:
    """The signed PDF."""
    certificates.make(event.certificate)


def tell_the_applicant(event: ApplicationEvent, line: int) -> None:
    """告知申请人: every event that the applicant must hear of."""
    notices.tell(event, line, at=moments.now())


for _kind in notices.WORDS:
    listens(_kind)(tell_the_applicant)
