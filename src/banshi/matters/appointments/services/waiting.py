"""候补: the waiting list of a day that is full."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from banshi.kernel.actors import Actor
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import events, rules, selectors
from banshi.matters.appointments.models import Appointment, Entry, Place
from banshi.matters.appointments.services import bookings, permits, places
from banshi.registers.catalogue.selectors import ItemVersion
from banshi.registers.parties.selectors import Party


@transaction.atomic
def join(*, item: ItemVersion, party: Party, hall: str, day: date, by: Actor, at: datetime) -> Entry:
    """登记候补: wait for a place for the item's first step in this hall on this day."""
    steps = selectors.steps(item, hall)
    if not steps:
        raise Refused("wrong_hall", "该大厅不能办理该事项。")
    permits.check_party(by, party, office_path=steps[0].office_path)
    if day < at.date():
        raise Refused("slot_past", "该日期已经过去。")
    entry = Entry(number=next_number("HB", at.year), party=party, item=item, resource=steps[0], day=day, joined_at=at)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise permits.refuse_clash(error) from None
    emit(events.WaitingListJoined(key=entry.number, resource=steps[0].pk, day=day), by=by, at=at)
    return entry


@transaction.atomic
def take_offer(number: str, *, by: Actor, at: datetime) -> Appointment:
    """确认候补: the held place becomes an appointment."""
    entry = _lock(number)
    permits.check_party(by, entry.party, office_path=entry.resource.office_path)
    state = rules.step(rules.ENTRY, entry.state, "take")
    if entry.offered_until is None or at > entry.offered_until:
        raise Refused("offer_over", "保留时间已过，号源已释放。")
    held = Place.objects.filter(held_for=entry)
    appointment = bookings.reserve(
        item=entry.item, party=entry.party, slot=held.select_related("slot__resource").get().slot, first=held,
        channel="app", by=by, at=at,
    )  # fmt: skip
    entry.state = state
    entry.save(update_fields=["state"])
    timers.clear(number, places.OFFER)
    emit(events.OfferTaken(key=number, appointment=appointment.number), by=by, at=at)
    return appointment


@transaction.atomic
def lapse_offer(number: str, *, by: Actor, at: datetime) -> None:
    """The offer was not taken in half an hour: the place goes to the next, the entry waits on."""
    entry = _lock(number)
    if entry.state != "offered":
        return
    entry.state = rules.step(rules.ENTRY, entry.state, "lapse")
    entry.refused += 1
    entry.offered_until = None
    entry.save(update_fields=["state", "refused", "offered_until"])
    emit(events.OfferLapsed(key=number), by=by, at=at)
    _pass_on(entry, but=entry, by=by, at=at)


@transaction.atomic
def leave(number: str, *, by: Actor, at: datetime) -> None:
    """退出候补."""
    entry = _lock(number)
    permits.check_party(by, entry.party, office_path=entry.resource.office_path)
    entry.state = rules.step(rules.ENTRY, entry.state, "leave")
    entry.save(update_fields=["state"])
    timers.clear(number, places.OFFER)
    emit(events.WaitingListLeft(key=number), by=by, at=at)
    _pass_on(entry, but=None, by=by, at=at)


def _pass_on(entry: Entry, *, but: Entry | None, by: Actor, at: datetime) -> None:
    place = (
        Place.objects.select_for_update(of=("self",)).select_related("slot__resource").filter(held_for=entry).first()
    )
    if place:
        place.held_for = None
        place.save(update_fields=["held_for"])
        places.offer(place, but=but, by=by, at=at)


def _lock(number: str) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("party", "item", "resource").get(number=number)
