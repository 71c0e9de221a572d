"""What is told to residents, and what time does by itself."""

from datetime import datetime

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs.timers import timer
from banshi.kernel.journal.events import emit, listens
from banshi.kernel.journal.guards import guard
from banshi.matters.appointments import events, notices, selectors
from banshi.matters.appointments.models import Appointment, Entry, Request
from banshi.matters.appointments.services import bookings, extended, places, queue, waiting

MACHINE = Actor.system("appointments")


@timer(bookings.LAPSE)
def lapse_appointment(key: str, at: datetime) -> None:
    bookings.lapse(key, by=MACHINE, at=at)


@timer(bookings.REMIND["day"])
def remind_a_day_before(key: str, at: datetime) -> None:
    _remind(key, "day", at)


@timer(bookings.REMIND["hours"])
def remind_two_hours_before(key: str, at: datetime) -> None:
    _remind(key, "hours", at)


def _remind(key: str, before: str, at: datetime) -> None:
    appointment = Appointment.objects.select_related("party", "item", "hall").get(number=key)
    if appointment.state == "booked" and appointment.span.start > at:
        sent = notices.send(appointment.party, notices.reminder(appointment))
        emit(events.AppointmentReminded(key=key, before=before, sent=sent), by=MACHINE, at=at)


@timer(extended.LAPSE)
def lapse_request(key: str, at: datetime) -> None:
    extended.lapse(key, by=MACHINE, at=at)


@timer(extended.UNANSWERED)
def remind_offices(key: str, at: datetime) -> None:
    extended.remind_offices(key, by=MACHINE, at=at)


@timer(queue.SKIPPED)
def lapse_ticket(key: str, at: datetime) -> None:
    queue.lapse(key, by=MACHINE, at=at)


@timer(places.OFFER)
def lapse_offer(key: str, at: datetime) -> None:
    waiting.lapse_offer(key, by=MACHINE, at=at)


@listens(events.AppointmentBooked)
def tell_booked(event: events.AppointmentBooked, line: int) -> None:
    appointment = Appointment.objects.select_related("party", "item", "hall", "request").get(number=event.key)
    notices.send(appointment.party, notices.booked(appointment), appointment.request)


@listens(events.ExtendedHoursRequested)
def tell_requested(event: events.ExtendedHoursRequested, line: int) -> None:
    request = _request(event.key)
    notices.send(request.party, notices.requested(request), request)


@listens(events.RequestDeclined)
def tell_declined(event: events.RequestDeclined, line: int) -> None:
    request = _request(event.key)
    notices.send(request.party, notices.declined(request), request)


@listens(events.RequestLapsed)
def tell_lapsed(event: events.RequestLapsed, line: int) -> None:
    request = _request(event.key)
    notices.send(request.party, notices.lapsed(request), request)


@listens(events.PlaceOffered)
def tell_offered(event: events.PlaceOffered, line: int) -> None:
    entry = Entry.objects.select_related("party", "item").get(number=event.key)
    if entry.offered_until and entry.offered_until > moments.now():
        notices.send(entry.party, notices.offered(entry))


@guard("appointment")
def sees_the_appointment(actor: Actor, number: str) -> bool:
    """日志: who sees the appointment may have the proof of each of its lines."""
    return Appointment.objects.filter(
        selectors.visible(actor, "bookings__place__slot__resource__office_path"), number=number
    ).exists()


@guard("request")
def sees_the_request(actor: Actor, number: str) -> bool:
    return Request.objects.filter(selectors.visible(actor, "legs__office_path"), number=number).exists()


def _request(number: str) -> Request:
    return Request.objects.select_related("party", "item", "hall").get(number=number)
