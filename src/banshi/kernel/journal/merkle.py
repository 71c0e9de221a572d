"""Merkle trees as in RFC 9162, section 2.1 (the shape of Certificate Transparency). Pure, and read as a stream.

The hash is SHA-256 unless the caller names another one: a draw may be made with SM3.
"""

import hashlib
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Protocol


class Hash(Protocol):
    def digest(self) -> bytes: ...


Hasher = Callable[[bytes], Hash]


def leaf(data: bytes, hasher: Hasher = hashlib.sha256) -> bytes:
    return hasher(b"\x00" + data).digest()


def node(left: bytes, right: bytes, hasher: Hasher = hashlib.sha256) -> bytes:
    return hasher(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes], hasher: Hasher = hashlib.sha256) -> bytes:
    """The root over the leaves' data. Keeps one hash for each full subtree, so memory grows with the logarithm."""
    subtrees: list[tuple[int, bytes]] = []
    for data in leaves:
        size, top = 1, hasher(b"\x00" + data).digest()
        while subtrees and subtrees[-1][0] == size:
            size, top = 2 * size, hasher(b"\x01" + subtrees.pop()[1] + top).digest()
        subtrees.append((size, top))
    if not subtrees:
        return hasher(b"").digest()
    _, top = subtrees.pop()
    while subtrees:
        top = node(subtrees.pop()[1], top, hasher)
    return top


def inclusion_proof(leaves: Iterable[bytes], index: int, size: int, hasher: Hasher = hashlib.sha256) -> list[bytes]:
    """The roots of the neighbouring subtrees on the way from the leaf at `index` up to the root."""
    spans = _neighbours(index, size)
    stream, found = iter(leaves), {}
    for first, end in sorted([*spans, (index, index + 1)]):
        found[first, end] = root(islice(stream, end - first), hasher)
    return [found[span] for span in spans]


def _neighbours(index: int, size: int) -> list[tuple[int, int]]:
    """Which ranges of leaves those subtrees cover, the nearest first."""
    spans, first, end = [], 0, size
    while end - first > 1:
        middle = first + (1 << (end - first - 1).bit_length() - 1)  # the largest power of two below the size
        left, right = (first, middle), (middle, end)
        neighbour, (first, end) = (right, left) if index < middle else (left, right)
        spans.append(neighbour)
    return spans[::-1]


def root_from_proof(
    data: bytes, index: int, size: int, path: list[bytes], hasher: Hasher = hashlib.sha256
) -> bytes | None:
    """The root that the path leads to (RFC 9162, 2.1.3.2), or None if it cannot be a path for that leaf and size."""
    if not 0 <= index < size or len(path) != len(_neighbours(index, size)):
        return None
    last, top = size - 1, leaf(data, hasher)
    for neighbour in path:
        if index % 2 or index == last:
            top = node(neighbour, top, hasher)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            top = node(top, neighbour, hasher)
        index, last = index >> 1, last >> 1
    return top


def verify(data: bytes, index: int, size: int, path: list[bytes], expected: bytes) -> bool:
    """Is the leaf's data in the tree of this size and root, at this place?"""
    return root_from_proof(data, index, size, path) == expected
