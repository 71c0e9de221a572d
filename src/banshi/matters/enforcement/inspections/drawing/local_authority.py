"""A local time-stamp authority, for demonstrations and tests: it proves nothing to anybody else, because it is ours.

It answers as RFC 3161 says, with a key and a certificate of its own; only the signer's certificate is in its tokens.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY = "1.3.6.1.4.1.99999.1"  # of nobody: a demonstration
SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})
LIFETIME = timedelta(days=30 * 365)


@dataclass(frozen=True)
class Identity:
    """Who signs: a key, its certificate, and the root that issued it, whose own key is thrown away."""

    key: ec.EllipticCurvePrivateKey
    signer: x509.Certificate
    root: x509.Certificate

    @classmethod
    def make(cls, begins: datetime) -> "Identity":
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = _certificate("demonstration root", root_key, None, begins)
        return cls(key, _certificate("demonstration time stamps", key, (root_key, root), begins), root)

    @classmethod
    def read(cls, pem: bytes) -> "Identity":
        key = load_pem_private_key(pem, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return cls(key, *x509.load_pem_x509_certificates(pem))

    def as_pem(self) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + b"".join(one.public_bytes(Encoding.PEM) for one in (self.signer, self.root))


class LocalAuthority:
    """An authority whose clock is the function it is given."""

    fake = True

    def __init__(self, now: Callable[[], datetime], identity: Identity) -> None:
        self._now, self._identity = now, identity

    @property
    def roots(self) -> Sequence[x509.Certificate]:
        """Whom a verifier of these tokens has to trust."""
        return [self._identity.root]

    def stamp(self, digest: bytes) -> bytes:
        """A TimeStampResp over a SHA-256 digest."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": {"hash_algorithm": SHA256, "hashed_message": digest},
                "serial_number": x509.random_serial_number(),
                "gen_time": self._now().astimezone(UTC).replace(microsecond=0),
            }
        )
        response = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": self._signed(info.dump())})
        return bytes(response.dump())

    def _signed(self, content: bytes) -> cms.ContentInfo:
        certificate = asn1_x509.Certificate.load(self._identity.signer.public_bytes(Encoding.DER))
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
                "signature": self._identity.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
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
        .not_valid_after(begins + LIFETIME)
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
