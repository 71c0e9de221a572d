"""An English reader of inspections reads English, whatever stands on the pages; what is Chinese says so."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from banshi.kernel.calendar import moments
from banshi.matters.enforcement.inspections.models import Visit
from banshi.matters.enforcement.inspections.services import lots, registers, visits
from tests.texts import unmarked

from . import at
from .conftest import credit_code, image
from .test_pages import browser

pytestmark = pytest.mark.django_db


def chinese(city, name: str, route: str, *args, **query) -> list[str]:
    """What the page says in Chinese without saying that it is Chinese."""
    address = reverse(f"inspections:{route}", args=args)
    with override("en"):
        page = browser(city, name).get(address, query, headers={"accept-language": "en"})
    assert page.status_code == 200, (route, page.status_code)
    return [f"{route}: {text}" for text in unmarked(page.content.decode())]


def inspected(city) -> Visit:
    """A draw with everything: a recusal, a change of class, a replaced officer, photos, published results, one to be handled."""
    keeper = city.actor("keeper")
    registers.recuse("ZF-007", credit_code=credit_code(50), reason="近亲属任职", by=keeper, at=at(6))
    task = city.task()
    officer = task.first.number
    lots.replace(task.number, officer=officer, reason="illness", detail="住院", by=city.actor("manager"), at=at(13))
    visit, *others = Visit.objects.filter(state="assigned").order_by("pk")
    for other in others:
        city.recorded(other, "unreachable", photos=[image()])
        visits.publish(other.number, by=city.actor("manager"), at=at(18))
    city.time_passes(at(17, 17))
    return city.recorded(visit, "to_be_handled", "corrected", photos=[image()])


def test_everybody_reads_plans_draws_and_results(city):
    draw = inspected(city).task.draw
    routes = [(name,) for name in ("home", "items", "plans", "draws", "verify", "results")]
    routes += [("plan", draw.plan.number), ("draw", draw.number), ("standing", draw.number)]
    with moments.travel(at(20)):
        left = [text for route in routes for text in chinese(city, "", *route)]
        for number in (0, 10, 50):
            left += chinese(city, "", "standing", draw.number, code=credit_code(number))
    assert left == []


def test_the_office_reads_its_desk(city):
    waiting, visit = city.frozen(), inspected(city)
    draw, task = visit.task.draw, visit.task.number
    routes = [(name,) for name in ("desk", "desk_new_plan", "desk_objects", "desk_inspectors")]
    routes += [("desk_plan", draw.plan.number), ("desk_freeze", draw.plan.number), ("desk_task", task)]
    routes += [("desk_draw", one.number) for one in (waiting, draw)] + [("visit", visit.number)]
    with moments.travel(at(20)):
        left = [text for route in routes for text in chinese(city, "manager", *route)]
        left += chinese(city, "keeper", "desk_object", credit_code(50))
        left += chinese(city, "keeper", "desk_inspector", "ZF-007")
    assert left == []


def test_the_officer_reads_the_telephone(city):
    visit = city.visit()
    with moments.travel(at(17, 11)):
        officer = visit.task.first.account.username
        left = chinese(city, officer, "my_visits") + chinese(city, officer, "visit", visit.number)
    assert left == []
