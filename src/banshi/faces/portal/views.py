"""The pages of the portal. All are open to everybody; none shows anything about a person but the reader's own name."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from banshi.faces.portal import selectors
from banshi.faces.portal.forms import ItemFilter
from banshi.kernel.calendar import moments
from banshi.registers.catalogue import selectors as catalogue
from banshi.ui import preferences

PAGE = 24


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    applicant = "organisation" if request.GET.get("for") == "organisation" else "person"
    elder = preferences.read(request, "elder") == "on"
    template = "portal/home_elder.html" if elder else "portal/home.html"
    return render(request, template, selectors.home(applicant, moments.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def elder(request: HttpRequest) -> HttpResponse:
    """GET shows the elder home; POST keeps the choice in a cookie."""
    if request.method == "POST":
        response = redirect("portal:home")
        preferences.write(response, "elder", request.POST.get("elder", ""), secure=request.is_secure())
        return response
    return render(request, "portal/home_elder.html", selectors.home("person", moments.today()) | {"elder": "on"})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:60]
    found = catalogue.search(query, on=moments.today()) if query else catalogue.published(moments.today()).none()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/search.html", {"query": query, "page": page, "count": page.paginator.count})


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:60]
    found = selectors.suggestions(query, moments.today())
    return render(request, "portal/_suggestions.html", {"query": query, "found": found})


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    form = ItemFilter(request.GET)
    page = Paginator(catalogue.search(on=moments.today(), **form.wanted()), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "count": page.paginator.count}
    return render(request, "portal/items.html", context)


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "portal/item.html", {"guide": _guide(request, code), "layout": "ui/portal_base.html"})


@require_safe
def item_print(request: HttpRequest, code: str) -> HttpResponse:
    address = request.build_absolute_uri(request.path.removesuffix("print/"))
    context = {"guide": _guide(request, code), "layout": "portal/print_base.html", "printing": True, "address": address}
    return render(request, "portal/item.html", context)


@require_safe
def item_versions(request: HttpRequest, code: str) -> HttpResponse:
    versions = list(catalogue.versions(code))
    if not versions:
        raise Http404
    return render(request, "portal/item_versions.html", {"versions": versions, "code": code, "today": moments.today()})


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/my.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    count = catalogue.published(moments.today()).count()
    return render(request, "portal/about.html", {"item_count": count})


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/offline.html")


def _guide(request: HttpRequest, code: str) -> selectors.Guide:
    try:
        asked = date.fromisoformat(request.GET["on"]) if request.GET.get("on") else None
        return selectors.guide(code, moments.now(), asked, request.GET.dict())
    except (ValueError, catalogue.NotInForce) as missing:
        raise Http404 from missing
