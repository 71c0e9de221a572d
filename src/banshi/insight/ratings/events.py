"""What ratings tell the journal. Never the words: they may hold personal numbers, and a line is never removed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class RatingEvent(Event):
    """`key` is the rating's own number, which tells nothing about who rated."""

    stream_kind: ClassVar[str] = "rating"


@dataclass(frozen=True, kw_only=True)
class RatingGiven(RatingEvent):
    """评价: by the applicant or agent, logged in or with the link of the matter (`by_link`)."""

    opens_stream: ClassVar[bool] = True
    application: str
    office_path: str
    level: int
    channel: str
    aspects: list[str]
    has_words: bool
    by_link: bool
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class BadRatingAnswered(RatingEvent):
    """差评反馈: verified, with a finding."""

    finding: str


@dataclass(frozen=True, kw_only=True)
class BadRatingClosed(RatingEvent):
    """差评办结."""
