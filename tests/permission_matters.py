"""The things of the permission table that are about matters: applications, appointments, the hall, ratings, records.

The resident applies to a sub-office of `HOME` for a passport, and books a time at a window of `HOME` in the city's hall.
"""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.faces.api import services as tokens
from banshi.insight.ratings import links
from banshi.insight.ratings import services as ratings
from banshi.kernel.access import services as access
from banshi.kernel.access.models import User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.files import services as files
from banshi.matters.applications import certificates, intake
from banshi.matters.applications import demo as samples
from banshi.matters.applications.models import Application
from banshi.matters.applications.services import acceptance, drafting, results, review
from banshi.matters.applications.services.drafting import Handed
from banshi.matters.appointments import selectors as appointments
from banshi.matters.appointments.models import Appointment, Request, Resource, Ticket
from banshi.matters.appointments.rules import Span
from banshi.matters.appointments.services import bookings, extended, queue, waiting
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties.tests.people import ZHAO
from banshi.registers.places import selectors as places
from tests.permission_objects import MACHINE, NOWHERE, Ask, World, path_of, route, today
from tests.whole_city import PDF

PASSPORT, PLATES, LICENCE = "crj-hzhf", "jdc-hpbl", "jsz-qmhz"
HALL, LINE, WINDOW = "pj-hall", "pj-hall-traffic", "pj-hall-23"
NO_MATTER, NO_BOOKING, NO_REQUEST, NO_RATING = (f"{kind}-2026-999999" for kind in ("SQ", "YY", "YS", "PJ"))
NO_TICKET = f"{HALL}-20260302-F999"


def version(code: str = PASSPORT) -> Any:
    return catalogue.version(code, moments.today())


def sample(code: str = PASSPORT) -> Handed:
    return samples.sample(version(code).spec)


def upload(by: Actor) -> str:
    file = SimpleUploadedFile("照片.pdf", PDF, "application/pdf")
    return str(files.store(file, by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=moments.now()).pk)


def handed(by: Actor) -> Handed:
    """What the resident hands in online, with real files."""
    given = sample()
    met = {code: upload(by) if way == intake.PAPER else way for code, way in given.materials.items()}
    return Handed(given.answers, given.form, met)


def submitted(world: World) -> Application:
    by = world.actor("resident")
    return drafting.submit(PASSPORT, party=world.party, handed=handed(by), by=by, at=moments.now())


def done(world: World) -> Application:
    """Asked for, granted and handed over this morning."""
    number, clerk, head = submitted(world).number, world.actor("clerk"), world.actor("head")
    acceptance.accept(number, by=clerk, at=moments.now())
    review.grant(number, by=head, at=moments.now())
    results.issue(number, by=clerk, at=moments.now())
    return results.deliver(number, way="online", by=clerk, at=moments.now())


def notified(world: World) -> Application:
    by = world.actor("clerk")
    return acceptance.notify(submitted(world).number, deficiencies=["照片不清晰"], by=by, at=moments.now())


def about(application: Application, **more: Any) -> Ask:
    return Ask({"number": application.number}, absent={"number": NO_MATTER}, **more)


def form_of(given: Handed) -> dict[str, str]:
    """As the pages' forms name it."""
    words = {f"q-{code}": value for code, value in given.answers.items()}
    return words | {f"f-{code}": str(value) for code, value in given.form.items()}


# Applications


@route("applications:apply")
def an_item_to_apply_for(world: World) -> Ask:
    return Ask({"code": PASSPORT}, {"action": "save", **form_of(sample())}, absent={"code": "no-such"})


@route("applications:edit", "applications:discard")
def a_draft(world: World) -> Ask:
    by = world.actor("resident")
    draft = drafting.save_draft(PASSPORT, party=world.party, handed=Handed(), by=by, at=moments.now())
    return about(draft, data={"action": "save"})


@route("applications:progress", "applications:matter", "api:read", "api:timeline")
def a_matter(world: World) -> Ask:
    return about(submitted(world))


@route("applications:withdraw")
def a_matter_to_withdraw(world: World) -> Ask:
    found = submitted(world)
    return about(found, data={"version": found.version})


@route("applications:supplement")
def a_matter_that_waits_for_its_applicant(world: World) -> Ask:
    found = notified(world)
    return about(found, data={"version": found.version}, files={"m-entry-exit-photo": PDF})


@route("applications:step")
def a_step(world: World) -> Ask:
    found = submitted(world)
    return Ask({"number": found.number, "verb": "accept"}, {"version": found.version}, absent={"number": NO_MATTER})


@route("desk:batch")
def a_matter_among_the_ticked(world: World) -> Ask:
    return Ask(data={"step": "accept", "number": submitted(world).number}, absent={"number": NO_MATTER})


@route("applications:receive")
def an_item_at_the_counter(world: World) -> Ask:
    given = sample()
    who = {"kind": "person", "name": ZHAO[0], "number": ZHAO[1], "phone": "", "key": "counter-0001"}
    data = who | form_of(given) | {f"m-{code}": "on" for code in given.materials} | {"action": "submit"}
    return Ask({"code": PASSPORT}, data, absent={"code": "no-such"})


@route("applications:proof", "api:proof")
def a_sealed_line(world: World) -> Ask:
    found = submitted(world)
    return Ask({"number": found.number, "seq": 1}, absent={"number": NO_MATTER})


@route("open:line_proof", "open:line_proof_json")
def the_same_by_its_stream(world: World) -> Ask:
    found = submitted(world)
    absent = {"stream": f"application:{NO_MATTER}"}
    return Ask({"stream": f"application:{found.number}", "seq": 1}, absent=absent)


@route("open:seal")
def the_first_seal(world: World) -> Ask:
    return Ask({"number": 1})


@route("applications:certificate")
def a_certificate(world: World) -> Ask:
    return Ask({"token": done(world).certificate.token})


@route("api:certificate")
def a_certificates_document(world: World) -> Ask:
    found = done(world)
    certificates.make(found.certificate.number)
    return about(found)


@route("file")
def a_file(world: World) -> Ask:
    """What the resident handed in."""
    found = submitted(world).materials.exclude(file=None).earliest("pk")
    return Ask({"key": str(found.file_id)}, absent={"key": NOWHERE})


@route("api:submit")
def an_application_for_the_resident(world: World) -> Ask:
    given = handed(world.actor("resident"))
    body = {"item": PASSPORT, "party": world.party.pk, "answers": given.answers, "form": given.form}
    return Ask(data=body | {"materials": given.materials}, json=True)


@route("api:step")
def a_step_of_a_program(world: World) -> Ask:
    found = submitted(world)
    kwargs = {"number": found.number, "verb": "accept"}
    return Ask(kwargs, {"version": found.version}, json=True, absent={"number": NO_MATTER})


@route("api:withdraw")
def a_withdrawal_by_a_program(world: World) -> Ask:
    found = submitted(world)
    return about(found, data={"version": found.version}, json=True)


@route("api:supplement")
def a_file_that_the_resident_uploaded(world: World) -> Ask:
    """The clerk may take down what is handed in at the counter, but not with somebody else's file."""
    found = notified(world)
    fields = {"entry-exit-photo": upload(world.actor("resident"))}
    return about(found, data={"version": found.version, "fields": fields}, json=True)


@route("token_revoke")
def a_token(world: World) -> Ask:
    by = world.actor("resident")
    tokens.make(name="报税软件", scopes=["read"], days=30, by=by, at=moments.now())
    return Ask({"token": tokens.standing(by)[0].pk}, absent={"token": 2**30})


@route("tokens")
def a_new_token(world: World) -> Ask:
    return Ask(data={"name": "报税软件", "scope": "read", "days": "30"})


@route("portal:item", "portal:item_print", "portal:item_versions")
def an_item(world: World) -> Ask:
    return Ask({"code": PASSPORT})


# Appointments


def slot(hour: int, minute: int = 0, *, days: int = 1, line: str = LINE) -> int:
    wanted, point = today(hour, minute, days=days), Resource.objects.get(pk=line)
    offers = appointments.free_slots(point, first=wanted.date(), last=wanted.date(), at=moments.now())
    return next(offer.id for offer in offers if offer.start == wanted)


def booked(world: World, item: str, place: int) -> Appointment:
    by = world.actor("resident")
    return bookings.book(item=version(item), party=world.party, slot_id=place, by=by, at=moments.now())


def asked(world: World) -> Request:
    """For this evening; it has one leg, of the office."""
    return extended.request(
        item=version(PASSPORT), party=world.party, wanted=Span(today(17), today(20)), reason="下班以后才有时间",
        hall=HALL, by=world.actor("resident"), at=moments.now(),
    )  # fmt: skip


def wanted_again(world: World) -> dict[str, Any]:
    """One request may wait for each item, so this is for another."""
    return {"item": PLATES, "party": world.party.pk}


@route("appointments:plan", "appointments:ics", "appointments:cancel")
@route("api:appointments_read", "api:appointments_cancel")
def an_appointment(world: World) -> Ask:
    return Ask({"number": booked(world, PLATES, slot(9)).number}, absent={"number": NO_BOOKING})


@route("appointments:move")
def an_appointment_to_move(world: World) -> Ask:
    found = Appointment.objects.get(party=world.party, item__item=PLATES)
    return Ask({"number": found.number}, {"slot": slot(14)}, absent={"number": NO_BOOKING})


@route("hall:arrive")
def a_code_to_scan(world: World) -> Ask:
    return Ask({"token": Appointment.objects.filter(party=world.party).earliest("pk").token})


@route("appointments:confirm")
def a_free_time(world: World) -> Ask:
    return Ask(data={"item": PASSPORT, "slot": slot(9, 30, days=2)})


@route("api:appointments_book")
def a_free_time_for_the_resident(world: World) -> Ask:
    return Ask(data={"item": PASSPORT, "slot": slot(10, days=2), "party": world.party.pk}, json=True)


@route("api:appointments_slots")
def free_times(world: World) -> Ask:
    return Ask(data={"item": PLATES, "hall": HALL, "day": today(9, days=1).date().isoformat()})


@route("appointments:request", "appointments:withdraw", "api:appointments_asked")
def a_request(world: World) -> Ask:
    return Ask({"number": asked(world).number}, absent={"number": NO_REQUEST})


def officer() -> int:
    """Somebody of the very office that serves: only such people can be named."""
    known = User.objects.filter(username="officer").first()
    if known is None:
        known = access.create_staff(username="officer", name="民警张伟", by=MACHINE, at=moments.now())
        post = {"role": "clerk", "office_path": path_of("pj-gaj-jjzd"), "first": moments.today()}
        access.grant(known, **post, by=MACHINE, at=moments.now())
    return known.pk


@route("appointments:leg")
def a_leg(world: World) -> Ask:
    found = Request.objects.get(party=world.party)
    data = {"verb": "confirm", "person": officer(), "day": today(17).date().isoformat()}
    data |= {"start": "17:30", "minutes": 10}
    return Ask({"key": f"{found.number}:{LINE}"}, data, absent={"key": f"{NO_REQUEST}:{LINE}"})


@route("api:appointments_confirm")
def a_leg_for_a_program(world: World) -> Ask:
    found = Request.objects.get(party=world.party)
    data = {"person": officer(), "starts_at": today(17, 30).isoformat(), "minutes": 10}
    return Ask({"number": found.number, "resource": LINE}, data, json=True, absent={"number": NO_REQUEST})


@route("appointments:ask")
def hours_for_the_resident(world: World) -> Ask:
    """Somebody else's party in the form: it is shown again."""
    day = today(17, days=1).date().isoformat()
    return Ask(data=wanted_again(world) | {"day": day, "part": "evening", "reason": "上班请不了假", "phone": ""})


@route("api:appointments_ask")
def hours_asked_by_a_program(world: World) -> Ask:
    span = {"wanted_from": today(17, days=1).isoformat(), "wanted_until": today(20, days=1).isoformat()}
    return Ask(data=wanted_again(world) | span | {"reason": "上班请不了假"}, json=True)


@route("appointments:wait")
def a_day_to_wait_for(world: World) -> Ask:
    return Ask(data={"item": PLATES, "hall": HALL, "day": today(9, days=3).date().isoformat()})


@route("appointments:waiting")
def a_place_in_the_waiting_list(world: World) -> Ask:
    entry = waiting.join(
        item=version(PLATES), party=world.party, hall=HALL, day=today(9, days=4).date(), by=world.actor("resident"),
        at=moments.now(),
    )  # fmt: skip
    return Ask({"number": entry.number, "verb": "leave"}, absent={"number": "HB-2026-999999"})


@route("appointments:day")
def a_day_of_a_service_point(world: World) -> Ask:
    return Ask({"resource": LINE}, absent={"resource": "no-such"})


# The hall


def called(world: World, window: str) -> Ticket:
    queue.take_ticket(resource=LINE, by=MACHINE, at=moments.now())
    ticket = queue.call_next(places.window(window), by=world.actor("clerk"), at=moments.now())
    assert ticket is not None
    return ticket


@route("hall:ticket")
def a_ticket(world: World) -> Ask:
    ticket = queue.take_ticket(resource=LINE, by=MACHINE, at=moments.now())
    return Ask({"hall": HALL, "key": ticket.key}, absent={"key": NO_TICKET})


@route("appointments:window", "api:appointments_call")
def a_window(world: World) -> Ask:
    return Ask({"window": WINDOW}, absent={"window": "no-such"})


@route("appointments:step")
def the_next_at_a_window(world: World) -> Ask:
    return Ask({"window": WINDOW, "verb": "next"}, absent={"window": "no-such"})


@route("api:appointments_skip", "api:appointments_serve")
def a_called_ticket(world: World) -> Ask:
    return Ask({"key": called(world, "pj-hall-24").key}, absent={"key": NO_TICKET})


@route("api:appointments_finish")
def a_ticket_that_is_served(world: World) -> Ask:
    serving = called(world, "pj-hall-25")
    queue.serve(serving.key, by=world.actor("clerk"), at=moments.now())
    return Ask({"key": serving.key}, json=True, absent={"key": NO_TICKET})


@route("hall:screen", "hall:kiosk")
def the_hall(world: World) -> Ask:
    return Ask({"hall": HALL})


@route("hall:take")
def a_line_of_the_hall(world: World) -> Ask:
    return Ask({"hall": HALL}, {"resource": LINE, "care": "none"})


@route("hall:check_in")
def somebody_arrives(world: World) -> Ask:
    found = booked(world, LICENCE, slot(10, 30, days=0, line="pj-hall-exam-centre"))
    return Ask({"hall": HALL}, {"number": found.number}, absent={"number": NO_BOOKING})


@route("api:appointments_check_in")
def somebody_arrives_at_a_program(world: World) -> Ask:
    found = Appointment.objects.get(party=world.party, item__item=LICENCE)
    return Ask({"hall": HALL}, {"number": found.number}, json=True, absent={"number": NO_BOOKING})


# What is measured


@route("indicators:indicator", "indicators:records", "indicators:export", "api:indicator")
def an_indicator(world: World) -> Ask:
    return Ask({"code": "on_time_rate"})


@route("ratings:rate")
def a_matter_to_rate(world: World) -> Ask:
    return about(done(world), data={"level": "1"})


@route("api:rate")
def a_matter_to_rate_by_a_program(world: World) -> Ask:
    return about(done(world), data={"level": 1}, json=True)


@route("ratings:link")
def the_code_on_a_slip(world: World) -> Ask:
    return Ask({"token": links.token(done(world).number)}, {"level": "1"}, absent={"token": f"{NO_MATTER}.0"})


@route("ratings:slip")
def a_slip(world: World) -> Ask:
    return about(done(world))


@route("ratings:matter", "ratings:close")
def a_bad_rating(world: World) -> Ask:
    by = world.actor("resident")
    given = ratings.give(done(world).number, level=5, words="等得太久", channel="pc", by=by, at=moments.now())
    data = {"finding": "true", "feedback": "已经核实，向您道歉，并增开窗口。"}
    return Ask({"number": given.number}, data, absent={"number": NO_RATING})
