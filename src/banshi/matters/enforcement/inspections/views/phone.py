"""The officer's telephone: today's visits and the check form, which works for an hour without a network."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.matters.enforcement.inspections import forms, presenting, rules, selectors
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.inspections.services import visits
from banshi.matters.enforcement.inspections.views.desk import staff
from banshi.registers.offices import selectors as offices


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的检查: what this officer has to do today, and the days to come. Opened on the way, forms are kept for the hour without
    network."""
    actor = staff(request, Permission.INSPECT)
    today = moments.today()
    found = selectors.my_visits(actor, on=today).prefetch_related("findings__item")
    page = {"rows": presenting.rows(found[:60], today), "days": selectors.my_days(actor, after=today)[:20]}
    return render(request, "inspections/phone/mine.html", page)


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """现场检查表."""
    actor, now = staff(request), moments.now()
    found = selectors.visit(number, actor, now.date())
    officer = selectors.is_officer(found, actor)
    form = _form(request, found, presenting.now_part(now))
    if request.method == "POST" and not officer:
        raise Forbidden(Permission.INSPECT)
    if request.method == "POST" and form.is_valid():
        answer = _record(request, form, number, actor, now)
        if answer is not None:
            return answer
    if request.method == "POST" and _by_program(request):
        return JsonResponse({"errors": [text for texts in form.errors.values() for text in texts]}, status=422)
    may_record = officer and "record" in rules.verbs(rules.VISIT, found.state)
    page = {"visit": found, "form": form, "may_record": may_record, "results": presenting.results(found)}
    page |= {"light": presenting.visit_light(found, now.date()), "cases": _cases(found, actor)}
    return render(request, "inspections/phone/visit.html", page)


def _cases(found: Any, actor: Any) -> list[Any]:
    """立案: for who may file cases."""
    waiting = selectors.without_case(found) if actor.paths("leniency.file") else []
    known = selectors.offences(moments.today()) if waiting else []
    return [(one, forms.CaseForm(offences=known, initial={"item": one.item_id}, prefix=None)) for one in waiting]


def _form(request: HttpRequest, found: Any, initial: dict[str, Any]) -> forms.VisitForm:
    others = [(one.pk, one.label) for one in offices.offices().filter(level="3").order_by("code")]
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return forms.VisitForm(*given, visit=found, offices=others, initial=initial | {"key": str(uuid.uuid4())})


def _record(request: HttpRequest, form: forms.VisitForm, number: str, actor: Any, now: Any) -> HttpResponse | None:
    try:
        visits.record(number, form.recorded(), key=form.cleaned_data["key"], by=actor, at=now)
    except Refused as why:
        form.add_error(None, explained(why))
        return None
    if _by_program(request):
        return JsonResponse({"recorded": number})
    messages.success(request, _("检查结果已记录，请在公示期限内公示。"))
    return redirect("inspections:visit", number)


def _by_program(request: HttpRequest) -> bool:
    """Sent by the page's own script, which tells the officer what became of it."""
    return request.headers.get("Accept", "").startswith("application/json")


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Keeps the forms of one's own visits on the telephone for a working day; governs what lies beside it."""
    if request.actor.kind != "staff":  # type: ignore[attr-defined]
        raise Hidden("service worker")
    return render(request, "inspections/phone/service_worker.js", {}, content_type="text/javascript")
