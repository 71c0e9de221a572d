"""两库 at the desk: objects with their import, inspectors with their recusals."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained, translated
from banshi.matters.enforcement.inspections import forms, pools, presenting, selectors
from banshi.matters.enforcement.inspections.importing import Faulty
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.inspections.risk import showing
from banshi.matters.enforcement.inspections.services import classes, registers
from banshi.matters.enforcement.inspections.views.desk import staff
from banshi.ui.outcomes import attempt
from banshi.ui.paging import pager

PAGE = 50


def keeps(actor: Actor) -> bool:
    """Does one keep the register of objects, which is the whole city's?"""
    return actor.may(Permission.REGISTER, office_path=registers.CITY)


def check_keeper(actor: Actor) -> None:
    if not keeps(actor):
        raise Forbidden(Permission.REGISTER)


@require_http_methods(["GET", "POST"])
def objects(request: HttpRequest) -> HttpResponse:
    """检查对象名录库, and its import."""
    actor = staff(request)
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    faults: list[dict[str, Any]] = []
    if request.method == "POST":
        check_keeper(actor)
        if form.is_valid():
            faults = _import(request, form, actor)
            if not faults and not form.errors:
                return redirect("inspections:desk_objects")
    page = _objects(request, actor) | {"may_import": keeps(actor), "import": form, "faults": faults}
    return render(request, "inspections/desk/objects.html", page)


def _objects(request: HttpRequest, actor: Any) -> dict[str, Any]:
    asked = forms.RegisterFilter(request.GET or None)
    said = asked.cleaned_data if asked.is_valid() else {}
    query = said.get("q", "").replace("\x00", "")
    found = selectors.objects(actor, query, said.get("risk", ""))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {"form": asked, "rows": list(page), "count": page.paginator.count}
    return shown | pager(page, q=query, risk=said.get("risk", ""))


def _import(request: HttpRequest, form: forms.ImportForm, actor: Any) -> list[dict[str, Any]]:
    said = form.cleaned_data
    try:
        new, changed = registers.import_objects(said["file"].read(), reason=said["reason"], by=actor, at=moments.now())
        messages.success(request, _("已导入：新增%(new)s户，变更%(changed)s户。") % {"new": new, "changed": changed})
    except Faulty as why:
        return [{"line": fault.line, "message": translated(fault.message)} for fault in why.faults]
    except Refused as why:
        form.add_error(None, explained(why))
    return []


def _keeper(request: HttpRequest) -> Actor:
    """Who keeps the register of objects, which is the whole city's."""
    actor = staff(request)
    check_keeper(actor)
    return actor


@require_http_methods(["GET", "POST"])
def new_object(request: HttpRequest) -> HttpResponse:
    """新增检查对象, one by hand."""
    actor = _keeper(request)
    form = forms.NewObjectForm(request.POST or None, districts=presenting.districts())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = registers.register_object(
                said["credit_code"], form.row(), reason=said["reason"], by=actor, at=moments.now()
            )
            messages.success(request, _("已入库。"))
            return redirect("inspections:desk_object", made.credit_code)
        except Refused as why:
            form.add_error("credit_code" if why.code == "credit_code" else None, explained(why))
    return render(request, "inspections/desk/register_form.html", {"form": form, "of_objects": True})


@require_POST
def strike_object(request: HttpRequest, code: str) -> HttpResponse:
    """出库: deregistered, struck off, moved away."""
    actor, reason = _keeper(request), request.POST.get("reason", "")[:200]
    selectors.object_of(code, actor)
    attempt(request, lambda: registers.strike_object(code, reason=reason, by=actor, at=moments.now()), _("已出库。"))
    return redirect("inspections:desk_object", code)


@require_http_methods(["GET", "POST"])
def edit_object(request: HttpRequest, code: str) -> HttpResponse:
    """检查对象: its data and its history of classes."""
    actor = staff(request)
    one = selectors.object_of(code, actor)
    if request.method == "POST":
        check_keeper(actor)
    given = request.POST if request.method == "POST" else None
    form = forms.ObjectForm(given, districts=presenting.districts(), initial=forms.ObjectForm.initial_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            registers.edit_object(code, form.row(), reason=reason, by=actor, at=moments.now())
            return redirect("inspections:desk_objects")
        except Refused as why:
            form.add_error(None, explained(why))
    page: dict[str, Any] = {
        "object": one,
        "form": form,
        "may_edit": keeps(actor),
        "strike": forms.ReasonForm(auto_id="strike_%s"),
    }
    page["suggestion"] = classes.suggested(one, moments.today())
    page |= {} if one.left_at else showing.classed(one, moments.today(), whole=False)
    told = one.visits.filter(selectors.known(actor, moments.today())).select_related("task")
    page |= {"changes": one.changes.order_by("-changed_at"), "visits": told.order_by("-pk")[:20]}
    return render(request, "inspections/desk/object.html", page)


@require_POST
def adopt_class(request: HttpRequest, code: str) -> HttpResponse:
    """按信用状况调整分类."""
    actor = staff(request)
    selectors.object_of(code, actor)
    check_keeper(actor)
    attempt(request, lambda: classes.adopt(code, by=actor, at=moments.now()), _("已按信用状况调整分类。"))
    return redirect("inspections:desk_object", code)


@require_GET
def inspectors(request: HttpRequest) -> HttpResponse:
    """执法检查人员名录库."""
    actor = staff(request)
    page = Paginator(selectors.inspectors(actor), PAGE).get_page(request.GET.get("page"))
    told = {
        "rows": list(page),
        "count": page.paginator.count,
        "today": moments.today(),
        "may_add": bool(actor.paths(Permission.REGISTER)),
    }
    return render(request, "inspections/desk/inspectors.html", told | pager(page))


@require_http_methods(["GET", "POST"])
def new_inspector(request: HttpRequest) -> HttpResponse:
    """新增执法检查人员: with certificate, fields and districts; recusals follow on his page."""
    actor = staff(request, Permission.REGISTER)
    form = forms.NewInspectorForm(
        request.POST or None, districts=presenting.districts(), offices=presenting.offices_of(actor)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = registers.register_inspector(**form.arguments(), by=actor, at=moments.now())
            messages.success(request, _("已入库。请登记应当回避的检查对象。"))
            return redirect("inspections:desk_inspector", made.number)
        except Refused as why:
            form.add_error(None, explained(why))
    return render(request, "inspections/desk/register_form.html", {"form": form})


@require_POST
def strike_inspector(request: HttpRequest, number: str) -> HttpResponse:
    """出库: no longer an officer of this field."""
    actor, reason = staff(request), request.POST.get("reason", "")[:200]
    selectors.inspector(number, actor)
    attempt(
        request, lambda: registers.strike_inspector(number, reason=reason, by=actor, at=moments.now()), _("已出库。")
    )
    return redirect("inspections:desk_inspector", number)


@require_http_methods(["GET", "POST"])
def inspector(request: HttpRequest, number: str) -> HttpResponse:
    """One officer: certificate, fields, districts, recusals."""
    actor = staff(request)
    one = selectors.inspector(number, actor)
    may_edit = actor.may(Permission.REGISTER, office_path=one.office.path)
    if request.method == "POST" and not may_edit:
        raise Forbidden(Permission.REGISTER)
    given = request.POST if request.method == "POST" else None
    form = forms.InspectorForm(given, districts=presenting.districts(), initial=forms.InspectorForm.initial_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            registers.edit_inspector(number, **form.arguments(), by=actor, at=moments.now())
            return redirect("inspections:desk_inspectors")
        except Refused as why:
            form.add_error(None, explained(why))
    page = {"inspector": one, "form": form, "recusals": selectors.recusals(one), "recusal": forms.RecusalForm()}
    page |= {"may_edit": may_edit and not one.left_at, "oneself": one.account_id == actor.user_id and not one.left_at}
    page |= {"strike": forms.ReasonForm(auto_id="strike_%s"), "districts": presenting.district_names(one.districts)}
    page["load"] = pools.loads(moments.today().year, moments.now())[number]
    return render(request, "inspections/desk/inspector.html", page)


@require_POST
def recuse(request: HttpRequest, number: str) -> HttpResponse:
    """登记回避."""
    actor = staff(request)
    selectors.inspector(number, actor)
    form = forms.RecusalForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        attempt(request, lambda: registers.recuse(number, **said, by=actor, at=moments.now()), _("已登记回避。"))
    else:
        messages.error(request, _("请填写统一社会信用代码和理由。"))
    return redirect("inspections:desk_inspector", number)


@require_POST
def lift(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """解除回避."""
    actor = staff(request)
    selectors.inspector(number, actor)
    reason = request.POST.get("reason", "")[:200]
    attempt(request, lambda: registers.lift_recusal(pk, reason=reason, by=actor, at=moments.now()), _("已解除回避。"))
    return redirect("inspections:desk_inspector", number)
