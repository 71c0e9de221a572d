"""封存 sealing: files that hold personal numbers, encrypted at rest for ever (个人信息保护法 第五十一条).

A sealed file is a mark, a random salt, and chunks of one megabyte under AES-256-GCM with a key of this file's own, derived
from the lake's key and the salt. A chunk's nonce is its number and whether it is the last one; the header is authenticated
with every chunk. So a chunk that was changed, moved, left out, repeated or cut off is seen, and nothing of it is given out.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MARK = b"BANSHI sealed 1\n"
_SALT = 32
_CHUNK = 1 << 20
_TAG = 16


class Broken(ValueError):
    """The file is not sealed with this key, or was changed since."""


def seal(source: Path, target: Path, key: bytes) -> None:
    """Write `source` sealed to `target`. The target exists only once it is whole and on the disk."""
    with source.open("rb") as plain:
        _write(target, _sealed(plain, key))


def unseal(source: Path, target: Path, key: bytes) -> None:
    """Write the plain content of a sealed file to `target`, which nobody else may read. Raises Broken and writes nothing."""
    _write(target, chunks(source, key))


def chunks(source: Path, key: bytes) -> Iterator[bytes]:
    """The plain content, piece by piece. A later piece may turn out Broken: use what was read only at the end."""
    with source.open("rb") as sealed:
        header = sealed.read(len(_MARK) + _SALT)
        if len(header) != len(_MARK) + _SALT or not header.startswith(_MARK):
            raise Broken(f"{source.name}: not a sealed file")
        cipher = _cipher(key, header)
        try:
            for nonce, chunk in _numbered(sealed, _CHUNK + _TAG):
                yield cipher.decrypt(nonce, chunk, header)
        except InvalidTag:
            raise Broken(f"{source.name}: wrong key, or changed since it was sealed") from None


def _sealed(plain: BinaryIO, key: bytes) -> Iterator[bytes]:
    header = _MARK + os.urandom(_SALT)
    cipher = _cipher(key, header)
    yield header
    for nonce, chunk in _numbered(plain, _CHUNK):
        yield cipher.encrypt(nonce, chunk, header)


def _cipher(key: bytes, header: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=header[len(_MARK) :], info=_MARK).derive(key)
    return AESGCM(derived)


def _numbered(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk with its nonce. There is always a last one, if need be an empty one."""
    number, chunk = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number.to_bytes(11, "big") + (b"\0" if following else b"\1"), chunk
        if not following:
            return
        number, chunk = number + 1, following


def _write(target: Path, content: Iterable[bytes]) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
