"""Documents 文书: the certificate of a repair as a signed PDF, from what the proceeding holds."""

from importlib.resources import files as resources

from django.conf import settings
from django.db import transaction

from banshi.kernel.crypto import signing
from banshi.kernel.files import services as files
from banshi.kernel.typesetting import qr, typeset
from banshi.registers.credit.models import Repair

TEMPLATE = resources("banshi.registers.credit") / "repair.typ"


@transaction.atomic
def make(number: str) -> bool:
    """Typeset, sign and keep the certificate. Made once: a repeated job finds it made, and is told so."""
    repair = Repair.objects.select_for_update(of=("self",)).select_related("unit", "kind", "party").get(number=number)
    if repair.certificate_id or repair.agreed_on is None:
        return False
    signed = signing.sign_pdf(render(repair), reason=repair.number)
    repair.certificate = files.keep(signed, name=f"{number}.pdf", owner_kind=repair.matter, owner_key=number)
    repair.save(update_fields=["certificate"])
    return True


def render(repair: Repair) -> bytes:
    """The unsigned PDF."""
    return typeset(TEMPLATE, stated(repair))


def stated(repair: Repair) -> dict[str, object]:
    assert repair.agreed_on is not None
    return {
        "number": repair.number,
        "party": repair.party_name,
        "party_number": repair.party.id_masked,
        "unit": repair.unit.name,
        "kind": repair.kind.name,
        "doc_no": repair.doc_no or "—",
        "decided_on": repair.decided_on.isoformat() if repair.decided_on else "—",
        "basis": repair.basis,
        "reason": repair.answer,
        "agreed_on": repair.agreed_on.isoformat(),
        "qr": qr(check_url(repair)),
        "demo": not settings.PRODUCTION,
    }


def check_url(repair: Repair) -> str:
    """Where the QR code leads: a public page that says whether the repair still holds."""
    return f"{settings.SITE_URL}/credit/repairs/{repair.token}/"
