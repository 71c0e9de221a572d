"""立案 from an inspection: what is to be handled becomes a case of the office that handles it, before it is published."""

from datetime import datetime

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import emit
from banshi.matters.enforcement.inspections import events, rules
from banshi.matters.enforcement.inspections.models import Finding
from banshi.matters.enforcement.inspections.services import visits
from banshi.matters.enforcement.leniency.services import investigation
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import services as parties

MACHINE = Actor.system("inspections")


@transaction.atomic
def open_case(number: str, *, item: str, offence: str, by: Actor, at: datetime) -> Finding:
    """Whether he may is the business of the case's own rules; here the finding is held to one case."""
    visit = visits.lock(number)
    finding = visit.findings.select_related("item").filter(item=item).exclude(handed_to="").first()
    if finding is None or visit.done_at is None:
        raise Hidden(number)
    rules.check_case(finding.results, finding.case_number)
    wanted = investigation.offence(offence)

    company = visit.object
    party = parties.register_organisation(name=company.name, credit_code=company.credit_code, by=MACHINE, at=at)
    case = investigation.file(
        wanted, party=party, office=offices.office(finding.handed_to), source="inspection",
        act_on=moments.day_of(visit.done_at), by=by, at=at,
    )  # fmt: skip
    finding.case_number = case.number
    finding.save(update_fields=["case_number"])
    emit(events.CaseOpened(key=number, item=item, case=case.number), by=by, at=at)
    return finding
