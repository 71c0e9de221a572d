"""Crypto 密码: encryption at rest and keyed fingerprints of personal numbers (个人信息保护法 第五十一条).

Stored form: one version byte, a 12-byte nonce, the AES-256-GCM ciphertext with its tag. A new algorithm or a new way of
deriving the key gets a new version byte; what was stored under an old one stays readable.
"""

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["Undecipherable", "decrypt", "encrypt", "fingerprint"]

_VERSION = b"\x01"
_NONCE_BYTES = 12


class Undecipherable(ValueError):
    """The bytes were not written with this key, or were changed since."""


def encrypt(text: str) -> bytes:
    """Encrypt for storage. The same text gives other bytes each time; compare with `fingerprint`."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + _cipher(settings.DATA_KEY).encrypt(nonce, text.encode(), _VERSION)


def decrypt(stored: bytes | memoryview) -> str:
    """The text that was encrypted. Raises Undecipherable; never returns a guess."""
    stored = bytes(stored)
    version, nonce, sealed = stored[:1], stored[1 : 1 + _NONCE_BYTES], stored[1 + _NONCE_BYTES :]
    if version != _VERSION:
        raise Undecipherable("unknown version of encryption")
    try:
        return _cipher(settings.DATA_KEY).decrypt(nonce, sealed, version).decode()
    except (InvalidTag, ValueError):
        raise Undecipherable("wrong key or damaged bytes") from None


def fingerprint(text: str) -> str:
    """A keyed hash, for equality searches over encrypted values; without the key it tells nothing."""
    return hmac.digest(_derived(settings.DATA_KEY, "fingerprint"), text.encode(), "sha256").hex()


@lru_cache(maxsize=8)
def _cipher(data_key: str) -> AESGCM:
    return AESGCM(_derived(data_key, "encryption"))


@lru_cache(maxsize=8)
def _derived(data_key: str, purpose: str) -> bytes:
    info = f"banshi {purpose} v1".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(data_key.encode())
