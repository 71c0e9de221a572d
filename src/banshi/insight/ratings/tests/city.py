"""A small city in March 2026 for the tests of insight: real lists, six real items, a resident, and the office's people."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from banshi.insight.ratings import services as ratings
from banshi.insight.ratings.models import Rating
from banshi.kernel.access import selectors as access_selectors
from banshi.kernel.access import services as access
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs import services as packs
from banshi.matters.applications import demo as samples
from banshi.matters.applications.models import Application
from banshi.matters.applications.services import acceptance, drafting, results, review
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import services as parties
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import LI, WANG

MACHINE = Actor.system("tests")
NATIONAL = ("pack.toml", "calendar.csv", "divisions.csv", "codes.yaml", "statutes.yaml", "life_events.csv", "roles.csv")
CITY = (
    "pack.toml",
    "reporting_areas.csv",
    "offices.csv",
    "halls.csv",
    "windows.csv",
    "opening_hours.csv",
    "rating_points.csv",
)
ITEMS = ("jsz-qmhz", "jdc-hpbl", "sc-spjy", "sfz-bl", "bdc-zy", "sc-gtsl", "cs-zgrz", "jsz-hfjs")
STAFF = {
    "clerk": ("clerk", "/2111/"), "head": ("head", "/2111/"), "quality": ("quality", "/2111/"),
    "leader": ("leader", "/2111/"), "county_quality": ("quality", "/2111/211104/"), "manager": ("hall_manager", "/2111/"),
}  # fmt: skip


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=moments.CHINA)


def folder(tmp_path: Path, items: tuple[str, ...] = ITEMS) -> Path:
    """The packs of the small city."""
    national, city = tmp_path / "national", tmp_path / "panjin-demo"
    (national / "indicators").mkdir(parents=True)
    (city / "items").mkdir(parents=True)
    for name in NATIONAL:
        shutil.copy(settings.PACKS / "national" / name, national / name)
    for path in (settings.PACKS / "national" / "indicators").glob("*.yaml"):
        shutil.copy(path, national / "indicators")
    for name in CITY:
        shutil.copy(settings.PACKS / "panjin-demo" / name, city / name)
    for code in items:
        path = settings.PACKS / "panjin-demo" / "items" / f"{code}.yaml"
        shutil.copy(path, city / "items")
    return tmp_path


class City:
    """What the tests talk about."""

    clerk: Actor
    head: Actor
    quality: Actor
    leader: Actor
    county_quality: Actor
    manager: Actor

    def __init__(self, packs_folder: Path) -> None:
        packs.load(folder=packs_folder, by=MACHINE, at=at(1))
        calendars.forget()
        for name, (role, path) in STAFF.items():
            user = access.create_staff(username=name.replace("_", "."), name=name, by=MACHINE, at=at(1))
            access.grant(user, role=role, office_path=path, first=date(2026, 1, 1), by=MACHINE, at=at(1))
        self.wang, self.li = (parties.sign_up(name=n, citizen_id=i, phone=p, at=at(1)) for n, i, p in (WANG, LI))
        for name in STAFF:
            setattr(self, name, access_selectors.actor(self.user(name), on=date(2026, 3, 2)))

    def user(self, name: str) -> Any:
        return get_user_model().objects.get(username=name.replace("_", "."))

    def resident(self, party: Party) -> Actor:
        assert party.user is not None
        return access_selectors.actor(party.user, on=date(2026, 3, 2))

    def submitted(
        self, item: str = "jdc-hpbl", day: int = 2, *, online: bool = False, party: Party | None = None
    ) -> Application:
        """Handed in on a day, online by the resident or at the counter."""
        party = party or self.wang
        with moments.travel(at(day)):
            handed = samples.sample(catalogue.version(item, at(day).date()).spec)
            application = drafting.submit(item, party=party, handed=handed, by=self.clerk, at=at(day), channel="1")
        if online:  # what was uploaded does not matter here
            application.channel = "2"
            application.save(update_fields=["channel"])
        return application

    def decided(
        self, item: str = "jdc-hpbl", day: int = 2, *, after: int = 0, refuse: bool = False, **how: Any
    ) -> Application:
        """Accepted on its day and decided `after` days later."""
        application = self.submitted(item, day, **how)
        moment = at(day + after, 11)
        acceptance.accept(application.number, by=self.clerk, at=at(day, 10))
        if refuse:
            review.refuse(
                application.number, reason="不符合法定条件", basis="行政许可法 第三十八条", by=self.head, at=moment
            )
        else:
            review.grant(application.number, by=self.head, at=moment)
            results.issue(application.number, by=self.clerk, at=moment)
        return Application.objects.get(pk=application.pk)

    def delivered(self, item: str = "jdc-hpbl", day: int = 2, *, after: int = 0, **how: Any) -> Application:
        """Decided and handed over on the same day."""
        application = self.decided(item, day, after=after, **how)
        return results.deliver(application.number, way="counter", by=self.clerk, at=at(day + after, 12))

    def rated(self, level: int = 1, *, day: int = 3, words: str = "", **how: Any) -> Rating:
        """A finished matter, rated by the applicant."""
        application = self.delivered(**how)
        by = self.resident(application.party)
        return ratings.give(application.number, level=level, channel="pc", words=words, by=by, at=at(day))


def office_path(code: str) -> str:
    return offices.office(code).path
