"""The window: call, serve, finish. Large buttons, one key each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from banshi.kernel.actors import Actor, require
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated
from banshi.matters.appointments import selectors
from banshi.matters.appointments.permissions import Permission
from banshi.matters.appointments.services import queue as queueing
from banshi.matters.appointments.views.desk import staff
from banshi.registers.parties.introductions import introduce
from banshi.registers.places import selectors as places

STEPS = {"recall": queueing.recall, "serve": queueing.serve, "skip": queueing.skip, "rejoin": queueing.rejoin}


def _window(request: HttpRequest, code: str) -> tuple[Actor, Any]:
    actor = staff(request, Permission.CALL)
    try:
        window = places.window(code)
    except places.UnknownPlace:
        raise Http404(code) from None
    require(actor, Permission.CALL, office_path=window.office_path)
    return actor, window


def _page(window: Any) -> dict[str, Any]:
    now, pool = moments.now(), selectors.resource_of(window)
    if pool is None:
        raise Http404(window.pk)
    line = list(selectors.line(pool.pk, now).select_related("appointment"))
    return {
        "window": window,
        "pool": pool,
        "ticket": selectors.at_window(window.pk),
        "line": line[:12],
        "waiting": len(line),
        "outlook": selectors.outlook(pool, len(line), now),
        "others": [one for one in selectors.resources(window.hall_id) if one.pk != pool.pk],
        "skipped": selectors.skipped(pool.pk, now),
        "now": now,
    }


@require_GET
def window(request: HttpRequest, window: str) -> HttpResponse:
    """叫号操作台."""
    _actor, found = _window(request, window)
    template = "appointments/desk/_line.html" if request.headers.get("HX-Request") else "appointments/desk/window.html"
    page = _page(found)
    given = request.GET.get("application", "")[:40]
    page |= {"receive": _receive(_actor, found, page["pool"], page["ticket"]), "application_number": given}
    return render(request, template, page)


def _receive(actor: Actor, window: Any, pool: Any, ticket: Any) -> str:
    """窗口收件: where the clerk takes in what the person came for, with the person already filled in."""
    if ticket is None or ticket.state != "serving" or not actor.paths("applications.receive"):
        return ""
    booked = ticket.appointment
    if booked is None or booked.item.window_kind != pool.serves:
        return reverse("desk:counter") if booked is None else ""
    token = introduce(booked.party, back=reverse("appointments:window", args=[window.pk]))
    return f"{reverse('applications:receive', args=[booked.item.code])}?visit={token}"


@require_POST
def step(request: HttpRequest, window: str, verb: str) -> HttpResponse:
    """One button."""
    actor, found = _window(request, window)
    try:
        _do(request, actor, found, verb)
    except Refused as why:
        messages.error(request, translated(why.message))
    return redirect("appointments:window", window)


def _do(request: HttpRequest, actor: Actor, window: Any, verb: str) -> None:
    now, key = moments.now(), request.POST.get("ticket", "")
    if verb == "finish" and key:
        queueing.finish(key, application_number=request.POST.get("application_number", "")[:40], by=actor, at=now)
    elif verb == "transfer":
        following = queueing.transfer(key, resource=request.POST.get("resource", ""), by=actor, at=now)
        messages.success(
            request, _("已转到%(line)s，新号%(number)s。") % {"line": following.resource, "number": following.number}
        )
    elif verb in STEPS:
        STEPS[verb](key, by=actor, at=now)
    elif verb != "next":
        raise Http404(verb)
    if verb == "next" or request.POST.get("then") == "next":
        called = queueing.call_next(window, by=actor, at=now)
        if called is None:
            messages.info(request, _("现在没有人等候。"))
