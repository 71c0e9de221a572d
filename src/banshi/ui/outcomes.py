"""How what a page was asked to do went, said on the page that comes next."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained


def attempt(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Do it, and say how it went. False if it was refused."""
    try:
        act()
    except Refused as why:
        messages.error(request, explained(why))
        return False
    if done:
        messages.success(request, done)
    return True
