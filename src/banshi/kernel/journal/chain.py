"""The chain: which bytes of a line are hashed. Pure, so that a verifier elsewhere can do the same."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785


def line_bytes(
    *, stream: str, seq: int, kind: str, actor: str, at: datetime, data: dict[str, Any], prev: str
) -> bytes:
    """The canonical JSON (RFC 8785) of one line, the moment in UTC with microseconds."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    line = {"stream": stream, "seq": seq, "kind": kind, "actor": actor, "at": moment, "data": data, "prev": prev}
    return rfc8785.dumps(line)


def line_hash(**line: Any) -> str:
    """SHA-256 of `line_bytes`, in hexadecimal."""
    return hashlib.sha256(line_bytes(**line)).hexdigest()
