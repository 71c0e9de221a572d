"""登录的几步: what the session remembers between number, code and name; nothing of it in the clear."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from banshi.kernel.access import codes, sessions
from banshi.kernel.access.addresses import client_address
from banshi.kernel.crypto import decrypt, encrypt
from banshi.kernel.identifiers import mask_phone
from banshi.registers.parties import selectors
from banshi.registers.parties.models import Party

PROVEN_FOR = timedelta(minutes=15)
ASKED, PROVEN, NEXT = "code_asked", "phone_proven", "login_next"


@dataclass(frozen=True)
class Waiting:
    """A code was asked for: what the page that takes it shows."""

    ticket: str
    purpose: str
    masked: str
    shown: str


def ask(request: HttpRequest, number: str, *, purpose: str, at: datetime) -> None:
    """Ask for a code to this number; a second click keeps the code that is under way."""
    number = codes.clean_mobile(number)
    before = waiting(request)
    if before and before.purpose == purpose and codes.is_fresh(before.ticket, number, at=at):
        return
    asked = codes.ask(number, purpose=purpose, address=client_address(request), at=at)
    request.session[ASKED] = [asked.ticket, purpose, mask_phone(number), asked.shown]


def waiting(request: HttpRequest) -> Waiting | None:
    remembered = request.session.get(ASKED)
    return Waiting(*remembered) if remembered else None


def prove(request: HttpRequest, code: str, *, purpose: str, at: datetime) -> str:
    """The number that the code proves."""
    asked = waiting(request)
    number = codes.check(asked.ticket if asked else "", code, purpose=purpose, at=at)
    request.session.pop(ASKED, None)
    return number


def remember_proven(request: HttpRequest, number: str, *, at: datetime) -> None:
    request.session[PROVEN] = [base64.b64encode(encrypt(number)).decode(), (at + PROVEN_FOR).isoformat()]


def proven(request: HttpRequest, *, at: datetime) -> str:
    """The number proven a moment ago by somebody who is not registered yet, or nothing."""
    cipher, until = request.session.get(PROVEN) or ("", "")
    if not cipher or datetime.fromisoformat(until) < at:
        return ""
    return decrypt(base64.b64decode(cipher))


def holder(number: str) -> Party | None:
    """The person who logs in with this number."""
    mine = Party.objects.filter(phone_fingerprint=selectors.phone_fingerprint(number), user__isnull=False)
    return mine.select_related("user").first()


def enter(request: HttpRequest, person: Party, *, method: str, at: datetime) -> str:
    """Begin the session under a new key; returns where the person wanted to go."""
    wanted = request.session.pop(NEXT, "")
    request.session.pop(PROVEN, None)
    if person.user is None:
        raise ValueError("only a person with an account enters")
    sessions.begin(request, person.user, method=method, at=at)
    return wanted or "/my/"


def remember_next(request: HttpRequest) -> None:
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        request.session[NEXT] = wanted
