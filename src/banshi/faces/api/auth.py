"""Who calls: a token in the Authorization header, or the session of somebody who is logged in (then with CSRF)."""

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from banshi.faces.api.models import Token
from banshi.kernel.access import selectors
from banshi.kernel.access.actors import Actor
from banshi.kernel.access.models import User
from banshi.kernel.calendar import moments

SCOPES = ("read", "write")
SAFE = ("GET", "HEAD", "OPTIONS")


def issue(user: User, *, name: str, scopes: list[str], expires_on: date, at: datetime) -> str:
    """Make a token and return its secret, which is not kept."""
    secret = secrets.token_urlsafe(32)
    Token.objects.create(
        user=user, name=name, digest=digest(secret), scopes=scopes, expires_on=expires_on, created_at=at
    )
    return secret


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuth(HttpBearer):
    """令牌: one statement finds token and account."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        today = moments.today()
        found = (
            Token.objects.select_related("user")
            .filter(digest=digest(token), revoked_at=None, expires_on__gte=today, user__is_active=True)
            .first()
        )
        if found is None or ("read" if request.method in SAFE else "write") not in found.scopes:
            return None
        request.actor = selectors.actor(found.user, on=today)  # type: ignore[attr-defined]
        return request.actor  # type: ignore[attr-defined, no-any-return]


class SessionAuth(APIKeyCookie):
    """The browser's own session; ninja checks the CSRF token of unsafe requests."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.actor if request.user.is_authenticated else None  # type: ignore[attr-defined]
