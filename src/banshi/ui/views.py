"""The reader's preferences, and the style guide (demonstration and test only)."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from banshi.ui import preferences
from banshi.ui.samples import SampleForm, samples


@require_POST
def set_preference(request: HttpRequest) -> HttpResponse:
    response = redirect(_next(request))
    for name in preferences.CHOICES:
        if name in request.POST:
            preferences.write(response, name, request.POST[name], secure=request.is_secure())
    return response


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    if settings.PRODUCTION:
        raise Http404
    form = SampleForm(request.GET or None)
    return render(request, "ui/style_guide.html", {"form": form, **samples()})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"
