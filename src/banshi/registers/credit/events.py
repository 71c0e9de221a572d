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


@dataclass(frozen=True, kw_only=True)
class DeliveryHandedIn(Event):
    """报送: a unit's staff handed in a file; `mends` names the quarantined row (批次-行) it replaces, if it does."""

    stream_kind: ClassVar[str] = "credit-unit"
    file: str
    sha256: str
    received: int
    mends: str


@dataclass(frozen=True, kw_only=True)
class DeliverySettled(Event):
    """归集完成: the file is in the ledger under `delivery`, or was refused (0)."""

    stream_kind: ClassVar[str] = "credit-unit"
    file: str
    sha256: str
    delivery: int


@dataclass(frozen=True, kw_only=True)
class QuarantineOpened(Event):
    """查看隔离数据: somebody looked at a quarantined row in the clear, to mend it."""

    stream_kind: ClassVar[str] = "credit-unit"
    batch: int
    row: int
