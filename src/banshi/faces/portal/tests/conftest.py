"""A city with the nation's lists, its offices and halls, and five of its real item files."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs import services
from tests.browser import chromium

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=moments.CHINA)
NATIONAL = ("pack.toml", "calendar.csv", "divisions.csv", "codes.yaml", "statutes.yaml", "life_events.csv")
CITY = ("pack.toml", "reporting_areas.csv", "offices.csv", "halls.csv", "windows.csv", "opening_hours.csv")
ITEMS = ("jsz-qmhz", "sc-qysl", "sc-spjy", "sfz-bl", "bdc-zy", "jsz-hfjs")


@pytest.fixture
def city(db: None, tmp_path: Path) -> Iterator[None]:
    """The city, on a Monday morning."""
    for pack, names in (("national", NATIONAL), ("panjin-demo", CITY)):
        (tmp_path / pack / "items").mkdir(parents=True)
        for name in names:
            shutil.copy(settings.PACKS / pack / name, tmp_path / pack / name)
    for code in ITEMS:
        shutil.copy(settings.PACKS / "panjin-demo" / "items" / f"{code}.yaml", tmp_path / "panjin-demo" / "items")
    services.load(folder=tmp_path, by=Actor.system("tests"), at=MORNING)
    calendars.forget()
    with moments.travel(MORNING):
        yield
    calendars.forget()


@pytest.fixture
def site(live_server: LiveServer, city: None) -> str:
    """The address of a running server. Its threads live in the real day: they do not travel with the test."""
    return str(live_server.url)


@pytest.fixture
def browser(site: str) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
