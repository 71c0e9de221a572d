"""The office's pages: one application with everything about it and exactly the steps that are allowed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused, Stale
from banshi.kernel.translation import explained
from banshi.matters.applications import intake, presenting, selectors, wording
from banshi.matters.applications.forms import STEP_FORMS, SupplementForm, VersionedForm
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import COUNTER, Verb
from banshi.matters.applications.services import acceptance
from banshi.matters.applications.services.stepping import STEPS, take
from banshi.matters.applications.services.steps import allow
from banshi.registers.credit.selectors import measures

GRAVE = (Verb.ANSWER_NOT_COMPETENT, Verb.REFUSE, Verb.TERMINATE, Verb.REVOKE, Verb.CANCEL)


def staff(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.held:
        raise Forbidden("staff")
    return actor


@require_GET
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """办件: the matter's page."""
    actor = staff(request)
    page = presenting.page_of(selectors.application(number, by=actor), by=actor)
    steps = [(verb, label, verb in STEP_FORMS or verb in COUNTER, verb in GRAVE) for verb, label in page["verbs"]]
    page["steps"] = sorted(steps, key=lambda step: (step[3], step[2]))
    page["measures"] = measures.of_matter("application", number)
    visited, back = request.session.get("visit", ("", ""))
    page["back"] = back if visited == number else ""
    return render(request, "applications/matter.html", page)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step: its form, then the step itself. A newer state than the one shown is answered, not overwritten."""
    actor = staff(request)
    application = selectors.application(number, by=actor)
    if verb not in {v.value for v in (*STEPS, *COUNTER)}:
        raise Hidden(verb)
    chosen, status = Verb(verb), 200
    allow(application, chosen, by=actor)  # the form too is only for who may take the step
    form = _form(application, chosen, request.POST if request.method == "POST" else None)
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                _take(application, chosen, form.cleaned_data, by=actor)
            except Refused as refusal:
                form, status = _refused(application, chosen, form, refusal), 409
            else:
                messages.success(request, _("已完成：%(step)s。") % {"step": wording.VERBS[chosen]})
                return redirect("applications:matter", number)
    return _page(request, application, chosen, form, status)


def _form(application: Application, verb: Verb, sent: Any) -> VersionedForm:
    initial = {"version": application.version}
    if verb in COUNTER:
        spec = application.item_version.spec
        return SupplementForm(spec, application.answers, paper=True, data=sent, initial=initial)
    return STEP_FORMS.get(verb, VersionedForm)(sent, initial=initial)


def _take(application: Application, verb: Verb, said: dict[str, Any], *, by: Actor) -> None:
    at = moments.now()
    if verb not in COUNTER:
        take(application.number, verb, said, by=by, at=at)
        return
    promised = {m.code for m in application.item_version.spec.materials if m.origin == "promise"}
    ticked = [name[2:] for name, value in said.items() if name.startswith("m-") and value]
    materials = {code: intake.PROMISED if code in promised else intake.PAPER for code in ticked}
    acceptance.supplement(application.number, materials=materials, by=by, at=at, version=said["version"])


def _refused(application: Application, verb: Verb, form: VersionedForm, refusal: Refused) -> VersionedForm:
    """The form again, with what was written; after Stale it stands on the newer state, which is shown beside it."""
    if isinstance(refusal, Stale):
        application.refresh_from_db()
        form = _form(application, verb, {**form.data.dict(), "version": application.version})  # type: ignore[attr-defined]
        form.is_valid()
    form.add_error(None, explained(refusal))
    return form


def _page(request: HttpRequest, application: Application, verb: Verb, form: VersionedForm, status: int) -> HttpResponse:
    seen = request.POST.get("version", "")
    news = presenting.since(application, int(seen)) if status == 409 and seen.isascii() and seen.isdecimal() else []
    page = {"application": application, "form": form, "verb": verb, "label": wording.VERBS[verb], "news": news}
    return render(request, "applications/step.html", page, status=status)
