"""预约、改期、取消."""

import pytest
from django.db import IntegrityError, transaction

from banshi.kernel.actors import Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.journal.selectors import timeline
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import selectors
from banshi.matters.appointments.models import Appointment, Booking, Place, Slot
from banshi.matters.appointments.services import bookings, slots

from . import at
from .conftest import MACHINE


@pytest.fixture(autouse=True)
def _then():
    with moments.travel(at(5, 12)):
        yield


def slot_at(city, resource, moment):
    found = selectors.free_slots(city.resource(resource), first=moment.date(), last=moment.date(), at=at(5, 12))
    return next(offer.id for offer in found if offer.start == moment)


def book(city, name="王芳", moment=None, item="jsz-qmhz"):
    resource = city.exam if item == "jsz-qmhz" else city.traffic
    slot = slot_at(city, resource, moment or at(7, 9))
    return bookings.book(item=city.item(item), party=city.party(name), slot_id=slot, by=city.actor(name), at=at(5, 12))


def test_one_booking_takes_a_place_for_each_step_in_order(city):
    made = book(city)
    taken = [(b.place.slot.resource_id, b.place.slot.span.start) for b in made.bookings.all()]
    assert taken == [(city.exam, at(7, 9)), (city.traffic, at(7, 9, 30))]
    assert made.span.end == at(7, 10)
    assert [line.kind for line in timeline(f"appointment:{made.number}")] == ["appointments.AppointmentBooked"]


def test_slots_are_opened_on_working_days_only(city):
    days = {slot.span.start.astimezone(moments.CHINA).date().day for slot in Slot.objects.filter(resource=city.traffic)}
    assert 5 not in days and 6 not in days and {1, 2, 3, 4, 7, 8} <= days


def test_opening_slots_twice_changes_nothing(city):
    before = Slot.objects.count()
    assert slots.open_slots(by=MACHINE, at=at(1, 7)) == 0
    assert Slot.objects.count() == before
    assert slots.open_slots(by=MACHINE, at=at(2, 2)) > 0  # one more day at the far end


def test_a_stranger_may_not_book_for_her(city):
    with pytest.raises(Hidden):
        bookings.book(
            item=city.item(), party=city.party("王芳"), slot_id=slot_at(city, city.exam, at(7, 9)),
            by=city.actor("赵强"), at=at(5, 12),
        )  # fmt: skip


def test_a_slot_of_another_window_does_not_serve_the_item(city):
    with pytest.raises(Refused, match="不能办理该事项"):
        bookings.book(
            item=city.item(), party=city.party("王芳"), slot_id=slot_at(city, city.traffic, at(7, 9)),
            by=city.actor("王芳"), at=at(5, 12),
        )  # fmt: skip


def test_a_slot_that_has_begun_is_refused(city):
    slot = slot_at(city, city.exam, at(7, 9))
    with pytest.raises(Refused, match="已经开始"):
        bookings.book(item=city.item(), party=city.party("王芳"), slot_id=slot, by=city.actor("王芳"), at=at(7, 9))


def test_the_same_item_is_booked_once(city):
    book(city)
    with pytest.raises(Refused, match="已有一个未办理的预约"):
        book(city, moment=at(8, 9))


def test_nobody_is_in_two_places_at_once(city):
    book(city)
    with pytest.raises(Refused, match="这个时间已有其他预约"):
        book(city, item="jdc-hpbl", moment=at(7, 9, 30))


def test_the_database_itself_refuses_a_place_twice(city):
    made = book(city)
    place = made.bookings.first().place
    other = book(city, name="赵强", moment=at(8, 9))
    with pytest.raises(IntegrityError, match="booking_place_once"), transaction.atomic():
        Booking.objects.filter(appointment=other, position=0).update(place=place)


def test_the_database_refuses_overlapping_slots(city):
    slot = Slot.objects.filter(resource=city.exam).first()
    with pytest.raises(IntegrityError, match="slot_regular_apart"), transaction.atomic():
        Slot.objects.create(resource_id=city.exam, during=slot.during, kind="regular")


def test_a_full_slot_says_so(city):
    Place.objects.filter(slot=slot_at(city, city.exam, at(7, 9))).update(taken=True)
    with pytest.raises(Refused, match="已约满"):
        book(city)


def test_cancelling_frees_every_place_and_clears_the_reminders(city):
    made = book(city)
    bookings.cancel(made.number, by=city.actor("王芳"), at=at(6, 9))
    assert not Place.objects.filter(taken=True).exists()
    assert timers.run_due(at(9, 9)) == 0
    assert Appointment.objects.get(pk=made.pk).state == "cancelled"
    book(city)  # and she may book again


def test_nobody_cancels_when_the_time_has_come(city):
    made = book(city)
    with pytest.raises(Refused, match="不能再取消"):
        bookings.cancel(made.number, by=city.actor("王芳"), at=at(7, 9))


def test_a_booking_moves_twice_and_no_more(city):
    made = book(city)
    for moment in (at(8, 9), at(9, 9)):
        made = bookings.move(made.number, slot_id=slot_at(city, city.exam, moment), by=city.actor("王芳"), at=at(5, 13))
    assert made.span.start == at(9, 9)
    assert Place.objects.filter(taken=True).count() == 2
    with pytest.raises(Refused, match="两次"):
        bookings.move(made.number, slot_id=slot_at(city, city.exam, at(10, 9)), by=city.actor("王芳"), at=at(5, 13))


def test_who_does_not_come_has_missed_it_a_quarter_of_an_hour_later(city):
    made = book(city)
    for moment in (at(6, 9), at(7, 7), at(7, 9, 14)):
        timers.run_due(moment)
    assert Appointment.objects.get(pk=made.pk).state == "booked"
    timers.run_due(at(7, 9, 15))
    assert Appointment.objects.get(pk=made.pk).state == "missed"
    kinds = [line.kind.split(".")[1] for line in timeline(f"appointment:{made.number}")]
    assert kinds[-1] == "AppointmentMissed" and kinds.count("AppointmentReminded") == 2


def test_a_clerk_books_for_somebody_at_the_counter_and_a_foreign_clerk_does_not(city):
    slot = slot_at(city, city.traffic, at(7, 9))
    with pytest.raises(Hidden):
        bookings.book(
            item=city.item("jdc-hpbl"),
            party=city.party("孙奶奶"),
            slot_id=slot,
            by=city.actor("外单位吴刚"),
            at=at(5, 12),
        )
    made = bookings.book(
        item=city.item("jdc-hpbl"), party=city.party("孙奶奶"), slot_id=slot, by=city.actor("民警张伟"), at=at(5, 12)
    )
    assert made.state == "booked"


def test_staff_see_an_appointment_of_their_own_office_only(city):
    made = book(city, item="jdc-hpbl")
    assert selectors.appointment(made.number, city.actor("民警张伟")) == made
    for stranger in ("外单位吴刚", "赵强"):
        with pytest.raises(Hidden):
            selectors.appointment(made.number, city.actor(stranger))
