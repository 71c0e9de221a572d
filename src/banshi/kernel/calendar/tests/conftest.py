import csv
from pathlib import Path

import pytest

from banshi.kernel.calendar import selectors, services
from banshi.kernel.calendar.schema import CalendarRow

CSV = Path(__file__).parents[5] / "packs" / "national" / "calendar.csv"


@pytest.fixture(autouse=True)
def _nothing_kept():
    selectors.forget()
    yield
    selectors.forget()


@pytest.fixture(scope="session")
def rows() -> list[CalendarRow]:
    with CSV.open(encoding="utf-8") as file:
        return [
            CalendarRow.model_validate({key: cell for key, cell in row.items() if cell}) for row in csv.DictReader(file)
        ]


@pytest.fixture
def loaded(db, rows):
    return services.load(rows)
