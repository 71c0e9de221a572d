"""What disclosure tells the journal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class PunctualityMeasured(Event):
    """双公示及时率: of decisions from `first` to `last`; `records` under the seven working days, so many of them in time."""

    stream_kind: ClassVar[str] = "disclosure"
    first: date
    last: date
    records: int
    in_time: int
