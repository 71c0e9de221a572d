"""Replacements 换人: an officer cannot visit a batch, for a stated reason; the next pair of the same stream goes instead.

Nobody chooses the substitute: it hangs on the seed, on the batch's name and on who is away, and on nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from banshi.matters.enforcement.inspections.drawing import policies
from banshi.matters.enforcement.inspections.drawing.assignments import Batch, Pair, Roster
from banshi.matters.enforcement.inspections.drawing.draws import derive
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.drawing.records import Inputs

Asked = tuple[str, str, str]  # batch, officer who is away, reason


@dataclass(frozen=True)
class Replacement:
    """Who goes now. No pair: nobody is left who may go."""

    batch: str
    officer: str
    reason: str
    pair: Pair | None

    def as_json(self) -> dict[str, Any]:
        pair = list(self.pair) if self.pair else None
        return {"batch": self.batch, "officer": self.officer, "reason": self.reason, "pair": pair}


def replay(
    commitment: dict[str, Any], inputs: Inputs, seed: bytes, batches: list[Batch], asked: Iterable[Asked]
) -> list[Replacement]:
    """All replacements of a draw in the order in which they were asked for."""
    policy = policies.read(commitment["policy"], inputs.classes())
    roster, names = Roster(inputs, policy, seed), {batch.name: batch for batch in batches}
    for batch in batches:
        _load(roster, batch.pair, 1)
    subjects = {one.id: one for one in inputs.pool}
    current, streams = {batch.name: batch.pair for batch in batches}, {}
    away: dict[str, set[str]] = defaultdict(set)
    found = []
    for name, officer, reason in asked:
        if name not in names or officer not in (current[name] or ()) or not reason.strip():
            raise InputError("replacements.jsonl", f"batch {name}: {officer} is not of its pair, or no reason is given")
        if name not in streams:
            streams[name] = roster.stream(name)
            streams[name].below(names[name].feasible)  # the number that picked the first pair
        away[name].add(officer)
        _load(roster, current[name], -1)
        pairs = roster.feasible([subjects[one] for one in names[name].objects], frozenset(away[name]))
        current[name] = pairs[streams[name].below(len(pairs))] if pairs else None
        _load(roster, current[name], 1)
        found.append(Replacement(name, officer, reason, current[name]))
    return found


def add(
    commitment: dict[str, Any], inputs: Inputs, seed: bytes, told: list[dict[str, Any]], asked: Asked
) -> list[Replacement]:
    """The replacements told so far, and one more. The batches are derived anew."""
    policy = policies.read(commitment["policy"], inputs.classes())
    before = [(row["batch"], row["officer"], row["reason"]) for row in told]
    return replay(commitment, inputs, seed, derive(policy, inputs, seed), [*before, asked])


def _load(roster: Roster, pair: Pair | None, by: int) -> None:
    for officer in pair or ():
        roster.loads[officer] += by
