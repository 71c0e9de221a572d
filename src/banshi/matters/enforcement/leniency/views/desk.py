"""The officers' pages: the cases of the office, filing one, the case with its assessment and exactly the steps that are allowed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused, Stale
from banshi.kernel.translation import explained
from banshi.matters.enforcement.leniency import presenting, selectors, stepping, wording
from banshi.matters.enforcement.leniency.forms import STEP_FORMS, FileForm, OnTheSpotForm
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.permissions import Permission
from banshi.matters.enforcement.leniency.procedure import State, Verb
from banshi.matters.enforcement.leniency.services import decision, investigation
from banshi.matters.enforcement.leniency.services.steps import allow
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import selectors as parties

GRAVE = (Verb.RETURN, Verb.WITHDRAW, Verb.RECUSE)
PAGE = 20


def staff(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.paths(Permission.READ):
        raise Forbidden("leniency")
    return actor


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """本机关的案件, the newest first, with the three counters and the relieved amount of the year."""
    actor, today = staff(request), moments.today()
    found = selectors.scope(actor).select_related("offence").order_by("-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page", ""))
    figures = [
        selectors.figures(first=today.replace(month=1, day=1), last=today, within=path)
        for path in actor.paths(Permission.READ)
    ]
    rows = [(case, wording.STATES[State(case.state)]) for case in page.object_list]
    may = {"may_file": bool(actor.paths(Permission.FILE)), "may_propose": bool(actor.paths(Permission.PROPOSE))}
    return render(request, "leniency/desk/home.html", {"rows": rows, "page": page, "figures": figures[0], **may})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """立案."""
    actor = staff(request)
    if not actor.paths(Permission.FILE):
        raise Forbidden("file")
    form = FileForm(request.POST or None)
    if form.is_bound and form.is_valid():
        case = _filed(form, by=actor)
        if case:
            return redirect("leniency:matter", case.number)
    return render(request, "leniency/desk/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _filed(form: FileForm, *, by: Actor) -> Case | None:
    """File it for the office of the officer; who is not known or no offence is said in the form."""
    said = form.cleaned_data
    office = _own_office(by, Permission.FILE)
    numbers = [said["id_number"], *said["joint"].splitlines()]
    party, *joint = [parties.find(number.strip().upper()) for number in numbers if number.strip()]
    if party is None or None in joint or office is None:
        form.add_error("id_number" if party is None else "joint", _("没有找到该当事人，请先在窗口登记。"))
        return None
    try:
        offence = investigation.offence(said["offence"].strip())
        return investigation.file(
            offence, party=party, joint=[one for one in joint if one], office=office, source=said["source"],
            act_on=said["act_on"], by=by, at=moments.now(),
        )  # fmt: skip
    except Hidden:
        form.add_error("offence", _("没有这个违法行为代码。"))
    except Refused as refusal:
        form.add_error(None, explained(refusal))
    return None


def _own_office(by: Actor, permission: Permission) -> Any:
    return offices.offices().filter(path__startswith=by.paths(permission)[0]).order_by("path").first()


@require_http_methods(["GET", "POST"])
def on_the_spot(request: HttpRequest) -> HttpResponse:
    """当场处罚 (第五十一条): two officers, certain facts, a small amount; the decision is made here and now."""
    actor = staff(request)
    if not actor.paths(Permission.PROPOSE):
        raise Forbidden("on_the_spot")
    office = _own_office(actor, Permission.PROPOSE)
    others = [one for one in stepping.certified(office) if one[0] != actor.user_id]
    form = OnTheSpotForm(request.POST or None, others=others)
    if form.is_bound and form.is_valid():
        case = _decided(form, office, by=actor)
        if case:
            return redirect("leniency:matter", case.number)
    return render(request, "leniency/desk/on_the_spot.html", {"form": form}, status=422 if form.is_bound else 200)


def _decided(form: OnTheSpotForm, office: Any, *, by: Actor) -> Case | None:
    """Decide, or say in the form what stands against it."""
    said, at = form.cleaned_data, moments.now()
    party = parties.find(said["id_number"].strip().upper())
    if party is None:
        form.add_error("id_number", _("没有找到该当事人，请先在窗口登记。"))
        return None
    try:
        return decision.decide_on_the_spot(
            investigation.offence(said["offence"].strip()), party=party, office=office,
            accounts=(by.user_id or 0, said["other"]), said=form.said(moments.day_of(at)), effect=Effect(said["effect"]),
            imposed_cents=said["imposed"], reason=said["reason"], by=by, at=at,
        )  # fmt: skip
    except Hidden:
        form.add_error("offence", _("没有这个违法行为代码。"))
    except Refused as refusal:
        form.add_error(None, explained(refusal))
    return None


@require_GET
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """One case: what was found, what the law makes of it and why, and what may be done now."""
    actor = staff(request)
    case = selectors.case(number, by=actor)
    page = presenting.page_of(case, by=actor)
    page["steps"] = [(verb, label, verb in STEP_FORMS, verb in GRAVE) for verb, label in page["verbs"]]
    if case.said:
        page |= presenting.weighed(case)
    return render(request, "leniency/desk/matter.html", page)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step: its form, then the step itself."""
    actor = staff(request)
    case, chosen = selectors.case(number, by=actor), stepping.step(verb)
    allow(case, chosen, by=actor)
    form = stepping.form_for(case, chosen, request.POST if request.method == "POST" else None, today=moments.today())
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            stepping.take(case, chosen, form, by=actor, at=moments.now())
        except Refused as refusal:
            form, status = _refused(case, chosen, form, refusal), 409
        else:
            messages.success(request, _("已完成：%(step)s。") % {"step": wording.VERBS[chosen]})
            return redirect("leniency:matter", number)
    return render(request, "leniency/desk/step.html", _page(case, chosen, form), status=status)


def _refused(case: Case, verb: Verb, form: Any, refusal: Refused) -> Any:
    """Say why in the form; after a newer state the next attempt is about that one."""
    if isinstance(refusal, Stale):
        sent = form.data.copy()
        sent["version"] = Case.objects.values_list("version", flat=True).get(pk=case.pk)
        form = stepping.form_for(case, verb, sent, today=moments.today())
        form.is_valid()
    form.add_error(None, explained(refusal))
    return form


def _page(case: Case, verb: Verb, form: Any) -> dict[str, Any]:
    page = {"case": case, "verb": verb, "form": form, "label": wording.VERBS[verb]}
    return page | (presenting.weighed(case) if case.said and verb in (Verb.PROPOSE, Verb.RECONSIDER) else {})
