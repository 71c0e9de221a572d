"""Verdicts 核验: is a published draw what follows from its inputs? Everything is derived anew; the transcript is only compared."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from cryptography.x509 import Certificate

from banshi.matters.enforcement.inspections.drawing import (
    beacons,
    draws,
    files,
    hashing,
    policies,
    publications,
    timestamps,
)
from banshi.matters.enforcement.inspections.drawing.assignments import Batch
from banshi.matters.enforcement.inspections.drawing.beacons import Beacon
from banshi.matters.enforcement.inspections.drawing.faults import Broken, InputError
from banshi.matters.enforcement.inspections.drawing.hashing import PROTOCOL
from banshi.matters.enforcement.inspections.drawing.policies import CHINA, Policy
from banshi.matters.enforcement.inspections.drawing.records import Inputs
from banshi.matters.enforcement.inspections.drawing.replacements import Replacement, replay

PLAIN = re.compile("(0|[1-9][0-9]*)( (0|[1-9][0-9]*))*|[0-9a-f]{16,}")


@dataclass(frozen=True)
class Published:
    """What a folder holds, as read; nothing in it is believed."""

    commitment: dict[str, Any]
    inputs: Inputs
    reveal: dict[str, Any]
    transcript: list[dict[str, Any]]
    replacements: list[dict[str, Any]] = field(default_factory=list)
    token: bytes | None = None

    def beacon(self) -> Beacon:
        return Beacon(*(self.reveal[name] for name in ("round", "randomness", "signature", "second")))

    def salts(self) -> draws.Salts:
        return [(one["holder"], one["salt"]) for one in self.reveal["salts"]]

    def seed(self) -> bytes:
        return draws.seed_of(self.commitment, self.beacon(), self.salts())


@dataclass(frozen=True)
class Trust:
    """What the verifier brings along: roots of time-stamp authorities, the commitment's hash as it was once published,
    and whether this is only a demonstration."""

    roots: Sequence[Certificate] = ()
    commit: str = ""
    demonstration: bool = False


def read(folder: Path) -> Published:
    """Read a folder. Raises InputError, for a folder without a commitment too."""
    names = [folder / f"{name}.csv" for name in ("pool", "officers", "recusals", "loads")]
    replacements, token = folder / publications.REPLACEMENTS, folder / publications.TOKEN
    return Published(
        commitment=publications.read_json(folder / publications.COMMIT),
        inputs=files.read_inputs(*names),
        reveal=publications.read_json(folder / publications.REVEAL),
        transcript=publications.read_lines(folder / publications.TRANSCRIPT),
        replacements=publications.read_lines(replacements) if replacements.exists() else [],
        token=token.read_bytes() if token.exists() else None,
    )


def verify(folder: Path, trust: Trust | None = None) -> dict[str, Any]:
    """The verdict for programs: {"ok": true, …}, or {"ok": false, "rule": the first broken rule, "detail"}."""
    try:
        return {"ok": True, **examine(read(folder), trust or Trust())}
    except Broken as broken:
        return {"ok": False, "rule": broken.rule, "detail": broken.detail}
    except InputError as error:
        return {"ok": False, "rule": "files", "detail": str(error)}
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return {"ok": False, "rule": "files", "detail": f"a field is missing or of the wrong kind: {error!r}"}


def examine(published: Published, trust: Trust) -> dict[str, Any]:
    """Every rule in the order of `faults.RULES`. Raises Broken at the first that does not hold."""
    commitment = published.commitment
    _check_commitment(published, trust)
    _check_registers(published)
    policy = _check_policy(published)
    stamped = _check_moment(published, policy, trust)
    draws.check_reveal(commitment, published.beacon(), published.salts())
    batches = draws.derive(policy, published.inputs, published.seed())
    compare(batches, published.transcript)
    replay_published(published, batches)
    return {
        "plan": policy.plan,
        "seq": commitment["seq"],
        "commit": draws.hash_of(commitment),
        "round": commitment["round"],
        "objects": sum(len(batch.objects) for batch in batches),
        "batches": len(batches),
        "unpaired": sum(batch.pair is None for batch in batches),
        "replacements": len(published.replacements),
        "published": stamped,
        "notes": _notes(published, policy, stamped),
    }


def _check_commitment(published: Published, trust: Trust) -> None:
    commitment, reveal = published.commitment, published.reveal
    if (
        commitment.get("protocol") != PROTOCOL
        or reveal.get("protocol") != PROTOCOL
        or commitment["policy"]["hash"] not in hashing.HASHERS
    ):
        raise Broken("protocol", f"not of {PROTOCOL}")
    found = draws.hash_of(commitment)
    for expected in filter(None, (reveal["commit"], trust.commit)):
        if found != expected:
            raise Broken("commit", f"the commitment has the hash {found}, not {expected}")


def _check_registers(published: Published) -> None:
    """Each register has the committed number of rows and the committed root."""
    hasher = hashing.HASHERS[published.commitment["policy"]["hash"]]
    for name, found in published.inputs.roots(hasher).items():
        for what in ("count", "root"):
            committed = published.commitment[name][what]
            if found[what] != committed:
                raise Broken(f"{name}-{what}", f"{name}.csv gives {found[what]}, committed is {committed}")


def _check_policy(published: Published) -> Policy:
    """The policy is as complete as `policies.read` makes it; nothing in it is left to the reader."""
    commitment = published.commitment
    if fault := draws.fault_of_sequence(commitment["seq"], commitment["prev"]):
        raise Broken("sequence", fault)
    try:
        policy = policies.read(commitment["policy"], published.inputs.classes())
    except InputError as error:
        raise Broken("policy", error.why) from error
    if policy.as_json() != commitment["policy"]:
        raise Broken("policy", "a field is missing, or is not written as it should be")
    return policy


def _check_moment(published: Published, policy: Policy, trust: Trust) -> dict[str, str]:
    """The round follows from the announced moment, and the commitment stood the margin before it."""
    commitment = published.commitment
    if policy.chain not in beacons.CHAINS or (draws.chain_of(policy.chain).demonstration and not trust.demonstration):
        raise Broken("chain", "a demonstration's beacon, whose key everybody knows, or one that is not pinned")
    due = draws.chain_of(policy.chain).round_at(policies.moment(policy.draw_at, "draw_at"))
    if commitment["round"] != due:
        raise Broken("round-rule", f"for {policy.draw_at} the round is {due}, committed is {commitment['round']}")
    if fault := draws.fault_of_margin(policy, policy.published_at):
        raise Broken("published", fault)
    if published.token is None and policy.time_stamp == "required":
        raise Broken("timestamp", f"the policy demands a time stamp, and there is no {publications.TOKEN}")
    if published.token is None or not trust.roots:
        return {"at": policy.published_at, "proof": "claim"}
    at = timestamps.verify(published.token, timestamps.digest_of(commitment), trust.roots).astimezone(CHINA)
    if fault := draws.fault_of_margin(policy, at.replace(microsecond=0).isoformat()):
        raise Broken("timestamp", fault.replace("published_at", "stamped"))
    return {"at": at.isoformat(), "proof": "timestamp"}


def compare(batches: list[Batch], transcript: list[dict[str, Any]]) -> None:
    """The transcript against what was derived, from the coarse to the fine, so that the first difference has its name."""
    due: list[dict[str, Any]] = [batch.as_json() for batch in batches]
    told, nothing = transcript, dict[str, Any]()
    drawn = sorted(one for batch in batches for one in batch.objects)
    visited = sorted(one for row in told for one in row["objects"])
    if foreign := Counter(visited) - Counter(drawn):
        raise Broken("object-foreign", f"{next(iter(foreign))} was not drawn")
    if missing := Counter(drawn) - Counter(visited):
        raise Broken("object-missing", f"{next(iter(missing))} was drawn")
    for rule, field_ in (("batch-split", "objects"), ("batch-name", "batch"), ("pair", "pair")):
        for mine, theirs in zip_longest(due, told, fillvalue=nothing):
            if mine.get(field_) != theirs.get(field_):
                raise Broken(rule, f"due is {mine.get(field_)}, the transcript says {theirs.get(field_)}")
    if due != told:
        raise Broken("transcript", "a number of feasible pairs, or a field, that does not follow")


def replay_published(published: Published, batches: list[Batch]) -> list[Replacement]:
    """The replacements that follow from who was away and why, held against those that were told."""
    asked = [(row["batch"], row["officer"], row["reason"]) for row in published.replacements]
    try:
        due = replay(published.commitment, published.inputs, published.seed(), batches, asked)
    except InputError as error:
        raise Broken("replacement", error.why) from error
    for mine, theirs in zip(due, published.replacements, strict=True):
        if mine.as_json() != theirs:
            raise Broken("replacement", f"batch {mine.batch}: due is {mine.pair}, told is {theirs.get('pair')}")
    return due


def _notes(published: Published, policy: Policy, stamped: dict[str, str]) -> list[str]:
    """What a reader should know although no rule is broken."""
    notes = []
    if stamped["proof"] == "claim":
        why = "no authority was named to check the time stamp with" if published.token else "there is no time stamp"
        notes.append(f"published_at is only a claim: {why}")
    if policy.second_source and not PLAIN.fullmatch(published.reveal["second"]["value"]):
        notes.append(
            "the value of the second source is not written in plain numbers: its spelling was somebody's choice"
        )
    if policy.salt_holders == 1:
        notes.append("one person alone held the salt and could know the result before it was revealed")
    if draws.chain_of(policy.chain).demonstration:
        notes.append("a demonstration: everybody knows this beacon's key")
    officers = {one.id for one in published.inputs.officers}
    if strangers := sum(officer not in officers for officer, _ in published.inputs.recusals):
        notes.append(f"{strangers} recusals name nobody among the officers")
    return notes
