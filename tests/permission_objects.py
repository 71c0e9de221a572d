"""What the permission table needs: one user for each column, and for each route that is about a thing, the thing.

Add a builder for your route: `@route("applications:progress")`, a function of the world that makes the thing (through
services) and returns what to ask: `Ask(kwargs={"number": …}, data={…})`. Each is made once; every question is undone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from banshi.kernel.access import selectors as access
from banshi.kernel.access import services
from banshi.kernel.access.models import Grant, User
from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.journal import seals
from banshi.kernel.packs import services as packs
from banshi.matters.appointments.services import slots
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import services as parties
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import LI, WANG, ZHAO
from tests.whole_city import MONDAY, PDF, copy_packs

MACHINE = Actor.system("test")
NOWHERE = "00000000-0000-0000-0000-000000000000"
HOME, FOREIGN, HALL = "pj-gaj", "pj-scjgj", "pj-zwfw"  # the office that things belong to, another one, the hall's

STAFF = {
    "clerk": ("clerk", HOME),
    "foreign_clerk": ("clerk", FOREIGN),
    "reviewer": ("reviewer", HOME),
    "head": ("head", HOME),
    "hall_operator": ("hall_operator", HALL),
    "leader": ("leader", HOME),
    "auditor": ("auditor", ""),  # the whole city
    "system_admin": ("system_admin", ""),
    "security_admin": ("security_admin", ""),
}
COLUMNS = ("anonymous", "resident", "other_resident", *STAFF)


@dataclass
class Ask:
    """Which thing, and what the form or (`json`) the program says; `files` go with it.

    `absent` names a thing that is not there, in the same words: strangers must get the same answer for it.
    """

    kwargs: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    json: bool = False
    absent: Mapping[str, Any] = field(default_factory=dict)

    def nowhere(self) -> "Ask":
        return replace(
            self,
            kwargs={name: self.absent.get(name, value) for name, value in self.kwargs.items()},
            data={name: self.absent.get(name, value) for name, value in self.data.items()},
        )

    def sent(self) -> dict[str, Any]:
        uploads = {name: SimpleUploadedFile("平面图.pdf", content) for name, content in self.files.items()}
        return {**self.data, **uploads}


@dataclass
class World:
    """A small city. `resident` owns things; `other_resident` is a stranger to them."""

    users: dict[str, User | None]
    party: Party  # the resident's
    stranger: Party  # the other resident's
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    asks: dict[str, Ask] = field(default_factory=dict)

    def actor(self, column: str) -> Actor:
        user = self.users[column]
        return access.actor(user, on=moments.today()) if user else Actor.anonymous()

    def log_in(self) -> None:
        """Once for all questions; every user's browsers share one session."""
        for column, user in self.users.items():
            client = Client()
            if user:
                client.force_login(user, backend=BACKEND)
            self.cookies[column] = client.cookies

    def client(self, column: str, **options: Any) -> Client:
        client = Client(raise_request_exception=False, **options)
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in self.cookies[column].items()})
        return client


def path_of(code: str) -> str:
    return offices.office(code).path if code else "/2111/"


def build(folder: Path) -> World:
    """The packs with some of their items, the hall's free times, the people, and one of every thing, sealed."""
    now = moments.now()
    packs.load(folder=copy_packs(folder), by=MACHINE, at=now)
    calendars.forget()
    slots.open_slots(by=MACHINE, at=now)
    users: dict[str, User | None] = {"anonymous": None}
    for column, (role, office) in STAFF.items():
        user = services.create_staff(username=column.replace("_", "."), name=column, by=MACHINE, at=now)
        services.grant(user, role=role, office_path=path_of(office), first=now.date(), by=MACHINE, at=now)
        users[column] = user
    mine, other = (parties.sign_up(name=n, citizen_id=i, phone=p, at=now) for n, i, p in (WANG, LI))
    users |= {"resident": mine.user, "other_resident": other.user}
    world = World(users=users, party=mine, stranger=other)
    made = {builder: builder(world) for builder in dict.fromkeys(builders.values())}
    world.asks = {name: made[builder] for name, builder in builders.items()}
    seals.seal(at=now)
    world.log_in()
    return world


def today(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return MONDAY.replace(hour=hour, minute=minute) + timedelta(days=days)


Builder = Callable[[World], Ask]
builders: dict[str, Builder] = {}


def route(*names: str) -> Callable[[Builder], Builder]:
    def register(function: Builder) -> Builder:
        builders.update(dict.fromkeys(names, function))
        return function

    return register


@route("access_account", "access_grant", "access_lock", "access_password")
def an_account(world: World) -> Ask:
    someone = services.create_staff(username="someone", name="某人", by=MACHINE, at=moments.now())
    data = {"role": "clerk", "office_path": path_of(HOME), "first": "2026-01-01", "verb": "lock", "reason": "离岗"}
    data["password"] = "long-enough-1"
    return Ask({"username": someone.username}, data)


@route("access_revoke")
def a_grant(world: World) -> Ask:
    return Ask({"pk": Grant.objects.get(user=world.users["clerk"]).pk})


@route("me_leave")
def a_membership(world: World) -> Ask:
    member = parties.join_organisation(
        name="盘锦示例米业有限公司", credit_code="91211100MA0UYTRE00", by=world.actor("resident"), at=moments.now()
    )
    return Ask({"pk": member.pk}, absent={"pk": 2**30})


@route("me_end")
def an_agency(world: World) -> Ask:
    agency = parties.offer_agency(
        world.party.pk, agent_name=ZHAO[0], agent_phone=ZHAO[2], scope="all",
        until=moments.today() + timedelta(days=9), by=world.actor("resident"), at=moments.now(),
    )  # fmt: skip
    return Ask({"pk": agency.pk}, absent={"pk": 2**30})


@route("me_accept")
def an_offer_to_the_resident(world: World) -> Ask:
    agency = parties.offer_agency(
        world.stranger.pk, agent_name=WANG[0], agent_phone=WANG[2], scope="all",
        until=moments.today() + timedelta(days=9), by=world.actor("other_resident"), at=moments.now(),
    )  # fmt: skip
    return Ask({"pk": agency.pk}, absent={"pk": 2**30})


@route("mfa_edit_webauthn", "mfa_remove_webauthn")
def nobodys_passkey(world: World) -> Ask:
    return Ask({"pk": 0})


@route("openid_connect_login", "openid_connect_callback")
def an_unknown_province(world: World) -> Ask:
    return Ask({"provider_id": "nowhere"})


@route("api:upload")
def an_upload(world: World) -> Ask:
    return Ask(files={"file": PDF})
