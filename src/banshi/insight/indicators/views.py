"""指标 pages: all figures at a glance; one indicator with its definition, its series and its areas; the records behind a
figure. Figures are for everybody. Records are for everybody where they are public anyway, else for staff, within scope."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from banshi.insight.indicators import selectors, spreadsheet
from banshi.insight.indicators.forms import PeriodForm
from banshi.insight.indicators.models import Definition
from banshi.insight.indicators.presenting import chart
from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.measures import Records

PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "indicators/list.html", {"readings": selectors.latest(moments.today())})


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    found = selectors.definition(code)
    form = PeriodForm(request.GET or None, today=moments.today())
    figure = selectors.figure(found, form.period, form.chosen_area)
    reading = selectors.Reading(found, form.period, form.chosen_area, figure.numerator, figure.denominator)
    series, areas = selectors.months(found, form.chosen_area), selectors.by_area(found)
    if not selectors.sees_everything(code, request.actor):  # type: ignore[attr-defined]
        reading, areas, series = selectors.for_public(reading, moments.today()), [], selectors.told(found, series)
    page = {
        "definition": found, "form": form, "reading": reading, "by_area": areas,
        "chart": chart(found, series) if series else None, "owner": selectors.owner(found), "query": _query(form),
        "opens": selectors.opens(figure.denominator_records.listing, request.actor),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "indicators/indicator.html", page)


@require_safe
def records(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind one number, fifty at a time, as far as the reader may see them."""
    found, form, part, total = _asked(request, code)
    rows = _visible(request, part)
    seen = rows.count()
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after[:18]))
    found_rows = list(rows.order_by("pk")[: PAGE + 1])
    older = (
        f"?{_query(form)}&" + urlencode({"part": _part(request), "after": found_rows[PAGE - 1].pk})
        if len(found_rows) > PAGE
        else ""
    )
    page = {
        "definition": found, "form": form, "part": _part(request), "query": _query(form), "total": total, "seen": seen,
        "listing": part.listing, "weight": part.weight, "rows": spreadsheet.table(part.listing, found_rows[:PAGE]), "older": older,
    }  # fmt: skip
    return render(request, "indicators/records.html", page)


@require_safe
def export(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """The same rows, all of them, for a spreadsheet."""
    _found, form, part, _total = _asked(request, code)
    rows = _visible(request, part).order_by("pk").iterator(chunk_size=2000)
    response = StreamingHttpResponse(spreadsheet.lines(part.listing, rows), content_type="text/csv; charset=utf-8")
    period = form.period
    name = f"{code}-{_part(request)}-{period.first}-{period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest, code: str) -> tuple[Definition, PeriodForm, Records, int]:
    found = selectors.definition(code)
    form = PeriodForm(request.GET, today=moments.today())
    part = selectors.part(selectors.figure(found, form.period, form.chosen_area), _part(request))
    return found, form, part, part.total()


def _part(request: HttpRequest) -> str:
    return request.GET.get("part", "denominator")


def _visible(request: HttpRequest, part: Records) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not selectors.opens(part.listing, actor):
        raise Forbidden("indicators.read")
    return part.listing.visible(part.rows, actor)


def _query(form: PeriodForm) -> str:
    period = form.period
    return urlencode({"from": str(period.first), "to": str(period.last), "area": form.chosen_area})
