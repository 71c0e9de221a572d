"""The demonstration's year: a month of it planted, counted and checked by the protocol's own verifier."""

import pytest

from banshi.kernel.access import services as accounts
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs import timers
from banshi.kernel.packs import services as packs
from banshi.matters.enforcement.inspections import demo, folders, presenting, selectors
from banshi.matters.enforcement.inspections.drawing import verdicts
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust
from banshi.matters.enforcement.inspections.models import CheckObject, Draw, Task, Visit
from banshi.registers.offices.selectors import office

from . import at
from .conftest import MACHINE

STAFF = {
    demo.MANAGER: ("inspection_manager", ""), demo.CHIEF: ("head", ""), "gu.ping": ("salt_holder", "pj-sfj"),
    "han.xue": ("salt_holder", "pj-scjgj"), "fang.yu": ("inspector", "pj-wlj"), "jiang.tao": ("inspector", "pj-wlj"),
}  # fmt: skip


@pytest.fixture
def june(db, folder):
    packs.load(folder=folder, by=MACHINE, at=at(1))
    calendars.forget()
    for name, (role, code) in STAFF.items():
        user = accounts.create_staff(username=name, name=name, by=MACHINE, at=at(1))
        path = office(code).path if code else "/2111/"
        first = at(1).date().replace(year=2020)
        accounts.grant(user, role=role, office_path=path, first=first, by=MACHINE, at=at(1))
    now = at(5, month=3).replace(year=2022)
    with moments.travel(now):
        demo.plant(at=now, staff=dict.fromkeys(STAFF))
        demo.plant_month(6)
    yield now
    calendars.forget()


def test_a_month_of_the_year_is_planted_counted_and_verified(june):
    """And today somebody who can log in has something to do. One planting for both: it takes longer than looking."""
    assert CheckObject.objects.count() == 4 * 9 * 130
    drawn = Draw.objects.filter(year=2021)
    assert presenting.year_figures(2021) == {
        "draws": 60, "failed": 0, "officers": 2 * 68, "visits": 51 * 6 + 4 * 11 + 4 * 12 + 8
    }  # fmt: skip
    assert 12 * 59 + 1 == 709, "draws of the year"
    assert 12 * (51 + 16) + 1 == 1610 // 2, "tasks of the year"
    assert 12 * (51 * 6 + 4 * 11 + 4 * 12) + 8 == 4784, "visits of the year"
    assert not Task.objects.filter(first=None).exists(), "two officers for every task"
    for draw in [*drawn[:3], drawn.get(plan__rates=demo.EIGHT), drawn.filter(plan__joint__isnull=False).first()]:
        with folders.unfolded(folders.published(draw)) as folder:
            assert verdicts.verify(folder, Trust(demonstration=True))["ok"]
    assert Visit.objects.filter(state="assigned", task__draw__year=2022).exists()
    waiting = selectors.my_visits
    users = accounts.User.objects.filter(username__in=demo.INSPECTORS)
    assert any(waiting(demo.accounts.actor(user, on=june.date()), on=june.date()).exists() for user in users)
    timers.run_due(june)
    assert not Draw.objects.filter(state="failed").exists()
