"""The model city with its demonstration and one of every kind of thing, for the tests that walk every page."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from banshi.insight.indicators.models import Definition
from banshi.insight.ratings import links
from banshi.kernel.access.models import User
from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.actors import Actor, Held
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.files import services as files
from banshi.kernel.journal import seals
from banshi.kernel.packs import services as packs
from banshi.matters.applications import demo as samples
from banshi.matters.applications import intake
from banshi.matters.applications.models import Application, Certificate
from banshi.matters.applications.services import acceptance, drafting
from banshi.matters.applications.services.drafting import Handed
from banshi.matters.appointments.models import Appointment, Request, Ticket
from banshi.matters.enforcement.inspections.models import Draw, Visit
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.credit.models import Unit
from banshi.registers.credit.permissions import Permission as OfCredit
from banshi.registers.credit.selectors.measures import Moment
from banshi.registers.credit.services import lists, looking, measures, repairs
from banshi.registers.credit.tests.people import SID, plant_company, put_record
from banshi.registers.credit.tests.served import write_subject
from banshi.registers.parties import demo as people
from banshi.registers.parties import services as parties
from banshi.registers.parties.models import Party
from banshi.site import demo

MACHINE = Actor.system("tests")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=moments.CHINA)
ITEMS = ("jsz-qmhz", "jdc-hpbl", "crj-hzhf", "sfz-bl", "sc-qysl", "bdc-zy", "sc-spjy", "jsz-hfjs")
FOOD = "sc-spjy"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
RESIDENT, STRANGER = people.RESIDENTS[0], people.RESIDENTS[1]
STAFF = tuple(person.username for person in demo.PEOPLE)


def pdf(name: str = "平面图.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


@dataclass
class City:
    """Who is there and what they own; `things` are the values of every address that names a thing."""

    resident: User
    stranger: User
    party: Party
    things: dict[str, Any] = field(default_factory=dict)

    def staff(self, username: str) -> User:
        return User.objects.get(username=username)

    def actor(self, user: User) -> Actor:
        return demo.actor(user.username)

    def client(self, who: User | str | None = None, **options: Any) -> Client:
        """A browser, with somebody logged in."""
        client = Client(**options)
        if who is not None:
            client.force_login(self.staff(who) if isinstance(who, str) else who, backend=BACKEND)
        return client

    def draft(self) -> str:
        by = self.actor(self.resident)
        return drafting.save_draft(FOOD, party=self.party, handed=Handed(), by=by, at=moments.now()).number

    def submitted(self, *, key: str | None = None, **form: str) -> Application:
        """Handed in online by the resident, with real files."""
        by, sample = self.actor(self.resident), samples.sample(catalogue.version(FOOD, moments.today()).spec)
        met = {code: self.upload(by) if way == intake.PAPER else way for code, way in sample.materials.items()}
        handed = Handed(sample.answers, {**sample.form, **form}, met)
        return drafting.submit(FOOD, party=self.party, handed=handed, by=by, at=moments.now(), idempotency_key=key)

    def upload(self, by: Actor) -> str:
        at = moments.now()
        return str(files.store(pdf(), by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=at).pk)


def copy_packs(folder: Path) -> Path:
    for pack in ("national", "panjin-demo"):
        shutil.copytree(settings.PACKS / pack, folder / pack, ignore=shutil.ignore_patterns("items"))
    (folder / "panjin-demo" / "items").mkdir()
    for code in ITEMS:
        shutil.copy(settings.PACKS / "panjin-demo" / "items" / f"{code}.yaml", folder / "panjin-demo" / "items")
    return folder


def plant(folder: Path) -> City:
    """The demonstration as it is, and what it lacks: a draft, a matter that waits for materials, a sealed journal."""
    packs.load(folder=copy_packs(folder), by=MACHINE, at=moments.now())
    calendars.forget()
    demo.plant_once()
    party, stranger = (Party.objects.get(name=person.name) for person in (RESIDENT, STRANGER))
    assert party.user is not None and stranger.user is not None
    city = City(party.user, stranger.user, party)
    waiting = city.submitted()
    acceptance.notify(waiting.number, deficiencies=["请补交清晰的平面图"], by=demo.actor("liu.yang"), at=moments.now())
    offered = parties.offer_agency(
        party.pk, agent_name=STRANGER.name, agent_phone=STRANGER.phone, scope="all",
        until=moments.today() + timedelta(days=9), by=city.actor(city.resident), at=moments.now(),
    )  # fmt: skip
    things = _credit(city)
    seals.seal(at=moments.now())
    city.things = _things(city, waiting, offered) | things
    return city


def _credit(city: City) -> dict[str, Any]:
    """A company of the resident's with three fines of the vehicle office's bureau, one of them repaired, one being so; the
    resident's own file, which an officer is looking at."""
    company, unit = plant_company(city.party, at=moments.now()), Unit.objects.get(office="pj-gaj")
    held = (Held(frozenset(OfCredit), unit.office.path),)
    officer = Actor(city.staff("zhang.wei").pk, "张伟", "staff", held)
    asked = []
    for fp in (11, 12, 13):
        put_record(fp=fp, unit=unit.number, decided_on=date(2025, 11, 5), content="罚款2000元", cents=200_000)
    for fp in (12, 13):
        said = {"unit": unit.number, "fp": fp, "words": "罚款已经缴清", "promised": True}
        asked.append(repairs.apply(company, **said, by=city.actor(city.resident), at=moments.now()))
    done = repairs.accept(asked[0].number, by=officer, at=moments.now())
    repairs.agree(done.number, duties_done=True, reason="罚款已经缴清", by=officer, at=moments.now())
    entry = lists.propose(
        "environment-serious", sid=SID, reasons="两次违法，情节严重", office=unit.office, by=officer, at=moments.now()
    )
    lists.notify(entry.number, by=officer, at=moments.now())
    chief = replace(officer, user_id=city.staff("sun.bo").pk)
    lists.state(entry.number, words="没有意见，可以列入", by=city.actor(city.resident), at=moments.now())
    lists.enter(entry.number, reason="事实清楚，符合标准", by=chief, at=moments.now())
    (met,) = measures.meet(
        company.id_fingerprint, Moment("award", moments.today()), key="PY-2026-000001",
        office_path=unit.office.path, by=officer, at=moments.now(),
    )  # fmt: skip
    write_subject(10_000_033, name=RESIDENT.name, number=RESIDENT.citizen_id, kind="P")
    put_record(10_000_033, fp=14, unit=unit.number, decided_on=date(2025, 11, 5), content="警告")
    said = {"purpose": "application", "detail": "办件 SQ-2026-000001"}
    look = looking.look(RESIDENT.citizen_id, **said, by=city.actor(city.staff("cui.xin")), at=moments.now())
    told = {"look": look.pk, "entry": entry.number, "measure": met.number}
    return told | {"repair": asked[1].number, "repair_token": done.token, "record": f"{unit.number:02d}-{11:016x}"}


def _things(city: City, waiting: Application, offered: Any) -> dict[str, Any]:
    mine = Application.objects.filter(party=city.party)
    done = mine.filter(state="delivered").latest("pk")
    material = waiting.materials.filter(file_id__isnull=False).latest("pk")
    appointment = Appointment.objects.filter(party=city.party).latest("pk")
    asked = Request.objects.latest("pk")
    drawn = Draw.objects.latest("pk")
    return {
        "done": done.number, "waiting": waiting.number, "draft": city.draft(), "file": str(material.file_id),
        "submitted": city.submitted().number, "certificate": Certificate.objects.latest("pk").token,
        "appointment": appointment.number, "arrive": appointment.token, "request": asked.number,
        "leg": f"{asked.number}:{asked.legs.latest('pk').resource_id}", "ticket": Ticket.objects.latest("pk").key,
        "offer": offered.pk, "rating_link": links.token(done.number), "indicator": Definition.objects.order_by("pk")[0].pk,
        "plan": drawn.plan.number, "draw": drawn.number, "task": drawn.tasks.latest("pk").number,
        "visit": Visit.objects.filter(task__draw=drawn).latest("pk").number,
        "materials": list(waiting.materials.filter(way="uploaded").values_list("code", flat=True)),
    }  # fmt: skip


def measure() -> None:
    """What was planted in a transaction is unknown to the planner. Each table by its name: ANALYZE alone would also lock
    the catalogues that all databases of the server share, and the tests beside this one would wait for its end."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(connection.introspection.django_table_names(only_existing=True))}")


@contextmanager
def undone(folder: Path, at: datetime = MONDAY) -> Iterator[City]:
    """The city, in a transaction that is rolled back."""
    with transaction.atomic(), moments.travel(at):
        city = plant(folder)
        measure()
        yield city
        transaction.set_rollback(True)
    calendars.forget()


BY_ROUTE = {
    "appointments:request": {"number": "request"},
    "appointments:withdraw": {"number": "request"},
    "appointments:waiting": {"number": "request", "verb": "=take"},
    "appointments:leg": {"key": "leg"},
    "appointments:step": {"verb": "=next"},
    "appointments:*": {"number": "appointment"},
    "applications:edit": {"number": "draft"},
    "applications:discard": {"number": "draft"},
    "applications:withdraw": {"number": "submitted"},
    "hall:ticket": {"key": "ticket"},
    "hall:arrive": {"token": "arrive"},
    "indicators:*": {"code": "indicator"},
    "api:indicator": {"code": "indicator"},
    "api:appointments_read": {"number": "appointment"},
    "api:appointments_cancel": {"number": "appointment"},
    "api:appointments_confirm": {"number": "request"},
    "credit:*": {
        "number": "repair",
        "record": "record",
        "verb": "=withdraw",
        "code": "=91211103MA10ABC34U",
        "look": "look",
    },
    "credit:desk_request_step": {"number": "repair", "verb": "=decline"},
    "credit:repair_check": {"token": "repair_token"},
    "credit:entry": {"number": "entry"},
    "credit:entry_step": {"number": "entry", "verb": "=ask_exit"},
    "credit:desk_entry": {"number": "entry"},
    "credit:desk_entry_step": {"number": "entry", "verb": "=exit"},
    "credit:desk_measure": {"number": "measure"},
    "disclosure:*": {"which": "=licences"},
    "inspections:*": {"number": "draw", "code": "=91211103MA10ABC34U", "name": "=commit.json", "verb": "=approve"},
    **dict.fromkeys(
        (
            "inspections:plan",
            "inspections:desk_plan",
            "inspections:desk_edit_plan",
            "inspections:desk_freeze",
            "inspections:desk_plan_step",
        ),
        {"number": "plan"},
    ),
    **dict.fromkeys(("inspections:desk_task", "inspections:desk_publish"), {"number": "task"}),
    **dict.fromkeys(("inspections:visit", "inspections:desk_open_case"), {"number": "visit"}),
    **dict.fromkeys(
        (
            "inspections:desk_inspector",
            "inspections:desk_recuse",
            "inspections:desk_lift",
            "inspections:desk_strike_inspector",
        ),
        {"number": "=ZF-001"},
    ),
    "ratings:*": {"number": "done"},
    "ratings:link": {"token": "rating_link"},
}
BY_NAME = {
    "number": "waiting", "code": f"={FOOD}", "token": "certificate", "hall": "=pj-hall", "window": "=pj-hall-23",
    "resource": "=pj-hall-traffic", "username": "=li.ming", "provider_id": "=province", "verb": "=accept",
    "stream": "=application:none", "key": "file",
}  # fmt: skip


def addresses(city: City) -> dict[str, str]:
    """Every address of the site by its route, with things that exist where it names one."""
    return {
        route: reverse(route, kwargs={name: _named(city, route, name, of) for name, of in names.items()})
        for route, names in _routes(get_resolver().url_patterns)
    }


def _named(city: City, route: str, name: str, converter: Any) -> str:
    by = BY_NAME | BY_ROUTE.get(f"{route.partition(':')[0]}:*", {}) | BY_ROUTE.get(route, {})
    if name not in by or re.fullmatch(converter.regex, "1") and converter.regex.startswith("[0-9]"):
        return "1"
    return by[name][1:] if by[name].startswith("=") else str(city.things[by[name]])


def _routes(patterns: Any, namespace: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.pattern.converters
