"""What happened to appointments, requests for extended hours, tickets and waiting lists. No personal name or number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class AppointmentBooked(Event):
    """已预约. `request` is the extended-hours request it comes from, if any."""

    stream_kind: ClassVar[str] = "appointment"
    opens_stream: ClassVar[bool] = True
    item: str
    hall: str
    starts_at: datetime
    ends_at: datetime
    steps: list[str]  # resource codes in order
    channel: str
    request: str


@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(Event):
    stream_kind: ClassVar[str] = "appointment"
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(Event):
    stream_kind: ClassVar[str] = "appointment"


@dataclass(frozen=True, kw_only=True)
class AppointmentReminded(Event):
    stream_kind: ClassVar[str] = "appointment"
    before: str  # day | hours
    sent: bool


@dataclass(frozen=True, kw_only=True)
class AppointmentCheckedIn(Event):
    stream_kind: ClassVar[str] = "appointment"
    ticket: str


@dataclass(frozen=True, kw_only=True)
class AppointmentMissed(Event):
    stream_kind: ClassVar[str] = "appointment"


@dataclass(frozen=True, kw_only=True)
class AppointmentServed(Event):
    """办结: `seconds` from check-in to the end of the last step."""

    stream_kind: ClassVar[str] = "appointment"
    seconds: int
    application_number: str


@dataclass(frozen=True, kw_only=True)
class ExtendedHoursRequested(Event):
    stream_kind: ClassVar[str] = "request"
    opens_stream: ClassVar[bool] = True
    item: str
    hall: str
    wanted_from: datetime
    wanted_until: datetime
    answer_by: datetime
    steps: list[str]
    channel: str


@dataclass(frozen=True, kw_only=True)
class LegConfirmed(Event):
    """已安排专人: `person` is the account number of who will serve."""

    stream_kind: ClassVar[str] = "request"
    resource: str
    person: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class LegDeclined(Event):
    stream_kind: ClassVar[str] = "request"
    resource: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RequestPassedOn(Event):
    """One hall could not; the next hall that has everything is asked."""

    stream_kind: ClassVar[str] = "request"
    hall: str
    steps: list[str]


@dataclass(frozen=True, kw_only=True)
class AppointmentPlanned(Event):
    """每个环节都已确认: the request has become one appointment."""

    stream_kind: ClassVar[str] = "request"
    appointment: str
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestDeclined(Event):
    stream_kind: ClassVar[str] = "request"
    reason: str
    suggested_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(Event):
    stream_kind: ClassVar[str] = "request"


@dataclass(frozen=True, kw_only=True)
class RequestLapsed(Event):
    """逾期未安排: the wanted time came and not every office had answered."""

    stream_kind: ClassVar[str] = "request"
    unanswered: list[str]


@dataclass(frozen=True, kw_only=True)
class TicketTaken(Event):
    stream_kind: ClassVar[str] = "ticket"
    opens_stream: ClassVar[bool] = True
    hall: str
    resource: str
    care: str
    appointment: str
    follows: str


@dataclass(frozen=True, kw_only=True)
class TicketCalled(Event):
    stream_kind: ClassVar[str] = "ticket"
    window: str
    calls: int


@dataclass(frozen=True, kw_only=True)
class TicketSkipped(Event):
    stream_kind: ClassVar[str] = "ticket"
    window: str


@dataclass(frozen=True, kw_only=True)
class TicketRejoined(Event):
    stream_kind: ClassVar[str] = "ticket"


@dataclass(frozen=True, kw_only=True)
class TicketTransferred(Event):
    stream_kind: ClassVar[str] = "ticket"
    resource: str
    next: str


@dataclass(frozen=True, kw_only=True)
class ServiceStarted(Event):
    stream_kind: ClassVar[str] = "ticket"
    window: str


@dataclass(frozen=True, kw_only=True)
class ServiceFinished(Event):
    stream_kind: ClassVar[str] = "ticket"
    window: str
    seconds: int
    application_number: str


@dataclass(frozen=True, kw_only=True)
class TicketLapsed(Event):
    stream_kind: ClassVar[str] = "ticket"


@dataclass(frozen=True, kw_only=True)
class WaitingListJoined(Event):
    stream_kind: ClassVar[str] = "waiting"
    opens_stream: ClassVar[bool] = True
    resource: str
    day: date


@dataclass(frozen=True, kw_only=True)
class PlaceOffered(Event):
    stream_kind: ClassVar[str] = "waiting"
    starts_at: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class OfferTaken(Event):
    stream_kind: ClassVar[str] = "waiting"
    appointment: str


@dataclass(frozen=True, kw_only=True)
class OfferLapsed(Event):
    stream_kind: ClassVar[str] = "waiting"


@dataclass(frozen=True, kw_only=True)
class WaitingListLeft(Event):
    stream_kind: ClassVar[str] = "waiting"


@dataclass(frozen=True, kw_only=True)
class SlotsOpened(Event):
    """The night's job opened the slots of the days to come."""

    stream_kind: ClassVar[str] = "slots"
    until: date
    slots: int
    places: int


@dataclass(frozen=True, kw_only=True)
class SlotClosed(Event):
    stream_kind: ClassVar[str] = "slots"
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestUnanswered(Event):
    """The offices did not answer in time: the hall's own office is asked to coordinate."""

    stream_kind: ClassVar[str] = "request"
    unanswered: list[str]
