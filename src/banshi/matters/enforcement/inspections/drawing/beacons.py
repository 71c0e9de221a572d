"""Beacon 公共随机信标: rounds of drand, whose signatures are checked here and now, without a network.

A drand round is a BLS signature over its own number by the chain's group key: it exists once, nobody can choose it, and
nobody knows it before its moment. Signature in G1, key in G2, messages hashed to the curve by RFC 9380. Two independent
libraries must agree. The chain's parameters are pinned: its hash is recomputed from them when this module is loaded.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from py_arkworks_bls12381 import GT, G1Point, G2Point, Scalar

from banshi.matters.enforcement.inspections.drawing.curve import (
    FQ12,
    G2,
    final_exponentiate,
    hash_to_G1,
    neg,
    pairing,
    pubkey_to_G1,
    signature_to_G2,
)
from banshi.matters.enforcement.inspections.drawing.faults import Broken

DST = (
    b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"  # RFC 9380 suite, as drand's scheme bls-unchained-g1-rfc9380 has it
)


@dataclass(frozen=True)
class Chain:
    """One drand chain. `period` in seconds, `genesis` in seconds since 1970 (the moment of round 1)."""

    name: str
    hash: str
    period: int
    genesis: int
    public_key: str
    group_hash: str
    demonstration: bool = False

    def computed_hash(self) -> str:
        """SHA-256(BE32 period ‖ BE64 genesis ‖ public key ‖ group hash ‖ name), as drand computes it."""
        head = self.period.to_bytes(4, "big") + self.genesis.to_bytes(8, "big")
        keys = bytes.fromhex(self.public_key) + bytes.fromhex(self.group_hash)
        return hashlib.sha256(head + keys + self.name.encode()).hexdigest()

    def round_at(self, at: datetime) -> int:
        """The first round at or after the moment: ceil((T - genesis) / period) + 1."""
        return max(1, -((self.genesis - int(at.timestamp())) // self.period) + 1)

    def moment_of(self, number: int) -> datetime:
        return datetime.fromtimestamp(self.genesis + (number - 1) * self.period, UTC)


QUICKNET = Chain(
    name="quicknet",
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    period=3,
    genesis=1692803367,
    public_key="83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec7"
    "58c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    group_hash="f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
)

# Everybody knows this key, so its rounds prove nothing. Only a demonstration without a network may use them, and every
# verifier refuses them unless it is told that it looks at a demonstration.
DEMONSTRATION_SECRET = 20220305
DEMONSTRATION = Chain(
    name="banshi-demonstration",
    hash="d074a8f98a7ae0dd3794acc74d82b1019e686e550b3a5e949041faf15fa491db",
    period=3,
    genesis=1577836800,
    public_key="aa8bf6f521c7864e18198ac572ecc4e4f5ea6b227ef62aedb4804ff06db919e40400fcb4a97c59249daa27e3a75503e61427cf0"
    "5fe553161cf7c6cb06a3936a52001c50279c2a2fd649c3af94cd2e620835708dfcbe26f2df93625cd42165e2e",
    group_hash="00" * 32,
    demonstration=True,
)

CHAINS = {chain.hash: chain for chain in (QUICKNET, DEMONSTRATION)}
if any(chain.computed_hash() != chain.hash for chain in CHAINS.values()):
    raise RuntimeError("a pinned chain does not have its own hash")


@dataclass(frozen=True)
class Beacon:
    """One revealed round. Randomness (32 bytes) and signature (48 bytes) in hexadecimal."""

    round: int
    randomness: str
    signature: str
    second: dict[str, str] | None = None  # {"name", "value"} of the second source, if the policy names one


def message(number: int) -> bytes:
    """What the group signs for a round: SHA-256(BE64 round)."""
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


def check(chain: Chain, beacon: Beacon) -> None:
    """The randomness is the hash of the signature, and the signature is the chain's over that round."""
    signature = bytes.fromhex(beacon.signature)
    if hashlib.sha256(signature).hexdigest() != beacon.randomness:
        raise Broken("randomness", f"round {beacon.round}: the randomness is not SHA-256 of the signature")
    if not (signed(chain, beacon.round, signature) and signed_by_second_library(chain, beacon.round, signature)):
        raise Broken("signature", f"round {beacon.round}: not signed by {chain.name}")


def signed(chain: Chain, number: int, signature: bytes) -> bool:
    """e(signature, g2) = e(H(message), key), by arkworks, which also checks the subgroups."""
    try:
        point = G1Point.from_compressed_bytes(signature)
    except ValueError:
        return False
    hashed = G1Point.hash_to_curve(message(number), DST)
    key = G2Point.from_compressed_bytes(bytes.fromhex(chain.public_key))
    return point != G1Point.identity() and GT.pairing_check([point, -hashed], [G2Point(), key])


@lru_cache(maxsize=128)  # slow, and draws of one moment share a round
def signed_by_second_library(chain: Chain, number: int, signature: bytes) -> bool:
    """The same by py_ecc."""
    try:
        point = pubkey_to_G1(cast(Any, signature))  # its name for a compressed point of G1
    except (ValueError, AssertionError):
        return False
    key = signature_to_G2(cast(Any, bytes.fromhex(chain.public_key)))
    hashed = hash_to_G1(message(number), DST, cast(Any, hashlib.sha256))
    sides = pairing(G2, point, final_exponentiate=False) * pairing(key, neg(hashed), final_exponentiate=False)
    return bool(final_exponentiate(sides) == FQ12.one())


def demonstrate(number: int) -> Beacon:
    """A round of the demonstration's chain."""
    point = G1Point.hash_to_curve(message(number), DST) * Scalar(DEMONSTRATION_SECRET)
    signature = point.to_compressed_bytes()
    return Beacon(number, hashlib.sha256(signature).hexdigest(), signature.hex())
