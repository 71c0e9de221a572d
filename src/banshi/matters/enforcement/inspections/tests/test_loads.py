"""Opening loads: the batches that officers were drawn for this year, committed with each draw, and added up again by the log."""

import json
from contextlib import ExitStack
from datetime import date, timedelta

import pytest

from banshi.matters.enforcement.inspections import folders, pools, rules
from banshi.matters.enforcement.inspections.drawing import beacons, logs
from banshi.matters.enforcement.inspections.drawing.tests import verifiers
from banshi.matters.enforcement.inspections.services import draws, lots
from banshi.matters.enforcement.officers.models import Inspector

from . import at
from .test_rules import refused

pytestmark = pytest.mark.django_db

SETTLED = at(13, 11)  # a day and an hour after the lot of `city.revealed()`
SECOND = draws.Terms(at(18, 10), date(2021, 5, 24), ("holder.a", "holder.b"))


def freeze(city, moment, **changes):
    return draws.freeze(city.plan(**changes).number, SECOND, by=city.actor("manager"), at=moment)


def finish(city, draw, moment):
    for holder in ("holder.a", "holder.b"):
        draws.seal(draw.number, by=city.actor(holder), at=moment)
    draw = draws.commit(draw.number, by=city.actor("manager"), at=moment)
    return lots.reveal(draw.number, beacons.demonstrate(draw.round), by=city.actor("manager"), at=at(18, 10, 5))


def batches(draw):
    """Officer -> batches, as its published transcript has them."""
    rows = [json.loads(line) for line in folders.contents(draw.outputs)["transcript.jsonl"].splitlines()]
    pairs = [row["pair"] for row in rows]
    return {who: sum(who in pair for pair in pairs) for pair in pairs for who in pair}


def opening(draw):
    return {who: load for who, load in folders.inputs_of(draw).loads.items() if load}


def log(*drawn):
    """The verdicts of both verifiers that walk over several draws."""
    with ExitStack() as stack:
        found = [stack.enter_context(folders.unfolded(one.outputs | one.inputs)) for one in drawn]
        return logs.verify(found), verifiers.outside(*found)


def test_the_first_draw_of_a_year_begins_at_zero(city):
    assert opening(city.frozen()) == {}


def test_a_draw_begins_with_what_the_draws_before_gave_each_officer(city):
    first = city.revealed()
    draw = freeze(city, SETTLED, title="再查一次")
    assert opening(draw) == batches(first) != {}
    assert pools.loads(2022, SETTLED) == {}, "another year begins anew"


def test_a_draw_counts_as_soon_as_it_can_only_be_revealed_or_failed(city):
    first = city.revealed()
    assert opening(freeze(city, SETTLED - timedelta(minutes=1), title="早一分钟")) == {}
    assert opening(freeze(city, SETTLED, title="刚好")) == batches(first)
    assert rules.loads_until(SETTLED) == first.draw_at


def test_whoever_was_replaced_keeps_the_batch_for_which_he_was_drawn(city):
    first = city.revealed()
    drawn, task = batches(first), first.tasks.select_related("first").first()
    for _ in range(2):
        task = lots.replace(
            task.number, officer=task.first.number, reason="illness", by=city.actor("manager"), at=at(12, 15)
        )
        if task.first is None:
            break
    assert opening(freeze(city, SETTLED, title="再查一次")) == drawn


def test_a_failed_draw_gave_nobody_anything(city):
    city.committed()
    city.time_passes(at(13, 10))
    assert opening(freeze(city, SETTLED, title="再查一次")) == {}


def test_the_log_adds_up_what_was_committed(city):
    first = city.revealed()
    second = finish(city, freeze(city, SETTLED, title="再查一次"), at(14))
    policy = second.committed["policy"]
    assert (policy["loads"], policy["loads_until"]) == ("stated", "2021-05-12T10:00:00+08:00")
    for verdict in log(first, second):
        assert (verdict["ok"], verdict["draws"]) == (True, 2), verdict


def test_a_load_that_the_draws_before_do_not_add_up_to_is_found_by_the_log(city, monkeypatch):
    first = city.revealed()
    honest = pools.loads
    monkeypatch.setattr(pools, "loads", lambda year, until: {**honest(year, until), "ZF-008": 7})
    second = finish(city, freeze(city, SETTLED, title="再查一次"), at(14))
    for verdict in log(first, second):
        assert verdict["rule"] == "loads-carried", verdict


def test_a_re_run_has_the_loads_of_the_draw_that_failed(city):
    city.revealed()
    failed = freeze(city, SETTLED, title="再查一次")
    for holder in ("holder.a", "holder.b"):
        draws.seal(failed.number, by=city.actor(holder), at=at(14))
    draws.commit(failed.number, by=city.actor("manager"), at=at(14))
    city.time_passes(at(19, 10))
    terms = draws.Terms(at(25, 10), date(2021, 5, 28), SECOND.holders)
    again = draws.run_again(failed.number, terms, by=city.actor("manager"), at=at(20))
    for holder in ("holder.a", "holder.b"):
        draws.seal(again.number, by=city.actor(holder), at=at(20))
    again = draws.commit(again.number, by=city.actor("manager"), at=at(20))
    assert opening(again) == opening(failed)
    assert again.committed["policy"]["loads_until"] == "2021-05-12T10:00:00+08:00"


def test_who_has_had_his_share_of_the_year_is_not_sent_again(city):
    Inspector.objects.update(lead=True)
    first = city.revealed(cap=1, batch=6)  # one task in each of two districts
    assert sorted(batches(first).values()) == [1, 1, 1, 1], "all officers of the office, nobody twice"
    with refused("two_officers"):
        freeze(city, SETTLED, title="再查一次", cap=1)
    assert freeze(city, SETTLED, title="上限更高", cap=2).state == "frozen"
