"""Named people for tests of repairs, objections and lists: 王芳 speaks for a company; officers of two offices; three records."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from banshi.kernel.access import selectors as access
from banshi.kernel.access import services as accounts
from banshi.kernel.access.models import User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.jobs import timers
from banshi.kernel.journal import selectors as journal
from banshi.registers.credit.models import Subject, Unit
from banshi.registers.credit.selectors import standing
from banshi.registers.credit.services import lists, objections, repairs
from banshi.registers.credit.tests import served
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import selectors as parties
from banshi.registers.parties import services as party_services
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import LI, WANG

MACHINE = Actor.system("tests")
MONDAY = datetime(2022, 3, 7, 9, 0, tzinfo=CHINA)
COMPANY = ("盘锦示例建设有限公司", "91211103MA10ABC34U")
SID, PERSON = 33, 10_000_033
STAFF = {
    "专管员": ("credit.a", "credit_officer", "pj-sthjj"),
    "负责人": ("credit.b", "head", "pj-sthjj"),
    "市场专管员": ("credit.c", "credit_officer", "pj-scjgj"),
    "市场负责人": ("credit.d", "head", "pj-scjgj"),
    "平台专管员": ("credit.e", "credit_officer", "pj-ysj"),
    "领导": ("leader.h", "leader", "/2111/"),
}
ENVIRONMENT, MARKET, COURT = 8, 1, 47  # numbers of units
KIND = {"penalty": 4, "licence": 3, "abnormal": 14, "judicial": 2}
FINE: Mapping[str, Any] = {"fp": 1001, "unit": ENVIRONMENT, "decided_on": date(2021, 11, 5), "content": "超标排污，罚款20000元", "cents": 2_000_000}  # fmt: skip


def on(month: int, day: int, hour: int = 10, year: int = 2022) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA)


def put_record(
    sid: int = SID, *, fp: int, unit: int, kind: str = "penalty", decided_on: date, content: str = "", cents: int = 0,
    valid_until: date | None = None, key: int | None = None, doc_no: str = "",
) -> None:  # fmt: skip
    """A record as the pipeline would serve it."""
    doc_no = doc_no or f"盘罚〔{decided_on.year}〕{fp}号"
    served.serve([
        served.Record(sid, fp, unit, KIND[kind], decided_on, valid_until, cents, doc_no, content, batch=unit, key=key)
    ])  # fmt: skip


def plant_people() -> None:
    for name, (username, role, office) in STAFF.items():
        user = accounts.create_staff(username=username, name=name, by=MACHINE, at=MONDAY)
        path = office if office.startswith("/") else offices.office(office).path
        accounts.grant(user, role=role, office_path=path, first=date(2020, 1, 1), by=MACHINE, at=MONDAY)
    for name, number, phone in (WANG, LI):
        party_services.sign_up(name=name, citizen_id=number, phone=phone, at=MONDAY)
    plant_company(Party.objects.get(name="王芳"), at=MONDAY)
    Subject.objects.create(
        sid=PERSON, kind="P", name="王芳", code_masked="2***1", code_cipher=b"x",
        code_fingerprint=parties.number_fingerprint(WANG[1]),
    )  # fmt: skip


def plant_company(person: Party, *, at: datetime) -> Party:
    """A company for which somebody speaks, and its subject."""
    name, code = COMPANY
    company = parties.find(code)
    if company is None:
        company = party_services.register_organisation(name=name, credit_code=code, by=MACHINE, at=at)
    company.members.create(person=person, role="legal", since=date(2020, 1, 1))
    Subject.objects.create(
        sid=SID, kind="E", name=name, code=code, code_masked=code, code_fingerprint=parties.number_fingerprint(code)
    )
    return company


class Bureau:
    """The people, and the shortest way to a proceeding in each state."""

    def user(self, name: str) -> User:
        return User.objects.get(name=name)

    def by(self, name: str) -> Actor:
        return access.actor(self.user(name), on=moments.today())

    def party(self, name: str = COMPANY[0]) -> Party:
        return Party.objects.get(name=name)

    def record(self, **said: Any) -> tuple[int, int]:
        """A fine of the environment bureau of 5 November 2021, or what is said."""
        given = {**FINE, **said}
        put_record(**given)
        return given["unit"], given["fp"]

    def standing(self, record: tuple[int, int], at: datetime = MONDAY, sid: int = SID) -> standing.Standing:
        return standing.find(sid, *record, on=at.date())

    def public(self, record: tuple[int, int], at: datetime = MONDAY) -> bool:
        return self.standing(record, at).public(at.date(), organisation=True).public

    def applied(self, at: datetime = MONDAY, **said: Any) -> Any:
        unit, fp = self.record(**said)
        return repairs.apply(
            self.party(), unit=unit, fp=fp, words="罚款已经缴清，设施已经修好", promised=True, by=self.by("王芳"), at=at
        )

    def accepted(self, **said: Any) -> Any:
        return repairs.accept(self.applied(**said).number, by=self.by("专管员"), at=MONDAY)

    def agreed(self, **said: Any) -> Any:
        number = self.accepted(**said).number
        return repairs.agree(number, duties_done=True, reason="罚款已缴，整改已验收", by=self.by("负责人"), at=MONDAY)

    def objected(self, about: str = "content", at: datetime = MONDAY, **said: Any) -> Any:
        unit, fp = self.record(**said)
        return objections.file(
            self.party(), unit=unit, fp=fp, about=about, words="金额不是这个数", by=self.by("王芳"), at=at
        )

    def proposed(self, code: str = "environment-serious") -> Any:
        said = {"sid": SID, "reasons": "两次超标排污，情节严重", "office": self.unit(ENVIRONMENT).office}
        return lists.propose(code, **said, by=self.by("专管员"), at=MONDAY)

    def noticed(self, **said: Any) -> Any:
        return lists.notify(self.proposed(**said).number, by=self.by("专管员"), at=MONDAY)

    def kinds(self, one: Any) -> list[str]:
        return [line.kind.split(".")[1] for line in journal.timeline(f"{one.matter}:{one.number}")]

    @property
    def number_of_wang(self) -> str:
        return WANG[1]

    def unit(self, number: int) -> Unit:
        return Unit.objects.get(number=number)

    def run_timers(self, at: datetime) -> int:
        return timers.run_due(at)
