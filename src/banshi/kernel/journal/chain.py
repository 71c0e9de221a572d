"""The chain: which bytes of a line are hashed. Pure, so that a verifier elsewhere can do the same."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import rfc8785

GENESIS = "0" * 64  # stands where the first line of a chain has none before it


class NotCanonical(ValueError):
    """The line has no single spelling in plain JSON; a verifier elsewhere might hash other bytes."""


def fields(
    *, stream: str, seq: int, kind: str, actor: str, at: datetime, data: dict[str, Any], prev: str
) -> dict[str, Any]:
    """The fields of a line that are hashed."""
    return {"stream": stream, "seq": seq, "kind": kind, "actor": actor, "at": moment(at), "data": data, "prev": prev}


def moment(at: datetime) -> str:
    """The one spelling of a moment: UTC, microseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: dict[str, Any]) -> bytes:
    """Canonical JSON. The standard library writes the bytes of RFC 8785 for text, integers, booleans and null."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def line_bytes(**line: Any) -> bytes:
    """The canonical JSON of one line."""
    return canonical(fields(**line))


def line_hash(**line: Any) -> str:
    return digest(line_bytes(**line))


def new_line_bytes(**line: Any) -> bytes:
    """`line_bytes` of a line about to be written: refused unless RFC 8785's own library writes the very same bytes."""
    value = fields(**line)
    found = canonical(value)
    try:
        agreed = rfc8785.dumps(value) == found
    except rfc8785.CanonicalizationError as error:
        raise NotCanonical(str(error)) from error
    if not agreed:
        raise NotCanonical(line["kind"])
    return found


def pieces(first: bytes) -> tuple[str, str, str]:
    """What stands before `prev`, between it and `seq`, and after: of a line spelt as if it were the first of its stream."""
    before, found, after = first.decode().rpartition(f'"prev":"{GENESIS}","seq":1,')  # then only the stream's name
    if not found:
        raise ValueError("this is not the first line of a stream")
    return f'{before}"prev":"', '","seq":', f",{after}"


def digest(spelt: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(spelt).hexdigest()
