"""Draws 抽取: commit, and after the round draw with its randomness and the salts.

The commitment stands before the round exists; the seed hangs on the commitment, on the round and on every holder's salt.
So whoever could choose the pool could not know the round, and whoever saw the round could not choose the pool.
"""

from dataclasses import dataclass
from typing import Any

from banshi.matters.enforcement.inspections.drawing import beacons, hashing, policies, sampling
from banshi.matters.enforcement.inspections.drawing.assignments import Batch, Roster, group
from banshi.matters.enforcement.inspections.drawing.beacons import Beacon
from banshi.matters.enforcement.inspections.drawing.faults import Broken, InputError
from banshi.matters.enforcement.inspections.drawing.hashing import NOTHING, PROTOCOL, canonical, tagged
from banshi.matters.enforcement.inspections.drawing.policies import Policy, moment
from banshi.matters.enforcement.inspections.drawing.records import Inputs

Salts = list[tuple[str, str]]  # holder, salt


@dataclass(frozen=True)
class Draw:
    """One finished draw: what was revealed, who is visited by whom."""

    commitment: dict[str, Any]
    reveal: dict[str, Any]
    batches: list[Batch]

    def picks(self) -> list[str]:
        return [one for batch in self.batches for one in batch.objects]

    def summary(self) -> dict[str, Any]:
        return {
            "seq": self.commitment["seq"],
            "commit": self.reveal["commit"],
            "round": self.commitment["round"],
            "objects": len(self.picks()),
            "batches": len(self.batches),
            "unpaired": sum(batch.pair is None for batch in self.batches),
        }


def commit(given: dict[str, Any], inputs: Inputs, salt_hashes: list[dict[str, str]]) -> dict[str, Any]:
    """The commitment, from the policy as handed in, the frozen inputs, and each holder's hash of a salt.

    The policy's `seq` and `prev` chain the commitments of one authority: 1, 2, 3 … without a gap.
    """
    rest = dict(given)
    seq, prev = rest.pop("seq", 1), rest.pop("prev", NOTHING)
    rest.pop("protocol", None)
    policy = policies.read(rest, inputs.classes())
    if fault := fault_of_sequence(seq, prev):
        raise InputError("policy.json", fault)
    if len(salt_hashes) != policy.salt_holders:
        raise InputError(
            "policy.json", f"salt_holders is {policy.salt_holders}, but there are {len(salt_hashes)} salts"
        )
    if policy.loads == "zero" and any(inputs.loads.values()):
        raise InputError("policy.json", 'loads is "zero", but there are opening loads')
    number = chain_of(policy.chain).round_at(moment(policy.draw_at, "draw_at"))
    if fault := fault_of_margin(policy, policy.published_at):
        raise InputError("policy.json", fault)
    commitment = {
        "protocol": PROTOCOL,
        "seq": seq,
        "prev": prev,
        "policy": policy.as_json(),
        "round": number,
        "salts": salt_hashes,
        **inputs.roots(policy.hasher),
    }
    hashing.demand_one_spelling(commitment)
    return commitment


def fault_of_sequence(seq: Any, prev: Any) -> str:
    """What is wrong with a number and the hash before it, or nothing."""
    if type(seq) is not int or seq < 1:
        return f"seq: a whole number from 1 is wanted, not {seq!r}"
    if not isinstance(prev, str) or len(prev) != 64 or set(prev) - set("0123456789abcdef"):
        return "prev: the hash of the commitment before, 64 hexadecimal digits; 64 zeros for the first"
    if (seq == 1) != (prev == NOTHING):
        return "prev: 64 zeros belong to seq 1, and to no other"
    return ""


def fault_of_margin(policy: Policy, at: str) -> str:
    """What is wrong with the moment of publication: it must lie the margin before the moment of the round."""
    chain = chain_of(policy.chain)
    round_moment = chain.moment_of(chain.round_at(moment(policy.draw_at, "draw_at")))
    early = int((round_moment - moment(at, "published_at")).total_seconds())
    if early >= max(1, policy.margin_hours * 3600):
        return ""
    return (
        f"published_at: {at} is not {policy.margin_hours} hours before the round, which is at draw_at {policy.draw_at}"
    )


def chain_of(name: str) -> beacons.Chain:
    if name not in beacons.CHAINS:
        raise InputError("policy.json", f"chain: {name} is not a beacon whose key is pinned here")
    return beacons.CHAINS[name]


def hash_of(commitment: dict[str, Any]) -> str:
    """The commitment's hash: what is published, time-stamped (its SHA-256) and named by the next one."""
    return hashing.HASHERS[commitment["policy"]["hash"]](canonical(commitment)).digest().hex()


def conceal(salts: Salts, hash_name: str) -> list[dict[str, str]]:
    """What each holder hands in at first: the hash over the holder's name and the salt."""
    hasher = hashing.HASHERS[hash_name]
    return [{"holder": holder, "hash": tagged(hasher, "salt", holder, salt).hex()} for holder, salt in salts]


def seed_of(commitment: dict[str, Any], beacon: Beacon, salts: Salts) -> bytes:
    """The seed: one hash over commitment, chain, round, randomness, second source and all salts in committed order."""
    policy = commitment["policy"]
    second = beacon.second["value"] if beacon.second else None
    parts = [hash_of(commitment), policy["chain"], beacon.round, beacon.randomness, second, [salt for _, salt in salts]]
    return tagged(hashing.HASHERS[policy["hash"]], "seed", *parts)


def draw(commitment: dict[str, Any], inputs: Inputs, beacon: Beacon, salts: Salts) -> Draw:
    """Draw. Raises `Broken` if round, signature, second source or a salt is not what was committed."""
    check_reveal(commitment, beacon, salts)
    policy = policies.read(commitment["policy"], inputs.classes())
    return Draw(
        commitment, reveal_of(commitment, beacon, salts), derive(policy, inputs, seed_of(commitment, beacon, salts))
    )


def derive(policy: Policy, inputs: Inputs, seed: bytes) -> list[Batch]:
    """Everything that follows from policy, inputs and seed."""
    hasher = policy.hasher
    start = hashing.Stream(tagged(hasher, "start", seed.hex()), hasher)
    picks = sampling.select(inputs.pool, policy, tagged(hasher, "order", seed.hex()), start.below)
    roster = Roster(inputs, policy, seed)
    return [batch for name, subjects in group(picks, policy) for batch in roster.assign(name, subjects)]


def check_reveal(commitment: dict[str, Any], beacon: Beacon, salts: Salts) -> None:
    """The round is the committed one and genuine; the second source and the salts are the committed ones."""
    policy, chain = commitment["policy"], chain_of(commitment["policy"]["chain"])
    if beacon.round != commitment["round"]:
        at = chain.moment_of(commitment["round"])
        raise Broken("round", f"round {commitment['round']} of {at.isoformat()} is committed, not {beacon.round}")
    beacons.check(chain, beacon)
    if (beacon.second["name"] if beacon.second else None) != policy["second_source"]:
        raise Broken("second-source", f"committed is {policy['second_source']}")
    if conceal(salts, policy["hash"]) != commitment["salts"]:
        raise Broken("salt", "a salt, a holder or their order is not the committed one")


def reveal_of(commitment: dict[str, Any], beacon: Beacon, salts: Salts) -> dict[str, Any]:
    return {
        "protocol": PROTOCOL,
        "commit": hash_of(commitment),
        "round": beacon.round,
        "randomness": beacon.randomness,
        "signature": beacon.signature,
        "second": beacon.second,
        "salts": [{"holder": holder, "salt": salt} for holder, salt in salts],
    }
