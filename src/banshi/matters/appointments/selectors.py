"""Reads of the appointments: what is free, what is mine, what my offices must answer, how the line stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar.moments import CHINA
from banshi.matters.appointments import rules
from banshi.matters.appointments.models import Appointment, Entry, Leg, Request, Resource, Slot, Ticket
from banshi.matters.appointments.permissions import Permission
from banshi.registers.catalogue.selectors import ItemVersion
from banshi.registers.parties import selectors as parties
from banshi.registers.places import selectors as places
from banshi.registers.places.selectors import Window

# What an item needs, and where


def needs(item: ItemVersion) -> tuple[str, ...]:
    """The kinds of window the item needs, in order: those its document names, else the window that receives it."""
    return item.spec.resources or (item.window_kind,)


def steps(item: ItemVersion, hall: str) -> list[Resource]:
    """The hall's resources for the item in order; empty when the hall lacks one."""
    words = needs(item)
    found = {r.serves: r for r in Resource.objects.filter(hall=hall, serves__in=words, retired_on=None)}
    return [found[word] for word in words] if len(found) == len(set(words)) else []


def halls(item: ItemVersion) -> list[str]:
    """The halls in which the item can be done as a whole, the item's own office's first, then the city's."""
    words = set(needs(item))
    serving: dict[str, set[str]] = defaultdict(set)
    paths: dict[str, str] = {}
    for resource in Resource.objects.filter(serves__in=words, retired_on=None).order_by("office_path"):
        serving[resource.hall_id].add(resource.serves)
        if resource.serves == item.window_kind:
            paths[resource.hall_id] = resource.office_path
    own = item.office.path
    able = [hall for hall, has in serving.items() if has == words]
    return sorted(able, key=lambda hall: (paths.get(hall, "") != own, len(paths.get(hall, "")), hall))


# Slots


@dataclass(frozen=True)
class Offer:
    """A slot as the calendar page shows it."""

    id: int
    start: datetime
    end: datetime
    free: int
    places: int


def free_slots(resource: Resource, *, first: date, last: date, at: datetime) -> list[Offer]:
    """The open slots of some days that have not begun, with how many places are free. One statement."""
    lower = max(at, datetime.combine(first, time.min, tzinfo=CHINA))
    upper = datetime.combine(last + timedelta(days=1), time.min, tzinfo=CHINA)
    found = Slot.objects.filter(
        resource=resource, kind="regular", closed_at=None, during__startswith__gt=lower, during__startswith__lt=upper
    ).annotate(
        free=Count("places", filter=Q(places__taken=False, places__held_for=None)),
        total=Count("places"),
    )  # fmt: skip
    return [
        Offer(s.pk, s.span.start.astimezone(CHINA), s.span.end.astimezone(CHINA), s.free, s.total)
        for s in found.order_by("during")
    ]


def first_free(item: ItemVersion, hall: str, *, after: datetime) -> Offer | None:
    """The earliest ordinary slot with a free place for the item's first step."""
    needed = steps(item, hall)
    if not needed:
        return None
    day = after.astimezone(CHINA).date()
    offers = free_slots(needed[0], first=day, last=day + timedelta(days=30), at=after)
    return next((offer for offer in offers if offer.free), None)


# Mine


def mine(actor: Actor) -> QuerySet[Appointment]:
    """The appointments of the actor and of whom the actor speaks for, the next first."""
    found = Appointment.objects.filter(party_id__in=parties.ids_for(actor, scope="appointments"))
    return found.select_related("party", "item", "hall").order_by("-during")


def my_requests(actor: Actor) -> QuerySet[Request]:
    found = Request.objects.filter(party_id__in=parties.ids_for(actor, scope="appointments"))
    return found.select_related("party", "item", "hall").order_by("-asked_at")


def my_entries(actor: Actor) -> QuerySet[Entry]:
    found = Entry.objects.filter(
        party_id__in=parties.ids_for(actor, scope="appointments"), state__in=["waiting", "offered"]
    )
    return found.select_related("item", "resource", "place__slot").order_by("day")


def appointment(number: str, actor: Actor) -> Appointment:
    """One appointment that the actor may see: its party's people, or staff who read the offices that serve it."""
    found = Appointment.objects.select_related("party", "item__office", "hall__office", "request").filter(number=number)
    seen = found.filter(visible(actor, "bookings__place__slot__resource__office_path")).distinct().first()
    if seen is None:
        raise Hidden(number)
    return seen


def request(number: str, actor: Actor) -> Request:
    found = Request.objects.select_related("party", "item", "hall__office").filter(number=number)
    seen = found.filter(visible(actor, "legs__office_path")).distinct().first()
    if seen is None:
        raise Hidden(number)
    return seen


def visible(actor: Actor, office_path: str) -> Q:
    if actor.kind == "system":
        return Q()
    if actor.kind == "resident":
        return Q(party_id__in=parties.ids_for(actor, scope="appointments"))
    return inside(actor, Permission.READ, office_path)


def inside(actor: Actor, permission: str, field: str) -> Q:
    """Rows whose office lies where the actor holds the permission; none without it."""
    scope = Q(pk__in=[])
    for path in actor.paths(permission):
        scope |= Q(**{f"{field}__startswith": path})
    return scope


# What offices must answer


def request_words(state: str) -> str:
    """A worklist line's state in words: that of a step, or of a whole request that nobody answered."""
    known = dict(Leg.STATES) | dict(Request.STATES) | {"unanswered": _("无人答复，请协调")}
    return str(known.get(state, state))


def assisted(actor: Actor, *, count: int = 10) -> QuerySet[Request]:
    """The latest requests that somebody filed for a caller, so that the next call can be answered."""
    found = Request.objects.filter(
        channel="hotline", pk__in=Leg.objects.filter(inside(actor, Permission.ASSIST, "office_path")).values("request")
    )
    return found.select_related("party", "item", "hall").order_by("-asked_at")[:count]


def legs(actor: Actor, *, open_only: bool = True) -> QuerySet[Leg]:
    """The steps of extended-hours requests that the actor's offices confirm, the most urgent first."""
    found = Leg.objects.filter(inside(actor, Permission.CONFIRM, "office_path"))
    if open_only:
        found = found.filter(state="asked", request__state="waiting")
    related = ("request__party", "request__item", "request__hall", "resource", "slot", "person")
    return found.select_related(*related).order_by("request__answer_by", "request__asked_at", "position")


def day_bookings(resource: Resource, day: date) -> list[Slot]:
    """The slots of one day with who comes, for the day's calendar at the desk."""
    lower = datetime.combine(day, time.min, tzinfo=CHINA)
    found = Slot.objects.filter(
        resource=resource,
        during__startswith__gte=lower,
        during__startswith__lt=lower + timedelta(days=1),
        closed_at=None,
    )
    return list(found.order_by("during").prefetch_related("places__bookings__appointment__party", "server"))


# The line

LINE = ("early", "rank_at", "id")  # rules.order in SQL


def line(resource: str, at: datetime) -> QuerySet[Ticket]:
    """Who waits for a resource, in the order of calling."""
    day = at.astimezone(CHINA).date()
    early = Case(When(ready_at__gt=at, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Ticket.objects.filter(resource=resource, day=day, state="waiting").annotate(early=early).order_by(*LINE)


def service_minutes(resource: str, *, count: int = 30) -> list[float]:
    """How long the last services took."""
    found = Ticket.objects.filter(resource=resource, state="done", started_at__isnull=False).order_by("-ended_at")
    spans = found.values_list("started_at", "ended_at")[:count]
    return [(end - start).total_seconds() / 60 for start, end in spans if start and end]


def open_windows(resource: str, at: datetime) -> int:
    """窗口在岗数: windows that are serving or have called somebody in the last half hour."""
    recent = Ticket.objects.filter(resource=resource, window__isnull=False, day=at.astimezone(CHINA).date())
    active = recent.filter(Q(state__in=["called", "serving"]) | Q(called_at__gte=at - timedelta(minutes=30)))
    return active.values("window").distinct().count()


@dataclass(frozen=True)
class Standing:
    """How long one may have to wait, and why we think so."""

    ahead: int
    minutes: int
    windows: int


def standing(ticket: Ticket, at: datetime) -> Standing:
    waiting = [one.pk for one in line(ticket.resource_id, at)]
    ahead = waiting.index(ticket.pk) if ticket.pk in waiting else 0
    return outlook(ticket.resource, ahead, at)


def outlook(resource: Resource, ahead: int, at: datetime) -> Standing:
    windows = open_windows(resource.pk, at)
    minutes = rules.expected_wait(ahead, service_minutes(resource.pk), windows, usual_minutes=resource.usual_minutes)
    return Standing(ahead, minutes, windows)


@dataclass(frozen=True)
class Board:
    """What the hall's screen shows."""

    calling: Sequence[Ticket]
    lines: Sequence[tuple[Resource, Standing]]
    skipped: Sequence[Ticket]


def board(hall: str, at: datetime) -> Board:
    today = Ticket.objects.filter(hall=hall, day=at.astimezone(CHINA).date()).select_related("window", "resource")
    calling = today.filter(state__in=["called", "serving"]).order_by("-called_at")[:12]
    skipped = today.filter(state="skipped").order_by("-called_at")[:8]
    waiting = dict(today.filter(state="waiting").values_list("resource").annotate(Count("pk")).order_by())
    pools = Resource.objects.filter(hall=hall, retired_on=None).order_by("letter")
    return Board(list(calling), [(r, outlook(r, waiting.get(r.pk, 0), at)) for r in pools], list(skipped))


def at_window(window: str) -> Ticket | None:
    """Whom a window is calling or serving."""
    found = Ticket.objects.filter(window=window, state__in=["called", "serving"])
    return found.select_related("resource", "appointment__item", "appointment__party").first()


def skipped(resource: str, at: datetime) -> list[Ticket]:
    """Who missed the call and may still come back."""
    day = at.astimezone(CHINA).date()
    return list(Ticket.objects.filter(resource=resource, day=day, state="skipped").order_by("-called_at")[:8])


def my_points(actor: Actor) -> QuerySet[Resource]:
    """The service points of the actor's offices."""
    found = Resource.objects.filter(inside(actor, Permission.READ, "office_path"), retired_on=None)
    return found.select_related("hall").order_by("hall_id", "letter")


def my_windows(actor: Actor) -> list[Window]:
    """The windows at which the actor may call."""
    return list(places.windows().filter(inside(actor, Permission.CALL, "office__path")).order_by("hall_id", "number"))


def resources(hall: str) -> QuerySet[Resource]:
    return Resource.objects.filter(hall=hall, retired_on=None).order_by("letter")


def resource_of(window: Window) -> Resource | None:
    """The line that a hall window serves."""
    return Resource.objects.filter(hall=window.hall_id, serves=window.kind, retired_on=None).first()


def servers(office_path: str, on: date) -> QuerySet[AbstractBaseUser]:
    """Whom an office may name to serve: its active staff with a post on that day."""
    users = get_user_model().objects.filter(kind="staff", is_active=True)
    posts = users.filter(grants__office_path__startswith=office_path, grants__valid__contains=on)
    return posts.distinct().order_by("name", "pk")


def ticket(hall: str, key: str) -> Ticket | None:
    found = Ticket.objects.select_related("resource", "appointment__item", "window")
    return found.filter(hall=hall, key=key).first()


def number_of(token: str) -> str | None:
    """The number behind a QR code's token."""
    return Appointment.objects.filter(token=token).values_list("number", flat=True).first()
