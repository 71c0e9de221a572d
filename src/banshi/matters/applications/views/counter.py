"""窗口收件: the counter takes in an application for somebody who stands before it; paper counts as handed in."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated
from banshi.matters.applications import intake
from banshi.matters.applications.forms import ApplyForm
from banshi.matters.applications.permissions import Permission
from banshi.matters.applications.rules import MATTER, State
from banshi.matters.applications.services import drafting, results
from banshi.matters.applications.services.drafting import Handed
from banshi.matters.applications.views.desk import staff
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.catalogue.schema import ItemSpec
from banshi.registers.parties import selectors as known_parties
from banshi.registers.parties import services as parties
from banshi.registers.parties.introductions import Introduction, introduced

ABOUT = {"citizen_id": "number", "credit_code": "number", "mobile": "phone"}  # which field a refusal is about


class CounterForm(forms.Form):
    """Who stands at the counter. The card is read or typed; the number goes no further than the register."""

    kind = forms.ChoiceField(
        label=gettext_lazy("申请人"), choices=[("person", gettext_lazy("个人")), ("organisation", gettext_lazy("单位"))]
    )
    name = forms.CharField(label=gettext_lazy("姓名或名称"), max_length=100)
    number = forms.CharField(
        label=gettext_lazy("证件号码"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=gettext_lazy("手机号码（用来通知，可不填）"),
        required=False,
        max_length=11,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    key = forms.CharField(
        widget=forms.HiddenInput, min_length=8, max_length=64
    )  # a second press makes no second matter

    def __init__(self, applicant: str, *, known: bool = False, data: Any = None) -> None:
        kind = "organisation" if applicant == "organisation" else "person"
        super().__init__(data, initial={"kind": kind, "key": secrets.token_urlsafe(16)})
        if applicant != "both":
            self.fields["kind"].widget = forms.HiddenInput()
        for name in ("kind", "name", "number", "phone") if known else ():
            del self.fields[name]  # the queue has said who it is


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """The form of one item at the counter."""
    actor = staff(request)
    version = catalogue.find(code, moments.today())
    if version is None:
        raise Hidden(code)
    require(actor, Permission.RECEIVE, office_path=version.office.path, matter=MATTER)
    sent = request.POST if request.method == "POST" else None
    submitted = sent is not None and sent.get("action") in ("submit", "serve")
    visit = introduced(request.GET.get("visit", ""))
    answers = {name[2:]: str(value) for name, value in (sent or request.GET).items() if name.startswith("q-")}
    who = CounterForm(version.spec.applicant, known=visit is not None, data=sent)
    form = ApplyForm(
        version.spec, answers=answers, met={}, known=_known(version.spec, visit), data=sent, at_counter=True
    )
    if submitted and who.is_valid():
        try:
            application = _take_in(request, version, who.cleaned_data, answers, visit, by=actor)
            messages.success(request, _("已当场办结。") if application.ended else _("已收件。"))
            if visit:
                request.session["visit"] = [application.number, visit.back]
            return redirect("applications:matter", application.number)
        except intake.Invalid as invalid:
            form.show({name: translated(text) for name, text in invalid.errors.items()})
        except Refused as refusal:
            who.add_error(ABOUT.get(refusal.code), translated(refusal.message))
    if sent is not None and not submitted:
        who.errors.clear()
        form.errors.clear()
    page = {
        "version": version, "who": who, "form": form, "elsewhere": _elsewhere(version.spec, answers), "visit": visit,
        "may_serve": _may_serve(version, actor),
    }  # fmt: skip
    return render(request, "applications/receive.html", page, status=422 if submitted else 200)


@transaction.atomic
def _take_in(
    request: HttpRequest, version: Any, who: dict[str, str], answers: dict[str, str], visit: Introduction | None, *,
    by: Actor,
) -> Any:  # fmt: skip
    """Take it in; 当场办结 does the rest in the same breath, so that nobody waits for a second page."""
    party = visit.party if visit else _register(who, by=by)
    known = _known(version.spec, visit)
    filled = {code: _plain(value, known.get(code), party) for code, value in _sent(request, "f-").items()}
    application = drafting.submit(
        version.code, party=party, handed=Handed(answers, filled, _taken_in(request, version.spec)), by=by,
        at=moments.now(), channel="1", idempotency_key=f"counter-{who['key']}", version=version,
    )  # fmt: skip
    if request.POST.get("action") == "serve" and application.state == State.SUBMITTED:
        return results.serve(application.number, by=by, at=moments.now())
    return application


def _known(spec: ItemSpec, visit: Introduction | None) -> dict[str, str]:
    """What the register knows of the person, masked: the clerk sees that it is filled in, not the number itself."""
    if visit is None:
        return {}
    said = {
        "party.name": visit.party.name,
        "party.id_number": visit.party.id_masked,
        "party.phone": visit.party.phone_masked,
    }
    return {field.code: said[field.prefill] for field in spec.fields if said.get(field.prefill or "")}


def _plain(value: str, masked: str | None, party: Any) -> str:
    """A field left as it was filled in stands for the number behind the mask."""
    if masked is None or value != masked:
        return value
    return {party.id_masked: known_parties.id_number, party.phone_masked: known_parties.phone}.get(masked, _same)(party)


def _same(party: Any) -> str:
    return str(party.name)


def _may_serve(version: Any, actor: Actor) -> bool:
    """即办件 may be finished at once by who holds that permission."""
    path = version.office.path
    return version.spec.case_type == "1" and actor.may(Permission.SERVE, office_path=path, matter=MATTER)


def _register(who: dict[str, str], *, by: Actor) -> Any:
    at = moments.now()
    if who["kind"] == "person":
        return parties.register_person(name=who["name"], citizen_id=who["number"], phone=who["phone"], by=by, at=at)
    return parties.register_organisation(name=who["name"], credit_code=who["number"], phone=who["phone"], by=by, at=at)


def _sent(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): str(value) for name, value in request.POST.items() if name.startswith(prefix)}


def _taken_in(request: HttpRequest, spec: ItemSpec) -> dict[str, str]:
    """Ticked at the counter: paper taken in, or the promise signed."""
    promised = {m.code for m in spec.materials if m.origin == "promise"}
    return {code: intake.PROMISED if code in promised else intake.PAPER for code in _sent(request, "m-")}


def _elsewhere(spec: ItemSpec, answers: dict[str, str]) -> Any:
    code = intake.elsewhere(spec, answers)
    return catalogue.find(code, moments.today()) if code else None
