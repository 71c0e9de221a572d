"""The API: the same services and rules as the pages, for programs. Its document is /api/openapi.json."""

from functools import cache
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from banshi.faces.api.auth import SessionAuth, TokenAuth
from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated


class Renderer(BaseRenderer):
    """JSON as pydantic writes it, like the requests it reads."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


class Api(NinjaAPI):
    """Its document changes only with the program, and takes half a second: each process puts it together once."""

    @cache  # noqa: B019 -- there is one API as long as the process lives
    def _document(self, path_prefix: str) -> OpenAPISchema:
        return super().get_openapi_schema(path_prefix=path_prefix)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return self._document(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


api = Api(
    title="Banshi 办事",
    version="1",
    description="Government service matters: items, applications, appointments, certificates. 中文见各字段说明。",
    auth=[TokenAuth(), SessionAuth()],
    renderer=Renderer(),
    urls_namespace="api",
    docs_decorator=require_safe,
    docs=Swagger(settings={"validatorUrl": None}),  # nobody outside is told what this city's API looks like
)


def answer(request: HttpRequest, status: int, code: str, message: str, **more: Any) -> HttpResponse:
    return api.create_response(
        request, {"code": code, "message": message, "article": "", "errors": {}, **more}, status=status
    )


@api.exception_handler(Refused)
def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """409: the law or the state of things does not allow it; 422 when a field has to be put right."""
    errors = {name: translated(text) for name, text in getattr(why, "errors", {}).items()}
    return answer(
        request, 422 if errors else 409, why.code, translated(why.message), article=why.article, errors=errors
    )


@api.exception_handler(Hidden)
@api.exception_handler(Http404)
def hidden(request: HttpRequest, why: Hidden | Http404) -> HttpResponse:
    return answer(request, 404, "not_found", _("没有找到。"))


@api.exception_handler(Forbidden)
def forbidden(request: HttpRequest, why: Forbidden) -> HttpResponse:
    return answer(request, 403, "forbidden", _("没有权限。"))


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, why: AuthenticationError) -> HttpResponse:
    return answer(request, 401, "unauthenticated", _("请先登录，或者使用有效的访问令牌。"))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, why: ValidationError) -> HttpResponse:
    errors = {".".join(str(part) for part in error["loc"][1:]) or "body": error["msg"] for error in why.errors}
    return answer(request, 422, "invalid", _("请求的内容不符合接口说明。"), errors=errors)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, why: HttpError) -> HttpResponse:
    return answer(request, why.status_code, "bad_request", str(why))


@api.exception_handler(BadRequest)
@api.exception_handler(SuspiciousOperation)  # among them: more megabytes than anybody writes
def bad_request(request: HttpRequest, why: BadRequest | SuspiciousOperation) -> HttpResponse:
    return answer(request, 400, "bad_request", _("请求无法读取。"))
