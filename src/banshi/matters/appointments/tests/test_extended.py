"""预约延时服务: asking, confirming, declining, letting it pass."""

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.crypto import decrypt
from banshi.kernel.jobs import timers
from banshi.kernel.journal.selectors import timeline
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist.models import Line
from banshi.matters.appointments import selectors
from banshi.matters.appointments.models import Appointment, Request, Resource, Slot
from banshi.matters.appointments.rules import Span
from banshi.matters.appointments.services import bookings, extended

from . import at


@pytest.fixture(autouse=True)
def _then():
    with moments.travel(at(5, 12)):
        yield


def confirm(city, request, who, resource, moment, *, by=None):
    actor = city.actor(by or who)
    return extended.confirm_leg(
        request.number, resource=resource, person=city.user(who).pk, starts_at=moment, by=actor, at=at(5, 13)
    )


def kinds(request):
    return [line.kind.split(".")[1] for line in timeline(f"request:{request.number}")]


def test_each_office_gets_one_line_of_its_own(city):
    request = city.request()
    doctors = selectors.legs(city.actor("医生李明"))
    assert [leg.resource_id for leg in doctors] == [city.exam]
    assert [leg.resource_id for leg in selectors.legs(city.actor("民警张伟"))] == [city.traffic]
    assert list(selectors.legs(city.actor("外单位吴刚"))) == []
    assert request.answer_by == at(5, 16)


def test_the_telephone_number_is_kept_encrypted_and_never_in_the_journal(city):
    request = extended.request(
        item=city.item(), party=city.party("王芳"), wanted=Span(at(6, 8), at(6, 12)), reason="周一要开车",
        phone="13904270009", by=city.actor("王芳"), at=at(5, 12),
    )  # fmt: skip
    assert request.contact_masked == "139****0009"
    assert decrypt(bytes(request.contact_cipher)) == "13904270009"
    assert "13904270009" not in str([line.data for line in timeline(f"request:{request.number}")])


def test_a_second_request_for_the_same_item_waits_for_the_first(city):
    city.request()
    with pytest.raises(Refused, match="已有一件"):
        city.request()


def test_a_foreign_office_does_not_even_see_the_request(city):
    request = city.request()
    with pytest.raises(Hidden):
        confirm(city, request, "外单位吴刚", city.exam, at(6, 9))
    with pytest.raises(Hidden):
        confirm(city, request, "医生李明", city.traffic, at(6, 9), by="医生李明")
    with pytest.raises(Forbidden):  # the hotline may ask, not answer for the offices
        confirm(city, request, "医生李明", city.exam, at(6, 9), by="话务员陈静")
    with pytest.raises(Hidden):
        extended.decline_leg(request.number, resource=city.exam, reason="不行", by=city.actor("民警张伟"), at=at(5, 13))


def test_an_office_names_only_its_own_people(city):
    request = city.request()
    with pytest.raises(Refused, match="不属于该单位"):
        confirm(city, request, "民警张伟", city.exam, at(6, 9), by="医生李明")


def test_the_window_is_refused_a_time_before_the_examination_ends(city):
    request = city.request()
    confirm(city, request, "医生李明", city.exam, at(6, 9))
    with pytest.raises(Refused, match="前一环节"):
        confirm(city, request, "民警张伟", city.traffic, at(6, 9, 5))


def test_one_person_is_not_promised_to_two_people_at_once(city):
    first, second = city.request("王芳"), city.request("赵强")
    confirm(city, first, "医生李明", city.exam, at(6, 9))
    with pytest.raises(Refused, match="已有安排"):
        confirm(city, second, "医生李明", city.exam, at(6, 9, 4))
    confirm(city, second, "医生李明", city.exam, at(6, 9, 8))


def test_with_one_office_missing_there_is_no_plan(city):
    request = city.request()
    confirm(city, request, "民警张伟", city.traffic, at(6, 9, 10))
    assert Request.objects.get(pk=request.pk).state == "waiting"
    assert not Appointment.objects.exists()


def test_an_office_that_declines_says_why_and_when_instead(city):
    request = city.request()
    confirm(city, request, "民警张伟", city.traffic, at(6, 9, 10))
    extended.decline_leg(
        request.number, resource=city.exam, reason="周日体检设备检修", suggested_at=at(12, 9), by=city.actor("医生李明"),
        at=at(5, 14),
    )  # fmt: skip
    request.refresh_from_db()
    assert (request.state, request.end_reason, request.suggested_at) == ("declined", "周日体检设备检修", at(12, 9))
    assert Slot.objects.get(kind="extended").closed_at == at(5, 14)  # the officer is free again
    assert not Line.objects.filter(closed_at=None).exists()
    assert kinds(request)[-2:] == ["LegDeclined", "RequestDeclined"]
    assert selectors.first_free(city.item(), city.hall, after=at(5, 14)).start == at(7, 8, 30)


def test_another_hall_that_has_every_step_is_asked_next(city):
    Resource.objects.create(
        code="dw-hall-exam-centre", pack="tests", hall_id="dw-hall", serves="exam-centre", letter="T",
        office_path="/2111/211104/dw-wjw/", office_name="大洼卫健局", name="体检站", name_en="Examination", slot_minutes=30,
        places=2, usual_minutes=8,
    )  # fmt: skip
    request = city.request()
    extended.decline_leg(request.number, resource=city.exam, reason="无人值守", by=city.actor("医生李明"), at=at(5, 14))
    request.refresh_from_db()
    assert (request.state, request.hall_id) == ("waiting", "dw-hall")
    asked = request.legs.filter(state="asked").values_list("resource", flat=True)
    assert set(asked) == {"dw-hall-exam-centre", "dw-hall-traffic"}
    assert Line.objects.filter(closed_at=None).count() == 2
    assert kinds(request)[-1] == "RequestPassedOn"


def test_a_reason_with_a_telephone_number_is_refused(city):
    request = city.request()
    with pytest.raises(Refused, match="手机号"):
        extended.decline_leg(
            request.number, resource=city.exam, reason="打13804270001", by=city.actor("医生李明"), at=at(5, 14)
        )


def test_offices_that_are_late_are_reminded_by_the_hall(city):
    request = city.request()
    timers.run_due(at(5, 16))
    line = Line.objects.get(key=request.number)
    assert line.office_path == "/2111/pj-zwfw/" and line.title.startswith("催办")
    assert kinds(request)[-1] == "RequestUnanswered"


def test_a_request_that_nobody_answers_is_never_forgotten_silently(city):
    request = city.request()
    timers.run_due(at(6, 12))
    request.refresh_from_db()
    assert request.state == "lapsed"
    last = timeline(f"request:{request.number}")[-1]
    assert last.data["unanswered"] == [city.exam, city.traffic]
    assert not Line.objects.filter(closed_at=None).exists()


def test_she_withdraws_and_the_person_named_is_free(city):
    request = city.request()
    confirm(city, request, "医生李明", city.exam, at(6, 9))
    with pytest.raises(Hidden):
        extended.withdraw(request.number, by=city.actor("赵强"), at=at(5, 14))
    extended.withdraw(request.number, by=city.actor("王芳"), at=at(5, 14))
    assert Slot.objects.get(kind="extended").closed_at
    with pytest.raises(Refused):
        confirm(city, request, "民警张伟", city.traffic, at(6, 9, 10))


def test_cancelling_the_plan_frees_everybody_who_would_have_stayed(city):
    request = city.request()
    confirm(city, request, "医生李明", city.exam, at(6, 9))
    confirm(city, request, "民警张伟", city.traffic, at(6, 9, 8))
    appointment = Appointment.objects.get()
    assert appointment.request == request and appointment.span == Span(at(6, 9), at(6, 9, 13))
    with pytest.raises(Refused, match="不能改期"):
        slot = Slot.objects.filter(kind="regular", resource=city.exam).first()
        bookings.move(appointment.number, slot_id=slot.pk, by=city.actor("王芳"), at=at(5, 14))
    bookings.cancel(appointment.number, by=city.actor("王芳"), at=at(5, 18))
    assert not Slot.objects.filter(kind="extended", closed_at=None).exists()
