"""预约延时服务: somebody needs an item outside opening hours. Every office it needs names a person; then one plan stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.crypto import encrypt
from banshi.kernel.identifiers import mask_name, mask_phone
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist import services as worklist
from banshi.matters.appointments import events, rules, selectors
from banshi.matters.appointments.models import Leg, Place, Request, Resource, Slot
from banshi.matters.appointments.permissions import Permission
from banshi.matters.appointments.rules import Span
from banshi.matters.appointments.services import bookings, permits
from banshi.registers.catalogue.selectors import ItemVersion
from banshi.registers.parties import services as parties
from banshi.registers.parties.selectors import Party

MATTER = "appointment_request"
LAPSE, UNANSWERED = "appointments.request_lapse", "appointments.request_unanswered"


@transaction.atomic
def request(
    *, item: ItemVersion, party: Party, wanted: Span, reason: str, phone: str = "", hall: str = "",
    channel: str = "app", by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """提出延时服务: ask every office that the item needs for a person, in the first hall that has all of them."""
    halls = [hall] if hall else selectors.halls(item)
    steps = next((found for code in halls if (found := selectors.steps(item, code))), [])
    if not steps:
        raise Refused("no_hall", "目前没有大厅能够一次办完该事项，请拨打12345。")
    permits.check_party(by, party, office_path=steps[-1].office_path)
    rules.check_request(wanted, at)
    rules.check_public_text(reason)

    asked = Request(
        number=next_number("YS", at.year), party=party, item=item, hall_id=steps[0].hall_id, reason=reason.strip(),
        wanted=DateTimeTZRange(wanted.start, wanted.end), channel=channel, asked_at=at,
        answer_by=rules.answer_by(wanted, at), contact_cipher=encrypt(phone) if phone else None,
        contact_masked=mask_phone(phone) if phone else party.phone_masked,
    )  # fmt: skip
    _insert(asked)
    _ask(asked, steps, at)
    timers.set_timers([(UNANSWERED, asked.number, asked.answer_by), (LAPSE, asked.number, wanted.end)])
    news = events.ExtendedHoursRequested(
        key=asked.number, item=item.code, hall=asked.hall_id, wanted_from=wanted.start, wanted_until=wanted.end,
        answer_by=asked.answer_by, steps=[step.pk for step in steps], channel=channel,
    )  # fmt: skip
    emit(news, by=by, at=at)
    return asked


@transaction.atomic
def register_caller(*, name: str, id_number: str, phone: str, by: Actor, at: datetime) -> Party:
    """来电人: found by the number of the identity card, or registered with it; the names must agree."""
    party = parties.register_person(name=name, citizen_id=id_number, phone=phone, channel="hotline", by=by, at=at)
    if party.name != name:
        raise Refused("name_differs", "姓名与登记的不一致，请与来电人核对。")
    return party


@transaction.atomic
def confirm_leg(
    number: str, *, resource: str, person: int, starts_at: datetime, minutes: int = 0, by: Actor, at: datetime
) -> Leg:
    """安排专人: an office names who serves this step and when. When all have, the plan stands."""
    asked, leg = _lock(number, resource)
    require(by, Permission.CONFIRM, office_path=leg.office_path)
    rules.step(rules.REQUEST, asked.state, "confirm")
    state = rules.step(rules.LEG, leg.state, "confirm")
    offered = Span(starts_at, starts_at + timedelta(minutes=minutes or leg.resource.usual_minutes))
    others = {other.position: other.slot.span if other.slot else None for other in _legs(asked)}
    spans = [others[position] for position in sorted(others)]
    rules.check_leg(Span(asked.wanted.lower, asked.wanted.upper), spans, leg.position, offered, at)
    if not selectors.servers(leg.office_path, at.date()).filter(pk=person).exists():
        raise Refused("wrong_person", "所选人员不属于该单位，或账号已停用。")

    leg.slot = _extended_slot(leg.resource, offered, person)
    leg.state, leg.person_id, leg.answered_at = state, person, at
    leg.save()
    worklist.move_line(
        MATTER, _key(asked, leg.resource_id), state=state, due_on=None, statutory_due_on=None, waits_for="nobody"
    )
    news = events.LegConfirmed(
        key=number, resource=resource, person=person, starts_at=offered.start, ends_at=offered.end
    )
    emit(news, by=by, at=at)
    legs = list(_legs(asked))
    if all(one.state == "confirmed" for one in legs):
        _plan(asked, legs, by=by, at=at)
    return leg


def _plan(asked: Request, legs: Sequence[Leg], *, by: Actor, at: datetime) -> None:
    """Every office has said who and when: one appointment for all steps."""
    chosen = [Place.objects.select_related("slot__resource").get(slot=leg.slot) for leg in legs]
    Place.objects.filter(pk__in=[place.pk for place in chosen]).update(taken=True)
    asked.state = rules.step(rules.REQUEST, asked.state, "plan")
    asked.ended_at = at
    asked.save(update_fields=["state", "ended_at"])
    appointment = bookings.create(
        item=asked.item, party=asked.party, places=chosen, channel=asked.channel, request=asked, by=by, at=at
    )
    timers.clear(asked.number, LAPSE, UNANSWERED)
    _close_lines(asked, "planned", at)
    news = events.AppointmentPlanned(key=asked.number, appointment=appointment.number, starts_at=appointment.span.start)
    emit(news, by=by, at=at)
    bookings.say_booked(appointment, chosen, by=by, at=at)


@transaction.atomic
def decline_leg(
    number: str, *, resource: str, reason: str, suggested_at: datetime | None = None, by: Actor, at: datetime
) -> Request:
    """不能安排: with the reason. The next hall that has every step is asked; with none left the request ends,
    with the time the office could serve instead, if it names one."""
    asked, leg = _lock(number, resource)
    require(by, Permission.CONFIRM, office_path=leg.office_path)
    rules.step(rules.REQUEST, asked.state, "decline")
    state = rules.step(rules.LEG, leg.state, "decline")
    rules.check_public_text(reason)
    if suggested_at is not None and suggested_at <= at:
        raise Refused("slot_past", "建议时间须晚于现在。")

    _release(asked, at)
    leg.refresh_from_db()
    leg.state, leg.reason, leg.answered_at = state, reason.strip(), at
    leg.save(update_fields=["state", "reason", "answered_at"])
    emit(events.LegDeclined(key=number, resource=resource, reason=leg.reason), by=by, at=at)
    tried = set(asked.legs.values_list("resource__hall", flat=True))
    steps = next((selectors.steps(asked.item, hall) for hall in selectors.halls(asked.item) if hall not in tried), [])
    if steps:
        _pass_on(asked, steps, by=by, at=at)
    else:
        _end(asked, "decline", at, reason=leg.reason, suggested_at=suggested_at)
        emit(events.RequestDeclined(key=number, reason=leg.reason, suggested_at=suggested_at), by=by, at=at)
    return asked


def _pass_on(asked: Request, steps: Sequence[Resource], *, by: Actor, at: datetime) -> None:
    rules.step(rules.REQUEST, asked.state, "pass_on")
    _close_lines(asked, "declined", at)
    asked.hall_id = steps[0].hall_id
    asked.answer_by = rules.answer_by(Span(asked.wanted.lower, asked.wanted.upper), at)
    asked.save(update_fields=["hall", "answer_by"])
    _ask(asked, steps, at)
    timers.set_timers([(UNANSWERED, asked.number, asked.answer_by)])
    emit(events.RequestPassedOn(key=asked.number, hall=asked.hall_id, steps=[s.pk for s in steps]), by=by, at=at)


@transaction.atomic
def withdraw(number: str, *, by: Actor, at: datetime) -> Request:
    """撤回: as long as the plan does not stand; afterwards the appointment is cancelled instead."""
    asked = _lock_request(number)
    permits.check_party(by, asked.party, office_path=asked.hall.office.path)
    rules.step(rules.REQUEST, asked.state, "withdraw")
    _release(asked, at)
    _end(asked, "withdraw", at)
    emit(events.RequestWithdrawn(key=number), by=by, at=at)
    return asked


@transaction.atomic
def remind_offices(number: str, *, by: Actor, at: datetime) -> None:
    """催办: the offices did not answer in time, so the hall's own office gets a line to coordinate them."""
    asked = _lock_request(number)
    late = list(asked.legs.filter(state="asked").values_list("resource", flat=True))
    if asked.state != "waiting" or not late:
        return
    worklist.open_line(
        matter=MATTER, key=asked.number, number=asked.number, title=f"催办延时服务：{asked.item.name}",
        subject=mask_name(asked.party.name), office_path=asked.hall.office.path, state="unanswered", opened_at=at,
        due_on=at.date(),
    )  # fmt: skip
    emit(events.RequestUnanswered(key=number, unanswered=late), by=by, at=at)


@transaction.atomic
def lapse(number: str, *, by: Actor, at: datetime) -> None:
    """逾期未安排: the wanted time is over. It is said to the applicant, and stands in the record."""
    asked = _lock_request(number)
    if asked.state != "waiting":
        return
    late = list(asked.legs.filter(state="asked").values_list("resource", flat=True))
    _release(asked, at)
    _end(asked, "lapse", at)
    emit(events.RequestLapsed(key=number, unanswered=late), by=by, at=at)


def _insert(asked: Request) -> None:
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        raise permits.refuse_clash(error) from None


def _ask(asked: Request, steps: Sequence[Resource], at: datetime) -> None:
    """One leg and one worklist line for each office."""
    for position, resource in enumerate(steps):
        Leg.objects.create(request=asked, position=position, resource=resource, office_path=resource.office_path)
        worklist.open_line(
            matter=MATTER, key=_key(asked, resource.pk), number=asked.number,
            title=f"延时服务：{asked.item.name}（{resource.name}）", subject=mask_name(asked.party.name),
            office_path=resource.office_path, state="asked", opened_at=at, due_on=asked.answer_by.date(),
        )  # fmt: skip


def _extended_slot(resource: Resource, span: Span, person: int) -> Slot:
    try:
        with transaction.atomic():
            slot = Slot.objects.create(
                resource=resource, during=DateTimeTZRange(span.start, span.end), kind="extended", server_id=person
            )
    except IntegrityError as error:
        raise permits.refuse_clash(error) from None
    Place.objects.create(slot=slot, number=0)
    return slot


def _release(asked: Request, at: datetime) -> None:
    """Free everybody who was named, and take the open questions back."""
    open_legs = asked.legs.filter(state__in=["asked", "confirmed"])
    Slot.objects.filter(pk__in=open_legs.exclude(slot=None).values("slot")).update(closed_at=at)
    open_legs.update(state="released")


def _end(asked: Request, verb: str, at: datetime, *, reason: str = "", suggested_at: datetime | None = None) -> None:
    asked.state = rules.step(rules.REQUEST, asked.state, verb)
    asked.ended_at, asked.end_reason, asked.suggested_at = at, reason, suggested_at
    asked.save(update_fields=["state", "ended_at", "end_reason", "suggested_at"])
    timers.clear(asked.number, LAPSE, UNANSWERED)
    _close_lines(asked, asked.state, at)


def _close_lines(asked: Request, state: str, at: datetime) -> None:
    keys = [asked.number, *(_key(asked, resource) for resource in asked.legs.values_list("resource", flat=True))]
    for key in keys:
        worklist.move_line(MATTER, key, state=state, due_on=None, statutory_due_on=None, closed_at=at)


def _key(asked: Request, resource: str) -> str:
    return f"{asked.number}:{resource}"


def _legs(asked: Request) -> list[Leg]:
    """The steps that still count, in order."""
    return list(asked.legs.filter(state__in=["asked", "confirmed"]).select_related("slot", "resource"))


def _lock_request(number: str) -> Request:
    found = Request.objects.select_for_update(of=("self",)).select_related("party", "item__office", "hall__office")
    asked = found.filter(number=number).first()
    if asked is None:
        raise Hidden(number)
    return asked


def _lock(number: str, resource: str) -> tuple[Request, Leg]:
    asked = _lock_request(number)
    leg = asked.legs.select_related("resource", "slot").filter(resource=resource).first()
    if leg is None:
        raise Hidden(number)
    return asked, leg
