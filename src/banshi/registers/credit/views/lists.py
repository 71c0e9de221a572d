"""名单与联合奖惩: the public lists and the catalogue of measures, the subject's own entry, the officers' desk."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
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
from banshi.registers.credit.forms import STEP_FORMS, AnswerForm, ProposeForm, VersionedForm
from banshi.registers.credit.models import JointMeasure, Listing
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules.proceedings import Verb
from banshi.registers.credit.selectors import lists as selectors
from banshi.registers.credit.selectors import measures as measure_selectors
from banshi.registers.credit.selectors import proceedings, subjects
from banshi.registers.credit.services import lists, measures
from banshi.registers.credit.services.steps import allow
from banshi.registers.credit.views.repairs import resident
from banshi.registers.credit.views.requests import staff
from banshi.registers.offices import selectors as offices
from banshi.ui.paging import pager

PAGE = 20
STEPS: Mapping[Verb, Callable[..., Listing]] = {
    Verb.NOTIFY: lists.notify,
    Verb.STATE: lists.state,
    Verb.HEAR: lists.hear,
    Verb.LIST: lists.enter,
    Verb.DROP: lists.drop,
    Verb.ASK_EXIT: lists.ask_exit,
    Verb.EXIT: lists.leave,
    Verb.STAY: lists.stay,
}
GRAVE = (Verb.LIST,)


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """守信激励名单、严重失信主体名单: who stands in which today, why, by which law, until when."""
    chosen = next((one for one in selectors.all_lists() if one.pk == request.GET.get("list")), None)
    found = selectors.standing_on(moments.today())
    found = found.filter(list=chosen) if chosen else found
    asked = request.GET.get("q", "").strip()[:60]
    found = found.filter(party_name__contains=asked) if asked else found
    page = Paginator(found, PAGE).get_page(request.GET.get("page", ""))
    shown = {"lists": selectors.all_lists(), "chosen": chosen, "page": page, "q": asked}
    return render(request, "credit/lists.html", shown | pager(page, list=chosen.pk if chosen else "", q=asked))


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """联合奖惩措施清单: every measure with its law and its grounds."""
    names = {one.pk: one.label for one in selectors.all_lists()} | presenting.kind_names()
    rows = [
        (one, [names.get(ground, ground) for ground in one.row["grounds"]])
        for one in JointMeasure.objects.filter(retired_on=None)
    ]
    return render(request, "credit/measures.html", {"rows": rows, "figures": measure_selectors.figures()})


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """联合奖惩案例: which measure was applied by which office, by which law, when; to whom is not said."""
    figures = measure_selectors.figures()
    kind = asked if (asked := request.GET.get("kind", "")) in figures else ""
    page = Paginator(measure_selectors.cases(kind), PAGE).get_page(request.GET.get("page", ""))
    names = {one.path: one.label for one in offices.offices()}
    rows = [(one, names.get(one.office_path, ""), wording.MATTERS.get(one.matter, one.matter)) for one in page]
    shown = {"rows": rows, "kind": kind, "figures": figures, "sum": sum(figures.values())}
    return render(request, "credit/cases.html", shown | pager(page, kind=kind))


@never_cache
@require_GET
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """Its subject's page: what is proposed and why, what was decided, when it ends."""
    actor = resident(request)
    page = presenting.entry_of(selectors.find(number, by=actor), by=actor)
    return render(request, "credit/entry.html", page)


@require_http_methods(["GET", "POST"])
def entry_step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """陈述、申辩; 申请提前移出."""
    actor = resident(request)
    found = selectors.find(number, by=actor)
    chosen = next((one for one in proceedings.allowed(found, by=actor) if one == verb), None)
    if chosen is None:
        return redirect("credit:entry", number)
    form, done = _step(request, found, chosen, by=actor)
    if done:
        messages.success(request, _("已提交。"))
        return redirect("credit:entry", number)
    page = {"one": found, "form": form, "label": wording.VERBS[chosen]}
    return render(request, "credit/entry_step.html", page, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """名单: the entries of my offices."""
    actor = staff(request)
    page = Paginator(selectors.running(actor), PAGE).get_page(request.GET.get("page", ""))
    rows = [(one, proceedings.state_words(one.state)) for one in page.object_list]
    shown = {"rows": rows, "may_propose": bool(actor.paths(Permission.HANDLE))}
    return render(request, "credit/desk/lists.html", shown | pager(page))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """提出列入建议."""
    actor = staff(request)
    if not actor.paths(Permission.HANDLE):
        raise Forbidden("propose")
    form = ProposeForm(request.POST or None, lists=[(one.pk, one.label) for one in selectors.all_lists()])
    if form.is_bound and form.is_valid():
        made = _proposed(form, by=actor)
        if made:
            return redirect("credit:desk_entry", made.number)
    shown = {"form": form, "lists": selectors.all_lists()}
    return render(request, "credit/desk/list_new.html", shown, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def desk_entry(request: HttpRequest, number: str) -> HttpResponse:
    """One entry with exactly the steps that are allowed."""
    actor = staff(request)
    page = presenting.entry_of(selectors.find(number, by=actor), by=actor)
    page["steps"] = [(verb, label, verb in STEP_FORMS, verb in GRAVE) for verb, label in page["verbs"]]
    return render(request, "credit/desk/entry.html", page)


@require_http_methods(["GET", "POST"])
def desk_step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of the office."""
    actor = staff(request)
    found = selectors.find(number, by=actor)
    chosen = next((one for one in STEPS if one == verb), None)
    if chosen is None:
        raise Hidden(verb)
    allow(found, chosen, by=actor)
    form, done = _step(request, found, chosen, by=actor)
    if done:
        messages.success(request, _("已完成：%(step)s。") % {"step": wording.VERBS[chosen]})
        return redirect("credit:desk_entry", number)
    page = {"one": found, "form": form, "label": wording.VERBS[chosen]}
    status = 200 if not form.is_bound else 409 if form.is_valid() else 422
    return render(request, "credit/desk/entry_step.html", page, status=status)


@never_cache
@require_GET
def desk_measures(request: HttpRequest) -> HttpResponse:
    """联合奖惩: what my offices met, unanswered first; or only those of one figure."""
    mine, asked = measure_selectors.scope(_answers(request)), request.GET.get("show", "")
    figures = measure_selectors.figures(mine, measure_selectors.WHICH)
    found = measure_selectors.which(mine, asked).order_by("outcome", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page", ""))
    show = asked if asked in figures else ""
    shown = {"page": page, "figures": figures, "show": show, "matters": wording.MATTERS}
    return render(request, "credit/desk/measures.html", shown | pager(page, show=show))


@require_http_methods(["GET", "POST"])
def desk_measure(request: HttpRequest, number: str) -> HttpResponse:
    """One measure that was met, and the answer to it."""
    actor = _answers(request)
    action = measure_selectors.action(number, by=actor)
    may = not action.outcome and actor.may(Permission.ANSWER, office_path=action.office_path)
    if request.method == "POST" and not actor.may(Permission.ANSWER, office_path=action.office_path):
        raise Forbidden(Permission.ANSWER)
    form = AnswerForm(request.POST or None)
    if form.is_bound and form.is_valid() and _done(form, measures.answer, number, by=actor):
        messages.success(request, _("已答复。"))
        return redirect("credit:desk_measures")
    page = {"action": action, "form": form, "may": may}
    return render(request, "credit/desk/measure.html", page, status=422 if form.is_bound else 200)


def _answers(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not {*actor.paths(Permission.READ), *actor.paths(Permission.ANSWER)}:
        raise Forbidden("measures")
    return actor


def _step(request: HttpRequest, found: Listing, verb: Verb, *, by: Actor) -> tuple[Form, bool]:
    """The form of a step, and whether the step is done; a refusal is said in the form."""
    form = STEP_FORMS.get(verb, VersionedForm)(request.POST or None, initial={"version": found.version})
    if not form.is_bound or not form.is_valid():
        return form, False
    return form, _done(form, STEPS[verb], found.number, by=by)


def _done(form: Form, service: Callable[..., Any], number: str, *, by: Actor) -> bool:
    try:
        service(number, **form.cleaned_data, by=by, at=moments.now())
    except Refused as refusal:
        form.add_error(None, explained(refusal))
        return False
    return True


def _proposed(form: ProposeForm, *, by: Actor) -> Listing | None:
    """Propose it for the officer's own office; what is not known is said in the form."""
    said = form.cleaned_data
    subject = subjects.organisation(said["code"].strip().upper())
    office = offices.offices().filter(path__startswith=by.paths(Permission.HANDLE)[0]).order_by("path").first()
    if subject is None or office is None:
        form.add_error("code", _("没有这个统一社会信用代码的主体。"))
        return None
    try:
        return lists.propose(
            said["list"], sid=subject.sid, reasons=said["reasons"], office=office, by=by, at=moments.now()
        )
    except Refused as refusal:
        form.add_error(None, explained(refusal))
        return None
