"""评价链接: the address behind the QR code on a slip. It names a matter and proves itself; it needs no log-in and no table."""

import secrets

from django.conf import settings
from django.urls import reverse

from banshi.kernel.actors import Hidden
from banshi.kernel.crypto import fingerprint

LENGTH = 40  # 160 bits


def token(number: str) -> str:
    """Whoever holds it may rate this one matter. Nobody can make it without the city's key."""
    return f"{number}.{fingerprint(f'rating-link:{number}')[:LENGTH]}"


def number(text: str) -> str:
    """The matter that a token is for."""
    named, _dot, proof = text.partition(".")
    if not text.isascii() or not secrets.compare_digest(token(named), f"{named}.{proof}"):
        raise Hidden("rating link")
    return named


def address(matter: str) -> str:
    """The whole address, for a QR code."""
    return settings.SITE_URL.rstrip("/") + reverse("ratings:link", args=[token(matter)])
