"""Whom the lot chose is known before the day of inspection to the head of the plan's office, and to nobody else."""

import pytest
from django.urls import reverse

from banshi.kernel.calendar import moments
from banshi.kernel.journal import guards
from banshi.kernel.worklist.models import Line as Waiting
from banshi.matters.enforcement.inspections import presenting
from banshi.matters.enforcement.inspections.models import CheckItem, Visit
from banshi.matters.enforcement.inspections.services import visits

from . import at
from .test_pages import browser, see

pytestmark = pytest.mark.django_db
EVE, MORNING = at(16, 23, 59), at(17, 0, 0)
HEAD = "chief"


@pytest.fixture
def visit(city):
    return city.visit()


def officer(visit):
    return visit.task.first.account.username


def others(visit):
    """Who drew, who keeps the registers, who holds a salt, and both officers."""
    return ["manager", "keeper", "holder.a", officer(visit), visit.task.second.account.username]


def pages(client, visit):
    """Every page of the desk on which somebody drawn may stand, in one text; what is refused says nothing."""
    addresses = [
        reverse("inspections:desk"), reverse("inspections:my_visits"), "/desk/",
        reverse("inspections:desk_draw", args=[visit.task.draw.number]),
        reverse("inspections:desk_task", args=[visit.task.number]),
        reverse("inspections:visit", args=[visit.number]),
        reverse("inspections:desk_plan", args=[visit.task.draw.plan.number]),
    ]  # fmt: skip
    return "".join(client.get(address).content.decode() for address in addresses)


def sees(client, visit):
    return visit.object.name in pages(client, visit)


def register_page(client, visit):
    """Its page of the register, on which its visits stand."""
    return client.get(reverse("inspections:desk_object", args=[visit.object.credit_code])).content.decode()


def test_before_the_day_nobody_but_the_head_sees_whom_the_lot_chose(city, visit):
    with moments.travel(EVE):
        city.time_passes(EVE)
        for name in others(visit):
            client = browser(city, name)
            assert not sees(client, visit), name
            assert client.get(reverse("inspections:visit", args=[visit.number])).status_code in (403, 404), name
            assert visit.number not in register_page(client, visit), name
        assert sees(browser(city, HEAD), visit)
        assert visit.number in register_page(browser(city, HEAD), visit)
        assert not Waiting.objects.filter(matter="visit").exists(), "the worklist of the whole office"


def test_on_the_day_the_office_and_its_officers_see_it(city, visit):
    with moments.travel(MORNING):
        city.time_passes(MORNING)
        for name in ("manager", officer(visit), HEAD):
            assert sees(browser(city, name), visit), name
        assert visit.object.name in see(browser(city, officer(visit)), "my_visits")
        lines = Waiting.objects.filter(matter="visit")
        assert lines.count() == Visit.objects.filter(state="assigned").count() == 6
        assert lines.get(key=visit.number).subject == visit.object.name


def test_the_head_of_another_office_never_sees_it(city, visit):
    with moments.travel(MORNING):
        assert not sees(browser(city, "stranger"), visit)


def test_an_officer_knows_the_day_the_colleague_and_how_many(city, visit):
    with moments.travel(EVE):
        page = see(browser(city, officer(visit)), "my_visits")
    assert "5月17日" in page
    assert str(visit.task.second) in page
    assert f"{visit.task.visits.count()}户" in page


def test_a_task_says_the_rule_until_the_day(city, visit):
    with moments.travel(EVE):
        assert "只有发起部门的负责人看得到" in see(browser(city, "manager"), "desk_task", visit.task.number)
    with moments.travel(MORNING):
        assert "只有发起部门的负责人看得到" not in see(browser(city, "manager"), "desk_task", visit.task.number)


def test_the_journal_of_a_visit_is_as_closed(city, visit):
    for moment, may in ((EVE, False), (MORNING, True)):
        with moments.travel(moment):
            assert guards.may_see(city.actor("manager"), f"visit:{visit.number}") == may


def test_the_preview_of_a_narrow_plan_gives_nobody_away(city, visit):
    CheckItem.objects.filter(pk="sc-cyfw").update(times=1)
    plan = visit.task.draw.plan
    assert presenting.pool_preview(plan, EVE.date())["left_out"] == 0
    assert presenting.pool_preview(plan, MORNING.date())["left_out"] == 6


def test_a_visit_that_was_recorded_before_the_worker_came_waits_for_its_publication(city, visit):
    visits.record(visit.number, city.said(visit), key="k", by=city.first_officer(visit), at=at(17, 11))
    city.time_passes(at(17, 12))
    line = Waiting.objects.get(matter="visit", key=visit.number)
    assert (line.state, line.due_on) == ("recorded", Visit.objects.get(pk=visit.pk).publish_due_on)
