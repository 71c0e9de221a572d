"""The office's pages: one application with everything about it and exactly the steps that are allowed; the counter."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.access.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.clock import Limit
from banshi.kernel.refusal import Refused
from banshi.matters.applications import intake, selectors, wording
from banshi.matters.applications.forms import STEP_FORMS, ApplyForm, VersionedForm
from banshi.matters.applications.permissions import Permission
from banshi.matters.applications.presenting import page_of
from banshi.matters.applications.rules import Verb
from banshi.matters.applications.services import acceptance, drafting, results, review
from banshi.matters.applications.services.drafting import Handed
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.catalogue.schema import ItemSpec
from banshi.registers.parties import services as parties


def staff(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.held:
        raise Forbidden("staff")
    return actor


@require_GET
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """办件: the matter's page."""
    actor = staff(request)
    page = page_of(selectors.application(number, by=actor), by=actor)
    page["steps"] = [(verb, label, verb in STEP_FORMS) for verb, label in page["verbs"]]
    return render(request, "applications/matter.html", page)


Step = Callable[..., Any]
STEPS: Mapping[Verb, Step] = {
    Verb.ANSWER_NOT_REQUIRED: acceptance.answer_not_required,
    Verb.ANSWER_NOT_COMPETENT: acceptance.answer_not_competent,
    Verb.NOTIFY: acceptance.notify,
    Verb.ACCEPT: acceptance.accept,
    Verb.SERVE: results.serve,
    Verb.START_SPECIAL: review.start_special,
    Verb.END_SPECIAL: review.end_special,
    Verb.EXTEND: review.extend,
    Verb.EXPLAIN_DELAY: review.explain_delay,
    Verb.GRANT: review.grant,
    Verb.REFUSE: review.refuse,
    Verb.TERMINATE: review.terminate,
    Verb.ISSUE: results.issue,
    Verb.DELIVER: results.deliver,
    Verb.ARCHIVE: results.archive,
    Verb.REVOKE: results.take_back,
    Verb.CANCEL: results.take_back,
}


def arguments(verb: Verb, cleaned: dict[str, Any], extension_unit: str = "wd") -> dict[str, Any]:
    """What a step's form says, as its service wants it."""
    given = dict(cleaned)
    if verb == Verb.NOTIFY:
        given["deficiencies"] = given["deficiencies"].splitlines()
    elif verb == Verb.START_SPECIAL:
        given["needed"] = Limit.parse(f"{given['needed']}wd")
    elif verb == Verb.EXTEND:
        given["asked"] = Limit.parse(f"{given.pop('days')}{extension_unit}")
    elif verb in (Verb.REVOKE, Verb.CANCEL):
        given["verb"] = verb
    return given


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step: its form, then the step itself. A newer state than the one shown is answered, not overwritten."""
    actor = staff(request)
    application = selectors.application(number, by=actor)
    if verb not in {v.value for v in STEPS}:
        raise Hidden(verb)
    chosen = Verb(verb)
    form = STEP_FORMS.get(chosen, VersionedForm)(request.POST or None, initial={"version": application.version})
    if request.method == "POST" and form.is_valid():
        given = arguments(chosen, form.cleaned_data, application.extension_limit.lstrip("0123456789") or "wd")
        try:
            STEPS[chosen](number, **given, by=actor, at=moments.now())
        except Refused as refusal:
            form.add_error(None, f"{_(refusal.message)} {refusal.article}".strip())
        else:
            messages.success(request, _("已完成：%(step)s。") % {"step": wording.VERBS[chosen]})
            return redirect("applications:matter", number)
    page = {"application": application, "form": form, "verb": chosen, "label": wording.VERBS[chosen]}
    return render(request, "applications/step.html", page, status=409 if form.is_bound else 200)


class CounterForm(forms.Form):
    """窗口收件: who stands at the counter. The card is read or typed; the number goes no further than the register."""

    kind = forms.ChoiceField(
        label=gettext_lazy("申请人"), choices=[("person", gettext_lazy("个人")), ("organisation", gettext_lazy("单位"))]
    )
    name = forms.CharField(label=gettext_lazy("姓名或名称"), max_length=200)
    number = forms.CharField(
        label=gettext_lazy("证件号码"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """窗口收件: take in an application at the counter; paper counts as handed in."""
    actor = staff(request)
    version = catalogue.find(code, moments.today())
    if version is None or not actor.may(Permission.RECEIVE, office_path=version.office.path, matter="application"):
        raise Hidden(code)
    sent = request.POST or None
    who = CounterForm(sent, initial={"kind": "organisation" if version.spec.applicant == "organisation" else "person"})
    answers = {name[2:]: value for name, value in (request.POST or request.GET).items() if name.startswith("q-")}
    form = ApplyForm(version.spec, answers=answers, met={}, known={}, data=sent)
    for field in form.papers:
        form.fields[field.name] = forms.BooleanField(label=field.label, required=False)
    if sent and request.POST.get("action") == "submit" and who.is_valid():
        try:
            party = _register(who.cleaned_data, by=actor)
            handed = Handed(answers, _sent(request, "f-"), _taken_in(request, version.spec))
            application = drafting.submit(code, party=party, handed=handed, by=actor, at=moments.now(), channel="1")
        except intake.Invalid as invalid:
            form.show({name: _(text) for name, text in invalid.errors.items()})
        except Refused as refusal:
            who.add_error("number", _(refusal.message))
        else:
            return redirect("applications:matter", application.number)
    bound = bool(sent and request.POST.get("action") == "submit")
    return render(
        request,
        "applications/receive.html",
        {"version": version, "who": who, "form": form},
        status=422 if bound else 200,
    )


def _register(who: dict[str, str], *, by: Actor) -> Any:
    at = moments.now()
    if who["kind"] == "person":
        return parties.register_person(name=who["name"], citizen_id=who["number"], by=by, at=at)
    return parties.register_organisation(name=who["name"], credit_code=who["number"], by=by, at=at)


def _sent(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in request.POST.items() if name.startswith(prefix)}


def _taken_in(request: HttpRequest, spec: ItemSpec) -> dict[str, str]:
    """Ticked at the counter: paper taken in, or the promise signed."""
    promised = {m.code for m in spec.materials if m.origin == "promise"}
    return {code: intake.PROMISED if code in promised else intake.PAPER for code in _sent(request, "m-")}
