"""The hall 大厅: the screen everybody reads, the kiosk at the door. The kiosk works under an account of the hall."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from banshi.kernel.actors import Forbidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated
from banshi.matters.appointments import selectors as appointments
from banshi.matters.appointments.permissions import Permission
from banshi.matters.appointments.services import queue
from banshi.registers.places import selectors as places

TOKEN = re.compile(r"/hall/arrive/([\w-]{12,24})/?$")


def _hall(code: str) -> Any:
    try:
        return places.hall(code)
    except places.UnknownPlace:
        raise Http404(code) from None


def _at_kiosk(request: HttpRequest, code: str) -> Any:
    """A kiosk that was logged out asks its keeper to log in again; for people of other offices there is none."""
    hall = _hall(code)
    if request.actor.kind == "anonymous":  # type: ignore[attr-defined]
        raise Forbidden(Permission.CHECK_IN)
    require(request.actor, Permission.CHECK_IN, office_path=hall.office.path)  # type: ignore[attr-defined]
    return hall


@require_GET
def screen(request: HttpRequest, hall: str) -> HttpResponse:
    """大屏: open to everybody; it shows numbers and windows, never names."""
    found, now = _hall(hall), moments.now()
    page = {"hall": found, "board": appointments.board(hall, now), "now": now}
    return render(request, "hall/_board.html" if request.headers.get("HX-Request") else "hall/screen.html", page)


@require_GET
def kiosk(request: HttpRequest, hall: str) -> HttpResponse:
    """自助机: check in, or take a number. The lines refresh by themselves, which also keeps the kiosk logged in."""
    found, now = _at_kiosk(request, hall), moments.now()
    lines = appointments.board(hall, now).lines
    template = "hall/_kinds.html" if request.headers.get("HX-Request") else "hall/kiosk.html"
    return render(request, template, {"hall": found, "lines": lines, "now": now})


@require_POST
def check_in(request: HttpRequest, hall: str) -> HttpResponse:
    """签到: the scanner types the code's address, a hand types the number."""
    _at_kiosk(request, hall)
    given = request.POST.get("number", "").strip()[:300]
    scanned = TOKEN.search(given)
    try:
        made = queue.check_in(
            hall=hall, token=scanned[1] if scanned else "", number="" if scanned else given[:20],
            by=request.actor, at=moments.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as why:
        messages.error(request, translated(why.message))
        return redirect("hall:kiosk", hall)
    return redirect("hall:ticket", hall, made.key)


@require_POST
def take(request: HttpRequest, hall: str) -> HttpResponse:
    """现场取号."""
    _at_kiosk(request, hall)
    resource, care = request.POST.get("resource", ""), request.POST.get("care", "none")
    if not appointments.resources(hall).filter(pk=resource).exists():
        raise Http404(resource)
    made = queue.take_ticket(resource=resource, care=care, by=request.actor, at=moments.now())  # type: ignore[attr-defined]
    return redirect("hall:ticket", hall, made.key)


@require_GET
def ticket(request: HttpRequest, hall: str, key: str) -> HttpResponse:
    """号票: the number, who is before, where to go."""
    found, now = _at_kiosk(request, hall), moments.now()
    one = appointments.ticket(hall, key)
    if one is None:
        raise Http404(key)
    page = {"hall": found, "ticket": one, "standing": appointments.standing(one, now), "now": now}
    return render(request, "hall/ticket.html", page)


@require_GET
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """Where a resident's own QR code leads on a telephone: to the plan, if it is theirs."""
    number = appointments.number_of(token)
    if number is None:
        raise Http404("token")
    return redirect("appointments:plan", number)
