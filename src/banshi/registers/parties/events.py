"""What happened to parties. The key is the party's own row number: no name, no number of a person is in the journal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class PartyRegistered(Event):
    stream_kind: ClassVar[str] = "party"
    party_kind: str
    channel: str  # online | counter | province


@dataclass(frozen=True, kw_only=True)
class AccountLinked(Event):
    """The party can log in from now on."""

    stream_kind: ClassVar[str] = "party"
    account: int


@dataclass(frozen=True, kw_only=True)
class PhoneChanged(Event):
    stream_kind: ClassVar[str] = "party"


@dataclass(frozen=True, kw_only=True)
class NameCorrected(Event):
    stream_kind: ClassVar[str] = "party"


@dataclass(frozen=True, kw_only=True)
class DataExported(Event):
    """个人信息保护法 第四十五条: the person took a copy of what the city holds about them."""

    stream_kind: ClassVar[str] = "party"


@dataclass(frozen=True, kw_only=True)
class OrganisationJoined(Event):
    """Key: the organisation."""

    stream_kind: ClassVar[str] = "party"
    person: int
    role: str


@dataclass(frozen=True, kw_only=True)
class OrganisationLeft(Event):
    stream_kind: ClassVar[str] = "party"
    person: int


@dataclass(frozen=True, kw_only=True)
class AgencyOffered(Event):
    """Key: the principal."""

    stream_kind: ClassVar[str] = "party"
    agency: int
    scope: str
    until: date


@dataclass(frozen=True, kw_only=True)
class AgencyAccepted(Event):
    stream_kind: ClassVar[str] = "party"
    agency: int
    agent: int


@dataclass(frozen=True, kw_only=True)
class AgencyEnded(Event):
    """`ended_by`: principal or agent."""

    stream_kind: ClassVar[str] = "party"
    agency: int
    ended_by: str
