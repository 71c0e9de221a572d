"""The resident's pages: choose a time, come, or ask for one outside opening hours."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated
from banshi.matters.appointments import presenting, rules, selectors
from banshi.matters.appointments.calendar_file import ics
from banshi.matters.appointments.forms import RequestForm
from banshi.matters.appointments.services import bookings, extended, waiting
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties
from banshi.registers.places import selectors as places


def resident(request: HttpRequest) -> Actor:
    """The resident who asks; a visitor is sent to log in, staff have the desk."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    return actor


def _seen(request: HttpRequest, number: str) -> Any:
    """The appointment, for whoever may see it; a visitor, who may have followed our own message, is sent to log in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind == "anonymous":
        raise Forbidden("resident")
    return selectors.appointment(number, actor)


def _item(request: HttpRequest) -> Any:
    given = request.POST.get("item") or request.GET.get("item", "")
    version = catalogue.find(given, moments.today())
    if version is None:
        raise Http404("item")
    return version


def _parties(actor: Actor, item: Any) -> list[Any]:
    able = parties.parties_of(actor, scope="appointments")
    return [party for party in able if item.spec.applicant in ("both", party.kind)]


def _party(actor: Actor, item: Any, given: str) -> Any:
    able = _parties(actor, item)
    if not able:
        raise Refused("no_applicant", "该事项须由单位申请，请先在“我的”中关联单位。")
    return next((party for party in able if str(party.pk) == given), able[0])


@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """我的预约."""
    actor, now = resident(request), moments.now()
    found = list(selectors.mine(actor)[:60])
    coming = [one for one in found if one.state in ("booked", "arrived")][::-1]
    page = {
        "coming": coming,
        "past": [one for one in found if one not in coming][:20],
        "requests": [one for one in selectors.my_requests(actor)[:20] if one.state != "planned"],
        "entries": selectors.my_entries(actor),
        "now": now,
    }
    return render(request, "appointments/my.html", page)


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """选时间: hall, day, time. Every choice is a link, so the page needs no script."""
    if not request.GET.get("item"):
        return render(request, "appointments/choose_item.html", presenting.bookable_items(request.GET.get("q", "")))
    item = _item(request)
    page = presenting.calendar_page(item, request.GET, moments.now())
    return render(request, "appointments/new.html", page)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """确认预约."""
    actor, item, now = resident(request), _item(request), moments.now()
    slot = presenting.slot(request.POST.get("slot") or request.GET.get("slot", ""))
    if request.method == "GET":
        steps = bookings.steps_at(item, slot)
        page = {"item": item, "slot": slot, "steps": presenting.foreseen(steps, slot), "parties": _parties(actor, item)}
        return render(request, "appointments/confirm.html", page)
    party = _party(actor, item, request.POST.get("party", ""))
    try:
        made = bookings.book(item=item, party=party, slot_id=slot.pk, by=actor, at=now)
    except Refused as why:
        messages.error(request, translated(why.message))
        return redirect(f"{reverse('appointments:new')}?item={item.code}&hall={slot.resource.hall_id}")
    return redirect(f"{reverse('appointments:plan', args=[made.number])}?new=1")


@require_GET
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """预约单: where, when, in which order, with the code to check in."""
    appointment = _seen(request, number)
    page = presenting.plan(appointment, moments.now())
    page["address"] = request.build_absolute_uri(reverse("hall:arrive", args=[appointment.token]))
    page["fresh"] = "new" in request.GET
    return render(request, "appointments/plan.html", page)


@require_GET
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The .ics file."""
    appointment = _seen(request, number)
    body = ics(appointment, presenting.steps_of(appointment), now=moments.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{number}.ics"'
    return response


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """取消: asked once, then done."""
    appointment = selectors.appointment(number, resident(request))
    if request.method == "GET":
        return render(request, "appointments/cancel.html", presenting.plan(appointment, moments.now()))
    bookings.cancel(number, by=resident(request), at=moments.now())
    messages.success(request, _("预约已取消，号源已释放给其他人。"))
    return redirect("appointments:my")


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str) -> HttpResponse:
    """改期."""
    appointment, now = selectors.appointment(number, resident(request)), moments.now()
    if request.method == "POST":
        bookings.move(number, slot_id=presenting.slot(request.POST.get("slot", "")).pk, by=resident(request), at=now)
        messages.success(request, _("预约已改期。"))
        return redirect("appointments:plan", number)
    rules.check_movable(appointment.span.start, appointment.moves, now)
    page = presenting.calendar_page(appointment.item, request.GET, now) | {"moving": appointment}
    return render(request, "appointments/new.html", page)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """预约延时服务."""
    actor, item, now = resident(request), _item(request), moments.now()
    given = request.POST if request.method == "POST" else None
    initial = {"day": request.GET.get("day") or None, "part": request.GET.get("part") or "morning"}
    form = RequestForm(given, parties=_parties(actor, item), at=now, initial={k: v for k, v in initial.items() if v})
    if form.is_valid():
        asked = form.cleaned_data
        try:
            made = extended.request(
                item=item, party=_party(actor, item, asked.get("party", "")), wanted=form.wanted(),
                reason=asked["reason"], phone=asked["phone"], by=actor, at=now,
            )  # fmt: skip
            return redirect("appointments:request", made.number)
        except Refused as why:
            form.add_error(None, translated(why.message))
    page = presenting.ask_page(item, now) | {"form": form}
    return render(request, "appointments/ask.html", page)


@require_GET
def requested(request: HttpRequest, number: str) -> HttpResponse:
    """申请进度: which office has answered; once all have, the plan."""
    asked = selectors.request(number, resident(request))
    if asked.state == "planned":
        return redirect("appointments:plan", asked.appointment.number)
    return render(request, "appointments/request.html", presenting.request_page(asked, moments.now()))


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    selectors.request(number, resident(request))
    extended.withdraw(number, by=resident(request), at=moments.now())
    messages.success(request, _("申请已撤回。"))
    return redirect("appointments:my")


@require_POST
def wait(request: HttpRequest) -> HttpResponse:
    """登记候补."""
    actor, item = resident(request), _item(request)
    party = _party(actor, item, request.POST.get("party", ""))
    hall, day = places.hall(request.POST.get("hall", "")), presenting.day(request.POST.get("day", ""))
    waiting.join(item=item, party=party, hall=hall.pk, day=day or date.min, by=actor, at=moments.now())
    messages.success(request, _("已登记候补。有人取消时按登记顺序为您保留半小时，并发短信通知。"))
    return redirect("appointments:my")


@require_POST
def waiting_step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """确认或退出候补."""
    actor, now = resident(request), moments.now()
    if not selectors.my_entries(actor).filter(number=number).exists():
        raise Hidden(number)
    if verb == "take":
        made = waiting.take_offer(number, by=actor, at=now)
        return redirect(f"{reverse('appointments:plan', args=[made.number])}?new=1")
    waiting.leave(number, by=actor, at=now)
    return redirect("appointments:my")
