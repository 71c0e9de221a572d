"""The office's desk: plans, draws step by step, tasks."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.matters.enforcement.inspections import forms, presenting, selectors
from banshi.matters.enforcement.inspections.drawing import beacons
from banshi.matters.enforcement.inspections.models import Draw, Plan
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.inspections.services import cases, draws, lots, plans, visits
from banshi.registers.offices import selectors as offices
from banshi.ui.outcomes import attempt


def staff(request: HttpRequest, *permissions: str) -> Actor:
    """A member of staff who holds one of the permissions somewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not any(actor.paths(one) for one in permissions or (Permission.READ,)):
        raise Forbidden(Permission.READ)
    return actor


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """双随机: what stands where."""
    actor = staff(request, Permission.READ, Permission.HOLD)
    page = presenting.desk_home(actor, moments.today()) | {"may_plan": bool(actor.paths(Permission.PLAN))}
    return render(request, "inspections/desk/home.html", page)


# Plans


def _office(actor: Actor) -> Any:
    """The office for which the actor writes plans."""
    found = offices.offices().filter(path__in=actor.paths(Permission.PLAN)).first()
    if found is None:
        raise Forbidden(Permission.PLAN)
    return found


def _plan_form(request: HttpRequest, office: Any, initial: dict[str, Any] | None = None) -> forms.PlanForm:
    others = (
        offices.subtree(f"/{office.path.strip('/').split('/')[0]}/").filter(level=office.level).exclude(pk=office.pk)
    )
    found = selectors.items_for_level(office, moments.today())
    return forms.PlanForm(
        request.POST if request.method == "POST" else None, initial=initial,
        items=[(one.pk, f"{one.office.label} · {one} · {one.get_kind_display()}") for one in found],
        offices=[(one.pk, one.label) for one in others], districts=presenting.districts(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """起草抽查计划."""
    actor = staff(request, Permission.PLAN)
    office = _office(actor)
    form = _plan_form(request, office)
    if request.method == "POST" and form.is_valid():
        try:
            made = plans.write(office.pk, form.wanted(), by=actor, at=moments.now())
            return redirect("inspections:desk_plan", made.number)
        except Refused as why:
            form.add_error(None, explained(why))
    return render(request, "inspections/desk/plan_form.html", {"form": form, "office": office})


@require_http_methods(["GET", "POST"])
def edit_plan(request: HttpRequest, number: str) -> HttpResponse:
    actor = staff(request, Permission.PLAN)
    found = selectors.plan(number, actor)
    form = _plan_form(request, found.office, presenting.plan_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            plans.edit(number, form.wanted(), by=actor, at=moments.now())
            return redirect("inspections:desk_plan", number)
        except Refused as why:
            form.add_error(None, explained(why))
    return render(request, "inspections/desk/plan_form.html", {"form": form, "office": found.office, "plan": found})


@require_GET
def plan(request: HttpRequest, number: str) -> HttpResponse:
    actor = staff(request)
    found = selectors.plan(number, actor)
    page = presenting.plan_page(found) | {"may": presenting.may(actor, found), "reason": forms.ReasonForm()}
    page |= {"pool": presenting.pool_preview(found, moments.today()), "draws": found.draws.order_by("-pk")}
    return render(request, "inspections/desk/plan.html", page)


@require_POST
def plan_step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    actor, now, reason = staff(request), moments.now(), request.POST.get("reason", "")[:200]
    steps: dict[str, Callable[[], Plan]] = {
        "approve": lambda: plans.approve(number, by=actor, at=now),
        "return": lambda: plans.send_back(number, reason=reason, by=actor, at=now),
        "publish": lambda: plans.publish(number, by=actor, at=now),
        "close": lambda: plans.close(number, by=actor, at=now),
    }
    if verb not in steps:
        raise Http404(verb)
    attempt(request, steps[verb], _("已办理。"))
    return redirect("inspections:desk_plan", number)


# Draws


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, number: str) -> HttpResponse:
    """封存名录 for a draw of this plan."""
    actor = staff(request, Permission.PLAN)
    found = selectors.plan(number, actor)
    form = _freeze_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            made = draws.freeze(number, form.terms(), by=actor, at=moments.now())
            return redirect("inspections:desk_draw", made.number)
        except Refused as why:
            form.add_error(None, explained(why))
    page = {"form": form, "plan": found, "pool": presenting.pool_preview(found, moments.today())}
    return render(request, "inspections/desk/freeze.html", page)


@require_http_methods(["GET", "POST"])
def run_again(request: HttpRequest, number: str) -> HttpResponse:
    """重新抽取 with the same frozen registers."""
    actor = staff(request, Permission.PLAN)
    failed = selectors.draw(number, actor)
    form = _freeze_form(request, failed.plan)
    if request.method == "POST" and form.is_valid():
        try:
            made = draws.run_again(number, form.terms(), by=actor, at=moments.now())
            return redirect("inspections:desk_draw", made.number)
        except Refused as why:
            form.add_error(None, explained(why))
    return render(request, "inspections/desk/freeze.html", {"form": form, "plan": failed.plan, "again": failed})


def _freeze_form(request: HttpRequest, found: Plan) -> forms.FreezeForm:
    today = moments.today()
    initial = {"draw_on": today + timedelta(days=2), "draw_time": time(10), "inspect_on": today + timedelta(days=5)}
    people = presenting.holders(today)
    given = request.POST if request.method == "POST" else None
    if len(people) > 1:
        initial |= {"first_holder": people[0][0], "second_holder": people[1][0]}
    return forms.FreezeForm(given, people=people, initial=initial)


@require_GET
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """One draw, step by step."""
    actor = staff(request, Permission.READ, Permission.HOLD)
    found = selectors.draw(number, actor)
    page = presenting.draw_page(found) | {"may": presenting.may(actor, found.plan)}
    page |= {
        "salts": list(found.salts.select_related("holder")),
        "salt_form": forms.SaltForm(),
        "beacon": forms.BeaconForm(second_source=found.second_source),
    }
    page["holders"] = presenting.office_names(salt.office for salt in page["salts"])
    page["mine"] = next((salt for salt in page["salts"] if salt.holder_id == actor.user_id), None)
    page |= {"reason": forms.ReasonForm(), "own_tasks": selectors.tasks(actor).filter(draw=found).order_by("pk")}
    page["ready"] = bool(found.round) and moments.now() >= found.draw_at
    return render(request, "inspections/desk/draw.html", page)


@require_POST
def draw_step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    actor, now = staff(request, Permission.READ, Permission.HOLD), moments.now()
    found = selectors.draw(number, actor)
    if verb == "seal":
        return _seal(request, found, actor, now)
    reason = request.POST.get("reason", "")[:200]
    steps: dict[str, Callable[[], Draw]] = {
        "commit": lambda: _commit(request, number, actor, now),
        "drop": lambda: draws.drop(number, reason=reason, by=actor, at=now),
        "reveal": lambda: lots.reveal(number, _beacon(request, found), by=actor, at=now),
    }
    if verb not in steps:
        raise Http404(verb)
    attempt(request, steps[verb], _("已办理。"))
    return redirect("inspections:desk_draw", number)


def _commit(request: HttpRequest, number: str, actor: Actor, now: datetime) -> Draw:
    made = draws.commit(number, by=actor, at=now)
    if not made.stamped_at:
        messages.warning(request, _("没有取得时间戳：公布的时刻只是一种说法，核验的人会看到这一点。"))
    return made


def _seal(request: HttpRequest, found: Draw, actor: Actor, now: datetime) -> HttpResponse:
    """The salt is shown once, to be kept on paper."""
    form = forms.SaltForm(request.POST)
    form.is_valid()
    try:
        value = draws.seal(found.number, salt=form.cleaned_data.get("salt", ""), by=actor, at=now)
    except Refused as why:
        messages.error(request, explained(why))
        return redirect("inspections:desk_draw", found.number)
    response = render(request, "inspections/desk/sealed.html", {"draw": found, "value": value})
    response["Cache-Control"] = "no-store"
    return response


def _beacon(request: HttpRequest, found: Draw) -> beacons.Beacon:
    """The lot as it was typed or in a file; the demonstration makes its own."""
    second, number = request.POST.get("second", "")[:200], found.round or 0
    if request.POST.get("demonstration") and presenting.demonstration(found):
        return lots.with_second(found, beacons.demonstrate(number), second)
    form = forms.BeaconForm(request.POST, request.FILES, second_source=found.second_source)
    if not form.is_valid():
        raise Refused("beacon_form", str(next(iter(form.errors.values()))[0]))
    said = form.cleaned_data
    lot = lots.beacon_of(said["file"].read()) if said["file"] else lots.beacon_typed(number, said["signature"])
    return lots.with_second(found, lot, second)


# Tasks


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, number: str) -> HttpResponse:
    """One task: its visits, its officers, and the form that replaces one of them."""
    actor = staff(request)
    found = selectors.task(number, actor)
    pair = [one for one in (found.first, found.second) if one]
    people = [(one.number, f"{one} {one.number}") for one in pair]
    form = forms.ReplaceForm(request.POST if request.method == "POST" else None, officers=people)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        attempt(request, lambda: lots.replace(number, **said, by=actor, at=moments.now()), _("已更换。"))
        return redirect("inspections:desk_task", number)
    today = moments.today()
    shown = selectors.visits(actor, today).filter(task=found).prefetch_related("findings__item").order_by("pk")
    page = {"task": found, "form": form, "rows": presenting.rows(shown, today), "early": found.inspect_on > today}
    page |= {"may": presenting.may(actor, found.draw.plan), "replacements": found.replacements.all()}
    return render(request, "inspections/desk/task.html", page)


@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """公示一个任务的全部结果."""
    actor = staff(request, Permission.PUBLISH)
    selectors.task(number, actor)
    attempt(request, lambda: visits.publish_task(number, by=actor, at=moments.now()), _("已公示。"))
    return redirect("inspections:desk_task", number)


@require_POST
def open_case(request: HttpRequest, number: str) -> HttpResponse:
    """立案 for one finding that is to be handled."""
    actor, now = staff(request), moments.now()
    selectors.visit(number, actor, moments.today())
    form = forms.CaseForm(request.POST, offences=selectors.offences(moments.today()))
    if form.is_valid():
        said = form.cleaned_data
        attempt(request, lambda: cases.open_case(number, **said, by=actor, at=now), _("已立案。"))
    else:
        messages.error(request, _("请选择违法行为。"))
    return redirect("inspections:visit", number)
