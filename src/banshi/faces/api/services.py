"""Making and revoking tokens. The secret is shown once and kept nowhere."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from banshi.faces.api.events import TokenMade, TokenRevoked
from banshi.faces.api.models import Token
from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused

MOST = 20
LONGEST = timedelta(days=366)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(*, name: str, scopes: list[str], days: int, by: Actor, at: datetime) -> str:
    """Let a program act as oneself, within the scopes, until a day. Returns the secret."""
    if by.user_id is None:
        raise Forbidden("token")
    if not scopes or not set(scopes) <= {"read", "write"} or not 1 <= days <= LONGEST.days:
        raise Refused("token", "请选择权限范围，有效期最长一年。")
    if standing(by).count() >= MOST:
        raise Refused("too_many_tokens", "最多同时使用20个令牌，请先撤销不用的。")
    secret = secrets.token_urlsafe(32)
    token = Token.objects.create(
        user_id=by.user_id, name=name, digest=digest(secret), scopes=scopes,
        expires_on=moments.day_of(at) + timedelta(days=days), created_at=at,
    )  # fmt: skip
    made = TokenMade(key=str(by.user_id), token=token.pk, scopes=scopes, expires_on=token.expires_on)
    emit(made, by=by, at=at)
    return secret


@transaction.atomic
def revoke(token: int, *, by: Actor, at: datetime) -> None:
    """From this moment the program is nobody."""
    found = standing(by).select_for_update().filter(pk=token).first()
    if found is None:
        raise Hidden("token")
    found.revoked_at = at
    found.save(update_fields=["revoked_at"])
    emit(TokenRevoked(key=str(by.user_id), token=token), by=by, at=at)


def standing(by: Actor) -> QuerySet[Token]:
    """One's own tokens that were not revoked, newest first; expired ones are shown as such."""
    if by.user_id is None:
        return Token.objects.none()
    return Token.objects.filter(user_id=by.user_id, revoked_at=None).order_by("-pk")
