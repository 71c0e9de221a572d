"""The small city of the ratings tests, on Thursday the 26th of March 2026."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from banshi.insight.ratings.tests.city import City, at, folder
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars


@pytest.fixture
def city(db: None, tmp_path: Path) -> Iterator[City]:
    with moments.travel(at(26, 15)):
        yield City(folder(tmp_path))
    calendars.forget()
