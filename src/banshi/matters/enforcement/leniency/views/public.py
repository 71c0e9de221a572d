"""The list for everybody: which slips are forgiven, and what must I do?"""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from banshi.kernel.calendar import moments
from banshi.matters.enforcement.leniency import presenting, selectors, wording
from banshi.matters.enforcement.leniency.forms import ListFilter
from banshi.ui.paging import pager

PAGE = 20


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """柔性执法事项清单: by words, by list, by department."""
    today = moments.today()
    form = ListFilter(request.GET or None, departments=selectors.departments(today))
    asked = form.cleaned_data if form.is_valid() else {}
    found = selectors.listed(
        on=today, text=asked.get("q", ""), kind=asked.get("kind", ""), office=asked.get("office", "")
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page", ""))
    return render(request, "leniency/search.html", {"form": form, "page": page, **_context(request, page)})


def _turning(request: HttpRequest, page: Page) -> dict[str, str]:  # type: ignore[type-arg]
    """The addresses of the pages before and after, with what was asked."""
    return pager(page, **{name: str(value) for name, value in request.GET.items() if name != "page"})


def _context(request: HttpRequest, page: Page) -> dict[str, Any]:  # type: ignore[type-arg]
    return {
        **_turning(request, page),
        "rows": [presenting.short(slip) for slip in page.object_list],
        "all_rows": selectors.all_rows(),
        "departments": len(selectors.departments(moments.today())),
    }


@require_GET
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """One row: every condition, what goes with it, its law and its source."""
    return render(request, "leniency/slip.html", presenting.row_of(selectors.slip(code)))


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """成效: the four figures of a year, each with the cases behind it and nobody's name."""
    years = selectors.years() or [moments.today().year]
    year = next((one for one in years if str(one) == request.GET.get("year")), years[0])
    of = request.GET.get("of", "")
    of = of if of in selectors.COUNTED else "cases"
    first, last = date(year, 1, 1), date(year, 12, 31)
    page = Paginator(selectors.behind(of, first=first, last=last), PAGE).get_page(request.GET.get("page", ""))
    counted = {
        "years": years, "year": year, "label": wording.COUNTED[of], "page": page,
        "figures": selectors.figures(first=first, last=last),
        "addresses": {one: f"?year={year}&of={one}#cases" for one in selectors.COUNTED},
    }  # fmt: skip
    return render(request, "leniency/figures.html", counted | _turning(request, page))


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """公开的处罚决定 (行政处罚法 第四十八条)."""
    page = Paginator(selectors.published(), PAGE).get_page(request.GET.get("page", ""))
    return render(request, "leniency/decisions.html", {"page": page})
