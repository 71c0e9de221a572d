"""Time stamps 时间戳 of commitments: asked for through the port `time_stamps`, checked before they are kept.

Two classes for the port: the demonstration's own authority, which proves nothing to anybody else, and any authority that
speaks RFC 3161 over HTTP.
"""

import logging
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, cached_property
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from asn1crypto import algos, tsp
from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from banshi.kernel import ports
from banshi.kernel.calendar import moments
from banshi.kernel.sentences import later
from banshi.matters.enforcement.inspections.drawing import timestamps
from banshi.matters.enforcement.inspections.drawing.faults import Broken
from banshi.matters.enforcement.inspections.drawing.local_authority import Identity, LocalAuthority

log = logging.getLogger(__name__)

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)  # a demonstration may play in the past
PATIENCE, LARGEST = 10, 64 * 1024  # seconds, bytes


class NoStamp(Exception):
    """There is no time stamp; the message says why, in a sentence for people."""


def stamp(commitment: dict[str, Any], *, until: datetime) -> tuple[bytes, datetime]:
    """The token over a commitment and the moment that it proves, which is `until` at the latest. Raises `NoStamp`."""
    digest = timestamps.digest_of(commitment)
    try:
        authority = ports.time_stamps()
        token = authority.stamp(digest)
        at = timestamps.verify(token, digest, authority.roots)
    except ImproperlyConfigured as why:
        raise _none(later("没有接通时间戳服务机构"), why) from why
    except (OSError, HTTPException) as why:
        raise _none(later("时间戳服务机构没有应答"), why) from why
    except Broken as why:
        raise _none(later("时间戳服务机构的应答没有通过核验"), why) from why
    if at > until:
        raise _none(later("时间戳的时刻距抽取太近"), at)
    return token, at


def roots() -> Sequence[Certificate]:
    """Whom a verifier of our time stamps has to trust; nobody, where no authority is set up."""
    try:
        return ports.time_stamps().roots
    except (ImproperlyConfigured, OSError):
        return ()


def _none(sentence: str, why: object) -> NoStamp:
    log.warning("no time stamp: %s", why)
    return NoStamp(sentence)


class DemonstrationAuthority(LocalAuthority):
    """演示: the machine's own authority, by the demonstration's clock. Refused in production."""

    def __init__(self) -> None:
        super().__init__(moments.now, _identity())


@cache
def _identity() -> Identity:
    """Made once and kept beside the other secrets of the demonstration; of two processes that begin together one wins."""
    path: Path = settings.SECRETS / "time-stamps.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent) as made:  # readable for its owner only
            made.write(Identity.make(BEGINS).as_pem())
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, path)
    return Identity.read(path.read_bytes())


class HttpAuthority:
    """An authority at settings.TIME_STAMP_URL (RFC 3161, 3.4); settings.TIME_STAMP_ROOTS is the PEM of whom we trust."""

    @cached_property
    def roots(self) -> Sequence[Certificate]:
        return load_pem_x509_certificates(Path(settings.TIME_STAMP_ROOTS).read_bytes())

    def stamp(self, digest: bytes) -> bytes:
        imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
        asked = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True}).dump()
        head = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        with urlopen(Request(settings.TIME_STAMP_URL, asked, head), timeout=PATIENCE) as answer:
            return bytes(answer.read(LARGEST))
