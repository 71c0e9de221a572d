"""What happened to credit information. No name and no number of a person stands in the journal."""

from dataclasses import dataclass
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ServingRefreshed(Event):
    """数据更新: what is looked up now stands as the lake stood after this run."""

    stream_kind: ClassVar[str] = "credit"
    run: int
    full: bool
    came: int
    went: int
    records: int
    subjects: int
