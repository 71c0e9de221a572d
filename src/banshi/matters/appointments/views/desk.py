"""The desk: requests that my offices must answer, the day's calendar, filing for somebody on the telephone."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated
from banshi.matters.appointments import presenting, selectors
from banshi.matters.appointments.forms import CallerForm, ConfirmForm, DeclineForm, RequestForm
from banshi.matters.appointments.models import Leg
from banshi.matters.appointments.permissions import Permission
from banshi.matters.appointments.services import extended
from banshi.registers.catalogue import selectors as catalogue


def staff(request: HttpRequest, permission: str = Permission.READ) -> Actor:
    """A member of staff who holds the permission somewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.paths(permission):
        raise Forbidden(permission)
    return actor


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """预约与排队: what waits for an answer, what was answered, my service points and windows."""
    actor, now = staff(request), moments.now()
    answered = selectors.legs(actor, open_only=False).exclude(state="asked").order_by("-answered_at")[:15]
    page = {
        "legs": selectors.legs(actor),
        "answered": [leg for leg in answered if leg.state != "released"],
        "points": selectors.my_points(actor),
        "windows": selectors.my_windows(actor),
        "may_confirm": bool(actor.paths(Permission.CONFIRM)),
        "may_assist": bool(actor.paths(Permission.ASSIST)),
        "assisted": selectors.assisted(actor) if actor.paths(Permission.ASSIST) else [],
        "now": now,
    }
    return render(request, "appointments/desk/home.html", page)


@require_http_methods(["GET", "POST"])
def leg(request: HttpRequest, key: str) -> HttpResponse:
    """One request as the offices see it: all steps, and the forms for those that are mine to answer."""
    actor, now = staff(request), moments.now()
    number, _colon, resource = key.partition(":")
    asked = selectors.request(number, actor)
    legs = list(asked.legs.exclude(state="released").select_related("resource", "slot", "person", "request"))
    mine = next((one for one in legs if one.resource_id == resource), None) or _first_mine(actor, legs)
    page: dict[str, Any] = {"asked": asked, "legs": legs, "mine": mine, "now": now}
    may_answer = mine is not None and actor.may(Permission.CONFIRM, office_path=mine.office_path)
    if request.method == "POST" and not may_answer:
        raise Forbidden(Permission.CONFIRM)
    if mine and mine.state == "asked" and may_answer:
        confirm, decline = _forms(request, mine, legs)
        if request.method == "POST" and _answer(request, actor, mine, confirm, decline):
            return redirect("appointments:desk")
        page |= {"confirm": confirm, "decline": decline}
    return render(request, "appointments/desk/leg.html", page)


def _first_mine(actor: Actor, legs: list[Leg]) -> Leg | None:
    own = [one for one in legs if actor.may(Permission.CONFIRM, office_path=one.office_path)]
    return next((one for one in own if one.state == "asked"), own[0] if own else None)


def _forms(request: HttpRequest, mine: Leg, legs: list[Leg]) -> tuple[ConfirmForm, DeclineForm]:
    start = presenting.proposed(mine, legs, moments.now())
    initial = {
        "person": request.user.pk,
        "day": start.date(),
        "start": start.time(),
        "minutes": mine.resource.usual_minutes,
    }
    verb = request.POST.get("verb")
    people = selectors.servers(mine.office_path, moments.today())
    confirm = ConfirmForm(request.POST if verb == "confirm" else None, people=people, initial=initial)
    return confirm, DeclineForm(request.POST if verb == "decline" else None)


def _answer(request: HttpRequest, actor: Actor, mine: Leg, confirm: ConfirmForm, decline: DeclineForm) -> bool:
    number, resource, now = mine.request.number, mine.resource_id, moments.now()
    form = confirm if confirm.is_bound else decline
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        if form is confirm:
            extended.confirm_leg(
                number, resource=resource, person=int(given["person"]), starts_at=confirm.starts_at(),
                minutes=given["minutes"], by=actor, at=now,
            )  # fmt: skip
            messages.success(request, _("已安排。各环节都安排好以后，申请人会收到计划。"))
        else:
            extended.decline_leg(
                number, resource=resource, reason=given["reason"], suggested_at=given["suggested_at"], by=actor, at=now
            )
            messages.success(request, _("已答复，理由已告知申请人。"))
    except Refused as why:
        form.add_error(None, translated(why.message))
        return False
    return True


@require_http_methods(["GET", "POST"])
def assist(request: HttpRequest) -> HttpResponse:
    """代为申请: a caller on the telephone, or somebody at the counter, asks for extended hours."""
    actor, now = staff(request, Permission.ASSIST), moments.now()
    item = catalogue.find(request.POST.get("item") or request.GET.get("item", ""), moments.today())
    if item is None:
        return render(request, "appointments/desk/choose.html", presenting.bookable_items(request.GET.get("q", "")))
    given = request.POST if request.method == "POST" else None
    caller, form = CallerForm(given, prefix="caller"), RequestForm(given, at=now, contact=False)
    if given is not None and caller.is_valid() and form.is_valid():
        try:
            number = _file(actor, item, caller, form)
            messages.success(
                request, _("已提出，编号 %(number)s。请告诉来电人：四小时内短信答复。") % {"number": number}
            )
            return redirect("appointments:desk")
        except Refused as why:
            form.add_error(None, translated(why.message))
    page = presenting.ask_page(item, now) | {"caller": caller, "form": form}
    return render(request, "appointments/desk/assist.html", page)


def _file(actor: Actor, item: Any, caller: CallerForm, form: RequestForm) -> str:
    who, asked, now = caller.cleaned_data, form.cleaned_data, moments.now()
    party = extended.register_caller(**who, by=actor, at=now)
    made = extended.request(
        item=item, party=party, wanted=form.wanted(), reason=asked["reason"], phone=who["phone"],
        channel="hotline", by=actor, at=now,
    )  # fmt: skip
    return made.number


@require_GET
def day(request: HttpRequest, resource: str) -> HttpResponse:
    """日历: who comes today, by slot."""
    actor = staff(request)
    point = next((one for one in selectors.my_points(actor) if one.pk == resource), None)
    if point is None:
        raise Hidden(resource)
    given = request.GET.get("day", "")
    chosen = presenting.day(given) if given else moments.today()
    if chosen is None:
        raise Http404("day")
    page = {
        "point": point,
        "day": chosen,
        "earlier": chosen - timedelta(days=1),
        "later": chosen + timedelta(days=1),
        "slots": presenting.day_page(point, chosen),
    }
    return render(request, "appointments/desk/day.html", page)
