"""What the permission table needs: one user for each column, and for each route that is about a thing, the thing.

Add a builder for your route: `@route("applications:detail")`, a function of the world that makes the thing (through
services) and returns what to ask: `Ask(kwargs={"number": …}, data={…})`. It is called anew for every cell.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings

from banshi.kernel.access import selectors as access
from banshi.kernel.access import services
from banshi.kernel.access.models import Grant, User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.registers.parties import services as parties
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import LI, WANG, ZHAO

MACHINE = Actor.system("test")
HOME, FOREIGN = "/2111/pj-gaj/", "/2111/pj-sj/"  # the office that things belong to, and another one

STAFF = {
    "clerk": ("clerk", HOME),
    "foreign_clerk": ("clerk", FOREIGN),
    "reviewer": ("reviewer", HOME),
    "head": ("head", HOME),
    "hall_operator": ("hall_operator", HOME),
    "leader": ("leader", HOME),
    "auditor": ("auditor", "/2111/"),
    "system_admin": ("system_admin", "/2111/"),
    "security_admin": ("security_admin", "/2111/"),
}
COLUMNS = ("anonymous", "resident", "other_resident", *STAFF)


@dataclass
class Ask:
    """Which thing, and what the form says."""

    kwargs: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """A small city. `resident` owns things; `other_resident` is a stranger to them."""

    users: dict[str, User | None]
    party: Party  # the resident's
    stranger: Party  # the other resident's

    def actor(self, column: str) -> Actor:
        user = self.users[column]
        return access.actor(user, on=moments.today()) if user else Actor.anonymous()


def build() -> World:
    now = moments.now()
    with (settings.PACKS / "national" / "roles.csv").open(encoding="utf-8", newline="") as file:
        services.load_roles(csv.DictReader(file), by=MACHINE, at=now)
    users: dict[str, User | None] = {"anonymous": None}
    for column, (role, office_path) in STAFF.items():
        user = services.create_staff(username=column.replace("_", "."), name=column, by=MACHINE, at=now)
        services.grant(user, role=role, office_path=office_path, first=now.date(), by=MACHINE, at=now)
        users[column] = user
    mine, other = (parties.sign_up(name=n, citizen_id=i, phone=p, at=now) for n, i, p in (WANG, LI))
    users |= {"resident": mine.user, "other_resident": other.user}
    return World(users=users, party=mine, stranger=other)


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
    data = {"role": "clerk", "office_path": HOME, "first": "2026-01-01", "verb": "lock", "reason": "离岗"}
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
    return Ask({"pk": member.pk})


@route("me_end")
def an_agency(world: World) -> Ask:
    agency = parties.offer_agency(
        world.party.pk, agent_name=ZHAO[0], agent_phone=ZHAO[2], scope="all",
        until=moments.today() + timedelta(days=9), by=world.actor("resident"), at=moments.now(),
    )  # fmt: skip
    return Ask({"pk": agency.pk})


@route("me_accept")
def an_offer_to_the_resident(world: World) -> Ask:
    agency = parties.offer_agency(
        world.stranger.pk, agent_name=WANG[0], agent_phone=WANG[2], scope="all",
        until=moments.today() + timedelta(days=9), by=world.actor("other_resident"), at=moments.now(),
    )  # fmt: skip
    return Ask({"pk": agency.pk})


@route("file")
def a_file(world: World) -> Ask:
    return Ask({"key": "00000000-0000-0000-0000-000000000000"})


@route("mfa_edit_webauthn", "mfa_remove_webauthn")
def nobodys_passkey(world: World) -> Ask:
    return Ask({"pk": 0})


@route("openid_connect_login", "openid_connect_callback")
def an_unknown_province(world: World) -> Ask:
    return Ask({"provider_id": "nowhere"})
