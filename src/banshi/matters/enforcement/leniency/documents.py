"""Documents 文书: the decision as a signed PDF, from what the case holds. 行政处罚法 第五十七条、第五十九条."""

from importlib.resources import files as resources

from django.conf import settings
from django.db import transaction

from banshi.kernel.calendar import moments
from banshi.kernel.crypto import signing
from banshi.kernel.files import services as files
from banshi.kernel.typesetting import typeset
from banshi.matters.enforcement.leniency.grounds import UNPUNISHED
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.procedure import MATTER

TEMPLATE = resources("banshi.matters.enforcement.leniency") / "decision.typ"
REMEDIES = "如不服本决定，可以在收到本决定书之日起六十日内申请行政复议，或者在六个月内提起行政诉讼。"


@transaction.atomic
def make(number: str) -> bool:
    """Typeset, sign and keep the decision. Made once: a repeated job finds it made, and is told so."""
    case = Case.objects.select_for_update(of=("self",)).select_related("party", "offence", "office").get(number=number)
    if case.document_id or case.decided_at is None:
        return False
    signed = signing.sign_pdf(render(case), reason=case.number)
    case.document = files.keep(signed, name=f"{case.number}.pdf", owner_kind=MATTER, owner_key=case.number)
    case.save(update_fields=["document"])
    return True


def title(case: Case) -> str:
    if case.chosen in UNPUNISHED:
        return "不予行政处罚决定书"
    return "当场行政处罚决定书" if case.on_the_spot else "行政处罚决定书"


def render(case: Case) -> bytes:
    """The unsigned PDF. Personal numbers appear masked."""
    return typeset(TEMPLATE, stated(case))


def stated(case: Case) -> dict[str, object]:
    assert case.decided_at is not None and case.imposed_cents is not None and case.decided_by is not None
    ordered = case.corrections.order_by("pk").last()
    officers = case.officers.filter(recused_at=None).order_by("pk")
    joint = case.joint.select_related("party").order_by("pk")
    return {
        "title": title(case),
        "number": case.number,
        "office": case.office.name,
        "party": "、".join([case.party_name, *(one.name for one in joint)]),
        "party_number": "、".join([case.party.id_masked, *(one.party.id_masked for one in joint)]),
        "act": case.offence.act,
        "act_on": case.act_on.isoformat(),
        "duty": case.offence.duty,
        "explanation": case.explanation,
        "rows": "、".join(case.rows) or "—",
        "correction": f"{ordered.what}（限{ordered.until.isoformat()}以前）" if ordered else "已自行改正",
        "decision": "不予行政处罚。" if case.chosen in UNPUNISHED else f"罚款人民币{yuan(case.imposed_cents)}元。",
        "officers": "、".join(one.certificate for one in officers),
        "decided_by": case.decided_by.name,
        "decided_on": moments.day_of(case.decided_at).isoformat(),
        "remedies": REMEDIES,
        "demo": not settings.PRODUCTION,
    }


def yuan(cents: int) -> str:
    """Whole 分 as yuan, exactly."""
    return f"{cents // 100:,}.{cents % 100:02d}"
