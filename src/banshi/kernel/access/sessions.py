"""会话 sessions: how long one lasts, and whether its second factor was shown (GB/T 22239-2019, level 3)."""

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth import login as django_login
from django.http import HttpRequest

from banshi.kernel.access import services
from banshi.kernel.access.models import User
from banshi.kernel.refusal import Refused

ABSOLUTE = timedelta(hours=8)
IDLE_STAFF = timedelta(minutes=30)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BEGAN, SEEN = "session_began_at", "session_seen_at"
NOTED_EVERY = timedelta(minutes=1)  # one write a minute, not one a request


def begin(request: HttpRequest, user: User, *, method: str, at: datetime) -> None:
    """A resident's session begins, under a new key (no fixation), with a line in the journal."""
    if not user.is_active:
        raise Refused("inactive", "该账号已停用，请携带身份证件到政务服务大厅窗口办理。")
    django_login(request, user, backend=BACKEND)
    services.note_log_in(user, methods=[method], at=at)


def logged_in(request: HttpRequest) -> bool:
    return SESSION_KEY in request.session


def has_ended(request: HttpRequest, *, at: datetime) -> bool:
    """Ended after 8 hours, and for staff after 30 idle minutes. Notes the visit where it goes on."""
    began, seen = _moment(request, BEGAN), _moment(request, SEEN)
    if began is None or seen is None:
        request.session[BEGAN] = request.session[SEEN] = at.isoformat()
        return False
    if not began <= at + NOTED_EVERY or at - began >= ABSOLUTE:
        return True
    if request.user.kind == "staff" and at - seen >= IDLE_STAFF:  # type: ignore[union-attr]
        return True
    if at - seen >= NOTED_EVERY:
        request.session[SEEN] = at.isoformat()
    return False


def second_factor_missing(request: HttpRequest) -> bool:
    """Staff without TOTP, passkey or recovery code in this session see no page but those that set one up."""
    if request.user.kind != "staff" or not settings.SECOND_FACTOR:  # type: ignore[union-attr]
        return False
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return not any(record.get("method") == "mfa" for record in records)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.session.get(name)
    return datetime.fromisoformat(text) if text else None
