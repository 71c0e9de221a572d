"""The model city, as its packs ship it (a few items of it), loaded once for all tests of applications."""

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
from banshi.kernel.packs import selectors as packs_selectors
from banshi.kernel.packs import services as packs

from .people import MONDAY, Town, plant_people

NATIONAL = (
    "pack.toml", "calendar.csv", "divisions.csv", "codes.yaml", "statutes.yaml", "life_events.csv", "roles.csv",
    "credit_kinds.csv", "credit_lists.csv", "joint_measures.csv",
)  # fmt: skip
CITY = ("pack.toml", "reporting_areas.csv", "offices.csv")
ITEMS = ("sc-spjy", "yc-lsyx", "jsz-qmhz", "jsz-hfjs", "jy-zxszx", "zj-sgxk", "jzz-qz")


def copy_packs(folder: Path) -> Path:
    (folder / "national").mkdir()
    (folder / "panjin-demo" / "items").mkdir(parents=True)
    for name in NATIONAL:
        shutil.copy(settings.PACKS / "national" / name, folder / "national" / name)
    for name in CITY:
        shutil.copy(settings.PACKS / "panjin-demo" / name, folder / "panjin-demo" / name)
    for code in ITEMS:
        shutil.copy(settings.PACKS / "panjin-demo" / "items" / f"{code}.yaml", folder / "panjin-demo" / "items")
    return folder


def load(folder: Path) -> None:
    packs.load(folder=folder, by=Actor.system("tests"), at=MONDAY)
    calendars.forget()


@pytest.fixture(scope="package")
def packs_loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Loaded in a transaction around every test of this package; it is undone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(copy_packs(tmp_path_factory.mktemp("packs")))
        plant_people()
        yield
        transaction.set_rollback(True)
    calendars.forget()
    packs_selectors.forget()


@pytest.fixture
def town(packs_loaded, db) -> Iterator[Town]:
    """The city on a Monday morning, with its people."""
    calendars.forget()
    with moments.travel(MONDAY):
        yield Town()


@pytest.fixture
def browse(town):
    """A client with somebody logged in: `browse("王芳").get(…)`."""

    def logged_in(name: str) -> Client:
        client = Client()
        client.force_login(town.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logged_in
