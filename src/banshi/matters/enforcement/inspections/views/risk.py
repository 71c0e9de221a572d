"""风险分类: the method for everybody, a company's class with its reasons for itself, and the desk's two buttons."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banshi.kernel.actors import Forbidden
from banshi.kernel.calendar import moments
from banshi.matters.enforcement.inspections import selectors
from banshi.matters.enforcement.inspections.risk import showing
from banshi.matters.enforcement.inspections.services import classes
from banshi.matters.enforcement.inspections.views.desk import staff
from banshi.matters.enforcement.inspections.views.registers import check_keeper
from banshi.ui.outcomes import attempt


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """风险分类方法 as it stands today, or stood on the day that is asked for."""
    today = moments.today()
    page = showing.method_page(_day(request.GET.get("on", "")) or today) | {"today": today}
    return render(request, "inspections/risk/method.html", page)


@require_safe
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """我的风险分类: of a company for which this resident acts; of any other there is no such page."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    one = next((one for one in selectors.own_objects(actor) if one.credit_code == code), None)
    if one is None:
        raise Http404(code)
    page = showing.classed(one, moments.today(), whole=True) | {"changes": one.changes.order_by("-changed_at")[:10]}
    return render(request, "inspections/risk/mine.html", page)


@require_POST
def classify(request: HttpRequest, code: str) -> HttpResponse:
    """按方法评定 one company."""
    actor = staff(request)
    selectors.object_of(code, actor)
    check_keeper(actor)
    attempt(request, lambda: classes.classify(code, by=actor, at=moments.now()), _("已按方法评定。"))
    return redirect("inspections:desk_object", code)


@require_POST
def classify_all(request: HttpRequest) -> HttpResponse:
    """启用: all companies, now and every night."""
    actor = staff(request)
    check_keeper(actor)
    done = _("已开始评定全部检查对象，以后每晚再评定一次。")
    attempt(request, lambda: classes.order(by=actor, at=moments.now()), done)
    return redirect("inspections:desk_objects")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
