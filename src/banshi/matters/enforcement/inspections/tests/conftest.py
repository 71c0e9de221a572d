"""A small city: the real lists, one market office with four officers, one fire service with two, and its register."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from stdnum.cn import uscc

from banshi.kernel.access import selectors as access
from banshi.kernel.access import services as accounts
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs import timers
from banshi.kernel.packs import services as packs
from banshi.matters.enforcement.inspections.drawing import beacons
from banshi.matters.enforcement.inspections.models import Draw, Plan, Task, Visit
from banshi.matters.enforcement.inspections.services import draws, lots, plans, registers, visits
from banshi.matters.enforcement.inspections.services.plans import Wanted
from banshi.registers.offices.selectors import office

from . import at

MACHINE = Actor.system("tests")
MARKET, FIRE = "pj-scjgj", "pj-xfj"
STAFF = {  # account -> role, office
    "manager": ("inspection_manager", MARKET), "chief": ("head", MARKET), "keeper": ("inspection_manager", ""),
    "holder.a": ("salt_holder", MARKET), "holder.b": ("salt_holder", "pj-sfj"), "stranger": ("head", "pj-wjw"),
    "wang": ("inspector", MARKET), "li": ("inspector", MARKET), "zhao": ("inspector", MARKET),
    "qian": ("inspector", MARKET), "sun": ("inspector", FIRE), "zhou": ("inspector", FIRE),
    "filer": ("enforcement_officer", MARKET),
}  # fmt: skip
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
RATES = {"A": 1000, "B": 3000, "C": 10_000, "D": 10_000}
CLASSES = "AAAABBBCCDD"


def credit_code(number: int) -> str:
    head = f"912111{number % 100:02d}MA{number:07d}"
    return head + uscc.calc_check_digit(head)


def copied(to: Path) -> Path:
    """The packs, without the service items, which nobody needs here."""
    for pack in ("national", "panjin-demo"):
        shutil.copytree(settings.PACKS / pack, to / pack, ignore=shutil.ignore_patterns("items"))
    (to / "panjin-demo" / "items").mkdir()
    return to


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


class City:
    """What the tests talk about, and the steps they begin after."""

    def actor(self, name: str) -> Actor:
        return access.actor(self.user(name), on=moments.today())

    def user(self, name: str) -> Any:
        return get_user_model().objects.get(username=name)

    def wanted(self, **changes: Any) -> Wanted:
        said = {
            "title": "2021年餐饮服务抽查", "joint": (), "items": ("sc-cyfw",), "kinds": (), "districts": (),
            "industries": (), "rates": RATES, "batch": 3, "first_on": date(2021, 5, 10), "last_on": date(2021, 6, 30),
        }  # fmt: skip
        return Wanted(**said | changes)

    def plan(self, **changes: Any) -> Plan:
        written = plans.write(MARKET, self.wanted(**changes), by=self.actor("manager"), at=at(6))
        plans.approve(written.number, by=self.actor("chief"), at=at(6, 10))
        return plans.publish(written.number, by=self.actor("chief"), at=at(6, 11))

    def terms(self, time_stamp: str = "required") -> draws.Terms:
        return draws.Terms(at(12, 10), date(2021, 5, 17), ("holder.a", "holder.b"), time_stamp)

    def frozen(self, *, time_stamp: str = "required", **changes: Any) -> Draw:
        terms = self.terms(time_stamp)
        return draws.freeze(self.plan(**changes).number, terms, by=self.actor("manager"), at=at(7))

    def committed(self, **changes: Any) -> Draw:
        draw = self.frozen(**changes)
        for holder in ("holder.a", "holder.b"):
            draws.seal(draw.number, by=self.actor(holder), at=at(7, 10))
        return draws.commit(draw.number, by=self.actor("manager"), at=at(7, 11))

    def revealed(self, **changes: Any) -> Draw:
        draw = self.committed(**changes)
        lot = beacons.demonstrate(draw.round or 0)
        return lots.reveal(draw.number, lot, by=self.actor("manager"), at=at(12, 10, 5))

    def task(self, **changes: Any) -> Task:
        return self.revealed(**changes).tasks.select_related("first__account", "second__account").first()

    def visit(self, **changes: Any) -> Visit:
        return self.task(**changes).visits.order_by("pk").first()

    def first_officer(self, visit: Visit) -> Actor:
        return self.actor(visit.task.first.account.username)

    def said(self, visit: Visit, *codes: str, **changes: Any) -> visits.Recorded:
        results = {one.item_id: codes or ("nothing_found",) for one in visit.findings.all()}
        notes = dict.fromkeys(results, "现场检查情况如笔录所述") if codes else {}
        signatures = {who: image(f"{who}.png") for who in ("first", "second")}
        return visits.Recorded(
            **{"done_at": at(17, 10), "results": results, "notes": notes, "signatures": signatures} | changes
        )

    def recorded(self, visit: Visit, *codes: str, moment: datetime | None = None, **changes: Any) -> Visit:
        self.time_passes(at(17, 0))
        said = self.said(visit, *codes, **changes)
        by = self.first_officer(visit)
        return visits.record(visit.number, said, key=f"key-{visit.number}", by=by, at=moment or at(17, 11))

    def time_passes(self, until: datetime) -> int:
        return timers.run_due(until)


def image(name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


def register_csv(rows: list[tuple[str, ...]]) -> bytes:
    head = ("统一社会信用代码", "名称", "类型", "风险分类", "区县", "行业", "权重", "地址")
    return "\n".join(",".join(row) for row in [head, *rows]).encode()


def objects() -> bytes:
    rows = [
        (credit_code(n), f"盘锦示例餐馆{n}号", "企业", risk, ("211102", "211103")[n % 2], "餐饮", "1", f"示例街{n}号")
        for n, risk in enumerate(CLASSES)
    ]
    return register_csv([*rows, (credit_code(50), "盘锦示例建筑公司", "企业", "B", "211102", "建筑业", "1", "")])


def people(folder: Path) -> None:
    packs.load(folder=folder, by=MACHINE, at=at(1))
    calendars.forget()
    for name, (role, code) in STAFF.items():
        user = accounts.create_staff(username=name, name=name, by=MACHINE, at=at(1))
        path = office(code).path if code else "/2111/"
        accounts.grant(user, role=role, office_path=path, first=date(2021, 1, 1), by=MACHINE, at=at(1))


def plant(folder: Path) -> City:
    people(folder)
    registers.import_objects(objects(), reason="", by=MACHINE, at=at(2))
    for n, (name, (role, code)) in enumerate(STAFF.items(), 1):
        if role == "inspector":
            registers.register_inspector(
                username=name, number=f"ZF-{n:03d}", certificate=f"2111-{n:05d}", office=code, districts=(),
                fields=("食品", "市场监管") if code == MARKET else ("消防",), lead=name in ("wang", "li", "sun"),
                valid_until=date(2023, 12, 31), by=City().actor("keeper"), at=at(2),
            )  # fmt: skip
    return City()


@pytest.fixture
def city(db: None, folder: Path) -> Iterator[City]:
    with moments.travel(at(6)):
        yield plant(folder)
    calendars.forget()


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[City]:
    """The small city once for all tests of a module; each undoes what it does (`db`)."""
    with django_db_blocker.unblock(), transaction.atomic():
        with moments.travel(at(6)):
            made = plant(copied(tmp_path_factory.mktemp("packs")))
        yield made
        transaction.set_rollback(True)
    calendars.forget()
