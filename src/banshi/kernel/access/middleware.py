"""Gives each request its actor, ends old sessions, and turns what rules and access answer into pages or JSON.

What somebody who is logged in gets is kept by no cache, neither on the way nor in a browser that the next person uses.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from banshi.kernel.access import answers, selectors, sessions
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments

Handler = Callable[[HttpRequest], HttpResponse]

# What staff may open before the second factor: the pages that set it up, and those that are about nobody.
BEFORE_SECOND_FACTOR = (
    "/staff/2fa/",
    "/staff/logout/",
    "/staff/reauthenticate/",
    "/i18n/",
    "/ui/preferences/",
    "/static/",
)


def actor_of(request: HttpRequest) -> Actor:
    user = request.user
    return selectors.actor(user, on=moments.today()) if user.is_authenticated else Actor.anonymous()


class ActorMiddleware:
    """request.actor: read when first needed, once."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answers.answer(request, exception)


class SessionMiddleware:
    """会话期限: a session that is over is ended before anything reads it; staff without a second factor set one up."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if sessions.logged_in(request) and request.user.is_authenticated:
            if sessions.has_ended(request, at=moments.now()):
                logout(request)
                messages.info(request, _("登录已超时，请重新登录。"))
            elif sessions.second_factor_missing(request) and not request.path.startswith(BEFORE_SECOND_FACTOR):
                return redirect("mfa_activate_totp")
        response = self.get_response(request)
        if sessions.logged_in(request) or "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class PlainTextMiddleware:
    """NUL is no text, and no column holds it: a request whose address or form carries one is told so (400)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        return None if answers.is_plain(request) else answers.unreadable(request)
