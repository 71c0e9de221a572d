"""演示 appointments: slots of the days to come, bookings, a request that waits, and a hall at work, all through services."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.matters.appointments import selectors
from banshi.matters.appointments.rules import Span
from banshi.matters.appointments.services import bookings, extended, queue, slots
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.places import selectors as places

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

PLANTER = Actor.system("demo")
HALL = "pj-hall"
BOOKED = (
    "jdc-hpbl",
    "jsz-qmhz",
    "crj-hzhf",
)  # the first resident has no date yet for her licence: her story begins here
TAKEN = (
    "traffic",
    "traffic",
    "insurance",
    "civil",
    "traffic",
    "property",
    "insurance",
    "exam-centre",
    "business",
    "civil",
)


def plant(*, at: datetime, residents: Sequence["Party"], staff: Mapping[str, Actor]) -> None:
    """What a visitor of the demonstration finds in the city's hall."""
    slots.open_slots(by=PLANTER, at=at)
    _book(residents, at)
    _ask(residents, at)
    _hall_at_work(staff, at)


def _book(residents: Sequence["Party"], at: datetime) -> None:
    for n, (code, party) in enumerate(zip(BOOKED, residents, strict=False)):
        item = catalogue.find(code, moments.day_of(at))
        steps = selectors.steps(item, HALL) if item else []
        if item is None or not steps:
            continue
        first = moments.day_of(at) + timedelta(days=1)
        free = selectors.free_slots(steps[0], first=first, last=first + timedelta(days=10), at=at)
        chosen = [offer for offer in free if offer.free][2 + 3 * n : 3 + 3 * n]
        for offer in chosen:
            bookings.book(item=item, party=party, slot_id=offer.id, by=PLANTER, at=at)


def _ask(residents: Sequence["Party"], at: datetime) -> None:
    """预约延时服务 that the two offices have yet to answer."""
    item = catalogue.find("jsz-qmhz", moments.day_of(at))
    if item is None or len(residents) < 4:
        return
    day = at.astimezone(moments.CHINA).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    extended.request(
        item=item, party=residents[3], wanted=Span(day, day.replace(hour=12)), channel="hotline",
        reason="驾驶证刚过期，平时上班请不了假", by=PLANTER, at=at,
    )  # fmt: skip


def _hall_at_work(staff: Mapping[str, Actor], at: datetime) -> None:
    """Ten numbers taken in the last half hour; two windows are serving, one person was called and is not there.

    On a day on which the hall stays shut, nobody."""
    if not places.sessions(HALL, moments.day_of(at), calendars.current()):
        return
    pools = {pool.serves: pool.pk for pool in selectors.resources(HALL)}
    start = at - timedelta(minutes=30)
    for n, serves in enumerate(TAKEN):
        care = "elderly" if n % 5 == 3 else "none"
        queue.take_ticket(resource=pools[serves], care=care, by=PLANTER, at=start + timedelta(minutes=2 * n))
    clerk = staff.get("liu.yang")
    for n, number in enumerate(("23", "17", "01") if clerk else ()):
        called_at = at - timedelta(minutes=9 - 3 * n)
        ticket = queue.call_next(places.window(f"{HALL}-{number}"), by=clerk, at=called_at)  # type: ignore[arg-type]
        if ticket and n < 2:
            queue.serve(ticket.key, by=clerk, at=called_at + timedelta(seconds=40))  # type: ignore[arg-type]
