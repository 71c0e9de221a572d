"""Appointments for programs: free times, book, cancel, ask for extended hours, answer, check in, call."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, AwareDatetime, Field

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.matters.appointments import presenting, selectors
from banshi.matters.appointments.models import Appointment, Request, Ticket
from banshi.matters.appointments.rules import Span
from banshi.matters.appointments.services import bookings, extended, queue
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties
from banshi.registers.places import selectors as places

Code = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}$")]
Number = Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{4}-\d{6,12}$")]
Ticketed = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}-\d{8}-[A-Z]\d{3,5}$")]
Key = Annotated[int, Field(ge=1, le=2**62)]


def _of_our_time(moment: datetime) -> datetime:
    """The calendar's ends cannot be counted from, and PostgreSQL knows fewer time zones than ISO 8601."""
    if not 2000 <= moment.year <= 2100:
        raise ValueError("year")
    return moment.astimezone(moments.CHINA)


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class Problem(Schema):
    """What was refused and why."""

    code: str
    message: str
    article: str = ""
    errors: dict[str, str] = {}


PROBLEMS = {code: Problem for code in (400, 401, 403, 404, 409, 422)}
router = Router(tags=["appointments"])


class SlotOut(Schema):
    id: int
    starts_at: datetime
    ends_at: datetime
    free: int


class BookIn(Schema):
    """A booking. `party` may be left out by a resident who comes for themselves."""

    item: Code
    slot: Key
    party: Key | None = None


class StepOut(Schema):
    resource: str
    starts_at: datetime
    ends_at: datetime


class AppointmentOut(Schema):
    number: str
    state: str
    item: str
    hall: str
    steps: list[StepOut]
    application_number: str


class CallerIn(Schema):
    """来电人: for whom the hotline asks."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    id_number: Annotated[str, Field(min_length=15, max_length=18)]
    phone: Annotated[str, Field(pattern=r"^(1\d{10})?$")] = ""


class RequestIn(Schema):
    """预约延时服务: for oneself or a `party` one acts for; staff file it for a `caller`."""

    item: Code
    wanted_from: Moment
    wanted_until: Moment
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    party: Key | None = None
    caller: CallerIn | None = None


class RequestOut(Schema):
    number: str
    state: str
    answer_by: datetime
    steps: list[str]
    appointment: str


class ConfirmIn(Schema):
    """安排专人: `person` is an account of the office."""

    person: Key
    starts_at: Moment
    minutes: Annotated[int, Field(ge=1, le=120)]


class CheckInIn(Schema):
    number: Number
    care: Annotated[str, Field(pattern="^(none|elderly|disabled)$")] = "none"


class FinishIn(Schema):
    """What came of it, if an application was made."""

    application_number: Annotated[str, Field(pattern=r"^([A-Z]{2}-\d{4}-\d{6,12})?$")] = ""


class TicketOut(Schema):
    key: str
    number: str
    state: str
    ahead: int
    expected_minutes: int
    appointment: str


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _party(actor: Actor, key: int | None) -> Any:
    able = parties.parties_of(actor, scope="appointments")
    found = able.filter(pk=key).first() if key else able.first()
    if found is None:
        raise Hidden("party")
    return found


def _item(code: str) -> Any:
    found = catalogue.find(code, moments.today())
    if found is None:
        raise Hidden(code)
    return found


def _out(made: Appointment) -> dict[str, Any]:
    steps = [{"resource": s.resource.pk, "starts_at": s.start, "ends_at": s.end} for s in presenting.steps_of(made)]
    return {
        "number": made.number, "state": made.state, "item": made.item.code, "hall": made.hall_id, "steps": steps,
        "application_number": made.application_number,
    }  # fmt: skip


def _request(asked: Request) -> dict[str, Any]:
    open_legs = asked.legs.exclude(state="released").values_list("resource", flat=True)
    made = getattr(asked, "appointment", None)
    return {
        "number": asked.number, "state": asked.state, "answer_by": asked.answer_by, "steps": list(open_legs),
        "appointment": made.number if made else "",
    }  # fmt: skip


def _ticket(one: Ticket) -> dict[str, Any]:
    standing = selectors.standing(one, moments.now())
    return {
        "key": one.key, "number": one.number, "state": one.state, "ahead": standing.ahead,
        "expected_minutes": standing.minutes, "appointment": one.appointment.number if one.appointment else "",
    }  # fmt: skip


@router.get("slots", response={200: list[SlotOut], **PROBLEMS}, summary="Free times for an item's first step")
def slots(request: HttpRequest, item: Annotated[Code, Query()], hall: Annotated[Code, Query()], day: date) -> Any:
    steps = selectors.steps(_item(item), hall)
    if not steps:
        raise Hidden(hall)
    last = min(day, date(9000, 1, 1)) + timedelta(days=6)
    found = selectors.free_slots(steps[0], first=min(day, date(9000, 1, 1)), last=last, at=moments.now())
    return [{"id": o.id, "starts_at": o.start, "ends_at": o.end, "free": o.free} for o in found]


@router.get("appointments", response={200: list[AppointmentOut], **PROBLEMS}, summary="My appointments")
def mine(request: HttpRequest) -> Any:
    return [_out(one) for one in selectors.mine(_actor(request))[:50]]


@router.post("appointments", response={201: AppointmentOut, **PROBLEMS}, summary="Book")
def book(request: HttpRequest, body: BookIn) -> Any:
    actor = _actor(request)
    presenting.slot(str(body.slot))
    made = bookings.book(
        item=_item(body.item), party=_party(actor, body.party), slot_id=body.slot, by=actor, at=moments.now()
    )
    return Status(201, _out(made))


@router.get("appointments/{number}", response={200: AppointmentOut, **PROBLEMS}, summary="One appointment")
def read(request: HttpRequest, number: Number) -> Any:
    return _out(selectors.appointment(number, _actor(request)))


@router.post("appointments/{number}/cancel", response={200: AppointmentOut, **PROBLEMS}, summary="Cancel")
def cancel(request: HttpRequest, number: Number) -> Any:
    selectors.appointment(number, _actor(request))
    return _out(bookings.cancel(number, by=_actor(request), at=moments.now()))


@router.post("extended-hours", response={201: RequestOut, **PROBLEMS}, summary="Ask for extended hours")
def ask(request: HttpRequest, body: RequestIn) -> Any:
    actor, now, wanted = _actor(request), moments.now(), Span(body.wanted_from, body.wanted_until)
    with transaction.atomic():
        if body.caller:
            party = extended.register_caller(**body.caller.dict(), by=actor, at=now)
        else:
            party = _party(actor, body.party)
        asked = extended.request(
            item=_item(body.item), party=party, wanted=wanted, reason=body.reason, by=actor, at=now,
            phone=body.caller.phone if body.caller else "", channel="hotline" if body.caller else "app",
        )  # fmt: skip
    return Status(201, _request(asked))


@router.get("extended-hours/{number}", response={200: RequestOut, **PROBLEMS}, summary="One request")
def asked(request: HttpRequest, number: Number) -> Any:
    return _request(selectors.request(number, _actor(request)))


@router.post(
    "extended-hours/{number}/{resource}/confirm", response={200: RequestOut, **PROBLEMS}, summary="Name a person"
)
def confirm(request: HttpRequest, number: Number, resource: Code, body: ConfirmIn) -> Any:
    actor = _actor(request)
    extended.confirm_leg(
        number, resource=resource, person=body.person, starts_at=body.starts_at, minutes=body.minutes, by=actor,
        at=moments.now(),
    )  # fmt: skip
    return _request(selectors.request(number, actor))


@router.post("halls/{hall}/check-in", response={200: TicketOut, **PROBLEMS}, summary="Check in at the hall")
def check_in(request: HttpRequest, hall: Code, body: CheckInIn) -> Any:
    made = queue.check_in(hall=hall, number=body.number, care=body.care, by=_actor(request), at=moments.now())
    return _ticket(made)


@router.post("windows/{window}/call", response={200: TicketOut, 204: None, **PROBLEMS}, summary="Call the next")
def call(request: HttpRequest, window: Code) -> Any:
    try:
        found = places.window(window)
    except places.UnknownPlace:
        raise Hidden(window) from None
    called = queue.call_next(found, by=_actor(request), at=moments.now())
    return Status(204, None) if called is None else Status(200, _ticket(called))


@router.post("tickets/{key}/serve", response={200: TicketOut, **PROBLEMS}, summary="Begin to serve")
def serve(request: HttpRequest, key: Ticketed) -> Any:
    return _ticket(queue.serve(key, by=_actor(request), at=moments.now()))


@router.post("tickets/{key}/skip", response={200: TicketOut, **PROBLEMS}, summary="Called, and nobody came")
def skip(request: HttpRequest, key: Ticketed) -> Any:
    return _ticket(queue.skip(key, by=_actor(request), at=moments.now()))


@router.post("tickets/{key}/finish", response={200: TicketOut, **PROBLEMS}, summary="Done; on to the next step")
def finish(request: HttpRequest, key: Ticketed, body: FinishIn) -> Any:
    made = queue.finish(key, application_number=body.application_number, by=_actor(request), at=moments.now())
    return _ticket(made)
