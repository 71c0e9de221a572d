"""Standings 我的概率: what one company sees of a draw — its exact probability, and the proof that it stood in the frozen pool."""

from collections import Counter
from typing import Any

from banshi.kernel.journal import merkle
from banshi.matters.enforcement.inspections.drawing import policies, sampling
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.drawing.records import Inputs


def stand(commitment: dict[str, Any], inputs: Inputs, subject_id: str) -> dict[str, Any]:
    """Probability as a fraction "m·w/W" in lowest terms, and the inclusion proof (RFC 9162, 2.1.3) of the pool's leaf."""
    index = next((i for i, one in enumerate(inputs.pool) if one.id == subject_id), None)
    if index is None:
        raise InputError("pool.csv", f"{subject_id} is not in the pool")
    policy = policies.read(commitment["policy"], inputs.classes())
    odds = sampling.odds(Counter(sampling.weigh(one, policy) for one in inputs.pool), policy.total)
    chance = odds.of(sampling.weigh(inputs.pool[index], policy))
    leaves = inputs.leaves("pool")
    path = merkle.inclusion_proof(leaves, index, len(leaves), policy.hasher)
    return {
        "object": subject_id,
        "probability": f"{chance.numerator}/{chance.denominator}",
        "leaf": leaves[index].decode(),
        "index": index,
        "size": len(leaves),
        "path": [one.hex() for one in path],
        "root": commitment["pool"]["root"],
    }


def expect(commitment: dict[str, Any], inputs: Inputs) -> dict[str, str]:
    """How many of each class are expected, as exact fractions; drawn is always the floor or the ceiling."""
    policy = policies.read(commitment["policy"], inputs.classes())
    weights = Counter((one.risk_class, sampling.weigh(one, policy)) for one in inputs.pool)
    by_weight: Counter[int] = Counter()
    for (_, weight), count in weights.items():
        by_weight[weight] += count
    odds = sampling.odds(by_weight, policy.total)
    found = {
        name: sum(odds.of(weight) * count for (one, weight), count in weights.items() if one == name)
        for name in sorted(inputs.classes())
    }
    return {name: str(value) for name, value in found.items()}
