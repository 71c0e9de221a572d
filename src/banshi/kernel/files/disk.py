"""The disk under stored files: written, flushed and named before the database row can be committed.

A killed process may leave a file without a row (harmless), never a row without its file.
"""

import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings


def path_of(key: uuid.UUID) -> Path:
    """Random names in 256 folders; nothing of what a person typed reaches the file system."""
    storage: Any = settings.STORAGES["default"]
    root = Path(storage["OPTIONS"]["location"])
    return root / key.hex[:2] / key.hex


def write(key: uuid.UUID, content: bytes) -> None:
    """Write, fsync, rename, fsync the folder: durable when it returns."""
    path = path_of(key)
    new_folder = not path.parent.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = path.with_suffix(".part")
    descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        staging.rename(path)
    except BaseException:
        staging.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    if new_folder:
        _sync_folder(path.parent.parent)


def read(key: uuid.UUID) -> bytes:
    return path_of(key).read_bytes()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
