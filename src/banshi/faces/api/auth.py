"""Who calls: a token in the Authorization header, or the session of somebody who is logged in (then with CSRF)."""

from typing import Any

from django.db import connection
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from banshi.faces.api import services
from banshi.kernel.access import selectors
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments

SAFE = ("GET", "HEAD", "OPTIONS")
HOLDER = """
    SELECT token.scopes, account.id, account.name, account.kind
    FROM api_token token JOIN access_user account ON account.id = token.user_id
    WHERE token.digest = %s AND token.revoked_at IS NULL AND token.expires_on >= %s AND account.is_active"""


class TokenAuth(HttpBearer):
    """令牌: one statement finds token and account."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        today = moments.today()
        with connection.cursor() as cursor:
            cursor.execute(HOLDER, [services.digest(token), today])
            found = cursor.fetchone()
        if found is None or ("read" if request.method in SAFE else "write") not in found[0]:
            return None
        request.actor = selectors.actor_behind(*found[1:], on=today)  # type: ignore[attr-defined]
        return request.actor  # type: ignore[attr-defined, no-any-return]


class SessionAuth(APIKeyCookie):
    """The browser's own session; ninja checks the CSRF token of unsafe requests."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.actor if request.user.is_authenticated else None  # type: ignore[attr-defined]
