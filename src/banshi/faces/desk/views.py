"""The desk's first page: what waits for my offices, soonest first; and the counter's list of items to take in."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from banshi.faces.desk import batching
from banshi.faces.desk.forms import ENDED, WorklistFilter
from banshi.insight.ratings import selectors as ratings
from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import light
from banshi.kernel.worklist import selectors as worklist
from banshi.matters.applications import selectors as applications
from banshi.matters.appointments import selectors as appointments
from banshi.matters.enforcement.inspections import selectors as inspections
from banshi.matters.enforcement.leniency import selectors as leniency
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.credit.selectors import proceedings as credit

PAGE = 20
NUMBER = re.compile(r"[A-Z]{1,8}-\d{4}-\d{6,12}", re.ASCII)
PAGES = {
    "application": "applications:matter", "appointment_request": "appointments:leg", "rating": "ratings:matter",
    "leniency": "leniency:matter", "inspection_plan": "inspections:desk_plan", "draw": "inspections:desk_draw",
    "visit": "inspections:visit", "credit-repair": "credit:desk_request", "credit-objection": "credit:desk_request",
    "credit-listing": "credit:desk_entry",
}  # fmt: skip
WORDS = {
    "application": applications.state_words, "appointment_request": appointments.request_words,
    "rating": ratings.state_words,
    "leniency": leniency.state_words, "inspection_plan": inspections.plan_words, "draw": inspections.draw_words,
    "visit": inspections.visit_words, "credit-repair": credit.state_words, "credit-objection": credit.state_words,
    "credit-listing": credit.state_words,
}  # fmt: skip


def staff(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.held:
        raise Forbidden("desk")
    return actor


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """待办: one page of twenty; the next begins after its last row, however many have come in meanwhile."""
    actor, today = staff(request), moments.today()
    form = WorklistFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    ended = asked.get("state") == ENDED
    lines = (_ended if ended else _waiting)(actor, asked, after=request.GET.get("after", ""), today=today)
    shown = [_row(line, today) for line in lines[:PAGE]]
    step = batching.STEPS.get(asked.get("state", ""), "")
    page = {
        "form": form,
        "rows": shown,
        "older": _older(request, lines),
        "filtered": any(asked.values()),
        "ended": ended,
        "step": step,
        "step_words": applications.verb_words(step) if step else "",
    }
    return render(request, "desk/home.html", page)


def _waiting(actor: Actor, asked: dict[str, Any], *, after: str, today: date) -> list[Any]:
    return worklist.page(
        actor, size=PAGE, after=_place(after, _day), state=asked.get("state", ""),
        light=asked.get("light", ""), waits_for=asked.get("waits_for", ""), query=asked.get("q", ""),
        today=today, soon=_soon(today),
    )  # fmt: skip


def _ended(actor: Actor, asked: dict[str, Any], *, after: str, today: date) -> list[Any]:
    return worklist.ended(actor, size=PAGE, before=_place(after, _moment), query=asked.get("q", ""))


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """批量办理: the ticked lines, one after the other; then what became of each."""
    actor, step = staff(request), request.POST.get("step", "")
    numbers = [number for number in request.POST.getlist("number") if NUMBER.fullmatch(number)]
    if step not in batching.STEPS.values() or not numbers:
        return redirect("desk:home")
    outcomes = batching.take_all(step, numbers, by=actor, at=moments.now())
    page = {"outcomes": outcomes, "step_words": applications.verb_words(step)}
    return render(request, "desk/batch.html", page)


@require_GET
def counter(request: HttpRequest) -> HttpResponse:
    """窗口收件: the items that this clerk may take in."""
    actor = staff(request)
    asked = request.GET.get("q", "")[:100].replace("\x00", "")
    found = catalogue.search(asked, on=moments.today())
    items = [v for v in found if actor.may("applications.receive", office_path=v.office.path, matter="application")]
    return render(request, "desk/counter.html", {"items": items, "q": asked})


def _soon(today: date) -> date:
    """Yellow: due today or on the next working day."""
    calendar, day = calendars.current(), today + timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def _row(line: Any, today: date) -> dict[str, Any]:
    try:
        address = reverse(PAGES[line.matter], args=[line.key])
    except (KeyError, NoReverseMatch):
        address = ""
    runs = line.due_on and not line.closed_at
    colour = light(line.due_on, today, calendars.current()) if runs else ""
    state = WORDS.get(line.matter, str)(line.state)
    return {"line": line, "url": address, "light": colour, "state": state}


def _place(text: str, read: Callable[[str], Any]) -> Any:
    """The last row of the page before: when, and its key. What cannot be read is the first page."""
    when, _, key = text.partition("_")
    if not key.isdecimal():
        return None
    try:
        return read(when), int(key[:18])
    except ValueError:
        return None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> datetime:
    """A moment with its zone; without one it is no place in the list."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _older(request: HttpRequest, lines: list[Any]) -> str:
    if len(lines) <= PAGE:
        return ""
    last = lines[PAGE - 1]
    kept = {name: str(value) for name, value in request.GET.items() if name != "after"}
    when = last.closed_at or last.due_on
    return "?" + urlencode({**kept, "after": f"{when.isoformat() if when else ''}_{last.pk}"})
