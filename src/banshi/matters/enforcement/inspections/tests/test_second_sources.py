"""A second source of chance beside the public beacon: named before, entered after, mixed into the seed, in one spelling."""

import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.calendar import moments
from banshi.matters.enforcement.inspections import folders
from banshi.matters.enforcement.inspections.drawing import beacons, verdicts
from banshi.matters.enforcement.inspections.drawing import draws as drawing
from banshi.matters.enforcement.inspections.drawing.tests import verifiers
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust
from banshi.matters.enforcement.inspections.models import Draw
from banshi.matters.enforcement.inspections.services import draws, lots

from . import at
from .test_pages import browser, see
from .test_rules import refused

pytestmark = pytest.mark.django_db
NAME, VALUE = "双色球 2021053期", "1 5 12 19 22 30 7"


@pytest.fixture
def committed(city):
    draw = draws.freeze(
        city.plan().number, replace(city.terms(), second_source=NAME), by=city.actor("manager"), at=at(7)
    )
    for holder in ("holder.a", "holder.b"):
        draws.seal(draw.number, by=city.actor(holder), at=at(7, 10))
    return draws.commit(draw.number, by=city.actor("manager"), at=at(7, 11))


def lot(draw, value=VALUE, name=NAME):
    return replace(beacons.demonstrate(draw.round), second={"name": name, "value": value})


def test_the_source_is_committed_and_its_value_decides_too(city, committed):
    assert committed.committed["policy"]["second_source"] == NAME
    draw = lots.reveal(committed.number, lot(committed), by=city.actor("manager"), at=at(12, 10))
    salts = draws.salts_of(draw)
    seeds = {drawing.seed_of(draw.committed, lot(draw, value), salts) for value in (VALUE, "1 5 12 19 22 30 8")}
    assert len(seeds) == 2
    with folders.unfolded(draw.outputs | draw.inputs) as folder:
        verdict = verdicts.verify(folder, Trust(demonstration=True))
        assert (verdict["ok"], verifiers.outside(folder)["ok"]) == (True, True), verdict
        assert not any("spelling" in note for note in verdict["notes"])


@pytest.mark.parametrize("false", [{"value": "01 05 12 19 22 30 07"}, {"value": "七"}])
def test_another_spelling_would_be_another_draw_and_is_refused(city, committed, false):
    with refused("second_value"):
        lots.reveal(committed.number, lot(committed, **false), by=city.actor("manager"), at=at(12, 10))


def test_another_source_or_none_is_refused(city, committed):
    for false in (lot(committed, name="大乐透"), beacons.demonstrate(committed.round)):
        with refused("beacon"):
            lots.reveal(committed.number, false, by=city.actor("manager"), at=at(12, 10))


def test_a_draw_without_a_second_source_takes_none(city):
    draw = city.committed()
    with refused("beacon"):
        lots.reveal(draw.number, lot(draw), by=city.actor("manager"), at=at(12, 10))


def test_the_desk_asks_for_it_and_everybody_may_compare_it(city, committed):
    address = f"/desk/inspections/draws/{committed.number}/reveal/"
    with moments.travel(at(12, 10)):
        client = browser(city, "manager")
        assert f"{NAME}的结果" in see(client, "desk_draw", committed.number)
        signature = beacons.demonstrate(committed.round).signature
        answer = client.post(address, {"signature": signature, "second": "lucky seven"}, follow=True)
        assert "应为一串数字" in answer.content.decode()
        client.post(address, {"signature": signature, "second": "01 05 12 19 22 30 + 07"})
    assert Draw.objects.get().state == "revealed"
    assert NAME in see(browser(city), "draw", committed.number)
    assert VALUE not in see(browser(city), "draw", committed.number), "it is no secret, but belongs to the reveal"
    city.time_passes(at(17, 17))
    assert VALUE in see(browser(city), "draw", committed.number)


@pytest.mark.parametrize("file", [True, False])
def test_it_may_stand_in_the_beacons_file_or_be_typed_beside_it(city, committed, file):
    found = beacons.demonstrate(committed.round)
    said = {"round": found.round, "randomness": found.randomness, "signature": found.signature}
    said |= {"second": {"name": "any", "value": "01 05 12 19 22 30 07"}} if file else {}
    upload = SimpleUploadedFile("beacon.json", json.dumps(said).encode())
    with moments.travel(at(12, 10)):
        data = {"file": upload} if file else {"file": upload, "second": VALUE}
        browser(city, "manager").post(f"/desk/inspections/draws/{committed.number}/reveal/", data)
    assert lots.revealed(Draw.objects.get()).second == {"name": NAME, "value": VALUE}


def test_the_freeze_form_names_it(city):
    plan = city.plan()
    said = {
        "draw_on": "2021-05-12", "draw_time": "10:00", "inspect_on": "2021-05-17", "first_holder": "holder.a",
        "second_holder": "holder.b", "time_stamp": "wanted", "second_source": f" {NAME} ",
    }  # fmt: skip
    browser(city, "manager").post(f"/desk/inspections/plans/{plan.number}/draw/", said)
    assert Draw.objects.get().second_source == NAME
