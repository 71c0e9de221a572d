"""演示 only: second-factor secrets that a demonstration can show. Production refuses every function here."""

import base64
import hashlib
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings

from banshi.kernel.access.models import User

PASSWORD = "banshi-demo-2026"


def totp_secret(username: str) -> str:
    """The known secret of a demonstration account: anybody can compute it."""
    _demonstration_only()
    return base64.b32encode(hashlib.sha256(f"banshi demo {username}".encode()).digest()[:20]).decode()


def totp_code(username: str) -> str:
    """The six digits that the account's authenticator would show now. `banshi demo totp li.ming` prints it."""
    return format_hotp_value(hotp_value(totp_secret(username), int(time.time()) // 30))


def give_second_factor(user: User) -> None:
    """Enrol the known secret and make recovery codes, as the staff member would have done on the first day."""
    _demonstration_only()
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, totp_secret(user.username))
        RecoveryCodes.activate(user)


def _demonstration_only() -> None:
    if settings.PRODUCTION:
        raise RuntimeError("demonstration accounts do not exist in production")
