"""预约延时服务 through the API alone: the same story told by programs, each with the token of its own account."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from banshi.faces.api import services as tokens
from banshi.kernel.access import selectors as access
from banshi.kernel.access.models import User
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.journal import proofs, verifying
from banshi.kernel.journal.selectors import timeline
from banshi.registers.parties.models import Party
from tests import story
from tests.story import CALLER, Clock, at

pytestmark = pytest.mark.django_db(transaction=True)

STAFF = ("wu.ting", "chen.jing", "li.ming", "he.hua", "lin.dao")
HANDED = {
    "answers": {"overdue": "within-1y"},
    "form": {"licence_no": CALLER.citizen_id, "vehicle_class": "c1", "expires_on": "2022-03-04"},
    "materials": {"old-licence": "paper", "medical-certificate": "paper"},
}


class Program:
    """A program that acts as somebody."""

    def __init__(self, user: User) -> None:
        by = access.actor(user, on=moments.today())
        secret = tokens.make(name="story", scopes=["read", "write"], days=30, by=by, at=moments.now())
        self.id, self.client = user.pk, Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"/api/{path}")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, path: str, body: Any = None, *, status: int = 200, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post(f"/api/{path}", body or {}, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None


@pytest.fixture
def clock(settings, monkeypatch) -> Iterator[Clock]:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # the worker's threads close theirs
    yield Clock(settings)
    calendars.forget()


@pytest.fixture
def people(clock: Clock, tmp_path: Path) -> dict[str, Program]:
    clock.set(at(5, 11, 55))
    story.plant(tmp_path)
    users = {name: User.objects.get(username=name) for name in STAFF}
    users["resident"] = Party.objects.get(name=CALLER.name).user
    return {name: Program(user) for name, user in users.items()}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_licence_is_renewed_in_under_five_minutes(people: dict[str, Program], clock: Clock) -> None:
    number = ask_and_plan(people, clock)
    application = visit(people, clock, number)
    resident_leaves(people, clock, application)
    record(people, clock, application, number)


def ask_and_plan(people: dict[str, Program], clock: Clock) -> str:
    """Saturday: one call, two offices, one plan."""
    operator, doctor, officer = people["wu.ting"], people["chen.jing"], people["li.ming"]
    clock.set(at(5, 12))
    asked = operator.post(
        "extended-hours",
        {
            "item": "jsz-qmhz", "wanted_from": at(6, 8).isoformat(), "wanted_until": at(6, 12).isoformat(),
            "reason": "驾驶证昨天过期，周一上班要开车",
            "caller": {"name": CALLER.name, "id_number": CALLER.citizen_id, "phone": CALLER.phone},
        },
        status=201,
    )  # fmt: skip
    assert asked["steps"] == ["pj-hall-exam-centre", "pj-hall-traffic"]
    assert at(5, 16) <= moment(asked["answer_by"]) < at(5, 16, 1)  # four hours
    path = f"extended-hours/{asked['number']}"

    for minute, who, other, starts in ((20, doctor, officer, at(6, 9)), (45, officer, doctor, at(6, 9, 8))):
        clock.set(at(5, 12, minute))
        (line,) = (one for one in who.get("worklist") if one["number"] == asked["number"])
        assert line["due_on"] == "2022-03-05"
        resource = line["key"].partition(":")[2]
        body = {"person": who.id, "starts_at": starts.isoformat(), "minutes": 5}
        other.post(f"{path}/{resource}/confirm", body, status=404)  # each office names its own people
        answered = who.post(f"{path}/{resource}/confirm", body)
    assert answered["state"] == "planned"
    story.work()

    plan = people["resident"].get(f"appointments/{answered['appointment']}")
    assert [step["resource"] for step in plan["steps"]] == asked["steps"]
    assert [moment(step["starts_at"]) for step in plan["steps"]] == [at(6, 9), at(6, 9, 8)]
    return str(plan["number"])


def visit(people: dict[str, Program], clock: Clock, number: str) -> str:
    """Sunday: checked in, examined, served."""
    doctor, officer, resident = people["chen.jing"], people["li.ming"], people["resident"]
    clock.set(at(6, 9))
    ticket = people["he.hua"].post("halls/pj-hall/check-in", {"number": number})
    assert (ticket["number"], ticket["ahead"]) == ("T001", 0)
    assert resident.post("windows/pj-hall-36/call", status=404)["code"] == "not_found"

    clock.set(at(6, 9, 0, 10))
    called = doctor.post("windows/pj-hall-36/call")
    assert called["key"] == ticket["key"] and called["appointment"] == number
    doctor.post(f"tickets/{ticket['key']}/serve")
    clock.set(at(6, 9, 2, 20))
    doctor.post(f"tickets/{ticket['key']}/finish")

    clock.set(at(6, 9, 2, 30))
    called = officer.post("windows/pj-hall-23/call")
    assert (called["number"], called["appointment"]) == ("F001", number)
    officer.post(f"tickets/{called['key']}/serve")
    counter = {"applicant": {"name": CALLER.name, "number": CALLER.citizen_id}, "item": "jsz-qmhz", **HANDED}
    clock.set(at(6, 9, 3, 40))
    made = officer.post("applications", counter, status=201, key="story-counter")
    again = officer.post("applications", counter, status=201, key="story-counter")
    assert made["number"] == again["number"]
    clock.set(at(6, 9, 4, 10))
    done = officer.post(f"applications/{made['number']}/steps/serve", {"version": made["version"]})
    assert done["state"] == "delivered"
    clock.set(at(6, 9, 4, 30))
    officer.post(f"tickets/{called['key']}/finish", {"application_number": made["number"]})
    story.work()
    assert_days(made, done)
    return str(made["number"])


def assert_days(made: dict[str, Any], done: dict[str, Any]) -> None:
    """Every due day: counted in working days from the Sunday, which does not count itself."""
    assert made["notice_due_on"] == "2022-03-11"  # 行政许可法 第三十二条: five working days
    assert done["promised_due_on"] == "2022-03-06"  # 当场办结
    assert done["statutory_due_on"] == "2022-03-07"  # one working day
    assert done["delivery_due_on"] == "2022-03-18"  # 行政许可法 第四十四条: ten working days
    assert done["provisional"] is False


def resident_leaves(people: dict[str, Program], clock: Clock, application: str) -> None:
    """With the licence in hand; she rates the service, once."""
    resident = people["resident"]
    clock.set(at(6, 9, 6))
    mine = resident.get(f"applications/{application}")
    assert mine["outcome"] == "granted" and mine["certificate"].startswith("ZZ-2022-")
    pdf = resident.client.get(f"/api/applications/{application}/certificate")
    assert pdf.status_code == 200 and b"".join(pdf.streaming_content).startswith(b"%PDF")
    resident.post(f"applications/{application}/rating", {"level": 1}, status=201)
    assert resident.post(f"applications/{application}/rating", {"level": 1}, status=409)["code"] == "rated_before"
    people["li.ming"].post(f"applications/{application}/rating", {"level": 1}, status=403)


def record(people: dict[str, Program], clock: Clock, application: str, appointment: str) -> None:
    """Monday: what happened stands in the journal, in order, unbroken and provable."""
    kinds = [line["kind"] for line in people["lin.dao"].get(f"applications/{application}/timeline")]
    assert kinds == [
        "applications.ApplicationSubmitted",
        "applications.ApplicationAccepted",
        "applications.ApplicationGranted",
        "applications.CertificateIssued",
        "applications.ResultDelivered",
    ]
    visited = timeline(f"appointment:{appointment}")
    assert [line.kind.partition(".")[2] for line in visited if "Remind" not in line.kind] == [
        "AppointmentBooked", "AppointmentCheckedIn", "AppointmentServed",
    ]  # fmt: skip
    served = visited[-1]
    assert 260 <= served.data["seconds"] < 5 * 60
    assert served.data["application_number"] == application
    called = timeline(f"ticket:{'pj-hall-20220306-T001'}")[1]
    assert (
        served.at - called.at
    ).total_seconds() < 5 * 60  # from the first call to the finish, by the site's own clock

    people["lin.dao"].get(f"applications/{application}/proof/1", status=404)  # not sealed yet
    clock.set(at(7, 0, 15))
    story.seal()
    proof = people["lin.dao"].get(f"applications/{application}/proof/1")
    assert proof["line"]["kind"] == kinds[0]
    assert proofs.holds(proofs.check(proof))
    assert not verifying.verify().faults
