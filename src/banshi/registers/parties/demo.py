"""演示 people and a company: made-up names, numbers that only pass their check digits, telephone numbers of nobody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from stdnum.cn import ric, uscc

from banshi.kernel.actors import Actor
from banshi.kernel.journal.events import emit_all
from banshi.registers.parties import events, services
from banshi.registers.parties.models import OrganisationMember, Party

PLANTER = Actor.system("demo")


@dataclass(frozen=True)
class Resident:
    name: str
    citizen_id: str
    phone: str


RESIDENTS = (
    Resident("王芳", "211102199003070020", "13900000001"),
    Resident("刘强", "21110319850612001X", "13900000002"),
    Resident("赵秀英", "211122195509200045", "13900000003"),
    Resident("孙丽", "21110419781105003X", "13900000004"),
)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋"
COMPANY = ("盘锦示例稻米有限公司", "91211103MA10ABC34U")


def plant(*, at: datetime) -> list[Party]:
    """The residents with their accounts, and a company that the second one represents."""
    people = [
        services.enter_from_province(name=r.name, citizen_id=r.citizen_id, phone=r.phone, at=at) for r in RESIDENTS
    ]
    name, code = COMPANY
    company = services.register_organisation(name=name, credit_code=code, by=PLANTER, at=at)
    since = at.date().replace(year=2020)  # long before the matters that the demonstration plants
    OrganisationMember.objects.create(organisation=company, person=people[1], role="legal", since=since)
    return [*people, company]


def plant_many(people: int, organisations: int, *, at: datetime) -> tuple[list[Party], list[Party]]:
    """Made-up parties in sets, by the checks of the counter and with its lines in the journal."""
    made = [services.unsaved_person(_name(n), citizen_id(n), at=at) for n in range(people)]
    made += [
        services.unsaved_organisation(f"盘锦示例商行{n:03d}号", credit_code(n), at=at) for n in range(organisations)
    ]
    Party.objects.bulk_create(made)
    emit_all([(_registered(one), PLANTER, at) for one in made])
    return made[:people], made[people:]


class Represented(NamedTuple):
    """A company, and the resident who speaks for it."""

    party: Party
    by: Actor


def plant_company(number: int, *, name: str, code: str, person: str, at: datetime) -> Represented:
    """A made-up company with its legal representative, who has an account and no telephone."""
    one = services.enter_from_province(name=person, citizen_id=citizen_id(number, series=8), phone="", at=at)
    company = services.register_organisation(name=name, credit_code=code, by=PLANTER, at=at)
    since = at.date().replace(month=1, day=1)
    OrganisationMember.objects.create(organisation=company, person=one, role="legal", since=since)
    return Represented(company, Actor(one.user_id, one.name, "resident"))


def _registered(party: Party) -> events.PartyRegistered:
    return events.PartyRegistered(key=str(party.pk), party_kind=party.kind, channel="counter")


def _name(number: int) -> str:
    return SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number // 100 % 10]


def citizen_id(number: int, *, series: int = 9) -> str:
    """A number that passes its check digit, of somebody born between 1960 and 1989; sequence 9xx or 8xx keeps it apart."""
    born = date(1960, 1, 1) + timedelta(days=number * 3)
    digits = f"211122{born:%Y%m%d}{series}{number % 100:02d}"
    return digits + ric.calc_check_digit(f"{digits}0")  # it leaves the last one out


def credit_code(number: int) -> str:
    head = f"92211122MA{9_000_000 + number:07d}"
    return head + uscc.calc_check_digit(head)
