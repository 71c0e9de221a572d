"""The packs as they stand, and the State Council's calendar."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import Calendar
from banshi.kernel.packs import selectors as packs_selectors
from banshi.kernel.packs import services as packs
from banshi.kernel.packs.collecting import collect
from banshi.kernel.packs.registry import Reading
from banshi.matters.enforcement.leniency.facts import Row
from banshi.matters.enforcement.leniency.tests.people import MONDAY, Bureau, plant_people

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


@pytest.fixture(scope="package")
def packs_loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Loaded in a transaction around every test of this package; it is undone after the last."""
    folder = tmp_path_factory.mktemp("packs")
    for pack in ("national", "panjin-demo"):
        shutil.copytree(settings.PACKS / pack, folder / pack, ignore=shutil.ignore_patterns("items"))
    with django_db_blocker.unblock(), transaction.atomic():
        packs.load(folder=folder, by=Actor.system("tests"), at=MONDAY)
        calendars.forget()
        plant_people()
        yield
        transaction.set_rollback(True)
    calendars.forget()
    packs_selectors.forget()


@pytest.fixture
def bureau(packs_loaded, db) -> Iterator[Bureau]:
    calendars.forget()
    with moments.travel(MONDAY):
        yield Bureau()


@pytest.fixture
def browse(bureau):
    """A client with somebody logged in: `browse("王芳").get(…)`."""

    def logged_in(name: str) -> Client:
        client = Client()
        client.force_login(bureau.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logged_in
