"""预约延时服务: Saturday noon to Sunday morning, from the telephone call to the new licence."""

from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.journal.selectors import timeline
from banshi.kernel.worklist.models import Line
from banshi.matters.appointments import selectors
from banshi.matters.appointments.models import Appointment
from banshi.matters.appointments.rules import Span
from banshi.matters.appointments.services import extended, queue

from . import at

# ruff: noqa: PLR0915 -- a story is told in one breath


def test_a_licence_that_expired_on_friday_is_renewed_on_sunday(city):
    clerk, caller = city.actor("话务员陈静"), city.party("王芳")

    with moments.travel(at(5, 12)):
        request = extended.request(
            item=city.item("jsz-qmhz"), party=caller, wanted=Span(at(6, 8), at(6, 12)), channel="hotline",
            reason="驾驶证昨天过期，周一上班要开车", by=clerk, at=at(5, 12),
        )  # fmt: skip
    assert [leg.resource_id for leg in request.legs.all()] == [city.exam, city.traffic]
    lines = Line.objects.filter(matter="appointment_request", closed_at=None).order_by("office_path")
    assert [line.office_path.split("/")[-2] for line in lines] == ["pj-gaj-jjzd", "pj-tjzx"]

    doctor, officer = city.actor("医生李明"), city.actor("民警张伟")
    extended.confirm_leg(
        request.number, resource=city.exam, person=doctor.user_id, starts_at=at(6, 9), by=doctor, at=at(5, 12, 20)
    )
    request.refresh_from_db()
    assert request.state == "waiting"
    extended.confirm_leg(
        request.number,
        resource=city.traffic,
        person=officer.user_id,
        starts_at=at(6, 9, 8),
        by=officer,
        at=at(5, 12, 45),
    )
    request.refresh_from_db()
    assert request.state == "planned"
    assert not Line.objects.filter(matter="appointment_request", closed_at=None).exists()

    appointment = Appointment.objects.get(request=request)
    assert [b.place.slot.span.start for b in appointment.bookings.all()] == [at(6, 9), at(6, 9, 8)]
    timers.run_due(at(6, 7))
    assert "appointments.AppointmentReminded" in [line.kind for line in timeline(f"appointment:{appointment.number}")]

    kiosk = city.actor("大厅管理员周敏")
    ticket = queue.check_in(hall=city.hall, token=appointment.token, by=kiosk, at=at(6, 9))
    assert ticket.number == "T001"
    exam = queue.call_next(city.window("36"), by=doctor, at=at(6, 9, 0, 10))
    queue.serve(exam.key, by=doctor, at=at(6, 9, 0, 20))
    queue.finish(exam.key, by=doctor, at=at(6, 9, 2, 40))

    police = queue.call_next(city.window("23"), by=officer, at=at(6, 9, 2, 50))
    assert police.number == "F001" and police.follows == exam
    queue.serve(police.key, by=officer, at=at(6, 9, 3))
    queue.finish(police.key, application_number="SQ-2022-000001", by=officer, at=at(6, 9, 4, 40))

    appointment.refresh_from_db()
    assert appointment.state == "served"
    assert appointment.application_number == "SQ-2022-000001"
    served = timeline(f"appointment:{appointment.number}")[-1]
    assert served.kind == "appointments.AppointmentServed"
    assert served.data["seconds"] < 5 * 60
    assert selectors.line(city.traffic, at(6, 9, 5)).count() == 0
    kinds = [line.kind.split(".")[1] for line in timeline(f"request:{request.number}")]
    assert kinds == ["ExtendedHoursRequested", "LegConfirmed", "LegConfirmed", "AppointmentPlanned"]
