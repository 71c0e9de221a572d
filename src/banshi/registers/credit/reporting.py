"""How a credit report is written: what stands on its pages, in the language of the law, and the PDF."""

from datetime import date, datetime
from importlib.resources import files as resources
from typing import Any

from django.conf import settings
from django.utils.translation import override

from banshi.kernel.calendar import moments
from banshi.kernel.typesetting import qr, typeset
from banshi.registers.credit import wording
from banshi.registers.credit.models import Report, Subject
from banshi.registers.credit.rules import promises
from banshi.registers.credit.selectors import deliveries, reports
from banshi.registers.credit.selectors.reports import Contents
from banshi.registers.credit.selectors.standing import Standing
from banshi.ui import city
from banshi.ui.wording import yuan

TEMPLATE = resources("banshi.registers.credit") / "report.typ"
TITLES = {
    "licences": ("行政许可", "Licences"),
    "penalties": ("行政处罚", "Penalties"),
    "promises": ("信用承诺", "Promises"),
    "lists": ("经营异常名录、严重失信主体名单", "Lists"),
    "adverse": ("司法执行、行政强制", "Courts and coercion"),
    "honours": ("守信荣誉、行政奖励", "Honours and rewards"),
}


def render(report: Report, found: Contents, *, at: datetime) -> bytes:
    """The unsigned PDF."""
    with override("zh-hans"):
        return typeset(TEMPLATE, stated(report, found, at=at))


def stated(report: Report, found: Contents, *, at: datetime) -> dict[str, Any]:
    """Everything on the pages. A person's number appears masked."""
    day, organisation = moments.day_of(at), report.party.kind == "organisation"
    return {
        "city": city.facts()["city"],
        "number": report.number,
        "asked": {
            "by": report.applicant.name, "at": f"{report.asked_at.astimezone(moments.CHINA):%Y-%m-%d %H:%M}",
            "why": str(report.get_purpose_display()),
        },
        "as_of": day.isoformat(),
        "served": _served(),
        "organisation": organisation,
        "subject": _subject(report, found.subject),
        "profile": _profile(found),
        "counts": [[kind.name, number, kind.adverse] for kind, number in found.counts],
        "parts": [
            {
                "title": TITLES[name][0], "title_en": TITLES[name][1], "total": part.total,
                "rows": [_row(one, day, organisation=organisation) for one in part.records],
            }
            for name, part in found.parts.items()
        ],
        "listed": found.listed,
        "most": reports.MOST_LISTED,
        "token": grouped(report.token),
        "check": check_url(report),
        "qr": qr(check_url(report)),
        "demo": not settings.PRODUCTION,
    }  # fmt: skip


def _served() -> str:
    state = deliveries.state()
    return f"第{state.run}次归集，{state.refreshed_at.astimezone(moments.CHINA):%Y-%m-%d %H:%M}" if state else "—"


def _subject(report: Report, subject: Subject | None) -> list[list[str]]:
    rows = [["名称", "Name", report.party_name], ["证件号码", "Number", report.party.id_masked]]
    if report.party.kind == "organisation":
        rows[1][:2] = ["统一社会信用代码", "Credit code"]
        rows += [["工商注册号", "Old registration", subject.reg_no if subject and subject.reg_no else "—"]]
    return rows


def _profile(found: Contents) -> dict[str, Any] | None:
    profile = found.profile
    if profile is None:
        return None
    return {
        "records": profile.records, "adverse": profile.adverse, "units": len(found.units),
        "first": profile.first_on.isoformat(), "last": profile.last_on.isoformat(),
    }  # fmt: skip


def _row(one: Standing, day: date, *, organisation: bool) -> dict[str, Any]:
    record = one.record
    marks = [str(wording.MARKS[mark]) for mark in wording.MARKS if mark in one.marks]
    if one.kind.code == "promise":
        marks.insert(0, promises.STATES[promises.state(promises.said(record.content), record.valid_until, day)])
    return {
        "kind": one.kind.name, "decided_on": record.decided_on.isoformat(), "unit": one.unit.name,
        "doc_no": record.doc_no, "content": record.content,
        "valid_until": record.valid_until.isoformat() if record.valid_until else "",
        "amount": yuan(record.cents) if record.cents else "", "marks": marks,
        "shown": str(one.public(day, organisation=True).why) if organisation else "",
    }  # fmt: skip


def grouped(token: str) -> str:
    """ABCD-EFGH-…: as people read it out."""
    return "-".join(token[n : n + 4] for n in range(0, len(token), 4)).upper()


def check_url(report: Report) -> str:
    """Where the QR code leads: a public page that says whether this is our report, and compares a file with it."""
    return f"{settings.SITE_URL}/credit/reports/{report.token}/"
