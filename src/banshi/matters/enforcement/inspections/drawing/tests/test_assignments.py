"""Officers: every feasible pair is equally likely, and only feasible ones; halving and replacing follow rules."""

from collections import Counter

import pytest

from banshi.matters.enforcement.inspections.drawing import assignments, draws, replacements
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.drawing.records import Officer, Subject, order
from banshi.matters.enforcement.inspections.drawing.tests import cases
from banshi.matters.enforcement.inspections.drawing.tests.statistics_of_draws import pearson

SHOP = Subject("E1", "A", "区0", "零售", 1)


def officer(key, department="甲", certificates="", lead=True, districts=""):
    return Officer(key, department, frozenset(certificates.split()), lead, frozenset(districts.split()))


def roster(officers, *, recusals=(), loads=None, seed=b"", pool=(SHOP,), **given):
    inputs = order(list(pool), officers, set(recusals), loads or {})
    stated = {"loads": "stated", "rates_bp": {}, "total": 1} | given
    return assignments.Roster(inputs, cases.read(cases.policy(**stated), inputs), seed)


def test_pairs_stand_in_the_order_of_the_bytes_of_their_ids():
    found = roster([officer("O2"), officer("O10"), officer("O1")]).feasible([SHOP])
    assert found == [("O1", "O10"), ("O1", "O2"), ("O10", "O2")]


@pytest.mark.parametrize(
    ("officers", "given", "expected"),
    [
        ([officer("a", "甲"), officer("b", "乙")], {}, []),
        ([officer("a", "甲"), officer("b", "乙")], {"pair": "mixed"}, [("a", "b")]),
        ([officer("a", "甲"), officer("b", "甲")], {"pair": "mixed"}, []),
        ([officer("a", "甲"), officer("b", "乙")], {"pair": "any"}, [("a", "b")]),
        ([officer("a", lead=False), officer("b")], {}, [("a", "b")]),
        ([officer("a", lead=False), officer("b", lead=False)], {}, []),
        ([officer("a", lead=False), officer("b")], {"leads": 2}, []),
        ([officer("a", lead=False), officer("b", lead=False)], {"leads": 0}, [("a", "b")]),
        ([officer("a", districts="区0 区5"), officer("b", districts="区1")], {}, []),
        (
            [officer("a", certificates="x"), officer("b", certificates="y")],
            {"certificates": {"*": ["x", "y"]}},
            [("a", "b")],
        ),
        ([officer("a", certificates="x"), officer("b", certificates="x")], {"certificates": {"*": ["x", "y"]}}, []),
        ([officer("a"), officer("b")], {"certificates": {"*": ["x"], "零售": []}}, [("a", "b")]),
    ],
)
def test_a_pair_is_feasible_by_department_certificates_lead_and_district(officers, given, expected):
    assert roster(officers, **given).feasible([SHOP]) == expected


def test_who_is_recused_from_one_object_visits_none_of_the_batch():
    other = Subject("E2", "A", "区0", "零售", 1)
    found = roster([officer("a"), officer("b"), officer("c")], recusals=[("a", "E2")], pool=[SHOP, other])
    assert found.feasible([SHOP, other]) == [("b", "c")]
    assert len(found.feasible([SHOP])) == 3


def test_the_opening_load_counts_towards_the_cap():
    found = roster([officer("a"), officer("b"), officer("c")], loads={"a": 2}, cap=2)
    assert found.feasible([SHOP]) == [("b", "c")]


def test_each_feasible_pair_is_equally_likely():
    officers = [officer(f"O{i}") for i in range(8)]
    counts = Counter()
    for turn in range(14_000):
        batch = next(roster(officers, seed=turn.to_bytes(32, "big")).assign("1", [SHOP]))
        assert batch.feasible == 28
        counts[batch.pair] += 1
    assert len(counts) == 28
    assert pearson(list(counts.values()), 500) > 0.001


def test_a_batch_without_a_pair_is_halved_and_one_object_without_a_pair_is_told():
    pool = [Subject(f"E{i}", "A", "区0", "零售", 1) for i in range(5)]
    officers = [officer("a"), officer("b")]
    found = list(roster(officers, recusals=[("a", "E3")], pool=pool).assign("4", pool))
    assert [(one.name, one.objects, one.pair, one.feasible) for one in found] == [
        ("4.1", ["E0", "E1", "E2"], ("a", "b"), 1),
        ("4.2.1", ["E3"], None, 0),
        ("4.2.2", ["E4"], ("a", "b"), 1),
    ]


def test_batches_stay_in_their_district_unless_the_policy_lets_them_cross():
    inputs = cases.registers()
    for batch_by in ("district", "plan"):
        found = cases.draw(inputs, total=30, batch=4, batch_by=batch_by)
        where = {one.id: one.district for one in inputs.pool}
        mixed = [one for one in found.batches if len({where[key] for key in one.objects}) > 1]
        assert bool(mixed) == (batch_by == "plan")
        assert max(len(one.objects) for one in found.batches) <= 4


def test_every_pair_of_many_draws_is_feasible_and_no_load_passes_the_cap():
    for seed in range(60):
        inputs = cases.registers(seed)
        found = cases.draw(inputs, total=20, cap=4)
        staff, subjects = {one.id: one for one in inputs.officers}, {one.id: one for one in inputs.pool}
        policy = cases.read(cases.policy(), inputs)
        for batch in found.batches:
            if batch.pair is None:
                assert len(batch.objects) == 1
                continue
            a, b = (staff[key] for key in batch.pair)
            visited = [subjects[key] for key in batch.objects]
            assert a.department == b.department
            assert a.lead or b.lead
            assert policy.needed({one.industry for one in visited}) <= a.certificates | b.certificates
            assert not {(key, one) for key in batch.pair for one in batch.objects} & set(inputs.recusals)
        loads = Counter(key for batch in found.batches for key in batch.pair or ())
        assert max(loads.values(), default=0) <= 4


def replaced(found, inputs, *asked):
    seed = draws.seed_of(found.commitment, cases.genuine(1000), cases.SALTS)
    return replacements.replay(found.commitment, inputs, seed, found.batches, asked)


def test_who_cannot_come_is_replaced_by_the_next_pair_of_the_same_stream():
    inputs = cases.registers()
    found = cases.draw(inputs)
    first = next(batch for batch in found.batches if batch.feasible > 5)
    one = replaced(found, inputs, (first.name, first.pair[0], "产假"))[0]
    assert one.pair
    assert first.pair[0] not in one.pair
    two = replaced(found, inputs, (first.name, first.pair[0], "产假"), (first.name, one.pair[1], "借调"))
    assert two[0] == one
    assert not {first.pair[0], one.pair[1]} & set(two[1].pair)


def test_another_reason_does_not_give_another_pair():
    inputs = cases.registers()
    found = cases.draw(inputs)
    batch = next(batch for batch in found.batches if batch.pair)
    given = {
        replaced(found, inputs, (batch.name, batch.pair[0], reason))[0].pair for reason in ("病假", "出差", "其他")
    }
    assert len(given) == 1


def test_when_nobody_is_left_that_is_said():
    inputs = order([SHOP], [officer("a"), officer("b")], set(), {})
    found = cases.draw(inputs, rates_bp={}, total=1, certificates={})
    assert replaced(found, inputs, ("1", "b", "病假"))[0].pair is None


@pytest.mark.parametrize("asked", [("99", "O1", "病假"), ("1", "nobody", "病假")])
def test_only_an_officer_of_the_batch_can_be_replaced(asked):
    inputs = cases.registers()
    with pytest.raises(InputError):
        replaced(cases.draw(inputs), inputs, asked)


def test_a_replacement_needs_a_reason():
    inputs = cases.registers()
    found = cases.draw(inputs)
    batch = next(batch for batch in found.batches if batch.pair)
    with pytest.raises(InputError, match="reason"):
        replaced(found, inputs, (batch.name, batch.pair[0], " "))
