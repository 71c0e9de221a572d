"""What is committed, what is refused at once, and what the seed hangs on."""

import pytest

from banshi.matters.enforcement.inspections.drawing import draws, publications, records
from banshi.matters.enforcement.inspections.drawing.faults import Broken, InputError
from banshi.matters.enforcement.inspections.drawing.hashing import canonical
from banshi.matters.enforcement.inspections.drawing.tests import cases

INPUTS = cases.registers()
HIDDEN = draws.conceal(cases.SALTS, "sha256")


def commit(salts=HIDDEN, inputs=INPUTS, **given):
    return draws.commit(cases.policy(**given), inputs, salts)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"draw_at": "2023-08-23"}, "draw_at"),
        ({"loads_until": cases.PUBLISHED_AT}, "loads_until"),
        ({"loads_until": "yesterday", "loads": "stated"}, "loads_until"),
        ({"draw_at": "2023-08-23T23:59:24"}, "offset"),
        ({"draw_at": None}, "draw_at"),
        ({"draw_at": "9999-12-31T23:59:59+00:00"}, "draw_at"),
        ({"published_at": "2023-08-23T23:00:00+08:00"}, "24 hours before the round"),
        ({"published_at": "2023-08-24T23:00:00+08:00", "margin_hours": 0}, "0 hours before the round"),
        ({"total": 0}, "total"),
        ({"total": 61}, "61 cannot be drawn from 60"),
        ({"total": True}, "total"),
        ({"total": "7"}, "total"),
        ({"total": None, "rates_bp": {}}, "neither total nor rates_bp"),
        ({"rates_bp": {"A": 100}}, "no rate for class B, C, D"),
        ({"rates_bp": cases.RATES | {"A": 10_001}}, "rates_bp.A"),
        ({"rates_bp": [1]}, "rates_bp"),
        ({"batch": 0}, "batch"),
        ({"cap": 0}, "cap"),
        ({"leads": 3}, "leads"),
        ({"pair": "friends"}, "pair: one of same, mixed, any"),
        ({"hash": "md5"}, "hash: one of sha256, sm3"),
        ({"chain": "cloudflare"}, "chain"),
        ({"chain": "0" * 64}, "not a beacon whose key is pinned"),
        ({"certificates": {"餐饮": [1]}}, "certificates.餐饮"),
        ({"certificates": ["食品"]}, "certificates"),
        ({"plan": 5}, "text is wanted"),
        ({"salt_holders": 3}, "salt_holders is 3, but there are 2 salts"),
        ({"seq": 0}, "seq"),
        ({"seq": 2}, "64 zeros belong to seq 1"),
        ({"prev": "a" * 64}, "64 zeros belong to seq 1"),
        ({"prev": "x"}, "prev"),
        ({"note": 1.5}, "canonical JSON"),
        ({"note": 2**60}, "canonical JSON"),
    ],
)
def test_a_policy_with_a_fault_is_refused_before_anything_is_committed(given, fault):
    with pytest.raises(InputError) as found:
        commit(**given)
    assert found.value.file == "policy.json"
    assert fault in str(found.value)


def test_the_number_to_draw_follows_from_the_rates_rounded_up():
    """By class 11 A, 16 B … of the pool: Σ count × rate / 10,000."""
    counts = INPUTS.classes()
    exact = sum(counts[name] * cases.RATES[name] for name in counts)
    assert commit(total=None)["policy"]["total"] == -(-exact // 10_000)


def test_what_the_policy_leaves_out_is_committed_with_its_default():
    found = draws.commit({"draw_at": cases.DRAW_AT, "published_at": cases.PUBLISHED_AT, "total": 3}, INPUTS, HIDDEN)[
        "policy"
    ]
    assert (found["batch"], found["pair"], found["leads"], found["cap"], found["hash"]) == (
        7,
        "same",
        1,
        None,
        "sha256",
    )


def test_a_field_without_meaning_is_committed_as_it_stands():
    assert commit(title="食品生产企业检查", basis=["国发〔2019〕5号"])["policy"]["basis"] == ["国发〔2019〕5号"]


def test_moments_are_committed_in_chinas_time():
    assert commit(draw_at="2023-08-23T15:59:24Z")["policy"]["draw_at"] == cases.DRAW_AT


def test_the_same_inputs_give_the_same_commitment_and_any_other_another():
    one = records.order(INPUTS.pool[::-1], INPUTS.officers[::-1], set(INPUTS.recusals), {})
    assert commit(inputs=one) == commit()
    others = [
        records.order(INPUTS.pool[1:], INPUTS.officers, set(INPUTS.recusals), {}),
        records.order(INPUTS.pool, INPUTS.officers[1:], set(INPUTS.recusals), {}),
        records.order(INPUTS.pool, INPUTS.officers, set(INPUTS.recusals[1:]), {}),
        records.order(INPUTS.pool, INPUTS.officers, set(INPUTS.recusals), {INPUTS.officers[0].id: 1}),
    ]
    assert len({draws.hash_of(commit(inputs=one, loads="stated")) for one in [INPUTS, *others]}) == 5


def test_opening_loads_that_the_policy_denies_are_refused():
    inputs = records.order(INPUTS.pool, INPUTS.officers, set(), {INPUTS.officers[0].id: 1})
    with pytest.raises(InputError, match="opening loads"):
        commit(inputs=inputs)


def test_sm3_changes_every_hash_and_hence_the_draw():
    one, two = cases.draw(INPUTS), cases.draw(INPUTS, hash="sm3")
    assert one.commitment["pool"]["root"] != two.commitment["pool"]["root"]
    assert one.picks() != two.picks()


def test_every_ingredient_changes_the_seed():
    plain, second = commit(), commit(second_source="双色球")
    value = {"name": "双色球", "value": "01 02"}
    seeds = {
        draws.seed_of(plain, cases.genuine(1000), cases.SALTS),
        draws.seed_of(plain, cases.genuine(123), cases.SALTS),
        draws.seed_of(plain, cases.genuine(1000), [cases.SALTS[0], ("司法局", "0" * 64)]),
        draws.seed_of(plain, cases.genuine(1000), cases.SALTS[::-1]),
        draws.seed_of(commit(plan="other"), cases.genuine(1000), cases.SALTS),
        draws.seed_of(second, cases.genuine(1000, value), cases.SALTS),
        draws.seed_of(second, cases.genuine(1000, value | {"value": "01 03"}), cases.SALTS),
    }
    assert len(seeds) == 7


def test_nothing_is_drawn_with_another_round_or_salt():
    for beacon, salts, rule in (
        (cases.genuine(123), cases.SALTS, "round"),
        (cases.genuine(1000, {"name": "双色球", "value": "1"}), cases.SALTS, "second-source"),
        (cases.genuine(1000), [(holder, "f" * 64) for holder, _ in cases.SALTS], "salt"),
    ):
        with pytest.raises(Broken) as found:
            draws.draw(commit(), INPUTS, beacon, salts)
        assert found.value.rule == rule


def test_a_genuine_draw_is_published_with_its_hash_as_the_files_own(tmp_path):
    found = draws.draw(commit(), INPUTS, cases.genuine(1000), cases.SALTS)
    publications.publish_commitment(tmp_path, found.commitment, INPUTS)
    assert (tmp_path / "commit.json").read_bytes() == canonical(found.commitment)
    with pytest.raises(InputError, match="final"):
        publications.publish_commitment(tmp_path, commit(plan="other"), INPUTS)
