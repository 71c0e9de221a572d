"""A small city as it was in March 2022: the real calendar and lists, two items, one hall with all its windows."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.contrib.auth import get_user_model

from banshi.kernel.access import selectors as access
from banshi.kernel.access.models import Grant, Role
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.crypto import encrypt
from banshi.kernel.identifiers import mask_id, mask_phone
from banshi.kernel.packs import services as packs
from banshi.matters.appointments.models import Resource
from banshi.matters.appointments.rules import Span
from banshi.matters.appointments.services import extended, slots
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.offices.selectors import office
from banshi.registers.parties import selectors as parties
from banshi.registers.parties.models import Party
from banshi.registers.places import selectors as places

from . import at

MACHINE = Actor.system("tests")
NATIONAL = ("pack.toml", "calendar.csv", "divisions.csv", "codes.yaml", "statutes.yaml", "life_events.csv", "roles.csv")
CITY = ("pack.toml", "reporting_areas.csv", "opening_hours.csv", "halls.csv", "windows.csv")
POINTS = ("code", "pj-hall-civil", "pj-hall-traffic", "pj-hall-exam-centre", "dw-hall-traffic")
ITEMS = ("jsz-qmhz", "jdc-hpbl", "jsz-hfjs")

PEOPLE = {
    "王芳": ("resident", "211102199003070020", "13804270001"),
    "赵强": ("resident", "211103197501010037", "13804270002"),
    "孙奶奶": ("resident", "211103194905050041", ""),
}
STAFF = {  # name -> role, office
    "医生李明": ("clerk", "pj-tjzx"),
    "民警张伟": ("clerk", "pj-gaj-jjzd"),
    "民警刘洋": ("clerk", "pj-gaj-jjzd"),
    "话务员陈静": ("hotline_operator", "pj-ysj"),
    "大厅管理员周敏": ("hall_manager", "pj-zwfw"),
    "外单位吴刚": ("clerk", "pj-scjgj"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The packs of the small city."""
    national, city = tmp_path / "national", tmp_path / "panjin-demo"
    national.mkdir()
    (city / "items").mkdir(parents=True)
    for name in NATIONAL:
        shutil.copy(settings.PACKS / "national" / name, national / name)
    for name in CITY:
        shutil.copy(settings.PACKS / "panjin-demo" / name, city / name)
    shutil.copy(settings.PACKS / "panjin-demo" / "offices.csv", city / "offices.csv")
    points = (settings.PACKS / "panjin-demo" / "service_points.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in points if line.split(",")[0] in POINTS]
    (city / "service_points.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    for item in ITEMS:
        source = (settings.PACKS / "panjin-demo" / "items" / f"{item}.yaml").read_text(encoding="utf-8")
        (city / "items" / f"{item}.yaml").write_text(alone(source), encoding="utf-8")
    return tmp_path


def alone(source: str) -> str:
    """An item without its questions, which may lead to other items."""
    document = yaml.safe_load(source)
    for version in document["versions"]:
        version.pop("situations", None)
        for material in version.get("materials", ()):
            material.pop("when", None)
    return yaml.safe_dump(document, allow_unicode=True)


def plant(folder: Path) -> "City":
    packs.load(folder=folder, by=MACHINE, at=at(1, 9))
    calendars.forget()
    slots.open_slots(by=MACHINE, at=at(1, 7))
    for name, (role, at_office) in STAFF.items():
        user = get_user_model().objects.create(username=f"u{hash(name) % 10**8}", name=name, kind="staff")
        path = "/2111/" if role == "hotline_operator" else offices_path(at_office)
        held = Role.objects.get(pk=role)
        Grant.objects.create(
            user=user,
            role=held,
            separation=held.separation,
            office_path=path,
            valid=(date(2021, 1, 1), None),
            granted_by="tests",
        )
    for name, (kind, number, phone) in PEOPLE.items():
        user = get_user_model().objects.create(username=f"r{hash(name) % 10**8}", name=name, kind=kind)
        person(name, number, phone, user)
    return City()


def offices_path(code: str) -> str:
    return office(code).path


def person(name: str, number: str, phone: str, user: Any = None) -> Party:
    return Party.objects.create(
        kind="person", name=name, id_type="citizen_id", id_masked=mask_id(number), id_cipher=encrypt(number),
        id_fingerprint=parties.number_fingerprint(number), phone_masked=mask_phone(phone) if phone else "",
        phone_fingerprint=parties.phone_fingerprint(phone) if phone else "", phone_cipher=encrypt(phone) if phone else b"",
        user=user, birth_on=date(int(number[6:10]), int(number[10:12]), int(number[12:14])), registered_at=at(1, 8),
    )  # fmt: skip


class City:
    """What the tests talk about."""

    hall = "pj-hall"
    exam = "pj-hall-exam-centre"
    traffic = "pj-hall-traffic"

    def actor(self, name: str) -> Actor:
        return access.actor(self.user(name), on=date(2022, 3, 5))

    def user(self, name: str) -> Any:
        return get_user_model().objects.get(name=name)

    def party(self, name: str) -> Party:
        return Party.objects.get(name=name)

    def item(self, code: str = "jsz-qmhz") -> Any:
        return catalogue.version(code, date(2022, 3, 5))

    def window(self, number: str) -> Any:
        return places.window(f"pj-hall-{number}")

    def resource(self, code: str) -> Resource:
        return Resource.objects.get(pk=code)

    def request(self, name: str = "王芳", wanted: Span | None = None, moment: datetime | None = None) -> Any:
        return extended.request(
            item=self.item(), party=self.party(name), wanted=wanted or Span(at(6, 8), at(6, 12)),
            reason="驾驶证昨天过期，周一上班要开车", by=self.actor(name), at=moment or at(5, 12),
        )  # fmt: skip


@pytest.fixture
def city(db: None, folder: Path) -> City:
    return plant(folder)


@pytest.fixture
def planting(folder: Path) -> Callable[[], City]:
    """For tests with real commits."""
    return lambda: plant(folder)
