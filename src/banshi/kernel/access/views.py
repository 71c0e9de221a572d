"""Pages of staff log-in and account administration. Who may open them is decided by permissions, not by links."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as library
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.access import demo, selectors, services
from banshi.kernel.access.forms import GiveGrant, LockAccount, NewPassword, OpenAccount
from banshi.kernel.access.models import Grant, User
from banshi.kernel.access.permissions import Permission
from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused


class StaffLogin(LoginView):  # type: ignore[misc]
    """工作人员登录: password, then the second factor. In a demonstration the page names the accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {} if settings.PRODUCTION else {"accounts": selectors.demo_staff(), "password": demo.PASSWORD}
        return super().get_context_data(**kwargs) | {"demonstration": shown}


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """双因素验证: six digits, a passkey or a recovery code. In a demonstration the page shows the digits."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        shown = "" if settings.PRODUCTION else demo.totp_code(user.username)
        return super().get_context_data(**kwargs) | {"demonstration_code": shown}


def staff_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The library's pages about passwords and second factors are for staff; a resident has neither."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.kind != "staff":  # type: ignore[attr-defined]
            raise Forbidden("staff")
        return view(request, *args, **kwargs)

    return guarded


@staff_only
def change_password(request: HttpRequest) -> HttpResponseBase:
    if not request.user.has_usable_password():  # type: ignore[union-attr]
        raise Refused("no_password", "该账号没有密码，请联系系统管理员设置初始密码。")
    return library.password_change(request)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The account is locked after five failures: until when, and who can help."""
    return render(request, "access/locked_out.html", status=429)


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    actor = _must(request, Permission.READ)
    found = selectors.staff(request.GET.get("q", ""))
    return render(request, "access/accounts.html", {"accounts": found, "may_open": _may(actor, Permission.ACCOUNTS)})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    actor = _must(request, Permission.ACCOUNTS)
    form = OpenAccount(request.POST or None)
    if form.is_valid():
        user = services.create_staff(**form.cleaned_data, by=actor, at=moments.now())
        return redirect("access_account", user.username)
    return render(request, "access/open.html", {"form": form})


@require_GET
def account(request: HttpRequest, username: str) -> HttpResponse:
    actor = _must(request, Permission.READ)
    user = _staff(username)
    told = {"account": user, "grants": selectors.grants(user), "today": moments.today()}
    told["may_grant"], told["may_lock"] = _may(actor, Permission.GRANT), _may(actor, Permission.LOCK)
    told["may_open"], told["password_form"] = _may(actor, Permission.ACCOUNTS), NewPassword()
    told["grant_form"] = GiveGrant(initial={"first": moments.today()})
    return render(request, "access/account.html", told | {"lock_form": LockAccount()})


@require_POST
def grant(request: HttpRequest, username: str) -> HttpResponse:
    actor = _must(request, Permission.GRANT)
    user, form = _staff(username), GiveGrant(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"role": form.cleaned_data["role"].pk}
        services.grant(user, **given, by=actor, at=moments.now())
        return redirect("access_account", username)
    return render(request, "access/grant.html", {"account": user, "form": form}, status=422)


@sensitive_post_parameters("password")
@require_POST
def new_password(request: HttpRequest, username: str) -> HttpResponse:
    actor = _must(request, Permission.ACCOUNTS)
    user, form = _staff(username), NewPassword(request.POST)
    if form.is_valid():
        services.set_password(user, password=form.cleaned_data["password"], by=actor, at=moments.now())
        return redirect("access_account", username)
    return render(request, "access/grant.html", {"account": user, "form": form}, status=422)


@require_POST
def lock(request: HttpRequest, username: str) -> HttpResponse:
    actor = _must(request, Permission.LOCK)
    user, form = _staff(username), LockAccount(request.POST)
    if form.is_valid():
        verbs = {"lock": services.lock, "unlock": services.unlock, "reset": services.reset_second_factor}
        verbs[form.cleaned_data["verb"]](user, reason=form.cleaned_data["reason"], by=actor, at=moments.now())
        return redirect("access_account", username)
    return render(request, "access/grant.html", {"account": user, "form": form}, status=422)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actor = _must(request, Permission.GRANT)
    given = Grant.objects.filter(pk=pk).select_related("user").first()
    if given is None:
        raise Http404
    services.revoke(given, by=actor, at=moments.now())
    return redirect("access_account", given.user.username)


def _must(request: HttpRequest, permission: Permission) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not _may(actor, permission):
        raise Forbidden(permission)
    return actor


def _may(actor: Actor, permission: Permission) -> bool:
    return bool(actor.paths(permission))


def _staff(username: str) -> User:
    user = User.objects.filter(username=username, kind="staff").first()
    if user is None:
        raise Http404
    return user
