"""Who calls: a token in the Authorization header, or the session of somebody who is logged in (then with CSRF)."""

from typing import Any

from django.db import connection
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from banshi.faces.api import services
from banshi.kernel.access import selectors
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.registers.parties import selectors as parties

SAFE = ("GET", "HEAD", "OPTIONS")
HOLDER = f"""
    SELECT token.scopes, account.id, account.name, account.kind, {parties.PERSON}, {selectors.HOLDS}
    FROM api_token token JOIN access_user account ON account.id = token.user_id {parties.BEHIND} {selectors.HELD}
    WHERE token.digest = %(digest)s AND token.revoked_at IS NULL AND token.expires_on >= %(on)s AND account.is_active
    ORDER BY held.id"""


class TokenAuth(HttpBearer):
    """令牌: one statement finds token, account, the person behind it and what it may do."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        with connection.cursor() as cursor:
            cursor.execute(HOLDER, {"digest": services.digest(token), "on": moments.today()})
            rows = cursor.fetchall()
        if not rows or ("read" if request.method in SAFE else "write") not in rows[0][0]:
            return None
        user_id, name, kind = rows[0][1:4]
        actor = request.actor = Actor(user_id, name, kind, selectors.held(rows))  # type: ignore[attr-defined]
        request.person = parties.person(rows[0][4:-3])  # type: ignore[attr-defined]
        return actor


class SessionAuth(APIKeyCookie):
    """The browser's own session; ninja checks the CSRF token of unsafe requests."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.actor if request.actor.user_id else None  # type: ignore[attr-defined]
