"""What happened to accounts and grants. The key is the account's number; no personal name stands in the journal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class RolesLoaded(Event):
    """The pack's roles were read: how many were new, changed, retired."""

    stream_kind: ClassVar[str] = "roles"
    added: list[str]
    changed: list[str]
    retired: list[str]


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    stream_kind: ClassVar[str] = "account"
    account_kind: str


@dataclass(frozen=True, kw_only=True)
class AccountRenamed(Event):
    stream_kind: ClassVar[str] = "account"


@dataclass(frozen=True, kw_only=True)
class GrantGiven(Event):
    stream_kind: ClassVar[str] = "account"
    grant: int
    role: str
    office_path: str
    matter: str
    first: date
    last: date | None


@dataclass(frozen=True, kw_only=True)
class GrantRevoked(Event):
    stream_kind: ClassVar[str] = "account"
    grant: int
    role: str
    office_path: str


@dataclass(frozen=True, kw_only=True)
class AccountLocked(Event):
    stream_kind: ClassVar[str] = "account"
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked(Event):
    stream_kind: ClassVar[str] = "account"
    reason: str


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    """By the system administrator, for somebody who forgot it."""

    stream_kind: ClassVar[str] = "account"


@dataclass(frozen=True, kw_only=True)
class SecondFactorReset(Event):
    stream_kind: ClassVar[str] = "account"
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoggedIn(Event):
    """`methods`: password, totp, webauthn, recovery_codes, phone, oidc."""

    stream_kind: ClassVar[str] = "account"
    methods: list[str]
