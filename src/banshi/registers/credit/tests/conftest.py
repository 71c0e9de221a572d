"""The packs as they stand and the people of people.py, in a transaction around every test of this package."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs import selectors as packs_selectors
from banshi.kernel.packs import services as packs
from banshi.registers.credit.tests.people import MONDAY, Bureau, plant_people

KEPT = shutil.ignore_patterns("items", "leniency.csv", "discretion.csv", "offences.csv", "inspection_items.csv")


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("packs")
    for pack in ("national", "panjin-demo"):
        shutil.copytree(settings.PACKS / pack, folder / pack, ignore=KEPT)
    with django_db_blocker.unblock(), transaction.atomic():
        packs.load(folder=folder, by=Actor.system("tests"), at=MONDAY)
        calendars.forget()
        with moments.travel(MONDAY):
            plant_people()
        yield
        transaction.set_rollback(True)
    calendars.forget()
    packs_selectors.forget()


@pytest.fixture
def bureau(planted, db) -> Iterator[Bureau]:
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
