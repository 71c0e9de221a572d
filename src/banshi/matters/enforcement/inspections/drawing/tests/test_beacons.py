"""The beacon's pinned parameters, its rule of rounds, and its signatures by two libraries."""

import hashlib
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from banshi.matters.enforcement.inspections.drawing import beacons, policies
from banshi.matters.enforcement.inspections.drawing.beacons import Beacon
from banshi.matters.enforcement.inspections.drawing.faults import Broken
from banshi.matters.enforcement.inspections.drawing.tests import cases

NET = beacons.QUICKNET


def test_the_chain_hash_is_the_hash_of_the_pinned_parameters():
    assert NET.computed_hash() == "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("2023-08-23T23:59:24+08:00", 1000),
        ("2023-08-23T23:59:25+08:00", 1001),
        ("2023-08-23T23:59:27+08:00", 1001),
        ("2026-11-25T10:00:00+08:00", 34256212),
        ("2000-01-01T00:00:00+08:00", 1),
    ],
)
def test_the_round_is_the_first_at_or_after_the_moment(at, number):
    assert NET.round_at(policies.moment(at, "draw_at")) == number


def test_a_round_begins_when_its_moment_says():
    for number in (1, 2, 1000, 34256212):
        at = NET.moment_of(number)
        assert NET.round_at(at) == number
        assert NET.round_at(at + timedelta(seconds=1)) == number + 1
    assert NET.moment_of(1000) == datetime(2023, 8, 23, 15, 59, 24, tzinfo=UTC)


@pytest.mark.parametrize("number", sorted(cases.SIGNATURES))
def test_genuine_rounds_of_quicknet_are_accepted_by_both_libraries(number):
    beacons.check(NET, cases.genuine(number))


def test_the_published_randomness_of_round_1000():
    assert cases.genuine(1000).randomness == "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"


def flipped(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def test_randomness_that_is_not_the_hash_of_the_signature_is_refused():
    true = cases.genuine(1000)
    with pytest.raises(Broken, match="randomness"):
        beacons.check(NET, Beacon(1000, flipped(true.randomness), true.signature))


@pytest.mark.parametrize(
    "signature",
    [
        flipped(cases.SIGNATURES[1000]),  # no point of the curve, or another one
        cases.SIGNATURES[123],  # a genuine one of another round
        beacons.demonstrate(1000).signature,  # a good one of another key
        "c0" + "00" * 47,  # infinity
        "00" * 48,
    ],
)
def test_any_other_signature_is_refused_by_each_library_alone(signature):
    raw = bytes.fromhex(signature)
    assert not beacons.signed(NET, 1000, raw)
    assert not beacons.signed_by_second_library(NET, 1000, raw)
    with pytest.raises(Broken, match="signature"):
        beacons.check(NET, Beacon(1000, hashlib.sha256(raw).hexdigest(), signature))


def test_the_demonstrations_rounds_are_signed_by_its_own_key():
    beacons.check(beacons.DEMONSTRATION, beacons.demonstrate(7))


def test_the_second_library_leaves_the_process_its_recursion_limit():
    """py_ecc raises it to 100,000, and a deeply nested JSON body would then end a web process instead of a request."""
    asked = f"import sys; import {beacons.__name__}; print(sys.getrecursionlimit())"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert int(said.stdout) == 1000
