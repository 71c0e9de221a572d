"""The list for everybody: which slips are forgiven, and what must I do?"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from banshi.kernel.calendar import moments
from banshi.matters.enforcement.leniency import presenting, selectors
from banshi.matters.enforcement.leniency.forms import ListFilter

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


def _context(request: HttpRequest, page) -> dict:  # type: ignore[no-untyped-def, type-arg]
    kept = request.GET.copy()
    kept.pop("page", None)
    query = f"{kept.urlencode()}&" if kept else ""
    return {
        "rows": [presenting.short(slip) for slip in page.object_list],
        "newer": f"?{query}page={page.number - 1}" if page.has_previous() else "",
        "older": f"?{query}page={page.number + 1}" if page.has_next() else "",
        "all_rows": selectors.all_rows(),
        "departments": len(selectors.departments(moments.today())),
    }


@require_GET
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """One row: every condition, what goes with it, its law and its source."""
    return render(request, "leniency/slip.html", presenting.row_of(selectors.slip(code)))


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """公开的处罚决定 (行政处罚法 第四十八条)."""
    page = Paginator(selectors.published(), PAGE).get_page(request.GET.get("page", ""))
    return render(request, "leniency/decisions.html", {"page": page})
