"""Named people for tests of applications: 王芳 applies, 李明 sits at the window, 张伟 is the head, 马丽 belongs elsewhere."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.access import selectors as access
from banshi.kernel.access import services as accounts
from banshi.kernel.access.models import User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.files import services as files
from banshi.kernel.jobs import queue, timers
from banshi.kernel.jobs.models import Timer
from banshi.kernel.journal import selectors as journal
from banshi.kernel.worklist.models import Line
from banshi.matters.applications import demo, intake
from banshi.matters.applications.models import Application
from banshi.matters.applications.services import acceptance, drafting, results, review
from banshi.matters.applications.services.drafting import Handed
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import services as parties
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import LI, WANG

MACHINE = Actor.system("clock")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
FOOD, RENEWAL, LICENCE, RESTORE, SCHOOL, BUILD, RESIDENCE = (
    "sc-spjy", "yc-lsyx", "jsz-qmhz", "jsz-hfjs", "jy-zxszx", "zj-sgxk", "jzz-qz",
)  # fmt: skip
STAFF = {
    "窗口李明": ("li.ming", "clerk", "xlt-scjgj"),
    "审查赵磊": ("zhao.lei", "reviewer", "xlt-scjgj"),
    "负责人张伟": ("zhang.wei", "head", "xlt-scjgj"),
    "市级刘洋": ("liu.yang", "clerk", "/2111/"),
    "市级孙波": ("sun.bo", "head", "/2111/"),
    "档案钱铎": ("qian.duo", "archivist", "/2111/"),
    "外区马丽": ("ma.li", "clerk", "dw-scjgj"),
    "外区负责人周强": ("zhou.qiang", "head", "dw-scjgj"),
}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def plant_people() -> None:
    for name, (username, role, office) in STAFF.items():
        user = accounts.create_staff(username=username, name=name, by=MACHINE, at=MONDAY)
        path = office if office.startswith("/") else offices.office(office).path
        accounts.grant(user, role=role, office_path=path, first=date(2020, 1, 1), by=MACHINE, at=MONDAY)
    for name, number, phone in (WANG, LI):
        parties.sign_up(name=name, citizen_id=number, phone=phone, at=MONDAY)
    parties.register_organisation(name="盘锦示例建设有限公司", credit_code="91211103MA10ABC34U", by=MACHINE, at=MONDAY)


def on(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


def pdf(name: str = "平面图.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


class Town:
    """What the tests talk about. Every step is taken at a moment that the test names."""

    def user(self, name: str) -> User:
        return User.objects.get(name=name)

    def actor(self, name: str) -> Actor:
        return access.actor(self.user(name), on=MONDAY.date())

    def party(self, name: str) -> Party:
        return Party.objects.get(name=name)

    @property
    def wang(self) -> Actor:
        return self.actor("王芳")

    @property
    def li(self) -> Actor:
        return self.actor("窗口李明")

    @property
    def head(self) -> Actor:
        return self.actor("负责人张伟")

    @property
    def ma(self) -> Actor:
        return self.actor("外区马丽")

    def upload(self, by: Actor, name: str = "平面图.pdf") -> str:
        stored = files.store(pdf(name), by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=MONDAY)
        return str(stored.pk)

    def handed(self, item: str, by: Actor, *, at: datetime = MONDAY, **form: Any) -> Handed:
        """What the item's own form accepts; online, with real files."""
        with moments.travel(at):
            sample = demo.sample(catalogue.version(item, at.date()).spec)
        materials = dict(sample.materials)
        if by.kind == "resident":
            materials = {c: self.upload(by) if way == intake.PAPER else way for c, way in materials.items()}
        return Handed(sample.answers, {**sample.form, **form}, materials)

    def submit(
        self, item: str = FOOD, *, by: str = "王芳", party: str = "王芳", at: datetime = MONDAY, key: str | None = None,
        **form: Any,
    ) -> str:  # fmt: skip
        actor = self.actor(by)
        handed = self.handed(item, actor, at=at, **form)
        channel = "1" if actor.kind == "staff" else "2"
        return drafting.submit(
            item, party=self.party(party), handed=handed, by=actor, at=at, channel=channel, idempotency_key=key
        ).number

    def accepted(self, item: str = FOOD, *, at: datetime = MONDAY, **more: Any) -> str:
        number = self.submit(item, at=at, **more)
        acceptance.accept(number, by=self.actor("市级刘洋"), at=at + timedelta(hours=1))
        return number

    def granted(self, *, at: datetime = MONDAY) -> str:
        number = self.accepted(at=at)
        review.grant(number, by=self.head, at=at + timedelta(hours=2))
        return number

    def issued(self, *, at: datetime = MONDAY) -> str:
        number = self.granted(at=at)
        results.issue(number, by=self.li, at=at + timedelta(hours=3))
        return number

    def read(self, number: str) -> Application:
        return Application.objects.select_related("item_version").get(number=number)

    def state(self, number: str) -> str:
        return self.read(number).state

    def lines(self, number: str) -> list[tuple[str, int | None]]:
        """The journal of an application: (event, national code)."""
        found = journal.timeline(f"application:{number}")
        return [(line.kind.removeprefix("applications."), line.data["code"]) for line in found]

    def said(self, number: str) -> dict[str, Any]:
        """What the last line of the journal says."""
        data: dict[str, Any] = journal.timeline(f"application:{number}")[-1].data
        return data

    def timers(self, number: str) -> dict[str, date]:
        """The timers that are set, with the last day that each of them waits out."""
        rows = Timer.objects.filter(key=number)
        return {t.kind.removeprefix("applications."): moments.day_of(t.due_at - timedelta(seconds=1)) for t in rows}

    def waiting(self, number: str) -> Line:
        return Line.objects.get(matter="application", key=number)

    def run_clock(self, at: datetime) -> None:
        """Everything that happens by itself until then."""
        timers.run_due(at)

    def run_jobs(self) -> None:
        queue.drain()
