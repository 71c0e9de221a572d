"""One plan from its first line to the last published result, checked by the protocol's own verifier."""

import json

import pytest

from banshi.kernel.journal.models import Line
from banshi.kernel.worklist.models import Line as Waiting
from banshi.matters.enforcement.inspections import folders
from banshi.matters.enforcement.inspections.drawing import verdicts
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust
from banshi.matters.enforcement.inspections.models import Draw, Visit
from banshi.matters.enforcement.inspections.services import visits

from . import at

pytestmark = pytest.mark.django_db


def test_a_plan_becomes_results_that_anybody_can_check(city):
    draw = city.revealed()
    assert (draw.state, draw.seq, draw.total, sum(draw.counts.values())) == ("revealed", 1, 6, 11)
    assert folders.published(draw) == {}, "before the day of inspection nobody is warned"

    for visit in Visit.objects.filter(task__draw=draw):
        city.recorded(visit)
        visits.publish(visit.number, by=city.actor("manager"), at=at(20))
    city.time_passes(at(17, 17))

    draw = Draw.objects.get(pk=draw.pk)
    assert draw.state == "opened"
    with folders.unfolded(folders.published(draw)) as folder:
        verdict = verdicts.verify(folder, Trust(demonstration=True))
    assert verdict["ok"], verdict
    assert verdict["objects"] == Visit.objects.filter(state="published").count() == 6
    assert not Waiting.objects.filter(matter__in=["visit", "draw"], closed_at=None).exists()


def test_who_will_be_visited_stands_in_no_line_of_the_journal_before(city):
    draw = city.revealed()
    drawn = set(Visit.objects.filter(task__draw=draw).values_list("object__credit_code", flat=True))
    lines = Line.objects.exclude(stream__startswith="check-object:").values_list("data", flat=True)
    assert not [code for code in drawn for data in lines if code in json.dumps(data)]


def test_each_draw_has_the_next_number_and_names_the_one_before(city):
    first, second = city.committed(), city.committed(title="再抽一次", items=("sc-spxs",))
    assert [first.seq, second.seq] == [1, 2]
    assert second.committed["prev"] == first.commit_hash
