"""Some files of the packs, copied to where a test may change them."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings


def copied(files: Mapping[str, Iterable[str]], folder: Path) -> Path:
    """`files`: of each pack, the names of those that are wanted. Returns the folder."""
    for pack, names in files.items():
        (folder / pack).mkdir()
        for name in names:
            shutil.copy(settings.PACKS / pack / name, folder / pack / name)
    return folder
