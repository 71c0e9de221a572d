"""What happens in these tests: a small matter with three kinds of events."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from banshi.kernel.actors import Actor
from banshi.kernel.journal.events import Event, emit

CHINA = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
CLERK = Actor(7, "李明", "staff")


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    """受理登记"""

    stream_kind: ClassVar[str] = "trial"
    opens_stream: ClassVar[bool] = True

    title: str


@dataclass(frozen=True, kw_only=True)
class Moved(Event):
    """流转"""

    stream_kind: ClassVar[str] = "trial"

    due_on: date | None = None
    note: str = ""
    amount_cents: int = 0


def write(key: str, lines: int = 3, *, at: datetime = NINE) -> None:
    """A stream of so many lines, a minute apart."""
    emit(Opened(key=key, title=f"办件 {key}"), by=CLERK, at=at)
    for n in range(1, lines):
        emit(Moved(key=key, note=f"第 {n} 步", amount_cents=n), by=CLERK, at=at + timedelta(minutes=n))
