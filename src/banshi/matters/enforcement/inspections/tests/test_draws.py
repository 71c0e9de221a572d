"""A draw: frozen, sealed by two, committed a day before, revealed in time or FAILED, opened on the day of inspection."""

from datetime import date

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.matters.enforcement.inspections import folders
from banshi.matters.enforcement.inspections.drawing import beacons, verdicts
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust
from banshi.matters.enforcement.inspections.models import Chain, CheckItem, CheckObject, Draw, Salt, Task
from banshi.matters.enforcement.inspections.services import draws, lots, registers
from banshi.matters.enforcement.officers.models import Inspector

from . import at
from .conftest import FIRE, credit_code
from .test_rules import refused

pytestmark = pytest.mark.django_db


def lot(draw):
    return beacons.demonstrate(draw.round)


def verdict(draw):
    with folders.unfolded(draw.outputs | draw.inputs) as folder:
        return verdicts.verify(folder, Trust(demonstration=True))


def test_only_a_published_plan_is_drawn(city):
    plan = city.plan()
    plan.state = "approved"
    plan.save()
    with refused("plan_not_public"):
        freeze(city, plan)


def freeze(city, plan, **changes):
    said = {"draw_at": at(12, 10), "inspect_on": date(2021, 5, 17), "holders": ("holder.a", "holder.b")} | changes
    return draws.freeze(plan.number, draws.Terms(**said), by=city.actor("manager"), at=at(7))


def test_the_two_salts_are_held_by_people_who_may_and_of_two_offices(city):
    plan = city.plan()
    with refused("holder_unknown"):
        freeze(city, plan, holders=("holder.a", "manager"))
    with refused("holders"):
        freeze(city, plan, holders=("holder.a", "holder.a"))


def test_without_both_salts_nothing_is_committed(city):
    draw = city.frozen()
    draws.seal(draw.number, by=city.actor("holder.a"), at=at(7))
    with refused("salts_missing"):
        draws.commit(draw.number, by=city.actor("manager"), at=at(7))
    assert not Chain.objects.exists(), "no number is used up"


def test_a_salt_is_sealed_once_by_its_holder_and_stands_nowhere_in_the_clear(city):
    draw = city.frozen()
    with pytest.raises(Hidden):
        draws.seal(draw.number, by=city.actor("manager"), at=at(7))
    with refused("salt"):
        draws.seal(draw.number, salt="short", by=city.actor("holder.a"), at=at(7))
    value = draws.seal(draw.number, salt="0123456789abcdef" * 2, by=city.actor("holder.a"), at=at(7))
    with refused("sealed"):
        draws.seal(draw.number, by=city.actor("holder.a"), at=at(7))
    assert value.encode() not in bytes(Salt.objects.get(holder=city.user("holder.a")).cipher)


def test_a_commitment_stands_a_day_before_the_lot(city):
    draw = city.frozen()
    for holder in ("holder.a", "holder.b"):
        draws.seal(draw.number, by=city.actor(holder), at=at(7))
    with refused("too_soon"):
        draws.commit(draw.number, by=city.actor("manager"), at=at(11, 10, 1))
    draws.commit(draw.number, by=city.actor("manager"), at=at(11, 10))


def test_before_the_lot_nothing_is_revealed(city):
    draw = city.committed()
    with refused("before_lot"):
        lots.reveal(draw.number, lot(draw), by=city.actor("manager"), at=at(12, 9, 59))


@pytest.mark.parametrize("wrong", ["round", "signature", "randomness"])
def test_another_round_or_an_invented_value_is_refused(city, wrong):
    draw = city.committed()
    genuine, other = lot(draw), beacons.demonstrate(draw.round + 1)
    false = {
        "round": other,
        "signature": beacons.Beacon(genuine.round, other.randomness, other.signature),
        "randomness": beacons.Beacon(genuine.round, "00" * 32, genuine.signature),
    }[wrong]
    with refused("beacon"):
        lots.reveal(draw.number, false, by=city.actor("manager"), at=at(12, 10))
    assert Draw.objects.get().state == "committed", "a slip of the pen fails nothing"


def test_what_nobody_reveals_in_time_has_failed_for_all_to_see(city):
    draw = city.committed()
    city.time_passes(at(13, 9, 59))
    assert Draw.objects.get().state == "committed"
    city.time_passes(at(13, 10))
    assert Draw.objects.get().state == "failed"
    with refused("not_now"):
        lots.reveal(draw.number, lot(draw), by=city.actor("manager"), at=at(13, 11))


def test_a_re_run_has_the_same_registers_whatever_they_have_become(city):
    failed = city.committed()
    city.time_passes(at(13, 10))
    registers.strike_object(credit_code(1), reason="注销", by=city.actor("keeper"), at=at(13))
    Inspector.objects.filter(number="ZF-007").update(left_at=at(13))
    terms = draws.Terms(at(18, 10), date(2021, 5, 24), ("holder.a", "holder.b"))
    again = draws.run_again(failed.number, terms, by=city.actor("manager"), at=at(14))
    assert again.inputs == Draw.objects.get(pk=failed.pk).inputs
    with refused("run_again_already"):
        draws.run_again(failed.number, terms, by=city.actor("manager"), at=at(14))
    for holder in ("holder.a", "holder.b"):
        draws.seal(again.number, by=city.actor(holder), at=at(14))
    again = draws.commit(again.number, by=city.actor("manager"), at=at(14))
    assert (again.seq, again.committed["policy"]["reruns"]) == (2, failed.number)
    assert verdict(lots.reveal(again.number, lot(again), by=city.actor("manager"), at=at(18, 11)))["ok"]


def test_what_is_not_committed_may_be_dropped_and_leaves_no_gap(city):
    draw = city.frozen()
    draws.drop(draw.number, reason="日期有误", by=city.actor("manager"), at=at(7))
    assert city.committed(title="重来").seq == 1


def test_strangers_learn_nothing_and_readers_change_nothing(city):
    draw = city.frozen()
    with pytest.raises(Hidden):
        draws.commit(draw.number, by=city.actor("stranger"), at=at(7))
    with pytest.raises(Forbidden):
        draws.commit(draw.number, by=city.actor("chief"), at=at(7))


def test_a_recused_officer_visits_the_object_in_no_draw(city):
    for n in range(11):
        registers.recuse("ZF-008", credit_code=credit_code(n), reason="亲属", by=city.actor("li"), at=at(6))
    draw = city.revealed()
    assert Task.objects.filter(draw=draw).count() >= 2
    assert not Task.objects.filter(first__number="ZF-008").exists()
    assert not Task.objects.filter(second__number="ZF-008").exists()


def test_a_replacement_is_the_next_of_the_stream_and_still_verifies(city):
    task = city.task()
    away = task.first.number
    task = lots.replace(task.number, officer=away, reason="illness", by=city.actor("manager"), at=at(14))
    assert away not in {one.number for one in (task.first, task.second) if one}
    found = verdict(Draw.objects.get(pk=task.draw_id))
    assert (found["ok"], found["replacements"]) == (True, 1), found


def test_replacing_needs_a_reason_and_the_right_officer(city):
    task = city.task()
    for officer, reason, code in (("ZF-999", "leave", "not_of_pair"), (task.first.number, "whim", "reason")):
        with refused(code):
            lots.replace(task.number, officer=officer, reason=reason, by=city.actor("manager"), at=at(14))
    with refused("reason_missing"):
        lots.replace(task.number, officer=task.first.number, reason="other", by=city.actor("manager"), at=at(14))


def test_what_begun_is_not_handed_to_other_officers(city):
    visit = city.visit()
    city.recorded(visit)
    with refused("begun"):
        lots.replace(
            visit.task.number, officer=visit.task.first.number, reason="leave", by=city.actor("manager"), at=at(18)
        )


def test_a_joint_inspection_sends_one_officer_of_each_office(city):
    draw = city.revealed(items=("sc-cyfw", "xf-gzjc"), joint=(FIRE,))
    offices = {(task.first.office_id, task.second.office_id) for task in draw.tasks.all()}
    assert all(set(pair) == {"pj-scjgj", FIRE} for pair in offices)
    assert {one.findings.count() for task in draw.tasks.all() for one in task.visits.all()} == {2}


def test_an_object_checked_this_year_is_not_in_the_pool_again(city):
    CheckItem.objects.filter(pk="sc-cyfw").update(times=1)
    city.revealed()
    assert sum(city.frozen(title="再查一遍").counts.values()) == 11 - 6


def test_a_pool_of_nobody_left_is_refused(city):
    plan = city.plan()
    CheckObject.objects.update(left_at=at(6))
    with refused("empty_pool"):
        freeze(city, plan)
