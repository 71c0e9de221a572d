"""The pages: a resident books and asks, the offices answer, the window calls; each person sees their own."""

import re
from datetime import date

import icalendar
import pytest
from django.test import Client

from banshi.kernel.calendar import moments
from banshi.matters.appointments.models import Appointment, Request, Ticket
from banshi.matters.appointments.services import queue

from . import at
from .conftest import MACHINE
from .test_book import book, slot_at


@pytest.fixture(autouse=True)
def _then():
    with moments.travel(at(5, 12)):
        yield


@pytest.fixture
def signed_in(city, monkeypatch):
    """A browser in which somebody is logged in (how one logs in is tested elsewhere)."""
    monkeypatch.setattr("banshi.kernel.access.sessions.second_factor_missing", lambda request: False)
    monkeypatch.setattr("banshi.kernel.access.sessions.has_ended", lambda request, *, at: False)

    def browser(name):
        client = Client()
        client.force_login(city.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


def test_a_resident_books_with_links_and_one_button(city, signed_in):
    browser = signed_in("王芳")
    page = browser.get("/appointments/new/?item=jsz-qmhz").content.decode()
    assert "盘锦市政务服务中心" in page and "休息" in page and "style=" not in page
    slot = slot_at(city, city.exam, at(7, 9))
    page = browser.get(f"/appointments/confirm/?item=jsz-qmhz&slot={slot}").content.decode()
    assert "09:00" in page and "09:30" in page and "驾驶人体检站" in page
    answer = browser.post("/appointments/confirm/", {"item": "jsz-qmhz", "slot": slot})
    made = Appointment.objects.get()
    assert answer.url == f"/appointments/{made.number}/?new=1"
    page = browser.get(answer.url).content.decode()
    assert made.number in page and "<svg" in page and "预约成功" in page
    assert "王芳" not in page or "139" not in page
    assert made.number in browser.get("/appointments/").content.decode()


def test_the_calendar_file_has_one_entry_a_step_and_no_name(city, signed_in):
    made = book(city)
    answer = signed_in("王芳").get(f"/appointments/{made.number}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [at(7, 9), at(7, 9, 30)]
    assert "盘锦市政务服务中心" in str(events[0]["location"]) and "王芳" not in answer.content.decode()


def test_pages_of_an_appointment_do_not_exist_for_others(city, signed_in):
    made = book(city)
    for path in ("", "cancel/", "move/", "calendar.ics"):
        assert signed_in("赵强").get(f"/appointments/{made.number}/{path}").status_code == 404
    assert signed_in("外单位吴刚").get(f"/appointments/{made.number}/").status_code == 404
    assert Client().get(f"/appointments/{made.number}/").url == f"/login/?next=%2Fappointments%2F{made.number}%2F"
    assert Client().get("/appointments/").status_code == 302


def test_she_cancels_after_being_asked_once(city, signed_in):
    made, browser = book(city), signed_in("王芳")
    assert "取消这个预约" in browser.get(f"/appointments/{made.number}/cancel/").content.decode()
    assert browser.post(f"/appointments/{made.number}/cancel/").status_code == 302
    assert Appointment.objects.get().state == "cancelled"


def test_she_moves_it_by_pressing_another_time(city, signed_in):
    made, browser = book(city), signed_in("王芳")
    assert "改到什么时间" in browser.get(f"/appointments/{made.number}/move/?day=2022-03-08").content.decode()
    browser.post(f"/appointments/{made.number}/move/", {"slot": slot_at(city, city.exam, at(8, 9))})
    assert Appointment.objects.get().span.start == at(8, 9)


def test_a_full_day_offers_the_waiting_list(city, signed_in):
    browser = signed_in("王芳")
    answer = browser.post("/appointments/waiting/", {"item": "jdc-hpbl", "hall": city.hall, "day": "2022-03-07"})
    assert answer.status_code == 302
    assert "候补中" in browser.get("/appointments/").content.decode()


def test_the_request_goes_from_her_form_over_two_desks_to_one_plan(city, signed_in):
    hers = signed_in("王芳")
    page = hers.get("/appointments/request/?item=jsz-qmhz").content.decode()
    assert "驾驶人体检站" in page and "公安交管出入境窗口" in page and "3月7日" in page
    party = city.party("王芳").pk
    wrong = hers.post(
        "/appointments/request/", {"item": "jsz-qmhz", "party": party, "day": "2022-03-06", "part": "morning"}
    )
    assert wrong.status_code == 200 and "error-summary" in wrong.content.decode()
    answer = hers.post(
        "/appointments/request/",
        {
            "item": "jsz-qmhz",
            "party": party,
            "day": "2022-03-06",
            "part": "morning",
            "reason": "周一要开车",
            "phone": "",
        },
    )
    request = Request.objects.get()
    assert answer.url == f"/appointments/requests/{request.number}/"
    assert "等待该单位安排人员" in hers.get(answer.url).content.decode()

    for name, resource, start in (("医生李明", city.exam, "09:00"), ("民警张伟", city.traffic, "09:08")):
        desk = signed_in(name)
        assert request.number in desk.get("/desk/appointments/").content.decode()
        path = f"/desk/appointments/requests/{request.number}:{resource}/"
        page = desk.get(path).content.decode()
        assert f'value="{start}"' in page and "13804270001" not in page
        given = {"verb": "confirm", "person": city.user(name).pk, "day": "2022-03-06", "start": start, "minutes": 8}
        assert desk.post(path, given).status_code == 302
    assert signed_in("外单位吴刚").get(f"/desk/appointments/requests/{request.number}/").status_code == 404

    answer = hers.get(f"/appointments/requests/{request.number}/", follow=True)
    page = answer.content.decode()
    assert "延时服务" in page and "09:00" in page and "09:08" in page and "医生李明" in page


def test_a_declined_request_says_why_and_what_instead(city, signed_in):
    request = city.request()
    desk = signed_in("医生李明")
    path = f"/desk/appointments/requests/{request.number}:{city.exam}/"
    page = desk.post(path, {"verb": "decline", "reason": "身份证211103198803150026"}).content.decode()
    assert "请勿在理由中填写" in page
    desk.post(path, {"verb": "decline", "reason": "周日检修设备", "suggested_at": "2022-03-12T09:00"})
    page = signed_in("王芳").get(f"/appointments/requests/{request.number}/").content.decode()
    assert "周日检修设备" in page and "3月12日" in page and "3月7日" in page


def test_the_hotline_files_for_a_caller(city, signed_in):
    desk = signed_in("话务员陈静")
    assert "换证" in desk.get("/desk/appointments/assist/?q=jsz").content.decode()
    assert "来电人" in desk.get("/desk/appointments/assist/?item=jsz-qmhz").content.decode()
    given = {
        "item": "jsz-qmhz", "caller-name": "王芳", "caller-id_number": "211102199003070020", "caller-phone": "13804270001",
        "day": "2022-03-06", "part": "morning", "reason": "驾驶证昨天过期，周一上班要开车",
    }  # fmt: skip
    answer = desk.post("/desk/appointments/assist/", given)
    assert answer.status_code == 302, re.findall("field-error.*", answer.content.decode())
    request = Request.objects.get()
    assert (request.channel, request.party.name) == ("hotline", "王芳")
    assert signed_in("医生李明").get("/desk/appointments/assist/?item=jsz-qmhz").status_code == 200
    assert signed_in("王芳").get("/desk/appointments/").status_code == 403


def test_the_window_calls_serves_and_finishes_with_one_button_each(city, signed_in):
    for _n in range(3):
        queue.take_ticket(resource=city.traffic, by=MACHINE, at=at(5, 12))
    desk = signed_in("民警张伟")
    path = "/desk/queue/pj-hall-23/"
    assert "等候3人" in desk.get(path).content.decode()
    desk.post(path + "next/")
    assert 'data-key="s"' in desk.get(path).content.decode()
    first = Ticket.objects.get(number="F001")
    desk.post(path + "recall/", {"ticket": first.key})
    desk.post(path + "serve/", {"ticket": first.key})
    desk.post(path + "finish/", {"ticket": first.key, "then": "next", "application_number": "SQ-2022-000009"})
    second = Ticket.objects.get(number="F002")
    assert second.state == "called"
    desk.post(path + "skip/", {"ticket": second.key})
    assert "F002" in desk.get(path, headers={"HX-Request": "true"}).content.decode()
    desk.post(path + "rejoin/", {"ticket": second.key})
    desk.post(path + "next/")
    third = Ticket.objects.get(state="called")
    desk.post(path + "transfer/", {"ticket": third.key, "resource": "pj-hall-civil"})
    states = dict(Ticket.objects.values_list("number", "state"))
    assert states == {"F001": "done", "F002": "waiting", "F003": "transferred", "A001": "waiting"}
    assert desk.post(path + "dance/", {"ticket": first.key}).status_code == 404
    assert signed_in("外单位吴刚").get(path).status_code == 404


def test_the_day_at_the_desk_shows_who_comes(city, signed_in):
    made = book(city, item="jdc-hpbl")
    page = signed_in("民警张伟").get(f"/desk/appointments/days/{city.traffic}/?day=2022-03-07").content.decode()
    assert made.number in page
    assert signed_in("外单位吴刚").get(f"/desk/appointments/days/{city.traffic}/").status_code == 404


def test_the_kiosk_checks_in_by_code_and_by_number_and_gives_numbers(city, signed_in):
    made = book(city, item="jdc-hpbl", moment=at(7, 9))
    kiosk = signed_in("大厅管理员周敏")
    with moments.travel(at(7, 8, 45)):
        assert "没有预约：取号" in kiosk.get("/hall/pj-hall/kiosk/").content.decode()
        scanned = f"https://banshi.example/hall/arrive/{made.token}/"
        answer = kiosk.post("/hall/pj-hall/kiosk/check-in/", {"number": scanned}, follow=True)
        assert "F001" in answer.content.decode()
        again = kiosk.post("/hall/pj-hall/kiosk/check-in/", {"number": made.number[-6:]}, follow=True)
        assert "F001" in again.content.decode()
        wrong = kiosk.post("/hall/pj-hall/kiosk/check-in/", {"number": "12"}, follow=True)
        assert "没有找到这个预约号" in wrong.content.decode()
        taken = kiosk.post("/hall/pj-hall/kiosk/take/", {"resource": "pj-hall-civil", "care": "elderly"}, follow=True)
        assert "A001" in taken.content.decode() and "老年人优先" in taken.content.decode()
    assert signed_in("王芳").get("/hall/pj-hall/kiosk/").status_code in (403, 404)
    assert Client().get(f"/hall/arrive/{made.token}/").url == f"/appointments/{made.number}/"


def test_the_screen_is_open_to_everybody_and_refreshes_its_middle_only(city):
    queue.take_ticket(resource=city.traffic, by=MACHINE, at=at(5, 12))
    queue.call_next(city.window("23"), by=city.actor("民警张伟"), at=at(5, 12))
    page = Client().get("/hall/pj-hall/screen/").content.decode()
    assert "F001" in page and "民警" not in page
    part = Client().get("/hall/pj-hall/screen/", headers={"HX-Request": "true"}).content.decode()
    assert "F001" in part and "<html" not in part
    assert Client().get("/hall/nowhere/screen/").status_code == 404


@pytest.mark.parametrize("path", ["/appointments/", "/appointments/new/", "/appointments/new/?item=jsz-qmhz"])
def test_pages_speak_english(city, signed_in, path):
    page = signed_in("王芳").get(path, headers={"Accept-Language": "en"}).content.decode()
    assert 'lang="en"' in page
    if "jsz" in path:
        assert "Driving licence renewal" in page and "Drivers' examination station" in page.replace("&#x27;", "'")


def test_a_wrong_day_or_item_is_not_found(signed_in):
    browser = signed_in("王芳")
    assert browser.get("/appointments/new/?item=nothing").status_code == 404
    assert browser.get("/appointments/new/?item=jsz-qmhz&day=2022-13-99").status_code == 200
    assert browser.get("/appointments/confirm/?item=jsz-qmhz&slot=abc").status_code == 404
    assert date(2022, 3, 5) == moments.today()
