"""Canonical bytes, the two hash functions, and whole numbers without bias."""

import hashlib

import pytest

from banshi.kernel.journal import merkle
from banshi.matters.enforcement.inspections.drawing import hashing
from banshi.matters.enforcement.inspections.drawing.faults import InputError


def test_sm3_has_the_standards_test_value():
    """GB/T 32905-2016, example 1."""
    assert hashing.sm3(b"abc").digest().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize("value", [{"a": 2**53}, {"a": 1.5}, {"\ue000": 1, "\U00010000": 2}, {"a": "\ud800"}])
def test_what_could_be_spelled_in_two_ways_is_refused(value):
    with pytest.raises(InputError):
        hashing.demand_one_spelling(value)


def test_a_stream_is_the_hash_of_key_and_counter():
    stream, key = hashing.Stream(b"k" * 32, hashing.HASHERS["sha256"]), b"k" * 32
    blocks = [int.from_bytes(hashlib.sha256(key + bytes([0, 0, 0, i])).digest(), "big") for i in range(3)]
    assert [stream.below(1000) for _ in blocks] == [block % 1000 for block in blocks]


def test_a_block_beyond_the_last_multiple_is_thrown_away():
    class Fixed:
        def __init__(self, data):
            self.data = data

        def digest(self):
            return b"\xff" * 32 if self.data.endswith(b"\0") else (5).to_bytes(32, "big")

    stream = hashing.Stream(b"", Fixed)
    assert (stream.below(3), stream.count) == (
        2,
        2,
    )  # 2^256 - 1 is a multiple of 3, so the largest block is one too many
    assert hashing.Stream(b"", Fixed).below(2**128) == 2**128 - 1  # nothing to throw away


def test_parts_cannot_run_into_each_other():
    sha256 = hashing.HASHERS["sha256"]
    assert hashing.tagged(sha256, "salt", "a", "bc") != hashing.tagged(sha256, "salt", "ab", "c")


def test_the_tree_can_be_made_with_sm3():
    leaves = [b"a", b"b", b"c"]
    one, two, three = (hashing.sm3(b"\0" + leaf).digest() for leaf in leaves)
    expected = hashing.sm3(b"\1" + hashing.sm3(b"\1" + one + two).digest() + three).digest()
    assert merkle.root(leaves, hashing.sm3) == expected
    path = merkle.inclusion_proof(leaves, 1, 3, hashing.sm3)
    assert merkle.root_from_proof(b"b", 1, 3, path, hashing.sm3) == expected
    assert merkle.root([], hashing.sm3) == hashing.sm3(b"").digest()
