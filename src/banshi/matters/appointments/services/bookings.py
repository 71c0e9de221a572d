"""Booking, moving and cancelling appointments."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from banshi.kernel.actors import Actor
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import events, rules, selectors
from banshi.matters.appointments.models import Appointment, Booking, Place, Request, Resource, Slot
from banshi.matters.appointments.permissions import Permission
from banshi.matters.appointments.services import permits, places
from banshi.registers.catalogue.selectors import ItemVersion
from banshi.registers.parties.selectors import Party

LAPSE = "appointments.lapse"
REMIND = {"day": "appointments.remind_day", "hours": "appointments.remind_hours"}


@transaction.atomic
def book(
    *, item: ItemVersion, party: Party, slot_id: int, channel: str = "app", by: Actor, at: datetime
) -> Appointment:
    """预约: take a place in the slot for the item's first step, and in the next free slots for those that follow."""
    slot = Slot.objects.select_related("resource").get(pk=slot_id, kind="regular")
    permits.check_party(by, party, office_path=slot.resource.office_path)
    return reserve(item=item, party=party, slot=slot, first=places.in_slot(slot.pk), channel=channel, by=by, at=at)


def reserve(*, item, party, slot, first, channel, by, at) -> Appointment:  # type: ignore[no-untyped-def]
    """The rest of booking, for a place out of `first`: anybody's, or the one held for a waiting-list entry."""
    steps = steps_at(item, slot)
    rules.check_bookable(slot.span.start, at)
    chosen = _places(steps, first)
    appointment = create(item=item, party=party, places=chosen, channel=channel, by=by, at=at)
    say_booked(appointment, chosen, by=by, at=at)
    return appointment


@transaction.atomic
def move(number: str, *, slot_id: int, by: Actor, at: datetime) -> Appointment:
    """改期: to another slot; at most twice, until an hour before."""
    appointment = lock(number)
    slot = Slot.objects.select_related("resource").get(pk=slot_id, kind="regular")
    permits.check_party(by, appointment.party, office_path=slot.resource.office_path)
    if appointment.request_id:
        raise Refused("extended", "延时服务由专人留守，不能改期；可以取消后重新提出。")
    state = rules.step(rules.APPOINTMENT, appointment.state, "move")
    rules.check_movable(appointment.span.start, appointment.moves, at)
    rules.check_bookable(slot.span.start, at)
    steps = steps_at(appointment.item, slot)

    old = list(appointment.bookings.filter(state="booked"))
    chosen = _places(steps, places.in_slot(slot.pk))
    places.give_back(old, "moved", by=by, at=at)
    appointment.state, appointment.moves = state, appointment.moves + 1
    appointment.hall_id, appointment.during = slot.resource.hall_id, _during(chosen)
    _insert(appointment, chosen)
    _set_timers(appointment, at)
    start, end = appointment.span.start, appointment.span.end
    emit(events.AppointmentMoved(key=number, starts_at=start, ends_at=end), by=by, at=at)
    return appointment


@transaction.atomic
def cancel(number: str, *, by: Actor, at: datetime) -> Appointment:
    """取消: free, without a reason, until the time has come. The place goes to the waiting list, or to everybody."""
    appointment = lock(number)
    permits.check_party(by, appointment.party, office_path=_assisted_at(appointment, by))
    appointment.state = rules.step(rules.APPOINTMENT, appointment.state, "cancel")
    rules.check_cancellable(appointment.span.start, at)

    appointment.ended_at = at
    appointment.save(update_fields=["state", "ended_at"])
    places.give_back(list(appointment.bookings.filter(state="booked")), "cancelled", by=by, at=at)
    timers.clear(number, LAPSE, *REMIND.values())
    emit(events.AppointmentCancelled(key=number), by=by, at=at)
    return appointment


@transaction.atomic
def lapse(number: str, *, by: Actor, at: datetime) -> None:
    """爽约: a quarter of an hour after the booked time nobody had checked in. Nothing else follows from it."""
    appointment = lock(number)
    if appointment.state != "booked":
        return
    appointment.state = rules.step(rules.APPOINTMENT, appointment.state, "lapse")
    appointment.ended_at = at
    appointment.save(update_fields=["state", "ended_at"])
    appointment.bookings.filter(state="booked").update(state="missed")
    emit(events.AppointmentMissed(key=number), by=by, at=at)


@transaction.atomic
def link_application(number: str, *, application_number: str) -> None:
    """The application that was made of this visit, so that each leads to the other."""
    Appointment.objects.filter(number=number).update(application_number=application_number)


def _assisted_at(appointment: Appointment, by: Actor) -> str:
    """Staff assist at the hall's reception, or at an office that serves one of the steps."""
    steps = appointment.bookings.values_list("place__slot__resource__office_path", flat=True)
    paths = [appointment.hall.office.path, *steps]
    return next((path for path in paths if by.may(Permission.ASSIST, office_path=path)), paths[-1])


def lock(number: str) -> Appointment:
    found = Appointment.objects.select_for_update(of=("self",)).select_related("party", "item", "hall__office")
    return found.get(number=number)


def steps_at(item: ItemVersion, slot: Slot) -> list[Resource]:
    """The resources the item needs, in the slot's hall; the slot must belong to the first of them."""
    steps = selectors.steps(item, slot.resource.hall_id)
    if not steps or steps[0].pk != slot.resource_id:
        raise Refused("wrong_slot", "所选时段不能办理该事项。")
    return steps


def _places(steps: Sequence[Resource], first) -> list[Place]:  # type: ignore[no-untyped-def]
    chosen = [places.take(first.select_related("slot__resource"))]
    for resource in steps[1:]:
        after = chosen[-1].slot.span.end
        chosen.append(places.take(places.later(resource, after).select_related("slot__resource")))
    return chosen


def _during(chosen: Sequence[Place]) -> DateTimeTZRange:
    return DateTimeTZRange(chosen[0].slot.span.start, chosen[-1].slot.span.end)


def create(
    *, item: ItemVersion, party: Party, places: Sequence[Place], channel: str, request: Request | None = None,
    by: Actor, at: datetime,
) -> Appointment:  # fmt: skip
    """Write the appointment and its bookings; what the database forbids is said in words."""
    appointment = Appointment(
        number=next_number("YY", at.year), party=party, item=item, hall_id=places[0].slot.resource.hall_id,
        request=request, during=_during(places), channel=channel, booked_at=at,
    )  # fmt: skip
    _insert(appointment, places)
    _set_timers(appointment, at)
    return appointment


def _insert(appointment: Appointment, chosen: Sequence[Place]) -> None:
    try:
        with transaction.atomic():
            appointment.save()
            Booking.objects.bulk_create(
                Booking(appointment=appointment, position=n, place=place) for n, place in enumerate(chosen)
            )
    except IntegrityError as error:
        raise permits.refuse_clash(error) from None


def say_booked(appointment: Appointment, chosen: Sequence[Place], *, by: Actor, at: datetime) -> None:
    news = events.AppointmentBooked(
        key=appointment.number, item=appointment.item.code, hall=appointment.hall_id, channel=appointment.channel,
        starts_at=appointment.span.start, ends_at=appointment.span.end,
        steps=[place.slot.resource_id for place in chosen],
        request=appointment.request.number if appointment.request else "",
    )  # fmt: skip
    emit(news, by=by, at=at)


def _set_timers(appointment: Appointment, at: datetime) -> None:
    start, number = appointment.span.start, appointment.number
    timers.clear(number, *REMIND.values())
    reminders = [(REMIND[name], number, start - before) for name, before in rules.REMINDERS.items()]
    timers.set_timers([(LAPSE, number, start + rules.NO_SHOW_AFTER), *(one for one in reminders if one[2] > at)])
