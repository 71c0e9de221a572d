"""A local time-stamp authority, for demonstrations and tests: it proves nothing to anybody else, because it is ours.

It answers as RFC 3161 says, with a key and a certificate of its own; only the signer's certificate is in its tokens.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from banshi.matters.enforcement.inspections.drawing import timestamps

POLICY = "1.3.6.1.4.1.99999.1"  # of nobody: a demonstration
SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})
DECADE = timedelta(days=3653)


class LocalAuthority:
    """A `timestamps.Authority` whose clock is the function it is given."""

    fake = True

    def __init__(self, now: Callable[[], datetime], begins: datetime) -> None:
        self._now, self._serial = now, 0
        self._root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = _certificate("demonstration root", self._root_key, None, begins)
        self.signer = _certificate("demonstration time stamps", self._key, (self._root_key, self.root), begins)

    def stamp(self, digest: bytes) -> bytes:
        """A TimeStampResp over a SHA-256 digest."""
        self._serial += 1
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": {"hash_algorithm": SHA256, "hashed_message": digest},
                "serial_number": self._serial,
                "gen_time": self._now().astimezone(UTC).replace(microsecond=0),
            }
        )
        response = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": self._signed(info.dump())})
        return bytes(response.dump())

    def verify(self, token: bytes, digest: bytes) -> datetime:
        return timestamps.verify(token, digest, [self.root])

    def _signed(self, content: bytes) -> cms.ContentInfo:
        certificate = asn1_x509.Certificate.load(self.signer.public_bytes(Encoding.DER))
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
                {"type": "signing_certificate_v2", "values": [_names(certificate)]},
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": {"issuer_and_serial_number": _issued(certificate)},
                "digest_algorithm": SHA256,
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )
        data = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [SHA256],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
                "certificates": [certificate],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": data})


def _issued(certificate: asn1_x509.Certificate) -> cms.IssuerAndSerialNumber:
    return cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})


def _names(certificate: asn1_x509.Certificate) -> tsp.SigningCertificateV2:
    """RFC 5816: which certificate signs."""
    return tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate.dump()).digest()}]})


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None,
    begins: datetime,
) -> x509.Certificate:
    """The root, or the signer's certificate with the one usage that RFC 3161, 2.3 demands."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer_key, issuer_name = (issuer[0], issuer[1].subject) if issuer else (key, subject)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + DECADE)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(_usage(root=issuer is None), critical=True)
    )
    if issuer:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not root,
        key_cert_sign=root,
        crl_sign=root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
