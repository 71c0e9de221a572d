"""Signing 电子签名: a signature inside a PDF (PAdES), and the check of any copy. 电子签名法 第十三条.

Production names a key and its certificate (BANSHI_SIGNING_KEY, BANSHI_SIGNING_CERTIFICATE, PEM); a demonstration makes its
own on first start, and the certificate says so in its name.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class Signature:
    """What the check found. `ours`: made with this city's key. `intact`: no byte was changed or added since."""

    ours: bool
    intact: bool
    reason: str  # what the signer wrote: the certificate's number


NONE = Signature(ours=False, intact=False, reason="")


def sign_pdf(pdf: bytes, *, reason: str) -> bytes:
    """The PDF with a signature over all of it."""
    signed = BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        signers.PdfSignatureMetadata(field_name="Signature", reason=reason, md_algorithm="sha256"),
        signer=_signer(),
        output=signed,
    )
    return signed.getvalue()


def check_pdf(pdf: bytes) -> Signature:
    """Check the last signature of a PDF. A file that is no PDF, or was never signed, is not ours and not intact."""
    try:
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not embedded:
            return NONE
        trust = ValidationContext(trust_roots=[load_cert_from_pemder(str(_paths()[1]))], allow_fetching=False)
        status = validate_pdf_signature(embedded[-1], trust)
        reason = str(embedded[-1].sig_object.get("/Reason", ""))
    except Exception:  # a hostile file can fail in any way; whatever it is, it is not a certificate of ours
        return NONE
    assert isinstance(status, PdfSignatureStatus)
    whole = status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return Signature(ours=bool(status.trusted), intact=bool(whole), reason=reason)


@cache
def _signer() -> signers.SimpleSigner:
    key, certificate = _paths()
    if not key.exists():
        _make_demo_key(key, certificate)
    signer = signers.SimpleSigner.load(str(key), str(certificate))
    assert signer is not None, f"{key} or {certificate} cannot be read"
    return signer


def _paths() -> tuple[Path, Path]:
    if settings.PRODUCTION:
        return Path(os.environ["BANSHI_SIGNING_KEY"]), Path(os.environ["BANSHI_SIGNING_CERTIFICATE"])
    return settings.SECRETS / "signing.key", settings.SECRETS / "signing.pem"


def _make_demo_key(key_path: Path, certificate_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Banshi demonstration, without legal effect 演示签名")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3650))  # a demonstration may play in the past
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    key_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    key_path.chmod(0o600)
