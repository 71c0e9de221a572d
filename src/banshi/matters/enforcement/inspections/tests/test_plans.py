"""A plan is written by one, approved by another and published for all."""

from datetime import date

import pytest

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.refusal import Refused, Stale
from banshi.matters.enforcement.inspections.services import plans

from . import at
from .conftest import FIRE, MARKET, RATES
from .test_rules import refused

pytestmark = pytest.mark.django_db


def write(city, **changes):
    return plans.write(MARKET, city.wanted(**changes), by=city.actor("manager"), at=at(6))


def test_who_wrote_it_does_not_approve_it(city):
    plan = write(city)
    with pytest.raises(Forbidden):
        plans.approve(plan.number, by=city.actor("manager"), at=at(6))
    with pytest.raises(Hidden):
        plans.approve(plan.number, by=city.actor("stranger"), at=at(6))
    plans.approve(plan.number, by=city.actor("chief"), at=at(6))


def test_not_even_a_head_who_writes_approves_his_own(city):
    plan = write(city)
    plan.created_by = str(city.actor("chief"))
    plan.save()
    with refused("four_eyes"):
        plans.approve(plan.number, by=city.actor("chief"), at=at(6))


def test_no_machine_approves_a_plan(city):
    with pytest.raises(Forbidden):
        plans.approve(write(city).number, by=Actor.system("inspections"), at=at(6))


def test_the_ceiling_is_held_against_the_register_as_it_is(city):
    general = write(city, items=("sc-djsx",), industries=("餐饮",))
    with refused("over_cap"):
        plans.approve(general.number, by=city.actor("chief"), at=at(6))
    low = {"A": 0, "B": 0, "C": 0, "D": 2500}  # half a company of eleven: 4.5 %
    plans.edit(general.number, city.wanted(items=("sc-djsx",), rates=low), by=city.actor("manager"), at=at(6))
    assert plans.approve(general.number, by=city.actor("chief"), at=at(6)).state == "approved"


def test_a_plan_about_nobody_is_not_approved(city):
    with refused("empty_pool"):
        plans.approve(write(city, districts=("211122",)).number, by=city.actor("chief"), at=at(6))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  "}, "title_missing"),
        ({"items": ()}, "no_items"),
        ({"items": ("none",)}, "unknown_item"),
        ({"items": ("sc-cyfw", "xf-gzjc")}, "foreign_item"),
        ({"joint": (MARKET,)}, "joint"),
        ({"joint": ("nowhere",)}, "joint"),
        ({"last_on": date(2022, 1, 31)}, "one_year"),
        ({"last_on": date(2021, 5, 1)}, "period"),
        ({"rates": RATES | {"D": 0}}, "rates_order"),
    ],
)
def test_a_plan_that_the_law_does_not_allow_is_refused(city, changes, code):
    with refused(code):
        write(city, **changes)


def test_items_of_two_offices_need_both_in_the_plan(city):
    plan = write(city, items=("sc-cyfw", "xf-gzjc"), joint=(FIRE,))
    assert {one.pk for one in plan.joint.all()} == {FIRE}


def test_an_item_that_is_no_longer_law_is_in_no_plan(city):
    write(city, items=("sc-ylqx",), first_on=date(2021, 6, 1))
    with refused("unknown_item"):
        write(city, items=("sc-ylqx",))


def test_a_plan_is_not_changed_behind_somebodys_back_nor_after_its_approval(city):
    plan = write(city)
    plans.edit(plan.number, city.wanted(title="改名"), version=1, by=city.actor("manager"), at=at(6))
    with pytest.raises(Stale):
        plans.edit(plan.number, city.wanted(), version=1, by=city.actor("manager"), at=at(6))
    plans.approve(plan.number, by=city.actor("chief"), at=at(6))
    with refused("not_now"):
        plans.edit(plan.number, city.wanted(), by=city.actor("manager"), at=at(6))
    plans.send_back(plan.number, reason="事项有误", by=city.actor("chief"), at=at(6))
    plans.edit(plan.number, city.wanted(), by=city.actor("manager"), at=at(6))


def test_a_plan_is_closed_when_everything_is_drawn_inspected_and_published(city):
    draw = city.revealed()
    with pytest.raises(Refused, check=lambda why: why.code == "draws_open"):
        plans.close(draw.plan.number, by=city.actor("manager"), at=at(18))
    city.time_passes(at(17, 17))
    with pytest.raises(Refused, check=lambda why: why.code == "visits_open"):
        plans.close(draw.plan.number, by=city.actor("manager"), at=at(18))
