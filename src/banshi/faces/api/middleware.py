"""The programs' own way in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils.translation import get_language_from_request, override

from banshi.kernel.access import answers
from banshi.kernel.actors import Actor

Handler = Callable[[HttpRequest], HttpResponseBase]


class TokenMiddleware:
    """令牌: a program that shows a token goes straight to the API. What browsers need does not lie on its way: sessions,
    forms, messages, what a page may run. So no session can speak for it, and no cache keeps what it gets. It reads
    the language that it asks for.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not shows_token(request):
            return self.get_response(request)
        with override(get_language_from_request(request)):
            return straight_to_the_api(request)


def shows_token(request: HttpRequest) -> bool:
    return answers.for_programs(request) and request.META.get("HTTP_AUTHORIZATION", "").startswith("Bearer ")


def straight_to_the_api(request: HttpRequest) -> HttpResponseBase:
    if not answers.is_plain(request):
        return answers.unreadable(request)
    # Nobody, until the token says who it is.
    request.actor = Actor.anonymous()  # type: ignore[attr-defined]
    found = request.resolver_match = resolve(request.path_info)
    response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    response.headers.setdefault("Cache-Control", "private, no-store")
    if isinstance(response, HttpResponse):  # one that streams does not know yet
        response.headers.setdefault("Content-Length", str(len(response.content)))
    return response
