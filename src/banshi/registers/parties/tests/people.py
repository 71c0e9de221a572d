"""Named people for tests: 王芳, 李强, 赵敏. Numbers are invented and have right check digits."""

from datetime import datetime

from banshi.kernel.access import selectors as access
from banshi.kernel.actors import Actor
from banshi.kernel.calendar.moments import CHINA
from banshi.registers.parties import services
from banshi.registers.parties.models import Party

NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)


def number(first_17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first_17 + "10X98765432"[sum(w * int(d) for w, d in zip(weights, first_17, strict=True)) % 11]


WANG = ("王芳", number("21110319850312002"), "13800000001")
LI = ("李强", number("21110319790705001"), "13800000002")
ZHAO = ("赵敏", number("21112219930101004"), "13800000003")


def resident(person: tuple[str, str, str], at: datetime = NOW) -> tuple[Party, Actor]:
    name, citizen_id, phone = person
    party = services.sign_up(name=name, citizen_id=citizen_id, phone=phone, at=at)
    return party, access.actor(party.user, on=at.date())
