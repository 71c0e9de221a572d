import pytest

from banshi.kernel import crypto

NUMBER = "21110319900307663X"


def test_what_was_encrypted_can_be_read_again():
    assert crypto.decrypt(crypto.encrypt(NUMBER)) == NUMBER
    assert crypto.decrypt(memoryview(crypto.encrypt("王芳 盘锦"))) == "王芳 盘锦"
    assert crypto.decrypt(crypto.encrypt("")) == ""


def test_the_same_text_never_gives_the_same_bytes():
    assert crypto.encrypt(NUMBER) != crypto.encrypt(NUMBER)


def test_the_number_cannot_be_seen_in_what_is_stored():
    stored = crypto.encrypt(NUMBER)
    assert stored[0] == 1
    assert NUMBER.encode() not in stored


@pytest.mark.parametrize("place", [0, 1, 12, 13, 20, -1])
def test_one_changed_bit_is_noticed(place):
    stored = bytearray(crypto.encrypt(NUMBER))
    stored[place] ^= 1
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(bytes(stored))


@pytest.mark.parametrize("stored", [b"", b"\x01", b"\x01short", b"plain text that never was encrypted"])
def test_rubbish_is_refused(stored):
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(stored)


def test_another_key_reads_nothing(settings):
    stored, known = crypto.encrypt(NUMBER), crypto.fingerprint(NUMBER)
    settings.DATA_KEY = "another key"
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(stored)
    assert crypto.fingerprint(NUMBER) != known


def test_a_fingerprint_finds_the_same_number_again():
    assert crypto.fingerprint(NUMBER) == crypto.fingerprint(NUMBER)
    assert crypto.fingerprint(NUMBER) != crypto.fingerprint(NUMBER[:-1])
    assert len(crypto.fingerprint(NUMBER)) == 64
