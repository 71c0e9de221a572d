"""What cases do by themselves: they say that a day has passed, and make the document of a decision. They decide nothing."""

from datetime import datetime

from banshi.kernel.actors import Actor
from banshi.kernel.files.owners import owner
from banshi.kernel.jobs.timers import timer
from banshi.kernel.journal.events import listens
from banshi.kernel.journal.guards import guard
from banshi.matters.enforcement.leniency import documents, notices, selectors
from banshi.matters.enforcement.leniency.events import CaseDecided, CorrectionOrdered, NoticeGiven
from banshi.matters.enforcement.leniency.services import decision
from banshi.matters.enforcement.leniency.services.steps import DECISION, DELIVERY, RECHECK, UNPUBLISH

CLOCK = Actor.system("clock")


@timer(DECISION)
def report_late_decision(key: str, at: datetime) -> None:
    """九十日 (行政处罚法 第六十条)."""
    decision.report_overdue(key, limit="decision", by=CLOCK, at=at)


@timer(RECHECK)
def report_missing_recheck(key: str, at: datetime) -> None:
    """责令改正期限届满, and nobody has looked again."""
    decision.report_overdue(key, limit="recheck", by=CLOCK, at=at)


@timer(DELIVERY)
def report_late_delivery(key: str, at: datetime) -> None:
    """七个工作日 (第六十一条)."""
    decision.report_overdue(key, limit="delivery", by=CLOCK, at=at)


@timer(UNPUBLISH)
def report_late_withdrawal(key: str, at: datetime) -> None:
    """三个工作日 (第四十八条第二款)."""
    decision.report_overdue(key, limit="unpublish", by=CLOCK, at=at)


@listens(CaseDecided)
def make_the_document(event: CaseDecided, line: int) -> None:
    """The signed PDF of the decision; then its party is told that it is there."""
    if documents.make(event.key):
        notices.send(event.key, notices.decided())


@listens(CorrectionOrdered)
def tell_the_order(event: CorrectionOrdered, line: int) -> None:
    notices.send(event.key, notices.ordered(event.until))


@listens(NoticeGiven)
def tell_the_notice(event: NoticeGiven, line: int) -> None:
    """告知 (第四十四条): the text points to it; the notice itself stands on the party's page."""
    notices.send(event.key, notices.noticed(event.until))


@guard("leniency")
def sees_the_record(actor: Actor, number: str) -> bool:
    """日志: who sees the case may have the proof of each of its lines."""
    return selectors.scope(actor).filter(number=number).exists()


@owner("leniency")
def opens_case_files(actor: Actor, number: str) -> bool:
    """改正照片、决定书: the party, and the office of the case."""
    return selectors.scope(actor).filter(number=number).exists()
