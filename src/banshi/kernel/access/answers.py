"""What a person or program reads when a step is not possible: 403, 404 and 409 as page, fragment or JSON."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated

STAFF_ADDRESSES = ("/desk/", "/staff/", "/board/", "/hall/")


def answer(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The response to what rules and access raise; nothing for every other exception."""
    if isinstance(exception, Refused):
        return refused(request, exception)
    if isinstance(exception, Hidden):
        return hidden(request, exception)
    if isinstance(exception, Forbidden):
        return forbidden(request, exception)
    return None


def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """409: the law or the state of things does not allow it now."""
    told = {"code": why.code, "message": translated(why.message), "article": why.article}
    if for_programs(request):
        return JsonResponse(told, status=409, json_dumps_params={"ensure_ascii": False})
    template = "access/_refused.html" if request.headers.get("HX-Request") else "access/refused.html"
    return render(request, template, told, status=409)


def hidden(request: HttpRequest, why: Hidden) -> HttpResponse:
    """404: for this actor there is no such thing."""
    if for_programs(request):
        return JsonResponse({"code": "not_found", "message": _("没有找到。"), "article": ""}, status=404)
    return defaults.page_not_found(request, why)


def forbidden(request: HttpRequest, why: Forbidden) -> HttpResponse:
    """403; a visitor who has not logged in is asked to."""
    if for_programs(request):
        return JsonResponse({"code": "forbidden", "message": _("没有权限。"), "article": ""}, status=403)
    if request.user.is_authenticated:
        return defaults.permission_denied(request, why)
    return log_in_again(request) if request.headers.get("HX-Request") else redirect(_door(request))


def is_plain(request: HttpRequest) -> bool:
    """Is what was sent text? Then there is no NUL in it."""
    sent = [request.GET] if for_programs(request) else [request.GET, request.POST]  # programs send JSON
    texts = (text for form in sent for name, values in form.lists() for text in (name, *values))
    return "\0" not in request.path and not any("\0" in text for text in texts)


def unreadable(request: HttpRequest) -> HttpResponse:
    """400: what was sent is no text."""
    if for_programs(request):
        return JsonResponse({"code": "bad_request", "message": _("请求无法读取。"), "article": ""}, status=400)
    return defaults.bad_request(request, BadRequest())


def log_in_again(request: HttpRequest) -> HttpResponse:
    """401 in the place of the part that asked: a page left open past its session says so, and asks no more."""
    answer = render(request, "access/_log_in_again.html", {"door": _door(request)}, status=401)
    answer["HX-Reswap"] = "outerHTML"
    return answer


def _door(request: HttpRequest) -> str:
    """Where one logs in to come back to what was asked for."""
    name = "account_login" if request.path.startswith(STAFF_ADDRESSES) else "resident_login"
    return f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}"


def for_programs(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
