"""What indicators tell the journal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class IndicatorTaken(Event):
    """指标快照: `figures` maps an area ("" the whole city) to numerator and denominator; `key` is the indicator's code."""

    stream_kind: ClassVar[str] = "indicator"

    first: date
    last: date
    digest: str
    figures: dict[str, list[int]]
