"""How the log-in library behaves here: no sign-up, encrypted secrets, our addresses, a journal line per log-in."""

import base64
import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.messages import constants as levels
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from banshi.kernel import crypto
from banshi.kernel.access import services
from banshi.kernel.access.addresses import client_address
from banshi.kernel.access.models import User
from banshi.kernel.calendar import moments


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """工作人员登录: accounts are opened by the system administrator; residents come in through `parties`."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("账号或密码不正确。连续失败5次，账号将锁定30分钟。"),
        "too_many_login_attempts": _("尝试过于频繁，请稍后再试，或请本单位安全管理员解锁。"),
        "incorrect_code": _("验证码不正确，请输入验证器当前显示的6位数字。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "unknown"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return settings.STAFF_HOME if getattr(request.user, "kind", "") == "staff" else "/my/"

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        methods = [str(record.get("type") or record["method"]) for record in get_authentication_records(request, user)]
        services.note_log_in(user, methods=list(dict.fromkeys(methods)), at=moments.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Within five minutes of a log-in, second factors may be set up without asking for the password again."""
        fresh = any(
            time.time() - record["at"] < 300 for record in get_authentication_records(context.request, self._user())
        )
        return not (app == "allauth.mfa" and fresh) and bool(super().is_reauthentication_required(app=app, **kwargs))

    def _user(self) -> Any:
        return context.request.user

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        if level >= levels.WARNING:  # a page that opens needs no note saying that it did
            super().add_message(request, level, *args, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no e-mail address; the journal tells."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """双因素: TOTP secrets and recovery seeds are encrypted at rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不正确或已用过，请输入验证器当前显示的6位数字。"),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.encrypt(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(base64.b64decode(encrypted_text))

    def build_totp_svg(self, url: str) -> str:
        drawing = io.BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=5, border=2, dark="#000", light="#fff")
        return drawing.getvalue().decode()

    def get_totp_label(self, user: User) -> str:
        return user.username
