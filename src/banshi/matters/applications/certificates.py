"""Certificates 电子证照: the PDF with its number, its QR code and a signature inside; and the check of any copy.

电子签名法 第十三条, 第十四条: a reliable electronic signature equals one by hand; 国务院令第716号 第九条, 第十条: an electronic
seal and licence equal those on paper. The demo signs with a key of its own, made on first start, and says so.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files as resources
from io import BytesIO

from django.conf import settings
from django.db import transaction

from banshi.kernel.crypto import signing
from banshi.kernel.files import services as files
from banshi.kernel.typesetting import qr, typeset
from banshi.matters.applications.models import Certificate

TEMPLATE = resources("banshi.matters.applications") / "certificate.typ"


@dataclass(frozen=True)
class Check:
    """What the check of a PDF found: was it made here, is every byte as it was signed, and does it still hold?"""

    signed_by_us: bool
    intact: bool
    certificate: Certificate | None


def verdict(found: Check, *, on: date) -> str:
    """One word: valid, expired, revoked, cancelled, unknown (signed, but not in the register), changed or foreign."""
    if not found.signed_by_us:
        return "foreign"
    if found.certificate is None:
        return "unknown"
    if not found.intact:
        return "changed"
    if found.certificate.status != "valid":
        return found.certificate.status
    return "expired" if found.certificate.has_expired(on) else "valid"


@transaction.atomic
def make(number: str) -> None:
    """Typeset, sign and keep the PDF. Made once: a repeated job finds it made."""
    certificate = Certificate.objects.select_for_update().get(number=number)
    if certificate.file_id:
        return
    signed = signing.sign_pdf(render(certificate), reason=certificate.number)
    certificate.file = files.keep(
        signed, name=f"{certificate.number}.pdf", owner_kind="certificate", owner_key=certificate.number
    )
    certificate.save(update_fields=["file"])


def render(certificate: Certificate) -> bytes:
    """The unsigned PDF. Every word on it comes from the register."""
    stated = {
        "number": certificate.number,
        "name": certificate.name,
        "name_en": certificate.name_en,
        "holder": certificate.holder,
        "holder_number": certificate.holder_number_masked,
        "office": certificate.office_name,
        "item": certificate.application.item_name,
        "application": certificate.application.number,
        "issued_on": certificate.issued_on.isoformat(),
        "valid_to": certificate.valid_to.isoformat() if certificate.valid_to else unlimited(certificate),
        "qr": qr(check_url(certificate)),
        "demo": not settings.PRODUCTION,
    }
    return typeset(TEMPLATE, stated)


def unlimited(certificate: Certificate) -> str:
    """What stands for the last day where there is none: 长期 if the item says so, else what it says instead."""
    result = certificate.application.item_version.spec.result
    return "长期" if result.validity == "long" else result.note or "—"


def check_url(certificate: Certificate) -> str:
    """Where the QR code leads: a public page that says whether the certificate holds."""
    return f"{settings.SITE_URL}/certificates/{certificate.token}/"


def check(pdf: bytes) -> Check:
    """Is this file, byte for byte, a certificate that this city signed, and does it still hold?"""
    signature = signing.check_pdf(pdf)
    if not signature.ours:
        return Check(signed_by_us=False, intact=False, certificate=None)
    digest = hashlib.sha256(pdf).hexdigest()
    certificate = Certificate.objects.filter(file__sha256=digest).first()
    # A signature does not cover the hole that holds it: only the register knows that every byte is the one it keeps.
    intact = signature.intact and certificate is not None
    if certificate is None and signature.reason:
        certificate = Certificate.objects.filter(number=signature.reason).first()
    return Check(signed_by_us=True, intact=intact, certificate=certificate)


def pdf_of(certificate: Certificate) -> BytesIO | None:
    """The signed file, or None while the job that makes it has not run."""
    return BytesIO(files.read(certificate.file)) if certificate.file else None
