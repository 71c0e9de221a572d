"""Sampling 抽样: one integer systematic pass over the pool (Madow, Annals of Mathematical Statistics 20, 1949).

Objects stand in hierarchical order (class, district, industry, then a keyed hash nobody could foresee). Each has the whole
number w = rate(class) × weight. Who must be in for certain is taken out first; over the rest, with m to draw and
W = Σ w, one uniform t in 0 … W-1 takes every object in whose stretch of the running sum of m·w one of t, t+W, t+2W …
falls. So P(drawn) = m·w/W exactly, and every contiguous cell (class; class and district; …) gets the floor or the
ceiling of its expectation. Certainty is taken out again and again until nobody's m·w reaches W.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from banshi.matters.enforcement.inspections.drawing.policies import Policy
from banshi.matters.enforcement.inspections.drawing.records import Subject


@dataclass(frozen=True)
class Odds:
    """How a weight turns into a probability: certain from `certain` on, else left·w / mass."""

    left: int  # m, what remains to be drawn when the certain ones are taken out
    mass: int  # W, the sum of the remaining weights
    certain: int | None  # the least weight that is certain; None if none is

    def of(self, weight: int) -> Fraction:
        if self.certain is not None and weight >= self.certain:
            return Fraction(1)
        return Fraction(self.left * weight, self.mass) if self.left else Fraction(0)


@dataclass(frozen=True)
class Pick:
    """A drawn object, and the keyed hash that orders it within its cell."""

    subject: Subject
    place: bytes


def weigh(subject: Subject, policy: Policy) -> int:
    return policy.rate(subject.risk_class) * subject.weight


def odds(weights: Counter[int], total: int) -> Odds:
    """Take out the certain ones. `weights` counts how many objects have each weight; zero is never drawn.

    The largest weight first. From m·w ≥ W and v ≥ w follows (m-1)·w ≥ W-v: taking out one that is certain never makes
    another one uncertain, so the order of taking out does not matter.
    """
    left, mass, certain = total, sum(weight * count for weight, count in weights.items()), None
    for weight in sorted(filter(None, weights), reverse=True):
        if not left or left * weight < mass:
            break
        left, mass, certain = left - weights[weight], mass - weight * weights[weight], weight
    return Odds(left, mass, certain)


def select(pool: list[Subject], policy: Policy, order: bytes, start: Callable[[int], int]) -> list[Pick]:
    """Who is drawn, in the order of the pass. `order` is the key of the keyed hash, `start(W)` the uniform start."""
    rates = {name: policy.rate(name) for name in {subject.risk_class for subject in pool}}
    weights = [rates[subject.risk_class] * subject.weight for subject in pool]
    chances = odds(Counter(weights), policy.total)
    certain, rest = [], list(range(len(pool)))
    if chances.certain is not None:
        certain = [i for i in rest if weights[i] >= chances.certain]
        rest = [i for i in rest if weights[i] < chances.certain]
    places = [policy.hasher(order + subject.id.encode()).digest() for subject in pool]
    rest = _in_order(pool, places, rest)
    taken = take([weights[i] for i in rest], chances, start) if chances.left else []
    return [Pick(pool[i], places[i]) for i in [*certain, *(rest[n] for n in taken)]]


def take(weights: list[int], chances: Odds, start: Callable[[int], int]) -> list[int]:
    """The systematic pass: for point p = t + jW the object whose running sum S first has m·S > p, so S > p // m."""
    sums, t = list(accumulate(weights)), start(chances.mass)
    return [bisect_right(sums, (t + turn * chances.mass) // chances.left) for turn in range(chances.left)]


def _in_order(pool: list[Subject], places: list[bytes], among: list[int]) -> list[int]:
    """Hierarchical order: cells by the bytes of class, district, industry; inside a cell by the keyed hash."""
    cells: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in among:
        cells[pool[i][1:4]].append(i)
    return [i for cell in sorted(cells) for i in sorted(cells[cell], key=places.__getitem__)]
