from pathlib import Path

import pytest

from banshi.kernel.clock import Calendar

CSV = Path(__file__).parents[5] / "packs" / "national" / "calendar.csv"


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """The State Council's calendar as the national pack has it."""
    return Calendar.from_csv(CSV)
