"""Ports 外部系统: the few outside systems that a city really swaps. One name, one protocol, one class from settings.

settings.PORTS maps a name to "package.module.Class". Fakes serve demonstrations and tests; production refuses them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from cryptography.x509 import Certificate
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class Sms(Protocol):
    """短信: carries one short text to one mobile number."""

    reveals: bool  # the page may show the text: demonstrations only

    def send(self, number: str, text: str) -> None: ...


class Identity(Protocol):
    """实人核验: does this name belong to this number, and may this person speak for this organisation?"""

    def matches(self, *, name: str, id_number: str, phone: str) -> bool: ...

    def represents(self, *, id_number: str, credit_code: str, organisation: str) -> str:
        """legal (法定代表人), operator (经办人), or nothing."""
        ...


class VirusScan(Protocol):
    """病毒查杀: the name of what was found in the bytes, or nothing. Raises OSError when it cannot tell."""

    def scan(self, content: bytes) -> str: ...


class TimeStamps(Protocol):
    """时间戳服务机构: proves that a SHA-256 digest existed at a moment (RFC 3161)."""

    roots: Sequence[Certificate]  # whom a verifier of its tokens has to trust

    def stamp(self, digest: bytes) -> bytes:
        """The token, a DER TimeStampResp with its signer's certificate. Raises OSError when there is no answer."""
        ...


def sms() -> Sms:
    return _port("sms")


def identity() -> Identity:
    return _port("identity")


def virus_scan() -> VirusScan:
    return _port("virus_scan")


def time_stamps() -> TimeStamps:
    return _port("time_stamps")


def _port(name: str) -> Any:
    return _made(name, settings.PORTS.get(name, ""))


@lru_cache(maxsize=16)
def _made(name: str, path: str) -> Any:
    port = import_string(path)() if path else None
    if port is None or (settings.PRODUCTION and getattr(port, "fake", False)):
        raise ImproperlyConfigured(f"the outside system {name!r} is not set up (BANSHI_{name.upper()})")
    return port
