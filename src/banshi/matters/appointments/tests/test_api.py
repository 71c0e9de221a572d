"""The API says what the pages say."""

import pytest
from ninja.testing import TestClient

from banshi.kernel.access.actors import Hidden
from banshi.kernel.calendar import moments
from banshi.matters.appointments.api import router

from . import at

client = TestClient(router)


@pytest.fixture(autouse=True)
def _then():
    with moments.travel(at(5, 12)):
        yield


def test_a_program_finds_a_time_books_it_and_cancels_it(city):
    wang = city.actor("王芳")
    slots = client.get("/slots?item=jdc-hpbl&hall=pj-hall&day=2022-03-07", actor=wang).json()
    nine = next(slot for slot in slots if slot["starts_at"].startswith("2022-03-07T09:00"))
    made = client.post("/appointments", json={"item": "jdc-hpbl", "slot": nine["id"]}, actor=wang)
    assert made.status_code == 201 and made.json()["steps"][0]["resource"] == city.traffic
    number = made.json()["number"]
    assert [one["number"] for one in client.get("/appointments", actor=wang).json()] == [number]
    with pytest.raises(Hidden):
        client.get(f"/appointments/{number}", actor=city.actor("赵强"))
    assert client.post(f"/appointments/{number}/cancel", actor=wang).json()["state"] == "cancelled"


def test_a_program_asks_confirms_checks_in_and_calls(city):
    asked = client.post(
        "/extended-hours",
        json={
            "item": "jsz-qmhz", "reason": "周一要开车",
            "wanted_from": at(6, 8).isoformat(), "wanted_until": at(6, 12).isoformat(),
        },
        actor=city.actor("王芳"),
    )  # fmt: skip
    assert asked.status_code == 201 and asked.json()["steps"] == [city.exam, city.traffic]
    number = asked.json()["number"]
    for name, resource, start in (("医生李明", city.exam, at(6, 9)), ("民警张伟", city.traffic, at(6, 9, 8))):
        body = {"person": city.user(name).pk, "starts_at": start.isoformat(), "minutes": 8}
        answer = client.post(f"/extended-hours/{number}/{resource}/confirm", json=body, actor=city.actor(name))
    assert answer.json()["state"] == "planned"
    plan = client.get("/appointments", actor=city.actor("王芳")).json()[0]
    with moments.travel(at(6, 8, 55)):
        body = {"number": plan["number"]}
        ticket = client.post("/halls/pj-hall/check-in", json=body, actor=city.actor("大厅管理员周敏")).json()
        assert (ticket["number"], ticket["ahead"]) == ("T001", 0)
        called = client.post("/windows/pj-hall-36/call", actor=city.actor("医生李明"))
        assert called.json()["state"] == "called"
        assert client.post("/windows/pj-hall-23/call", actor=city.actor("民警张伟")).status_code == 204
