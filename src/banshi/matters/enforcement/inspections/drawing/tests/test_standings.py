"""What a company sees: its exact probability, and the proof that it stood in the frozen pool."""

from fractions import Fraction

import pytest

from banshi.kernel.journal import merkle
from banshi.matters.enforcement.inspections.drawing import hashing, standings
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.drawing.tests import cases


@pytest.mark.parametrize("name", ["sha256", "sm3"])
def test_every_company_has_a_proof_and_the_probabilities_add_up(name):
    inputs = cases.registers()
    commitment = cases.draw(inputs, hash=name).commitment
    found = [standings.stand(commitment, inputs, one.id) for one in inputs.pool]
    assert sum(Fraction(one["probability"]) for one in found) == commitment["policy"]["total"]
    for one in found:
        path = [bytes.fromhex(step) for step in one["path"]]
        top = merkle.root_from_proof(one["leaf"].encode(), one["index"], one["size"], path, hashing.HASHERS[name])
        assert top.hex() == commitment["pool"]["root"]


def test_the_expectation_of_the_classes_adds_up_to_the_number_drawn():
    inputs = cases.registers()
    found = standings.expect(cases.draw(inputs).commitment, inputs)
    assert sum(Fraction(value) for value in found.values()) == 7


def test_who_is_not_in_the_pool_has_no_standing():
    inputs = cases.registers()
    with pytest.raises(InputError, match="nobody is not in the pool"):
        standings.stand(cases.draw(inputs).commitment, inputs, "nobody")
