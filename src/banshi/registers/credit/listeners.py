"""What repairs and objections do by themselves: they say that a day has passed, and make the certificate. They decide nothing."""

from datetime import datetime

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.files.owners import owner
from banshi.kernel.jobs.timers import timer
from banshi.kernel.journal.events import listens
from banshi.kernel.journal.guards import guard
from banshi.registers.credit import documents, notices
from banshi.registers.credit.events import (
    ObjectionKept,
    ObjectionUpheld,
    RepairAgreed,
    RepairDeclined,
    RepairRefused,
    ReportAsked,
    SupplementAsked,
)
from banshi.registers.credit.models import Objection, Repair
from banshi.registers.credit.rules.proceedings import Matter
from banshi.registers.credit.selectors import lists as entries
from banshi.registers.credit.selectors import measures, proceedings, reports
from banshi.registers.credit.services import lists, objections, repairs
from banshi.registers.credit.services import reports as reporting
from banshi.registers.credit.services.steps import OVERDUE

CLOCK = Actor.system("clock")


@timer(OVERDUE[Matter.REPAIR])
def report_late_repair(key: str, at: datetime) -> None:
    repairs.report_overdue(key, by=CLOCK, at=at)


@timer(OVERDUE[Matter.OBJECTION])
def report_late_objection(key: str, at: datetime) -> None:
    objections.report_overdue(key, by=CLOCK, at=at)


@timer(OVERDUE[Matter.LISTING])
def report_late_listing(key: str, at: datetime) -> None:
    lists.report_overdue(key, by=CLOCK, at=at)


@timer(lists.EXPIRY)
def end_what_is_over(key: str, at: datetime) -> None:
    """期满移出."""
    lists.expire(key, by=CLOCK, at=at)


@listens(RepairAgreed)
def make_the_certificate(event: RepairAgreed, line: int) -> None:
    """The signed PDF; then its company is told that it is there."""
    if documents.make(event.key):
        _tell_repair(event.key, notices.agreed())


@listens(RepairDeclined)
def tell_declined(event: RepairDeclined, line: int) -> None:
    _tell_repair(event.key, notices.answered())


@listens(RepairRefused)
def tell_refused(event: RepairRefused, line: int) -> None:
    _tell_repair(event.key, notices.answered())


@listens(SupplementAsked)
def tell_what_is_missing(event: SupplementAsked, line: int) -> None:
    _tell_repair(event.key, notices.asked())


@listens(ObjectionUpheld)
def tell_upheld(event: ObjectionUpheld, line: int) -> None:
    _tell_objection(event.key)


@listens(ObjectionKept)
def tell_kept(event: ObjectionKept, line: int) -> None:
    _tell_objection(event.key)


@guard(Matter.REPAIR)
@owner(Matter.REPAIR)
def sees_the_repair(actor: Actor, number: str) -> bool:
    """日志、佐证和证明: the company, and the office that handles it."""
    return proceedings.scope(Repair, actor).filter(number=number).exists()


@guard(Matter.OBJECTION)
@owner(Matter.OBJECTION)
def sees_the_objection(actor: Actor, number: str) -> bool:
    """日志、佐证: whoever objected, and the office that handles it."""
    return proceedings.scope(Objection, actor).filter(number=number).exists()


@guard(Matter.LISTING)
def sees_the_entry(actor: Actor, number: str) -> bool:
    """日志: the office that handles it, and whom it is about, from the notice on."""
    return entries.scope(actor).filter(number=number).exists()


@guard("credit-measure")
def sees_the_measure(actor: Actor, number: str) -> bool:
    return measures.scope(actor).filter(number=number).exists()


def _tell_repair(number: str, text: str) -> None:
    notices.send(Repair.objects.select_related("office").get(number=number), text)


def _tell_objection(number: str) -> None:
    notices.send(Objection.objects.select_related("office").get(number=number), notices.answered())


@listens(ReportAsked)
def make_the_report(event: ReportAsked, line: int) -> None:
    reporting.make(event.key, by=Actor.system("credit"), at=moments.now())


@guard(reporting.MATTER)
@owner(reporting.MATTER)
def sees_the_report(actor: Actor, number: str) -> bool:
    """信用报告: whom it is about, and who speaks for them."""
    return reports.scope(actor).filter(number=number).exists()
