"""400 made-up pools: the order of lines makes no difference, and three programs that share no line of code agree."""

import json
import random

import pytest

from banshi.matters.enforcement.inspections.drawing import draws, files, publications
from banshi.matters.enforcement.inspections.drawing.tests import cases, verifiers

POOLS = 400


def chances(rng):
    """A policy at random, so that every branch is taken."""
    return {
        "total": rng.randint(1, 20), "batch": rng.randint(1, 6), "batch_by": rng.choice(["district", "plan"]),
        "pair": rng.choice(["same", "mixed", "any"]), "leads": rng.randint(0, 2), "cap": rng.choice([None, 2, 9]),
        "rates_bp": rng.choice([{}, cases.RATES]), "hash": rng.choice(["sha256", "sha256", "sha256", "sm3"]),
    }  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    home, prev, found = tmp_path_factory.mktemp("fuzz"), "0" * 64, []
    for number in range(1, POOLS + 1):
        rng = random.Random(number)
        sizes = {"subjects": rng.randint(20, 60), "officers": rng.randint(2, 25), "recusals": rng.randint(0, 80)}
        inputs = cases.registers(number, **sizes)
        drawn = cases.demonstrated(inputs, seq=number, prev=prev, **chances(rng))
        prev = drawn.reveal["commit"]
        found.append(cases.publish(home / f"{number}", drawn, inputs))
    return found


def test_the_order_of_lines_makes_no_difference(published):
    for number, folder in enumerate(published):
        rng, names = random.Random(number), ("pool.csv", "officers.csv", "recusals.csv", "loads.csv")
        texts = {name: (folder / name).read_text() for name in names}
        for name, text in texts.items():
            head, *rows = text.splitlines()
            rng.shuffle(rows)
            (folder / name).write_text("\n".join([head, *rows]) + "\n")
        inputs = files.read_inputs(*(folder / name for name in names))
        commitment = publications.read_json(folder / "commit.json")
        assert {name: commitment[name] for name in ("pool", "officers", "recusals", "loads")} == inputs.roots(
            cases.read(commitment["policy"], inputs).hasher
        )
        again = draws.derive(cases.read(commitment["policy"], inputs), inputs, seed(folder, commitment))
        assert [one.as_json() for one in again] == publications.read_lines(folder / "transcript.jsonl")


def seed(folder, commitment):
    reveal = json.loads((folder / "reveal.json").read_text())
    beacon = draws.Beacon(reveal["round"], reveal["randomness"], reveal["signature"], reveal["second"])
    return draws.seed_of(commitment, beacon, cases.SALTS)


def test_the_pools_are_of_every_kind(published):
    batches = [row for folder in published for row in publications.read_lines(folder / "transcript.jsonl")]
    assert any(row["pair"] is None for row in batches)
    assert any("." in row["batch"] for row in batches)
    assert any(row["feasible"] > 50 for row in batches)


def test_the_outside_verifier_agrees_on_all_of_them_and_on_their_chain(published):
    verdict = verifiers.outside(*published)
    assert (verdict["ok"], verdict["draws"]) == (True, POOLS)


@pytest.mark.browser
def test_the_browser_agrees_on_all_of_them(published):
    with verifiers.browser() as ask:
        found = ask(published)
    assert [(verdict["ok"], verdict.get("rule")) for verdict in found] == [(True, None)] * POOLS
