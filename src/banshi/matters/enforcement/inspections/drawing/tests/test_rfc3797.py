"""The older public method, kept for comparison: RFC 3797, section 6, with its published example.

It has MD5, pools up to 65,535 and equal chances only, so banshi-draw/1 is something else; what they share is the idea.
"""

import hashlib

KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
SELECTED = [17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22, 5, 18, 9, 1, 4]


def digest(key: str, turn: int) -> bytes:
    around = turn.to_bytes(2, "big")
    return hashlib.md5(around + key.encode() + around, usedforsecurity=False).digest()


def select(key: str, size: int, number: int) -> list[int]:
    left, found = list(range(1, size + 1)), []
    for turn in range(number):
        found.append(left.pop(int.from_bytes(digest(key, turn), "big") % len(left)))
    return found


def test_the_published_example():
    assert select(KEY, 25, 16) == SELECTED


def test_the_published_digests():
    assert digest(KEY, 0).hex().upper() == "990DD0A5692A029A98B5E01AA28F3459"
    assert digest(KEY, 15).hex().upper() == "3269E6CE559ABD57E2BA6AAB495EB9BD"
