"""The tree is the one of RFC 9162, checked against the reference tree of Certificate Transparency."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.journal import merkle

REFERENCE = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive(leaves: list[bytes]) -> bytes:
    """The definition, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return merkle.leaf(leaves[0])
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return merkle.node(naive(leaves[:k]), naive(leaves[k:]))


@pytest.mark.parametrize(("size", "expected"), list(enumerate(ROOTS, start=1)))
def test_the_reference_tree_has_the_published_roots(size, expected):
    assert merkle.root(REFERENCE[:size]).hex() == expected


def test_the_empty_tree_has_the_hash_of_nothing():
    assert merkle.root([]) == hashlib.sha256(b"").digest()


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_streamed_root_is_the_defined_root(leaves):
    assert merkle.root(iter(leaves)) == naive(leaves)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_every_leaf_has_a_proof(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.inclusion_proof(iter(leaves), index, len(leaves))
    assert merkle.verify(leaves[index], index, len(leaves), path, merkle.root(leaves))


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=2, max_size=40, unique=True), st.data())
def test_a_proof_is_for_one_leaf_at_one_place_in_one_tree(leaves, data):
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    path, root = merkle.inclusion_proof(leaves, index, size), merkle.root(leaves)
    assert not merkle.verify(leaves[other], index, size, path, root)
    assert not merkle.verify(leaves[index], other, size, path, root)
    assert not merkle.verify(leaves[index], index, size, path[:-1], root)
    assert not merkle.verify(leaves[index], index, size, [*path, root], root)
    assert not merkle.verify(leaves[index], size + index, size, path, root)


def test_a_node_cannot_be_passed_off_as_a_leaf():
    left, right = merkle.leaf(b"a"), merkle.leaf(b"b")
    assert merkle.root([b"a", b"b"]) != merkle.leaf(left + right)
