"""Gives each request its actor, and turns what rules and access answer into pages or JSON."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from banshi.kernel.access import selectors
from banshi.kernel.access.actors import Actor
from banshi.kernel.calendar import moments


def actor_of(request: HttpRequest) -> Actor:
    user = request.user
    return selectors.actor(user, on=moments.today()) if user.is_authenticated else Actor.anonymous()


class ActorMiddleware:
    """request.actor: read when first needed, once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)
