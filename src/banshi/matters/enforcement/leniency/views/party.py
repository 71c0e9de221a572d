"""The party's own pages: where the case stands, showing the correction from the phone, answering the notice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.files import services as files
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.matters.enforcement.leniency import presenting, selectors, wording
from banshi.matters.enforcement.leniency.forms import STEP_FORMS, VersionedForm
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.procedure import Verb
from banshi.matters.enforcement.leniency.services import investigation, proposal


def resident(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    return actor


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的案件."""
    rows = [(case, wording.STATES[case.state]) for case in selectors.of_residents(resident(request))[:50]]  # type: ignore[index]
    return render(request, "leniency/mine.html", {"rows": rows})


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """案件进展: what is asked of me, until when, and what was decided and why."""
    actor = resident(request)
    return render(request, "leniency/case.html", presenting.page_of(selectors.case(number, by=actor), by=actor))


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: str) -> HttpResponse:
    """提交改正情况, with a photo."""
    return _answer(request, number, Verb.SHOW)


@require_http_methods(["GET", "POST"])
def defend(request: HttpRequest, number: str) -> HttpResponse:
    """陈述、申辩."""
    return _answer(request, number, Verb.DEFEND)


def _answer(request: HttpRequest, number: str, verb: Verb) -> HttpResponse:
    actor = resident(request)
    found = selectors.case(number, by=actor)
    if verb not in selectors.allowed(found, by=actor):
        return redirect("leniency:case", number)
    form = STEP_FORMS[verb](request.POST or None, request.FILES or None, initial={"version": found.version})
    if form.is_bound and form.is_valid() and _taken(form, found, verb, by=actor):
        messages.success(request, _("已提交。"))
        return redirect("leniency:case", number)
    page = {"case": found, "form": form, "label": wording.VERBS[verb]}
    return render(request, "leniency/answer.html", page, status=422 if form.is_bound else 200)


def _taken(form: VersionedForm, case: Case, verb: Verb, *, by: Actor) -> bool:
    """Do it; what is refused is said in the form."""
    said, at = dict(form.cleaned_data), moments.now()
    try:
        if verb == Verb.DEFEND:
            proposal.defend(case.number, **said, by=by, at=at)
            return True
        upload = said.pop("photo")
        if upload:
            stored = files.store(upload, by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=at)
            said["photo"] = str(stored.pk)
        investigation.show(case.number, **said, by=by, at=at)
    except Refused as refusal:
        form.add_error(None, explained(refusal))
        return False
    return True
