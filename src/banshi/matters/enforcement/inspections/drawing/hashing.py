"""Hashing 散列: canonical JSON, the two hash functions a draw may use, keys, and whole numbers without bias.

Everything that is hashed is either a file's line or a canonical JSON list that begins with the protocol's name, so no two
different things ever give the same bytes. No floating point anywhere.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

import rfc8785

from banshi.kernel.journal import merkle
from banshi.matters.enforcement.inspections.drawing.faults import InputError

PROTOCOL = "banshi-draw/1"
NOTHING = "0" * 64  # `prev` of the first commitment

Hasher = merkle.Hasher


def sm3(data: bytes) -> merkle.Hash:
    """GB/T 32905-2016 商用密码杂凑算法, as OpenSSL 3 has it."""
    return hashlib.new("sm3", data)


HASHERS: dict[str, Hasher] = {"sha256": cast("Callable[[bytes], merkle.Hash]", hashlib.sha256), "sm3": sm3}


def canonical(value: Any) -> bytes:
    """The bytes of RFC 8785 for text, integers, booleans, null, lists and objects."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def demand_one_spelling(value: Any) -> None:
    """Refuse what two verifiers might spell differently: fractions, numbers beyond 2^53, keys beyond U+FFFF."""
    try:
        agreed = rfc8785.dumps(value) == canonical(value)
        json.loads(canonical(value), parse_float=int)
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise InputError("policy.json", f"cannot be written as canonical JSON: {error}") from error
    if not agreed:
        raise InputError("policy.json", "cannot be written in one way only: use plain names for its fields")


def tagged(hasher: Hasher, *parts: Any) -> bytes:
    """The hash of the canonical list ["banshi-draw/1", parts…]."""
    return hasher(canonical([PROTOCOL, *parts])).digest()


class Stream:
    """Whole numbers from one 32-byte key: block i is hash(key ‖ BE32(i)), i = 0, 1, 2 …

    `below(n)` reads blocks as 256-bit integers and throws away those at or above the largest multiple of n, so every
    result in 0 … n-1 is exactly as likely as any other (for a hash that is a random function).
    """

    def __init__(self, key: bytes, hasher: Hasher) -> None:
        self.key, self.hasher, self.count = key, hasher, 0

    def below(self, n: int) -> int:
        bound = (1 << 256) - (1 << 256) % n
        while True:
            block = self.hasher(self.key + self.count.to_bytes(4, "big")).digest()
            self.count += 1
            if (value := int.from_bytes(block, "big")) < bound:
                return value % n
