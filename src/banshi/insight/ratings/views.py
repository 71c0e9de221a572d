"""好差评 pages: the resident's, the one behind the QR code, the office's, and what everybody may see."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.insight.ratings import links, presenting, rules, selectors, services
from banshi.insight.ratings.forms import MonthForm, RateForm, ReplyForm, StateForm
from banshi.insight.ratings.permissions import Permission
from banshi.kernel.actors import Actor, Forbidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.matters.applications import selectors as applications
from banshi.matters.applications.permissions import Permission as Delivery

PAGE = 50


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _staff(request: HttpRequest, permission: Permission) -> Actor:
    actor = _actor(request)
    if actor.kind != "staff" or not actor.paths(permission):
        raise Forbidden(permission)
    return actor


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """评价: by the applicant or agent; afterwards the same address shows it, and what the office answered."""
    application = selectors.rateable(number, by=_actor(request))
    given = selectors.of(application)
    if given:
        return render(request, "ratings/rated.html", {"application": application, "rating": presenting.own(given)})
    rules.check_ended(application.state)
    form = RateForm(request.POST or None, online=selectors.is_online(application))
    if request.method == "POST" and form.is_valid():
        services.give(number, **form.cleaned_data, channel=_channel(request), by=_actor(request), at=moments.now())
        messages.success(request, _("谢谢您的评价。"))
        return redirect("ratings:rate", number)
    page = {"application": application, "form": form, "address": links.address(number)}
    return render(request, "ratings/rate.html", page, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def rate_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """扫码评价: no log-in; it says which item and when, but not whose."""
    number = links.number(token)
    application = selectors.rateable(number, by=_actor(request), token=token)
    if selectors.of(application):
        return redirect("ratings:thanks")
    rules.check_ended(application.state)
    rules.check_link(selectors.ended_on(application), moments.today())
    form = RateForm(request.POST or None, online=selectors.is_online(application))
    if request.method == "POST" and form.is_valid():
        services.give(
            number, **form.cleaned_data, channel=_device(request), token=token, by=_actor(request), at=moments.now()
        )
        return redirect("ratings:thanks")
    page = {"application": application, "form": form, "by_link": True}
    return render(request, "ratings/rate.html", page, status=422 if form.is_bound else 200)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "ratings/thanks.html")


def _channel(request: HttpRequest) -> str:
    return "mobile" if "Mobi" in request.headers.get("User-Agent", "") else "pc"


def _device(request: HttpRequest) -> str:
    """The code is scanned with a phone, unless the hall's own device opened the page and says so (`?via=pad`)."""
    via = request.GET.get("via", "")
    return via if via in rules.DEVICES else "qr"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """评价公开: counts of a month by office and level, none so small or so fresh that it points at a person."""
    form, today = MonthForm(request.GET), moments.today()
    month = form.is_valid() and form.cleaned_data["month"] or (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    month = min(month, today.replace(day=1))
    return render(request, "ratings/overview.html", presenting.overview(month, today))


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """差评台账: the bad ratings of my offices, the first feedback due soonest above."""
    actor = _staff(request, Permission.READ)
    form = StateForm(request.GET or None)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = list(selectors.bad(actor, state=state)[: PAGE + 1])
    page = {"form": form, "rows": presenting.rows(found[:PAGE], moments.today()), "more": len(found) > PAGE}
    return render(request, "ratings/desk.html", page)


@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """差评: read, verify, answer. Who handled the matter sees the level only."""
    actor = _staff(request, Permission.READ)
    found = selectors.rating(number, by=actor)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(number, **form.cleaned_data, by=actor, at=moments.now())
        except Refused as refusal:
            form.add_error(None, explained(refusal))
        else:
            messages.success(request, _("已反馈。"))
            return redirect("ratings:matter", number)
    page = presenting.at_desk(found, actor) | {"form": form}
    return render(request, "ratings/matter.html", page, status=409 if form.is_bound else 200)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    services.close(number, by=_staff(request, Permission.HANDLE), at=moments.now())
    messages.success(request, _("已办结。"))
    return redirect("ratings:matter", number)


@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """评价小票: the QR code, printed by who hands over the result. Nobody else holds it, so nobody rates for the applicant."""
    actor = _actor(request)
    if actor.kind != "staff":
        raise Forbidden("staff")
    application = applications.application(number, by=actor)
    require(actor, Delivery.DELIVER, office_path=application.office_path, matter="application")
    rules.check_ended(application.state)
    until = selectors.ended_on(application) + timedelta(days=rules.LINK_DAYS)
    page = {"application": application, "address": links.address(number), "until": until}
    return render(request, "ratings/slip.html", page)
