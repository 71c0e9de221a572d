"""What tokens tell the journal."""

from dataclasses import dataclass
from datetime import date

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    """令牌启用: an account let a program act for it. `key` is the account's."""

    stream_kind = "account"

    token: int
    scopes: list[str]
    expires_on: date


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    """令牌撤销."""

    stream_kind = "account"

    token: int
