"""The chain over many draws: a draw that is missing, shown twice or never revealed cannot hide."""

import json
import shutil
from collections import Counter

import pytest

from banshi.matters.enforcement.inspections.drawing import draws, logs, records
from banshi.matters.enforcement.inspections.drawing.hashing import NOTHING, canonical
from banshi.matters.enforcement.inspections.drawing.tests import cases, verifiers


@pytest.fixture
def chain(tmp_path):
    """Four draws with carried loads."""
    prev, loads, found = NOTHING, Counter(), []
    for seq in range(1, 5):
        base = cases.registers(seq)
        inputs = records.order(base.pool, base.officers, set(base.recusals), loads)
        drawn = cases.demonstrated(inputs, seq=seq, prev=prev, loads="carried")
        prev = drawn.reveal["commit"]
        for batch in drawn.batches:
            loads.update(batch.pair or ())
        found.append(cases.publish(tmp_path / f"draw-{seq}", drawn, inputs))
    return found


def test_a_whole_chain_holds_in_whatever_order_it_is_given(chain):
    verdict = logs.verify(chain[::-1])
    assert (verdict["ok"], verdict["draws"], verdict["failed"]) == (True, 4, [])
    assert verdict["head"] == json.loads((chain[-1] / "reveal.json").read_text())["commit"]
    assert verifiers.outside(*chain[::-1])["ok"] is True


def test_a_gap_is_found(chain):
    assert logs.verify([chain[0], *chain[2:]])["rule"] == "sequence-gap"
    assert verifiers.outside(chain[0], *chain[2:])["rule"] == "sequence-gap"


def test_a_number_used_twice_is_found(chain, tmp_path):
    twin = shutil.copytree(chain[1], tmp_path / "twin")
    assert logs.verify([*chain, twin])["rule"] == "sequence-twice"
    assert verifiers.outside(*chain, twin)["rule"] == "sequence-gap"


def test_a_draw_exchanged_for_another_with_its_number_is_found(chain, tmp_path):
    inputs = cases.registers(99)
    second = json.loads((chain[1] / "commit.json").read_text())
    other = cases.publish(tmp_path / "other", cases.demonstrated(inputs, seq=2, prev=second["prev"]), inputs)
    assert logs.verify([chain[0], other, *chain[2:]])["rule"] == "previous"
    assert verifiers.outside(chain[0], other, *chain[2:])["rule"] == "previous"


def test_a_draw_that_was_never_revealed_stands_on_the_list(chain):
    for name in ("reveal.json", "transcript.jsonl"):
        (chain[3] / name).unlink()
    verdict = logs.verify(chain)
    assert (verdict["ok"], verdict["failed"]) == (True, [4])


def test_the_log_may_begin_later(chain):
    assert logs.verify(chain[2:])["ok"] is True


def test_an_opening_load_that_the_draws_before_do_not_add_up_to_is_found(tmp_path, chain):
    base = cases.registers(5)
    kind = records.order(base.pool, base.officers, set(base.recusals), {base.officers[0].id: 12})
    prev = draws.hash_of(json.loads((chain[3] / "commit.json").read_text()))
    false = cases.publish(tmp_path / "false", cases.demonstrated(kind, seq=5, prev=prev, loads="carried"), kind)
    verdict = logs.verify([*chain, false])
    assert verdict["rule"] == "loads-carried"
    assert "draw 5" in verdict["detail"]


def test_a_reveal_of_another_commitment_is_found(chain):
    reveal = json.loads((chain[2] / "reveal.json").read_text())
    (chain[2] / "reveal.json").write_bytes(canonical(reveal | {"commit": "0" * 64}))
    assert logs.verify(chain)["rule"] == "commit"
