"""100,000 draws of one pool: each unit, and each class, comes up as often as its exact probability says."""

import pytest

from banshi.matters.enforcement.inspections.drawing.tests.test_sampling import frequencies_fit

pytestmark = pytest.mark.prove


def test_a_hundred_thousand_draws_show_the_exact_probabilities():
    frequencies_fit(100_000, "slow")
