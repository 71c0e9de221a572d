"""短信验证码 one-time codes: proof that somebody holds a mobile number. Six digits, five minutes, five attempts.

Who asks learns nothing: the answer is the same for a known and an unknown number, and for one that is asked too often.
"""

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from banshi.kernel import ports
from banshi.kernel.access.models import OneTimeCode
from banshi.kernel.crypto import decrypt, encrypt, fingerprint
from banshi.kernel.refusal import Refused

MOBILE = re.compile(r"1[3-9]\d{9}")
LIFETIME = timedelta(minutes=5)
ATTEMPTS = 5
PAUSE = timedelta(seconds=60)
PER_NUMBER = ((timedelta(hours=1), 5), (timedelta(days=1), 10))
PER_ADDRESS = ((timedelta(minutes=10), 20), (timedelta(days=1), 200))
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What the visitor's session remembers. `shown` is the code itself, in demonstrations only."""

    ticket: str
    shown: str = ""


def clean_mobile(text: str) -> str:
    """The number as eleven digits; spaces, hyphens and +86 as people type them are dropped."""
    number = re.sub(r"[\s-]", "", text)
    number = re.sub(r"^\+?86(?=1\d{10}$)", "", number)
    if not MOBILE.fullmatch(number):
        raise Refused("mobile", "请填写11位手机号码。")
    return number


@transaction.atomic
def ask(number: str, *, purpose: str, address: str, at: datetime) -> Asked:
    """Send a code, unless the number or the address has had too many. The visitor cannot tell which."""
    number = clean_mobile(number)
    phone, place = fingerprint(f"phone:{number}"), fingerprint(f"address:{address}")
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(phone[:15], 16)])
    OneTimeCode.objects.filter(sent_at__lt=at - KEPT).delete()
    sent = OneTimeCode.objects.filter(phone_fingerprint=phone)
    asked_here = OneTimeCode.objects.filter(address_fingerprint=place)
    too_many = sent.filter(sent_at__gt=at - PAUSE).exists() or any(
        rows.filter(sent_at__gt=at - span).count() >= most
        for rows, limits in ((sent, PER_NUMBER), (asked_here, PER_ADDRESS))
        for span, most in limits
    )
    ticket, code = uuid.uuid4(), f"{secrets.randbelow(10**6):06d}"
    if too_many:
        return Asked(str(ticket))
    OneTimeCode.objects.create(
        id=ticket, purpose=purpose, phone_fingerprint=phone, phone_cipher=encrypt(number), address_fingerprint=place,
        code_hash=_hash(ticket, code), sent_at=at, expires_at=at + LIFETIME,
    )  # fmt: skip
    sms = ports.sms()
    try:
        sms.send(number, f"【办事】验证码{code}，5分钟内有效。工作人员不会向您索要验证码。")
    except OSError:
        raise Refused("sms", "短信暂时发送不出，请稍后再试，或拨打12345。") from None
    return Asked(str(ticket), code if sms.reveals else "")


def is_fresh(ticket: str, number: str, *, at: datetime) -> bool:
    """Was a code sent to this number under this ticket within the last minute, and is it still good?"""
    live = OneTimeCode.objects.filter(used_at=None, attempts__lt=ATTEMPTS, sent_at__gt=at - PAUSE)
    return live.filter(pk=ticket, phone_fingerprint=fingerprint(f"phone:{number}")).exists()


def check(ticket: str, code: str, *, purpose: str, at: datetime) -> str:
    """The number that the code proves. A code serves once; the fifth wrong attempt ends it.

    An attempt is counted before the code is looked at, in its own transaction, so that parallel guesses count too.
    """
    try:
        key = uuid.UUID(ticket)
    except ValueError:
        raise _wrong() from None
    live = OneTimeCode.objects.filter(pk=key, purpose=purpose, used_at=None, expires_at__gt=at, attempts__lt=ATTEMPTS)
    if not live.update(attempts=F("attempts") + 1):
        raise _wrong()
    found = OneTimeCode.objects.get(pk=key)
    if not secrets.compare_digest(found.code_hash, _hash(key, code.strip())):
        raise _wrong()
    if not OneTimeCode.objects.filter(pk=key, used_at=None).update(used_at=at):
        raise _wrong()
    return decrypt(found.phone_cipher)


def _hash(ticket: uuid.UUID, code: str) -> str:
    """Keyed, because six digits alone are guessed in a moment; bound to the ticket, because two may be equal."""
    return fingerprint(f"code:{ticket}:{code}")


def _wrong() -> Refused:
    return Refused("code", "验证码不正确或已失效。同一号码一分钟内只发送一次，错误5次须重新获取。")
