"""信用报告: asking for one, and making it. 个人信息保护法 第四十五条: whoever is spoken of may see and copy what is held."""

import base64
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.crypto import signing
from banshi.kernel.files import services as files
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import later
from banshi.registers.credit import events, reporting
from banshi.registers.credit.models import Report
from banshi.registers.credit.models.reports import PURPOSES
from banshi.registers.credit.selectors import reports, subjects

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

MATTER = "credit-report"
MOST_A_DAY = 10  # about one party: a report is not a way to keep the city's machines busy


@transaction.atomic
def ask(party_id: int, *, purpose: str, by: Actor, at: datetime) -> Report:
    """申请信用报告: about oneself or an organisation one speaks for. It is made by a job right after the commit."""
    party = _mine(party_id, by)
    if purpose not in dict(PURPOSES):
        raise Refused("purpose", later("请选择用途。"))
    if Report.objects.filter(party=party, asked_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused("enough", later("一天之内已经申请了多份报告，请使用已有的报告，或者明天再申请。"))
    subject = subjects.of_party(party)
    assert by.user_id is not None
    report = Report.objects.create(
        number=next_number("XB", moments.day_of(at).year), party=party, party_name=party.name,
        sid=subject.sid if subject else None, applicant_id=by.user_id, purpose=purpose, asked_at=at, token=new_token(),
    )  # fmt: skip
    emit(events.ReportAsked(key=report.number, sid=report.sid, purpose=purpose), by=by, at=at)
    return report


def _mine(party_id: int, by: Actor) -> "Party":
    """The party, whose row keeps a second request waiting; or Hidden."""
    found = reports.about(by).order_by().select_for_update(of=("self",)).filter(pk=party_id).first()
    if found is None:
        raise Hidden("party")
    return found


def new_token() -> str:
    """核验码: 80 random bits in letters and digits that nobody confuses."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


@transaction.atomic
def make(number: str, *, by: Actor, at: datetime) -> bool:
    """Typeset, sign and keep it. Made once: a repeated job finds it made, and is told so."""
    report = Report.objects.select_for_update(of=("self",)).select_related("party", "applicant").get(number=number)
    if report.file_id:
        return False
    found = reports.contents(report.sid, on=moments.day_of(at))
    signed = signing.sign_pdf(reporting.render(report, found, at=at), reason=number)
    report.file = files.keep(signed, name=f"{number}.pdf", owner_kind=MATTER, owner_key=number, at=at)
    report.records, report.listed = found.profile.records if found.profile else 0, found.listed
    report.save(update_fields=["file", "records", "listed"])
    emit(
        events.ReportMade(key=number, sha256=report.file.sha256, records=report.records, listed=report.listed),
        by=by, at=at,
    )  # fmt: skip
    return True
