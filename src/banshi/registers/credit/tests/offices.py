"""Two units with their offices and staff, a register of a few subjects, and a drop folder and lake of the test's own."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.access import selectors
from banshi.kernel.access import services as access
from banshi.kernel.access.models import Role, User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue, timers
from banshi.registers.credit import city
from banshi.registers.credit.models import Unit
from banshi.registers.credit.permissions import Permission
from banshi.registers.offices.models import Office, Region
from banshi.registers.parties.tests.people import WANG

POLICE, MARKET, COURT = 3, 1, 47
COMPANY, PERSON = "91211100MA0000001W", WANG[1]
HEADER = "kind,subject_kind,name,code,doc_no,decided_on,amount,content"
GOOD = f"penalty,E,盘锦示例公司,{COMPANY},公罚〔2022〕1号,2022-02-01,500,罚款五百元"
BAD_DATE = f"penalty,P,王芳,{PERSON},公罚〔2022〕2号,2022-02-30,200,罚款二百元"
TORN = f'penalty,P,"王芳,{PERSON},公罚〔2022〕3号,2022-02-03,200,罚款'


@pytest.fixture
def offices(db, settings, tmp_path: Path) -> SimpleNamespace:
    settings.CREDIT_HOME = tmp_path / "credit"
    region, _ = Region.objects.get_or_create(
        code="2111",
        defaults={
            "name": "盘锦",
            "full_name": "盘锦市",
            "name_en": "Panjin",
            "level": 1,
            "path": "/2111/",
            "pack": "tests",
        },
    )
    units = {}
    for number, code, name in (
        (POLICE, "t-gaj", "示例公安局"),
        (MARKET, "t-scj", "示例市监局"),
        (COURT, "", "示例法院"),
    ):
        office = code and Office.objects.create(
            code=code, name=name, short_name=name, name_en=code, level="3", region=region, path=f"/2111/{code}/",
            pack="tests", phone="", complaint_phone="", address="",
        )  # fmt: skip
        units[number] = Unit.objects.create(
            code=f"t-{number}", number=number, name=name, name_en=f"Example unit {number}", office=office or None,
            shape="plain", synthetic=True, pack="tests",
        )  # fmt: skip
    write_register(
        (1, "盘锦示例公司", COMPANY, "211100000000001"), (2, "盘锦另一公司", "91211100MA00000147", ""),
        people=[(10_000_001, "王芳", PERSON, "")],
    )  # fmt: skip
    return SimpleNamespace(
        units=units, officer=staff("police.officer", "/2111/t-gaj/", Permission.DELIVER),
        other=staff("market.officer", "/2111/t-scj/", Permission.DELIVER),
        reader=staff("city.reader", "/2111/", Permission.READ),
        city=staff("city.officer", "/2111/", Permission.READ, Permission.DELIVER),
    )  # fmt: skip


def staff(name: str, path: str, *permissions: str) -> Actor:
    """Somebody who may do this over these offices, with an account to log in."""
    user = User.objects.create(username=name, name=name, kind="staff")
    held = sorted(map(str, permissions))
    role, _ = Role.objects.get_or_create(
        code="-".join(["t", *held]).replace(".", "_"), defaults={"name": "t", "name_en": "t", "permissions": held}
    )
    access.grant(
        user, role=role.pk, office_path=path, first=date(2020, 1, 1), by=Actor.system("tests"), at=moments.now()
    )
    return selectors.actor(user, on=moments.today())


def file(*lines: str, name: str = "二月处罚.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEADER, *lines, ""]).encode())


def take_in() -> None:
    """What the worker does after a file was handed in."""
    queue.drain()


def write_register(*companies: tuple[int, str, str, str], people: Sequence[tuple[int, str, str, str]]) -> None:
    """主体登记库 of the drop folder: sid, name, code, old registration number."""
    folder = city.drop_folder() / "register"
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        for name, subjects in (("enterprises", companies), ("residents", people)):
            con.execute(
                f"CREATE TABLE {name} (sid BIGINT, name VARCHAR, code VARCHAR, reg_no VARCHAR, phone VARCHAR, address VARCHAR, district VARCHAR)"
            )
            con.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, '', '', '211103')", list(subjects))
            con.execute(f"COPY {name} TO '{folder}/{name}.parquet'")


def run_timers(at: datetime) -> None:
    timers.run_due(at)
    queue.drain()
