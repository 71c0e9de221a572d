"""What the pages show: the calendar of free times, the plan, the answers of the offices. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.calendar.moments import CHINA
from banshi.matters.appointments import rules, selectors
from banshi.matters.appointments.models import LIVE, Appointment, Leg, Place, Request, Resource, Slot
from banshi.matters.appointments.services import places as taking
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.places import selectors as places

DAYS = 14


@dataclass(frozen=True)
class Step:
    """One step of a plan."""

    resource: Resource
    start: datetime
    end: datetime
    server: str = ""
    state: str = ""


@dataclass(frozen=True)
class Day:
    """A day in the strip of days."""

    date: date
    working: bool
    free: int
    places: int

    @property
    def state(self) -> str:
        if not self.places:
            return "closed"
        return "full" if not self.free else "few" if self.free * 5 < self.places else "free"


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def slot(text: str) -> Slot:
    found = Slot.objects.select_related("resource__hall").filter(kind="regular", closed_at=None)
    one = found.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 16 else None
    if one is None:
        raise Http404("slot")
    return one


def bookable_items(query: str) -> dict[str, Any]:
    """Items one can book, by name, pinyin or initials."""
    found = catalogue.search(query.strip()[:60], on=moments.today()).filter(bookable=True)
    return {"items": found[:30], "q": query}


def calendar_page(item: Any, given: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Halls, two weeks of days, and the times of the chosen day, each with what is free."""
    codes = selectors.halls(item)
    halls = [places.hall(code) for code in codes]
    hall = next((one for one in halls if one.pk == given.get("hall")), halls[0] if halls else None)
    page: dict[str, Any] = {"item": item, "halls": halls, "hall": hall, "now": now}
    if hall is None:
        return page
    steps = selectors.steps(item, hall.pk)
    today = now.astimezone(CHINA).date()
    offers = selectors.free_slots(steps[0], first=today, last=today + timedelta(days=DAYS - 1), at=now)
    days = _days(offers, today)
    chosen = day(given.get("day", "")) or next((one.date for one in days if one.free), today)
    return page | {
        "steps": steps,
        "days": days,
        "day": chosen,
        "slots": [offer for offer in offers if offer.start.date() == chosen],
        "full": any(d.date == chosen and d.places and not d.free for d in days),
    }


def _days(offers: Sequence[selectors.Offer], today: date) -> list[Day]:
    calendar = calendars.current()
    days = []
    for n in range(DAYS):
        this = today + timedelta(days=n)
        of_day = [offer for offer in offers if offer.start.date() == this]
        free, total = sum(o.free for o in of_day), sum(o.places for o in of_day)
        days.append(Day(this, calendar.is_working(this), free, total))
    return days


def foreseen(steps: Sequence[Resource], first: Slot) -> list[Step]:
    """What booking this slot would give, if nobody is quicker."""
    found = [Step(steps[0], first.span.start.astimezone(CHINA), first.span.end.astimezone(CHINA))]
    for resource in steps[1:]:
        place = taking.later(resource, found[-1].end).filter(taken=False).select_related("slot").first()
        if place is None:
            return []
        span = place.slot.span
        found.append(Step(resource, span.start.astimezone(CHINA), span.end.astimezone(CHINA)))
    return found


def steps_of(appointment: Appointment) -> list[Step]:
    """The steps of an appointment as they stand, cancelled ones as they stood."""
    wanted = ["cancelled"] if appointment.state == "cancelled" else ["booked", "arrived", "served", "missed"]
    bookings = appointment.bookings.filter(state__in=wanted).select_related(
        "place__slot__resource", "place__slot__server"
    )
    latest = {booking.position: booking for booking in bookings.order_by("pk")}
    return [_step(latest[position].place, latest[position].state) for position in sorted(latest)]


def _step(place: Place, state: str) -> Step:
    span = place.slot.span
    server = str(place.slot.server) if place.slot.server else ""
    start, end = span.start.astimezone(CHINA), span.end.astimezone(CHINA)
    return Step(place.slot.resource, start, end, server, state)


def plan(appointment: Appointment, now: datetime) -> dict[str, Any]:
    """The plan page: steps, the line, what may be done."""
    ticket = appointment.tickets.select_related("resource", "window").order_by("-pk").first()
    waiting = selectors.standing(ticket, now) if ticket and ticket.state == "waiting" else None
    may = rules.verbs(rules.APPOINTMENT, appointment.state) if now < appointment.span.start else set()
    return {
        "appointment": appointment,
        "steps": steps_of(appointment),
        "ticket": ticket,
        "standing": waiting,
        "may_cancel": "cancel" in may,
        "may_move": "move" in may and not appointment.request_id and appointment.moves < rules.MOVES,
        "check_in_from": appointment.span.start - rules.CHECK_IN_FROM,
        "materials": [m for m in appointment.item.spec.materials if m.origin == "self" and m.required],
    }


def ask_page(item: Any, now: datetime) -> dict[str, Any]:
    """The request form: who will be asked, and the earliest ordinary time instead."""
    codes = selectors.halls(item)
    steps = selectors.steps(item, codes[0]) if codes else []
    instead = selectors.first_free(item, codes[0], after=now) if codes else None
    return {"item": item, "steps": steps, "hall": places.hall(codes[0]) if codes else None, "instead": instead}


def request_page(asked: Request, now: datetime) -> dict[str, Any]:
    """How far the offices are."""
    legs = list(asked.legs.exclude(state="released").select_related("resource", "slot", "person"))
    instead = selectors.first_free(asked.item, asked.hall_id, after=now) if asked.state != "waiting" else None
    return {"asked": asked, "legs": legs, "entries": [_entry(leg) for leg in legs], "instead": instead}


def _entry(leg: Leg) -> dict[str, Any]:
    words = {
        "asked": _("等待该单位安排人员"),
        "confirmed": _("已安排专人"),
        "declined": _("不能安排：%(reason)s") % {"reason": leg.reason},
    }
    return {"leg": leg, "text": words.get(leg.state, ""), "state": leg.state}


def proposed(leg: Leg, legs: Sequence[Leg], now: datetime) -> datetime:
    """A first guess for the confirming clerk: right after the step before, else where the wanted time begins."""
    before = [one.slot.span.end for one in legs if one.position < leg.position and one.slot]
    if before:
        return max(before).astimezone(CHINA)
    earlier = sum(one.resource.usual_minutes for one in legs if one.position < leg.position)
    wanted = leg.request.wanted.lower.astimezone(CHINA)
    nine = wanted.replace(hour=9, minute=0, second=0, microsecond=0)
    start = nine if wanted <= nine < leg.request.wanted.upper else wanted
    return max(start, now) + timedelta(minutes=earlier)


def day_page(point: Resource, day: date) -> list[dict[str, Any]]:
    """The slots of a day with the bookings in them; empty regular slots are left out."""
    shown = []
    for found in selectors.day_bookings(point, day):
        live = [b for place in found.places.all() for b in place.bookings.all() if b.state in LIVE]
        if live or found.kind == "extended":
            shown.append({"slot": found, "bookings": live, "places": len(found.places.all())})
    return shown
