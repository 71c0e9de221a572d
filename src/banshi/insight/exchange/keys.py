"""The city's key for its feed 交换密钥, and the secret that salts its lines; both from BANSHI_EXCHANGE_KEY."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from banshi.insight.exchange import rules


def signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_derived(b"signature"))


def salt_secret() -> bytes:
    return _derived(b"salt")


def public_key() -> str:
    """What a neighbour pins: 32 bytes as hexadecimal."""
    return rules.public_key(signing_key())


def _derived(purpose: bytes) -> bytes:
    return hashlib.blake2b(settings.EXCHANGE_KEY.encode(), digest_size=32, person=purpose).digest()
