"""Everybody is drawn exactly as probably as the policy says: proven by enumeration, then seen in many draws."""

import random
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest

from banshi.matters.enforcement.inspections.drawing import hashing, sampling
from banshi.matters.enforcement.inspections.drawing.records import Subject
from banshi.matters.enforcement.inspections.drawing.tests import cases
from banshi.matters.enforcement.inspections.drawing.tests.statistics_of_draws import pearson, wald

WEIGHTS = [1, 1, 1, 2, 3, 1, 2, 1, 5, 1, 1, 9]


def chances(pool, policy):
    odds = sampling.odds(Counter(sampling.weigh(one, policy) for one in pool), policy.total)
    return [odds.of(sampling.weigh(one, policy)) for one in pool]


@pytest.mark.parametrize("total", range(1, 13))
def test_over_every_start_each_is_drawn_exactly_as_often_as_its_probability_says(total):
    odds = sampling.odds(Counter(WEIGHTS), total)
    certain = [i for i, weight in enumerate(WEIGHTS) if odds.of(weight) == 1]
    for order in range(6):
        rest = [i for i in range(len(WEIGHTS)) if i not in certain]
        random.Random(order).shuffle(rest)
        counts = Counter()
        for start in range(odds.mass if odds.left else 1):
            taken = sampling.take([WEIGHTS[i] for i in rest], odds, lambda _, start=start: start) if odds.left else []
            assert len(taken) == len(set(taken)) == odds.left
            counts.update([*certain, *(rest[i] for i in taken)])
        starts = odds.mass if odds.left else 1
        assert all(Fraction(counts[i], starts) == odds.of(weight) for i, weight in enumerate(WEIGHTS))


@pytest.mark.parametrize("weights", [w for n in (2, 3, 4) for w in product((1, 2, 5), repeat=n)])
def test_probabilities_add_up_to_the_number_drawn_and_grow_with_the_weight(weights):
    for total in range(1, len(weights) + 1):
        odds = sampling.odds(Counter(weights), total)
        found = [odds.of(weight) for weight in weights]
        assert sum(found) == total
        assert all(0 < chance <= 1 for chance in found)
        assert [c for _, c in sorted(zip(weights, found, strict=True))] == sorted(found)


def test_a_class_at_rate_zero_is_never_drawn_and_leaves_the_others_their_share():
    inputs = cases.registers()
    policy = cases.read(cases.policy(rates_bp=cases.RATES | {"A": 0}, total=9), inputs)
    found = chances(inputs.pool, policy)
    assert {c for one, c in zip(inputs.pool, found, strict=True) if one.risk_class == "A"} == {0}
    assert sum(found) == 9


def test_weights_and_rates_multiply():
    pool = [
        Subject("a", "A", "", "", 3),
        Subject("b", "B", "", "", 1),
        *(Subject(f"c{i}", "A", "", "", 1) for i in range(94)),
    ]
    inputs = cases.records.order(pool, [], set(), {})
    policy = cases.read(cases.policy(rates_bp={"A": 100, "B": 300}, total=1), inputs)
    found = dict(zip((one.id for one in pool), chances(pool, policy), strict=True))
    assert found["a"] == found["b"] == 3 * found["c0"] == Fraction(3, 100)


def test_every_cell_gets_the_floor_or_the_ceiling_of_its_expectation():
    for seed in range(40):
        inputs = cases.registers(seed, subjects=90)
        policy = cases.read(cases.policy(total=1 + seed), inputs)
        chance = dict(zip(inputs.pool, chances(inputs.pool, policy), strict=True))
        stream = hashing.Stream(bytes([seed]) * 32, policy.hasher)
        drawn = {pick.subject for pick in sampling.select(inputs.pool, policy, bytes(32), stream.below)}
        assert len(drawn) == policy.total
        for depth in (2, 3, 4):
            for cell in {one[1:depth] for one in inputs.pool}:
                members = [one for one in inputs.pool if one[1:depth] == cell]
                expected = sum(chance[one] for one in members)
                assert abs(sum(one in drawn for one in members) - expected) < 1


def many(inputs, policy, number, seed):
    """Object passes with keys and starts that follow from a fixed seed, as they follow from the seed of a draw."""
    place = {one.id: i for i, one in enumerate(inputs.pool)}
    for turn in range(number):
        key = policy.hasher(f"{seed}/{turn}".encode()).digest()
        start = hashing.Stream(key, policy.hasher)
        yield [place[p.subject.id] for p in sampling.select(inputs.pool, policy, key, start.below)]


def frequencies_fit(number, seed):
    inputs = cases.registers(7)
    policy = cases.read(cases.policy(total=11), inputs)
    chance = dict(enumerate(chances(inputs.pool, policy)))
    samples = list(many(inputs, policy, number, seed))
    assert wald(samples, chance) > 0.001
    for risk_class in cases.RATES:
        members = {i for i, one in enumerate(inputs.pool) if one.risk_class == risk_class}
        inside = [[i for i in sample if i in members] for sample in samples]
        assert wald(inside, {i: chance[i] for i in members}) > 0.001


def test_ten_thousand_draws_show_these_probabilities_for_each_unit_and_each_class():
    frequencies_fit(10_000, "quick")


def test_the_start_is_uniform():
    stream = hashing.Stream(bytes(32), hashing.HASHERS["sha256"])
    counts = Counter(stream.below(37) for _ in range(37_000))
    assert pearson([counts[i] for i in range(37)], 1000) > 0.001


def test_the_statistics_would_notice_a_biased_draw():
    """Drawing one after the other in proportion to the weights, as is often done, is not in proportion at all."""
    rng = random.Random(5)
    chance = dict(enumerate(Fraction(n, 10) for n in (2, 7, 8, 5, 4, 4)))

    def biased():
        left = dict(chance)
        for _ in range(3):
            one = rng.choices(list(left), [float(c) for c in left.values()])[0]
            del left[one]
            yield one

    assert wald(([*biased()] for _ in range(10_000)), chance) < 1e-6
