"""The small city of the ratings tests, on Thursday the 26th of March 2026. Each test begins with it untouched."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from banshi.insight.ratings.tests.city import City, at, folder
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[City]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield City(folder(tmp_path_factory.mktemp("packs")))
        transaction.set_rollback(True)
    calendars.forget()


@pytest.fixture
def city(planted: City, db: None) -> Iterator[City]:
    with moments.travel(at(26, 15)):
        yield planted
