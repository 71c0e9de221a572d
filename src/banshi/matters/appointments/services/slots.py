"""Opening the slots of the days to come."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from banshi.kernel.actors import Actor, require
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.journal.events import emit
from banshi.matters.appointments import events, rules
from banshi.matters.appointments.models import Place, Resource, Slot
from banshi.matters.appointments.permissions import Permission
from banshi.registers.places.selectors import sessions


@transaction.atomic
def open_slots(*, resource: str = "", by: Actor, at: datetime) -> int:
    """放号: make the regular slots of every service point up to its horizon. What exists stays as it is."""
    found = Resource.objects.select_for_update().filter(retired_on=None).order_by("code")
    return sum(_open(point, by, at) for point in (found.filter(pk=resource) if resource else found))


def _open(point: Resource, by: Actor, at: datetime) -> int:
    if by.kind != "system":
        require(by, Permission.CONFIGURE, office_path=point.office_path)
    calendar = calendars.current()
    here = at.astimezone(moments.CHINA)
    days = [here.date() + timedelta(days=n) for n in range(point.horizon_days + 1)]
    open_hours = {day: [(one.opens, one.closes) for one in sessions(point.hall_id, day, calendar)] for day in days}
    known = [slot.span for slot in Slot.objects.filter(resource=point, kind="regular", during__endswith__gt=at)]
    spans = [span for day in days for span in rules.day_slots(day, open_hours[day], point.slot_minutes, moments.CHINA)]
    new = [span for span in spans if span.start > at and not any(span.overlaps(old) for old in known)]
    slots = Slot.objects.bulk_create(
        Slot(resource=point, during=DateTimeTZRange(span.start, span.end), kind="regular") for span in new
    )
    Place.objects.bulk_create(Place(slot=slot, number=n) for slot in slots for n in range(point.places))
    if slots:
        news = events.SlotsOpened(key=point.pk, until=days[-1], slots=len(slots), places=len(slots) * point.places)
        emit(news, by=by, at=at)
    return len(slots)


@transaction.atomic
def close_slot(slot_id: int, *, by: Actor, at: datetime) -> Slot:
    """停号: nobody more may book this slot; who has a place keeps it."""
    slot = Slot.objects.select_for_update(of=("self",)).select_related("resource").get(pk=slot_id)
    require(by, Permission.CONFIGURE, office_path=slot.resource.office_path)
    slot.closed_at = slot.closed_at or at
    slot.save(update_fields=["closed_at"])
    emit(events.SlotClosed(key=slot.resource_id, starts_at=slot.span.start), by=by, at=at)
    return slot
