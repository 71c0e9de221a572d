"""Sealed files open as they were, or not at all."""

import os
import stat

import pytest

from banshi.registers.credit.pipeline import sealing

KEY, OTHER = b"k" * 32, b"o" * 32
HEADER, CHUNK = 48, (1 << 20) + 16


@pytest.fixture
def sealed(tmp_path):
    """A sealed file of three and a half chunks."""
    (tmp_path / "plain").write_bytes(os.urandom(3 * (1 << 20) + 500_000))
    sealing.seal(tmp_path / "plain", tmp_path / "sealed", KEY)
    return tmp_path / "sealed"


def opened(sealed):
    sealing.unseal(sealed, sealed.with_name("again"), KEY)
    return sealed.with_name("again").read_bytes()


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20])
def test_what_was_sealed_comes_back(tmp_path, size):
    content = os.urandom(size)
    (tmp_path / "plain").write_bytes(content)
    sealing.seal(tmp_path / "plain", tmp_path / "sealed", KEY)
    assert opened(tmp_path / "sealed") == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "plain", "sealed"]


def test_nothing_of_the_content_is_visible_and_only_we_may_read_it(tmp_path):
    (tmp_path / "plain").write_bytes("110105194912310021,张三\n".encode() * 1_000)
    for name in ("one", "two"):
        sealing.seal(tmp_path / "plain", tmp_path / name, KEY)
        assert b"110105" not in (tmp_path / name).read_bytes()
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert (tmp_path / "one").read_bytes()[HEADER:] != (tmp_path / "two").read_bytes()[HEADER:]


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def part(content, n):
    return content[HEADER + n * CHUNK : HEADER + (n + 1) * CHUNK]


@pytest.mark.parametrize(
    ("what", "harm"),
    [
        ("nothing is there", lambda c: b""),
        ("another mark", lambda c: flipped(c, 3)),
        ("another salt", lambda c: flipped(c, 20)),
        ("a bit of the first chunk", lambda c: flipped(c, HEADER + 7)),
        ("a bit of the last chunk", lambda c: flipped(c, len(c) - 1)),
        ("the last byte is missing", lambda c: c[:-1]),
        ("the last chunk is missing", lambda c: c[: HEADER + 3 * CHUNK]),
        ("all chunks are missing", lambda c: c[:HEADER]),
        ("a byte too many", lambda c: c + b"\0"),
        ("a chunk in the middle is missing", lambda c: c[: HEADER + CHUNK] + c[HEADER + 2 * CHUNK :]),
        ("a chunk stands twice", lambda c: c[: HEADER + CHUNK] + part(c, 0) + c[HEADER + CHUNK :]),
        ("two chunks changed places", lambda c: c[:HEADER] + part(c, 1) + part(c, 0) + c[HEADER + 2 * CHUNK :]),
    ],
)
def test_whatever_was_done_to_it_is_seen(sealed, what, harm):
    sealed.write_bytes(harm(sealed.read_bytes()))
    with pytest.raises(sealing.Broken):
        opened(sealed)
    assert sorted(path.name for path in sealed.parent.iterdir()) == ["plain", "sealed"], what


def test_chunks_of_another_file_under_the_same_key_are_seen(sealed):
    other = sealed.with_name("other")
    sealing.seal(sealed.with_name("plain"), other, KEY)
    sealed.write_bytes(sealed.read_bytes()[: HEADER + CHUNK] + other.read_bytes()[HEADER + CHUNK :])
    other.unlink()
    with pytest.raises(sealing.Broken):
        opened(sealed)


def test_another_key_opens_nothing(sealed):
    with pytest.raises(sealing.Broken):
        sealing.unseal(sealed, sealed.with_name("again"), OTHER)
    assert not sealed.with_name("again").exists()


def test_a_target_that_stands_is_replaced_only_by_a_whole_one(sealed):
    sealed.with_name("again").write_bytes(b"before")
    sealed.write_bytes(flipped(sealed.read_bytes(), -2 % sealed.stat().st_size))
    with pytest.raises(sealing.Broken):
        opened(sealed)
    assert sealed.with_name("again").read_bytes() == b"before"
