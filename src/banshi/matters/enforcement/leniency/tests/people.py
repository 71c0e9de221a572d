"""Named people for tests of cases: 王芳 and a company are the parties; 甲、乙、丙 hold certificates; 孙波 decides."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.access import selectors as access
from banshi.kernel.access import services as accounts
from banshi.kernel.access.models import User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.files import services as files
from banshi.kernel.jobs import timers
from banshi.kernel.journal import selectors as journal
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.services import decision, investigation, proposal
from banshi.matters.enforcement.officers.models import Inspector
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import services as parties
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import LI, WANG

MACHINE = Actor.system("tests")
MONDAY = datetime(2022, 3, 7, 9, 0, tzinfo=CHINA)
STAFF = {
    "甲": ("officer.a", "enforcement_officer", "pj-scjgj"),
    "乙": ("officer.b", "enforcement_officer", "pj-scjgj"),
    "丙": ("officer.c", "enforcement_officer", "pj-scjgj"),
    "无证": ("officer.d", "enforcement_officer", "pj-scjgj"),
    "外局": ("officer.e", "enforcement_officer", "pj-sthjj"),
    "审核": ("legal.f", "legal_reviewer", "pj-scjgj"),
    "负责人": ("head.g", "head", "pj-scjgj"),
    "领导": ("leader.h", "leader", "/2111/"),
}
GOOD = {"found_on": "2022-03-07", "harm": "none", "answers": {"slight": True}}
HARMFUL = {"found_on": "2022-03-07", "harm": "considerable", "answers": {"slight": False}}


def on(month: int, day: int, hour: int = 10, year: int = 2022) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA)


def plant_people() -> None:
    for name, (username, role, office) in STAFF.items():
        user = accounts.create_staff(username=username, name=name, by=MACHINE, at=MONDAY)
        path = office if office.startswith("/") else offices.office(office).path
        accounts.grant(user, role=role, office_path=path, first=date(2020, 1, 1), by=MACHINE, at=MONDAY)
    for number, name in enumerate("甲乙丙", 1):
        Inspector.objects.create(
            number=f"I{number}", account=User.objects.get(name=name), office=offices.office("pj-scjgj"),
            certificate=f"LN-2022-{number:04d}", valid_until=date(2025, 12, 31),
        )  # fmt: skip
    for name, number, phone in (WANG, LI):
        parties.sign_up(name=name, citizen_id=number, phone=phone, at=MONDAY)
    parties.register_organisation(name="盘锦示例建设有限公司", credit_code="91211103MA10ABC34U", by=MACHINE, at=MONDAY)


class Bureau:
    """The market regulator of the model city and its people."""

    def user(self, name: str) -> User:
        return User.objects.get(name=name)

    def by(self, name: str) -> Actor:
        return access.actor(self.user(name), on=moments.today())

    def party(self, name: str = "王芳") -> Party:
        return Party.objects.get(name=name)

    def number(self, name: str) -> str:
        return next(number for known, number, _phone in (WANG, LI) if known == name)

    def file(
        self, offence: str = "sc-02", *, party: str = "王芳", at: datetime = MONDAY, act_on: date | None = None
    ) -> Case:
        return investigation.file(
            investigation.offence(offence), party=self.party(party), office=offices.office("pj-scjgj"),
            source="inspection", act_on=act_on or at.date(), by=self.by("甲"), at=at,
        )  # fmt: skip

    def investigated(self, said: dict[str, Any] = GOOD, **filed: Any) -> Case:
        """Filed, with two officers, ordered, corrected, rechecked, and its facts recorded."""
        case = self.file(**filed)
        at = filed.get("at", MONDAY)
        investigation.assign(case.number, accounts=[self.user("甲").pk, self.user("乙").pk], by=self.by("甲"), at=at)
        investigation.order(case.number, what="依法办理变更登记", until=at.date(), by=self.by("甲"), at=at)
        investigation.recheck(case.number, corrected_on=at.date(), by=self.by("乙"), at=at)
        return investigation.record(case.number, said=said, by=self.by("甲"), at=at)

    def proposed(self, effect: Effect = Effect.MUST_NOT, cents: int = 0, reason: str = "", **more: Any) -> Case:
        case = self.investigated(**more)
        at = more.get("at", MONDAY)
        return proposal.propose(case.number, effect=effect, imposed_cents=cents, reason=reason, by=self.by("甲"), at=at)

    def decided(self, **more: Any) -> Case:
        case = self.proposed(**more)
        return decision.decide(case.number, by=self.by("负责人"), at=more.get("at", MONDAY))

    def photo(self, name: str = "王芳") -> str:
        by = self.by(name)
        picture = SimpleUploadedFile("a.png", PNG, "image/png")
        return str(files.store(picture, by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=MONDAY).pk)

    def kinds(self, case: Case) -> list[str]:
        return [line.kind.split(".")[1] for line in journal.timeline(f"leniency:{case.number}")]

    def run_timers(self, at: datetime) -> int:
        return timers.run_due(at)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
