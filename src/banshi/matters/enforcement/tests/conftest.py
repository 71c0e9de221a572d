"""The national and the city pack as they stand, without a database and in one."""

from pathlib import Path

import pytest
from django.conf import settings

from banshi.kernel.packs.collecting import collect
from banshi.kernel.packs.registry import Reading
from tests import some_packs

FILES = {
    "national": ("pack.toml", "divisions.csv"),
    "panjin-demo": (
        "pack.toml",
        "reporting_areas.csv",
        "offices.csv",
        "offences.csv",
        "discretion.csv",
        "leniency.csv",
    ),
}


@pytest.fixture(scope="session")
def reading() -> Reading:
    return collect(["panjin-demo"], folder=settings.PACKS)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with the lists and what they refer to, which a test may change."""
    return some_packs.copied(FILES, tmp_path)
