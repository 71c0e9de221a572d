"""A city whose units have delivered a few credit records, read, linked and served as all are: for tests in a browser.

王芳 speaks for a company that was fined twice and licensed once; somebody sent a fine under a name like the company's.
"""

import shutil
from pathlib import Path

from django.conf import settings
from django.test import Client

from banshi.kernel.access import services as accounts
from banshi.kernel.access.models import User
from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs import services as packs
from banshi.registers.credit.services import deliveries
from banshi.registers.credit.tests.conftest import KEPT
from banshi.registers.credit.tests.offices import file, run_timers, write_register
from banshi.registers.credit.tests.people import (
    COMPANY,
    ENVIRONMENT,
    MACHINE,
    MARKET,
    MONDAY,
    PERSON,
    SID,
    WANG,
    Bureau,
    plant_people,
)
from banshi.registers.offices import selectors as offices
from tests.story import aside

NAME, CODE = COMPANY
FINE, OLD, DOUBTFUL, LICENCE = "盘环罚〔2021〕31号", "盘环罚〔2018〕9号", "盘环罚〔2021〕32号", "盘市监许〔2022〕5号"
REPORTER = ("报送员", "credit.r", "credit_reporter", "pj-xfj")
DELIVERED = {
    (ENVIRONMENT, "负责人"): (
        f"penalty,E,{NAME},{CODE},{FINE},2021-11-05,20000,超标排污，罚款20000元",
        f"penalty,E,{NAME},{CODE},{OLD},2018-05-04,10000,超标排污，罚款10000元",
        f"penalty,E,示例建设,,{DOUBTFUL},2021-12-06,30000,未批先建，罚款30000元",
        f"penalty,P,王芳,{WANG[1]},盘环罚〔2021〕33号,2021-12-07,500,露天焚烧，罚款500元",
    ),
    (MARKET, "市场负责人"): (f"licence,E,{NAME},{CODE},{LICENCE},2022-01-10,,准予设置户外广告",),
}


def plant(folder: Path) -> None:
    """Packs, people, a register of two companies and a person, and what two units delivered, taken in in one run."""
    for pack in ("national", "panjin-demo"):
        shutil.copytree(settings.PACKS / pack, folder / pack, ignore=KEPT)
    packs.load(folder=folder, by=MACHINE, at=moments.now())
    calendars.forget()
    plant_people()
    name, username, role, office = REPORTER
    user = accounts.create_staff(username=username, name=name, by=MACHINE, at=MONDAY)
    path = offices.office(office).path
    accounts.grant(user, role=role, office_path=path, first=MONDAY.date(), by=MACHINE, at=MONDAY)
    write_register(
        (SID, NAME, CODE, ""), (34, "盘锦另一公司", "91211100MA00000147", ""), people=[(PERSON, *WANG[:2], "")]
    )
    for (unit, who), lines in DELIVERED.items():
        deliveries.hand_in(unit, file(*lines, name="报送.csv"), by=Bureau().by(who), at=moments.now())
    run_timers(moments.now())


def work() -> None:
    """What the worker would do now."""
    aside(lambda: run_timers(moments.now()))


def session(name: str) -> str:
    """The cookie of somebody who has logged in."""
    client = Client()
    client.force_login(User.objects.get(name=name), backend=BACKEND)
    return client.cookies["sessionid"].value
