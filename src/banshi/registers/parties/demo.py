"""演示 people and a company: made-up names, numbers that only pass their check digits, telephone numbers of nobody."""

from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.actors import Actor
from banshi.registers.parties import services
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
