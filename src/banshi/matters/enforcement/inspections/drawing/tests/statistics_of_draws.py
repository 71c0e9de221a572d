"""A little statistics for the tests: the Wald statistic of frequencies against exact probabilities, and its p-value."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from statistics import NormalDist


def p_value(statistic: float, freedom: int) -> float:
    """P(χ² > statistic), by Wilson and Hilferty's cube root; good to three digits from five degrees on."""
    spread = 2 / (9 * freedom)
    return 1 - NormalDist().cdf(((statistic / freedom) ** (1 / 3) - (1 - spread)) / spread**0.5)


def pearson(counts: Sequence[int], expected: float) -> float:
    return p_value(sum((count - expected) ** 2 / expected for count in counts), len(counts) - 1)


def wald(samples: Iterable[list[int]], chances: dict[int, Fraction]) -> float:
    """The p-value of H0: unit i is drawn with chances[i]. Units of one draw depend on each other, so their covariance counts."""
    units = [unit for unit, chance in chances.items() if 0 < chance < 1]
    place = {unit: i for i, unit in enumerate(units)}
    ones, pairs, number = Counter[int](), Counter[tuple[int, int]](), 0
    for sample in samples:
        drawn = sorted(place[unit] for unit in sample if unit in place)
        ones.update(drawn)
        pairs.update((a, b) for i, a in enumerate(drawn) for b in drawn[i:])
        number += 1
    size = len(units)
    mean = [ones[i] / number for i in range(size)]
    rows = [
        [pairs[min(i, j), max(i, j)] / number - mean[i] * mean[j] for j in range(size)]
        + [mean[i] - float(chances[units[i]])]
        for i in range(size)
    ]
    statistic, freedom = _quadratic(rows)
    return p_value(number * statistic, freedom)


def _quadratic(rows: list[list[float]]) -> tuple[float, int]:
    """dᵀ Σ⁻ d and the rank of Σ, from the rows [Σ | d], by elimination; what is fixed by the design has no pivot."""
    total, rank, left = 0.0, 0, list(range(len(rows)))
    while left:
        top = max(left, key=lambda i: rows[i][i])
        pivot = rows[top][top]
        if pivot < 1e-6:
            break
        total, rank = total + rows[top][-1] ** 2 / pivot, rank + 1
        left.remove(top)
        for i in left:
            factor = rows[i][top] / pivot
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[top], strict=True)]
    return total, rank
