"""Time stamps 时间戳: proof by somebody else that the commitment existed at a moment (RFC 3161, Time-Stamp Protocol).

What is stamped is SHA-256 of the commitment's canonical bytes, whatever hash the draw uses. A token must carry the
certificate of its signer and no other.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from banshi.matters.enforcement.inspections.drawing.faults import Broken
from banshi.matters.enforcement.inspections.drawing.hashing import canonical


def digest_of(commitment: dict[str, object]) -> bytes:
    return hashlib.sha256(canonical(commitment)).digest()


def verify(token: bytes, digest: bytes, roots: Sequence[Certificate]) -> datetime:
    """Check a token against authorities that the verifier trusts, and read its moment."""
    try:
        response = decode_timestamp_response(token)
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify(response, digest)
    except (VerificationError, ValueError) as error:
        raise Broken("timestamp", f"the token does not hold: {error}") from error
    return response.tst_info.gen_time
