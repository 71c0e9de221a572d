"""The officers' pages of repairs and objections: what waits, one of them, and exactly the steps that are allowed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.registers.credit import presenting, wording
from banshi.registers.credit.forms import STEP_FORMS, VersionedForm
from banshi.registers.credit.models import Repair
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules.proceedings import STAFF, Verb
from banshi.registers.credit.selectors import proceedings
from banshi.registers.credit.services import objections, repairs
from banshi.registers.credit.services.steps import allow
from banshi.ui.paging import pager

PAGE = 20
STEPS: Mapping[Verb, Callable[..., Any]] = {
    Verb.ASK_MORE: repairs.ask_more,
    Verb.ACCEPT: repairs.accept,
    Verb.DECLINE: repairs.decline,
    Verb.AGREE: repairs.agree,
    Verb.REFUSE: repairs.refuse,
    Verb.REVOKE: repairs.revoke,
    Verb.CORRECT: objections.correct,
    Verb.REMOVE: objections.remove,
    Verb.KEEP: objections.keep,
}
GRAVE = (Verb.DECLINE, Verb.REFUSE, Verb.REVOKE)


def staff(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.paths(Permission.READ):
        raise Forbidden("credit")
    return actor


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """信用修复与异议: what waits for my offices, soonest first; with `?repaired` the repairs that they agreed to."""
    actor, repaired = staff(request), "repaired" in request.GET
    agreed, waiting = proceedings.repaired(proceedings.scope(Repair, actor)), proceedings.inbox(actor)
    page = Paginator(agreed, PAGE).get_page(request.GET.get("page", ""))
    rows = [(one, proceedings.state_words(one.state)) for one in (page if repaired else waiting)]
    shown = {
        "rows": rows, "is_repaired": repaired, "waiting": len(waiting), "companies": proceedings.companies(agreed),
    }  # fmt: skip
    turns = pager(page, repaired="1") if repaired else {}
    return render(request, "credit/desk/requests.html", shown | turns)


@never_cache
@require_GET
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """One of them: the record, the conditions, what was handed in, and what may be done now."""
    actor = staff(request)
    found = proceedings.by_number(number, by=actor)
    page = presenting.page_of(found, by=actor)
    page["steps"] = [(verb, label, verb in STEP_FORMS, verb in GRAVE) for verb, label in page["verbs"]]
    if isinstance(found, Repair) and page["record"] and found.ended_at is None:
        page["conditions"] = presenting.conditions(page["record"]["record"], promised=True)
    return render(request, "credit/desk/request.html", page)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step: its form, then the step itself."""
    actor = staff(request)
    found, chosen = proceedings.by_number(number, by=actor), _step(verb)
    allow(found, chosen, by=actor)
    form = STEP_FORMS.get(chosen, VersionedForm)(request.POST or None, initial={"version": found.version})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            STEPS[chosen](number, **form.cleaned_data, by=actor, at=moments.now())
        except Refused as refusal:
            form.add_error(None, explained(refusal))
            status = 409
        else:
            messages.success(request, _("已完成：%(step)s。") % {"step": wording.VERBS[chosen]})
            return redirect("credit:desk_request", number)
    page = {"one": found, "verb": chosen, "form": form, "label": wording.VERBS[chosen]}
    return render(request, "credit/desk/step.html", page, status=status)


def _step(code: str) -> Verb:
    found = next((verb for verb in STEPS if verb == code and verb in STAFF), None)
    if found is None:
        raise Hidden(code)
    return found
