"""排队叫号: checking in, taking a number, calling, serving."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import Event, emit
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import events, rules, selectors
from banshi.matters.appointments.models import Appointment, Booking, Resource, Ticket
from banshi.matters.appointments.permissions import Permission
from banshi.matters.appointments.services import bookings, permits
from banshi.registers.places import selectors as places
from banshi.registers.places.selectors import Window

SKIPPED = "appointments.ticket_lapse"

ROLL = """
    INSERT INTO appointments_roll AS r (hall_id, day, letter, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (hall_id, day, letter) DO UPDATE SET last = r.last + 1 RETURNING last"""


@transaction.atomic
def check_in(*, hall: str, number: str = "", token: str = "", care: str = "none", by: Actor, at: datetime) -> Ticket:
    """签到: the QR code's token, or the number (its last six digits are enough in this hall today)."""
    _at_the_hall(by, _office_of(hall))  # before anything is looked up: a stranger learns no number
    found = Appointment.objects.select_for_update(of=("self",)).select_related("party", "item", "hall__office")
    appointment = found.filter(token=token).first() if token else _by_number(found, number, hall, at)
    if appointment is None:
        raise Refused("unknown_number", "没有找到这个预约号，请核对后重新输入，或到咨询台求助。")
    if appointment.hall_id != hall:
        raise Refused("other_hall", "该预约在其他大厅办理，请查看预约单上的地址。")
    if appointment.state == "arrived":
        return appointment.tickets.order_by("-pk")[0]
    rules.check_in_time(appointment.span.start, at)
    appointment.state = rules.step(rules.APPOINTMENT, appointment.state, "check_in")

    appointment.arrived_at = at
    appointment.save(update_fields=["state", "arrived_at"])
    timers.clear(appointment.number, bookings.LAPSE, *bookings.REMIND.values())
    appointment.bookings.filter(state="booked").update(state="arrived")
    ticket = _next_step(appointment, 0, care=care, by=by, at=at)
    assert ticket is not None, "an appointment has at least one step"
    emit(events.AppointmentCheckedIn(key=appointment.number, ticket=ticket.key), by=by, at=at)
    return ticket


def _by_number(found, number: str, hall: str, at: datetime) -> Appointment | None:  # type: ignore[no-untyped-def]
    number = number.strip().upper()
    if number.isdigit():
        today = at.astimezone(CHINA).date()
        ending = found.filter(number__endswith=f"-{number:0>6}", hall=hall)
        return next((one for one in ending if one.span.start.astimezone(CHINA).date() == today), None)
    return found.filter(number=number).first()


@transaction.atomic
def take_ticket(*, resource: str, care: str = "none", by: Actor, at: datetime) -> Ticket:
    """现场取号: for who comes without an appointment."""
    pool = Resource.objects.select_related("hall__office").filter(pk=resource, retired_on=None).first()
    if pool is None:
        raise Hidden(resource)
    _at_the_hall(by, pool.hall.office.path)
    return _issue(pool, care=care, by=by, at=at)


@transaction.atomic
def call_next(window: Window, *, by: Actor, at: datetime) -> Ticket | None:
    """叫号: the first in line who is not just being called by another window. Nobody there: nothing happens."""
    _lock_window(window)
    require(by, Permission.CALL, office_path=window.office_path)
    pool = selectors.resource_of(window)
    if pool is None:
        raise Hidden(window.pk)
    if Ticket.objects.filter(window=window.pk, state__in=["called", "serving"]).exists():
        raise Refused("window_busy", "请先办结或跳过当前号码。")
    ticket = selectors.line(pool.pk, at).select_for_update(skip_locked=True, of=("self",)).first()
    if ticket is None:
        return None
    ticket.state = rules.step(rules.TICKET, ticket.state, "call")
    ticket.window_id, ticket.clerk_id, ticket.called_at, ticket.calls = window.pk, by.user_id, at, ticket.calls + 1
    try:
        with transaction.atomic():
            ticket.save()
    except IntegrityError as error:
        raise permits.refuse_clash(error) from None
    emit(events.TicketCalled(key=ticket.key, window=window.pk, calls=ticket.calls), by=by, at=at)
    return ticket


@transaction.atomic
def recall(key: str, *, by: Actor, at: datetime) -> Ticket:
    """重呼."""
    ticket = _lock(key, by)
    ticket.calls += 1
    ticket.called_at = at
    news = events.TicketCalled(key=key, window=ticket.window_id or "", calls=ticket.calls)
    return _step(ticket, "recall", news, by=by, at=at)


@transaction.atomic
def serve(key: str, *, by: Actor, at: datetime) -> Ticket:
    """开始办理: the person is at the window."""
    ticket = _lock(key, by)
    ticket.started_at = at
    return _step(ticket, "serve", events.ServiceStarted(key=key, window=ticket.window_id or ""), by=by, at=at)


@transaction.atomic
def skip(key: str, *, by: Actor, at: datetime) -> Ticket:
    """过号: called and did not come. Half an hour to go back in line."""
    ticket = _lock(key, by)
    news = events.TicketSkipped(key=key, window=ticket.window_id or "")
    timers.set_timers([(SKIPPED, key, at + rules.SKIPPED_KEPT)])
    return _step(ticket, "skip", news, by=by, at=at)


@transaction.atomic
def rejoin(key: str, *, by: Actor, at: datetime) -> Ticket:
    """过号恢复."""
    ticket = _lock_any(key)
    if not by.may(Permission.CALL, office_path=ticket.resource.office_path):
        _at_the_hall(by, ticket.hall.office.path)
    ticket.rank_at, ticket.window_id = rules.rank_after_skip(ticket.rank_at), None
    timers.clear(key, SKIPPED)
    return _step(ticket, "rejoin", events.TicketRejoined(key=key), by=by, at=at)


@transaction.atomic
def transfer(key: str, *, resource: str, by: Actor, at: datetime) -> Ticket:
    """转窗口: the person stands in another line as if they had come to it in the first place."""
    ticket = _lock(key, by)
    pool = Resource.objects.filter(pk=resource, hall=ticket.hall_id, retired_on=None).first()
    if pool is None or pool.pk == ticket.resource_id:
        raise Refused("wrong_line", "请选择本大厅的其他窗口类别。")
    ticket.ended_at = at
    rules.step(rules.TICKET, ticket.state, "transfer")
    following = _issue(pool, care=ticket.care, follows=ticket, by=by, at=at)
    _step(ticket, "transfer", events.TicketTransferred(key=key, resource=pool.pk, next=following.key), by=by, at=at)
    return following


@transaction.atomic
def finish(key: str, *, application_number: str = "", by: Actor, at: datetime) -> Ticket:
    """办结: and on to the next step of the appointment, if it has one."""
    ticket = _lock(key, by)
    ticket.ended_at, ticket.application_number = at, application_number.strip()
    seconds = int((at - (ticket.started_at or at)).total_seconds())
    news = events.ServiceFinished(
        key=key, window=ticket.window_id or "", seconds=seconds, application_number=ticket.application_number
    )
    _step(ticket, "finish", news, by=by, at=at)
    if ticket.appointment:
        _go_on(ticket, bookings.lock(ticket.appointment.number), by=by, at=at)
    return ticket


def _go_on(ticket: Ticket, appointment: Appointment, *, by: Actor, at: datetime) -> None:
    appointment.application_number = ticket.application_number or appointment.application_number
    Booking.objects.filter(appointment=appointment, position=ticket.position, state="arrived").update(state="served")
    if not _next_step(appointment, ticket.position + 1, care=ticket.care, follows=ticket, by=by, at=at):
        appointment.state = rules.step(rules.APPOINTMENT, appointment.state, "finish")
        appointment.ended_at = at
        news = events.AppointmentServed(
            key=appointment.number, application_number=appointment.application_number,
            seconds=int((at - (appointment.arrived_at or at)).total_seconds()),
        )  # fmt: skip
        emit(news, by=by, at=at)
    appointment.save(update_fields=["state", "ended_at", "application_number"])


@transaction.atomic
def lapse(key: str, *, by: Actor, at: datetime) -> None:
    """未到: the half hour after a missed call is over, or the hall has closed."""
    ticket = _lock_any(key)
    if (ticket.state, "lapse") not in rules.TICKET:
        return
    ticket.ended_at = at
    _step(ticket, "lapse", events.TicketLapsed(key=key), by=by, at=at)
    if ticket.appointment:
        appointment = bookings.lock(ticket.appointment.number)
        if appointment.state == "arrived":
            appointment.state, appointment.ended_at = rules.step(rules.APPOINTMENT, "arrived", "lapse"), at
            appointment.save(update_fields=["state", "ended_at"])
            appointment.bookings.filter(state="arrived").update(state="missed")
            emit(events.AppointmentMissed(key=appointment.number), by=by, at=at)


def close_day(*, by: Actor, at: datetime) -> int:
    """日终: tickets of days gone by end. Who was being served was served; who never came did not come."""
    left = Ticket.objects.filter(day__lt=at.astimezone(CHINA).date())
    for key in left.filter(state="serving").values_list("key", flat=True):
        finish(key, by=by, at=at)
    late = list(left.filter(state__in=["waiting", "called", "skipped"]).values_list("key", flat=True))
    for key in late:
        lapse(key, by=by, at=at)
    return len(late)


def _next_step(appointment: Appointment, position: int, *, care, follows=None, by, at) -> Ticket | None:  # type: ignore[no-untyped-def]
    booking = (
        appointment.bookings.filter(position=position, state="arrived").select_related("place__slot__resource").first()
    )
    if booking is None:
        return None
    slot = booking.place.slot
    return _issue(
        slot.resource, care=care, appointment=appointment, position=position, due_at=slot.span.start, follows=follows,
        by=by, at=at,
    )  # fmt: skip


def _issue(
    pool: Resource, *, care: str, appointment: Appointment | None = None, position: int = 0,
    due_at: datetime | None = None, follows: Ticket | None = None, by: Actor, at: datetime,
) -> Ticket:  # fmt: skip
    """Give out the next number of the line, and the place in it."""
    day = at.astimezone(CHINA).date()
    born = appointment.party.birth_on if appointment else None
    care = rules.care(born, care, day)
    joined = at if follows is None or appointment else follows.joined_at
    with connection.cursor() as cursor:
        cursor.execute(ROLL, [pool.hall_id, day, pool.letter])
        number = f"{pool.letter}{cursor.fetchone()[0]:03d}"
    ticket = Ticket.objects.create(
        key=f"{pool.hall_id}-{day:%Y%m%d}-{number}", number=number, hall_id=pool.hall_id, day=day, resource=pool,
        appointment=appointment, position=position, follows=follows, care=care, joined_at=joined, due_at=due_at,
        ready_at=rules.ready_at(joined_at=joined, due_at=due_at),
        rank_at=rules.rank_at(joined_at=joined, due_at=due_at, care=care),
    )  # fmt: skip
    news = events.TicketTaken(
        key=ticket.key, hall=pool.hall_id, resource=pool.pk, care=care,
        appointment=appointment.number if appointment else "", follows=follows.key if follows else "",
    )  # fmt: skip
    emit(news, by=by, at=at)
    return ticket


def _step(ticket: Ticket, verb: str, news: Event, *, by: Actor, at: datetime) -> Ticket:
    ticket.state = rules.step(rules.TICKET, ticket.state, verb)
    ticket.save()
    emit(news, by=by, at=at)
    return ticket


def _lock_window(window: Window) -> None:
    """One press at a time at one window: the row is another app's, so the lock is by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"window:{window.pk}"])


def _lock(key: str, by: Actor) -> Ticket:
    """A ticket that is at a window, for who calls there (or for the machine at the end of the day)."""
    ticket = _lock_any(key)
    if by.kind != "system":
        path = ticket.window.office_path if ticket.window else ticket.resource.office_path
        require(by, Permission.CALL, office_path=path)
    return ticket


def _lock_any(key: str) -> Ticket:
    related = ("hall__office", "resource", "window__office", "appointment")
    found = Ticket.objects.select_for_update(of=("self",)).select_related(*related).filter(key=key).first()
    if found is None:
        raise Hidden(key)
    return found


def _office_of(hall: str) -> str:
    try:
        path: str = places.hall(hall).office.path
    except places.UnknownPlace:
        raise Hidden(hall) from None
    return path


def _at_the_hall(by: Actor, office_path: str) -> None:
    """The kiosk and the reception desk work under an account of the hall."""
    if by.kind != "system":
        require(by, Permission.CHECK_IN, office_path=office_path)
