"""The packs as they stand, and the State Council's calendar."""

from pathlib import Path

import pytest
from django.conf import settings

from banshi.kernel.clock import Calendar
from banshi.kernel.packs.collecting import collect
from banshi.kernel.packs.registry import Reading
from banshi.matters.enforcement.leniency.facts import Row

CALENDAR = Path(settings.PACKS) / "national" / "calendar.csv"


@pytest.fixture(scope="session")
def reading() -> Reading:
    return collect(["panjin-demo"], folder=settings.PACKS)


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar.from_csv(CALENDAR)


@pytest.fixture(scope="session")
def listed(reading: Reading) -> list[Row]:
    """The list as the pack has it."""
    rows = (row.data for row in reading.rows["leniency"])
    return [
        Row.of(
            row.code, row.offence, row.kind, row.conditions, row.valid_from, office=row.office, measures=row.measures,
            valid_to=row.valid_to, person_below=row.person_below, organisation_below=row.organisation_below,
        )
        for row in rows
    ]  # fmt: skip
