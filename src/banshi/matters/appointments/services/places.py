"""Taking and giving back places. A place that somebody else is just taking is skipped, so nobody waits for anybody."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from banshi.kernel.actors import Actor
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import events, rules
from banshi.matters.appointments.models import Booking, Entry, Place, Resource

OFFER = "appointments.offer"


def take(free: QuerySet[Place]) -> Place:
    """Take the first free place of a set, or refuse: 已约满."""
    place = free.select_for_update(skip_locked=True, of=("self",)).filter(taken=False).first()
    if place is None:
        raise Refused("full", "该时段已约满，请选择其他时段或登记候补。")
    place.taken = True
    place.held_for = None
    place.save(update_fields=["taken", "held_for"])
    return place


def in_slot(slot_id: int) -> QuerySet[Place]:
    """The places that anybody may take in one slot."""
    return Place.objects.filter(slot=slot_id, slot__closed_at=None, held_for=None).order_by("number")


def later(resource: Resource, after: datetime) -> QuerySet[Place]:
    """The places of a following step on the same day, the earliest first."""
    midnight = after.replace(hour=23, minute=59, second=59)
    return Place.objects.filter(
        slot__resource=resource, slot__kind="regular", slot__closed_at=None, held_for=None,
        slot__during__startswith__gte=after, slot__during__startswith__lte=midnight,
    ).order_by("slot__during", "number")  # fmt: skip


def give_back(bookings: Iterable[Booking], state: str, *, by: Actor, at: datetime) -> None:
    """End bookings. A regular place is offered to who waits for it; an extended slot closes and frees its person."""
    for booking in bookings:
        booking.state = state
        booking.save(update_fields=["state"])
        place = Place.objects.select_for_update(of=("self",)).select_related("slot__resource").get(pk=booking.place_id)
        place.taken = False
        place.save(update_fields=["taken"])
        if place.slot.kind == "extended":
            place.slot.closed_at = at
            place.slot.save(update_fields=["closed_at"])
        else:
            offer(place, by=by, at=at)


def offer(place: Place, *, but: Entry | None = None, by: Actor, at: datetime) -> Entry | None:
    """候补: hold a freed place for the first in the waiting list who has let the fewest offers pass."""
    slot = place.slot
    if slot.closed_at or slot.span.start <= at + rules.OFFER_KEPT:
        return None
    waiting = Entry.objects.filter(resource=slot.resource, day=slot.span.start.astimezone(at.tzinfo).date())
    waiting = waiting.filter(state="waiting").order_by("refused", "joined_at", "pk")
    if but is not None:
        waiting = waiting.exclude(pk=but.pk)
    entry = waiting.select_for_update(skip_locked=True).first()
    if entry is None:
        return None
    entry.state = rules.step(rules.ENTRY, entry.state, "offer")
    entry.offered_until = at + rules.OFFER_KEPT
    entry.save(update_fields=["state", "offered_until"])
    place.held_for = entry
    place.save(update_fields=["held_for"])
    timers.set_timers([(OFFER, entry.number, entry.offered_until)])
    emit(events.PlaceOffered(key=entry.number, starts_at=slot.span.start, until=entry.offered_until), by=by, at=at)
    return entry
