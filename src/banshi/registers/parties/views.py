"""居民登录 and 我的信息: log-in by one-time code or province identity; what the city holds about me, and who acts for me."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated
from banshi.registers.parties import entering, forms, selectors, services
from banshi.registers.parties.models import Party

PAGE = ["GET", "POST"]


@sensitive_post_parameters("phone")
@never_cache
@require_http_methods(PAGE)
def login(request: HttpRequest) -> HttpResponse:
    form = forms.Mobile(request.POST or None)
    if request.method == "GET":
        entering.remember_next(request)
    if form.is_valid() and _done(
        form, lambda: entering.ask(request, form.cleaned_data["phone"], purpose="login", at=moments.now())
    ):
        return redirect("resident_code")
    return render(request, "parties/login.html", {"form": form, "province": _province()})


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(PAGE)
def code(request: HttpRequest) -> HttpResponse:
    asked, form, now = entering.waiting(request), forms.Code(request.POST or None), moments.now()
    if asked is None:
        return redirect("resident_login")
    if form.is_valid() and (
        number := _done(form, lambda: entering.prove(request, form.cleaned_data["code"], purpose="login", at=now))
    ):
        if person := entering.holder(number):
            return redirect(entering.enter(request, person, method="phone", at=now))
        entering.remember_proven(request, number, at=now)
        return redirect("resident_who")
    return render(request, "parties/code.html", {"form": form, "asked": asked, "again": "resident_login"})


@sensitive_post_parameters("name", "citizen_id")
@never_cache
@require_http_methods(PAGE)
def who(request: HttpRequest) -> HttpResponse:
    form, now = forms.Who(request.POST or None), moments.now()
    number = entering.proven(request, at=now)
    if not number:
        return redirect("resident_login")
    if form.is_valid():
        given = {"name": form.cleaned_data["name"], "citizen_id": form.cleaned_data["citizen_id"]}
        if person := _done(form, lambda: services.sign_up(**given, phone=number, at=now)):
            return redirect(entering.enter(request, person, method="phone", at=now))
    return render(request, "parties/who.html", {"form": form})


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    person = _oneself(request)
    told: dict[str, Any] = {"person": person, "memberships": selectors.memberships(person)}
    told["held"], told["offers"] = selectors.agencies_held(person), selectors.offers_to(person)
    told["given"] = selectors.agencies_given([principal.pk for principal in _principals(person)])
    return render(request, "parties/me.html", told)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    person = services.note_export(by=_actor(request), at=moments.now())
    response = JsonResponse(selectors.export(person), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(PAGE)
def name(request: HttpRequest) -> HttpResponse:
    person = _oneself(request)
    form = forms.Name(request.POST or None, initial={"name": person.name})
    if form.is_valid() and _done(
        form, lambda: services.correct_name(**form.cleaned_data, by=_actor(request), at=moments.now())
    ):
        return _back(request, _("姓名已更正。"))
    return render(request, "parties/form.html", {"form": form, "heading": _("更正姓名"), "button": _("更正")})


@sensitive_post_parameters("phone")
@require_http_methods(PAGE)
def phone(request: HttpRequest) -> HttpResponse:
    _oneself(request)
    form = forms.Mobile(request.POST or None)
    if form.is_valid() and _done(
        form, lambda: entering.ask(request, form.cleaned_data["phone"], purpose="phone", at=moments.now())
    ):
        return redirect("me_phone_code")
    return render(request, "parties/form.html", {"form": form, "heading": _("变更手机号码"), "button": _("获取验证码")})


@require_http_methods(PAGE)
def phone_code(request: HttpRequest) -> HttpResponse:
    _oneself(request)
    asked, form, now = entering.waiting(request), forms.Code(request.POST or None), moments.now()
    if asked is None or asked.purpose != "phone":
        return redirect("me_phone")
    if form.is_valid() and (
        number := _done(form, lambda: entering.prove(request, form.cleaned_data["code"], purpose="phone", at=now))
    ):
        services.change_phone(phone=number, by=_actor(request), at=now)
        return _back(request, _("手机号码已变更，下次请用新号码登录。"))
    return render(request, "parties/code.html", {"form": form, "asked": asked, "again": "me_phone"})


@require_http_methods(PAGE)
def organisations(request: HttpRequest) -> HttpResponse:
    _oneself(request)
    form = forms.Organisation(request.POST or None)
    if form.is_valid() and _done(
        form, lambda: services.join_organisation(**form.cleaned_data, by=_actor(request), at=moments.now())
    ):
        return _back(request, _("单位已关联。"))
    return render(request, "parties/form.html", {"form": form, "heading": _("关联单位"), "button": _("关联")})


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    services.leave_organisation(pk, by=_actor(request), at=moments.now())
    return _back(request, _("已解除与单位的关联。"))


@require_http_methods(PAGE)
def agents(request: HttpRequest) -> HttpResponse:
    person = _oneself(request)
    form = forms.OfferAgency(request.POST or None)
    form.fields["principal"].choices = [(p.pk, p.name) for p in _principals(person)]  # type: ignore[attr-defined]
    if form.is_valid():
        given = dict(form.cleaned_data)
        principal = int(given.pop("principal"))
        if _done(form, lambda: services.offer_agency(principal, **given, by=_actor(request), at=moments.now())):
            return _back(request, _("已记录。对方用该手机号登录并同意后，代理生效。"))
    return render(request, "parties/form.html", {"form": form, "heading": _("指定代理人"), "button": _("指定")})


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    services.accept_agency(pk, by=_actor(request), at=moments.now())
    return _back(request, _("您已同意代理。"))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    services.end_agency(pk, by=_actor(request), at=moments.now())
    return _back(request, _("代理已终止。"))


def _done(form: Form, act: Callable[[], Any]) -> Any:
    """What the service returned (True for nothing); a refusal becomes the form's own message."""
    try:
        result = act()
    except Refused as why:
        form.add_error(None, translated(why.message))
        return None
    return True if result is None else result


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _oneself(request: HttpRequest) -> Party:
    person = selectors.of_account(_actor(request).user_id) if _actor(request).kind == "resident" else None
    if person is None:
        raise Forbidden("resident")
    return person


def _principals(person: Party) -> list[Party]:
    led = [member.organisation for member in selectors.memberships(person) if member.role == "legal"]
    return [person, *led]


def _back(request: HttpRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("me")


def _province() -> str:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return translated(apps[0]["name"]) if apps else ""
