"""信用网站 for everybody: organisations by code or name, what may be shown of them and until when, and by which rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from banshi.kernel.actors import Hidden
from banshi.kernel.calendar import moments
from banshi.registers.credit import explaining, showing
from banshi.registers.credit.models import RecordKind
from banshi.registers.credit.selectors import deliveries, lists, measures, proceedings, standing, subjects
from banshi.registers.credit.selectors.records import Place


def asked(request: HttpRequest, name: str = "q") -> str:
    given = request.POST if request.method == "POST" else request.GET
    return given.get(name, "").replace("\x00", "").strip()[:60]


def sent_on(request: HttpRequest, route: str) -> HttpResponse | None:
    """What is typed into a search is sent in the body first: a person's number stays in no address and on no page."""
    text = asked(request)
    if subjects.is_personal(text):
        return redirect(f"{reverse(route)}?person")
    if request.method == "POST":
        return redirect(f"{reverse(route)}?{urlencode({'q': text})}" if text else route)
    return None


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """公共信用信息查询."""
    if elsewhere := sent_on(request, "credit:search"):
        return elsewhere
    text = asked(request)
    page = {
        "q": text, "found": subjects.search(text), "most": subjects.MOST, "personal": "person" in request.GET,
        "state": deliveries.state(), "account": deliveries.account(), "cases": sum(measures.figures().values()),
        "companies": proceedings.companies(proceedings.repaired()), "listed": lists.organisations_on(moments.today()),
    }  # fmt: skip
    return render(request, "credit/search.html", page)


@require_safe
def subject(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: what may be shown today."""
    found, today = subjects.organisation(code), moments.today()
    if found is None:
        raise Hidden("subject")
    shown, place = standing.public_page(found, Place.of(asked(request, "after")), on=today)
    page = {
        "subject": found, "entries": showing.public(shown, on=today), "state": deliveries.state(),
        "older": showing.older_url(request.GET, place), "later": "after" in request.GET,
        "listed": lists.of_subject(found.sid, today),
    }  # fmt: skip
    return render(request, "credit/subject.html", page)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """公示规则: which regime shows what for how long, what is never shown, and how records find their subject."""
    page = {
        "groups": explaining.groups(), "kinds": RecordKind.objects.filter(retired_on=None),
        "links": deliveries.link_rules(),
    }  # fmt: skip
    return render(request, "credit/rules.html", page)
