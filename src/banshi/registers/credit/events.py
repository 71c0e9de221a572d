"""What happened to credit information. No name and no number of a person stands in the journal."""

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, kw_only=True)
class LinkJudged(Event):
    """人工判定: an officer decided whether a way of naming means a subject; `verdict` is same, different or undone."""

    stream_kind: ClassVar[str] = "credit-link"
    sid: int
    verdict: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubjectsMerged(Event):
    """合并: an officer decided that two subjects are one; all about `gone` counts for `kept` from the next run on."""

    stream_kind: ClassVar[str] = "credit-merge"
    opens_stream: ClassVar[bool] = True
    gone: int
    kept: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubjectsParted(Event):
    """撤销合并: they are two again from the next run on."""

    stream_kind: ClassVar[str] = "credit-merge"
    reason: str


@dataclass(frozen=True, kw_only=True)
class RepairEvent(Event):
    """An event in the life of one 信用修复; `key` is its number."""

    stream_kind: ClassVar[str] = "credit-repair"


@dataclass(frozen=True, kw_only=True)
class RepairApplied(RepairEvent):
    """申请, with the public promise; `basis` is the law of the period."""

    opens_stream: ClassVar[bool] = True
    unit: int
    office_path: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class SupplementAsked(RepairEvent):
    """一次性告知补正."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SupplementGiven(RepairEvent):
    """补正."""

    files: int


@dataclass(frozen=True, kw_only=True)
class RepairAccepted(RepairEvent):
    """受理: the unit's time to answer begins."""

    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class RepairDeclined(RepairEvent):
    """不予受理."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class RepairAgreed(RepairEvent):
    """同意修复: publication has ended in the same transaction."""

    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RepairRefused(RepairEvent):
    """不同意修复."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class RepairRevoked(RepairEvent):
    """撤销修复 after a false promise: shown again; no repair before `barred_until`."""

    reason: str
    barred_until: date | None


@dataclass(frozen=True, kw_only=True)
class RepairWithdrawn(RepairEvent):
    """申请人撤回."""


@dataclass(frozen=True, kw_only=True)
class RepairOverdue(RepairEvent):
    """超期: the office's day passed."""

    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ObjectionEvent(Event):
    """An event in the life of one 异议; `key` is its number."""

    stream_kind: ClassVar[str] = "credit-objection"


@dataclass(frozen=True, kw_only=True)
class ObjectionFiled(ObjectionEvent):
    """提出异议: the record is marked in the same transaction."""

    opens_stream: ClassVar[bool] = True
    unit: int
    about: str
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ObjectionUpheld(ObjectionEvent):
    """异议成立: the record is corrected or withdrawn."""

    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ObjectionKept(ObjectionEvent):
    """维持原信息, with the reason."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ObjectionWithdrawn(ObjectionEvent):
    """申请人撤回."""


@dataclass(frozen=True, kw_only=True)
class ObjectionOverdue(ObjectionEvent):
    """超期: the office's day passed."""

    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ReportAsked(Event):
    """申请信用报告: by whom it is about, or who speaks for it; `sid` is nothing where nothing is held."""

    stream_kind: ClassVar[str] = "credit-report"
    opens_stream: ClassVar[bool] = True
    sid: int | None
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ReportMade(Event):
    """出具: the signed file has this digest; of so many records held, so many are written out in it."""

    stream_kind: ClassVar[str] = "credit-report"
    sha256: str
    records: int
    listed: int


@dataclass(frozen=True, kw_only=True)
class ListingEvent(Event):
    """An event in the life of one entry in a list; `key` is its number."""

    stream_kind: ClassVar[str] = "credit-listing"


@dataclass(frozen=True, kw_only=True)
class EntryProposed(ListingEvent):
    """拟列入: for which reasons, by which law."""

    opens_stream: ClassVar[bool] = True
    list: str
    law: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class NoticeGiven(ListingEvent):
    """告知 (国办发〔2020〕49号): reasons, basis, rights."""

    until: date | None


@dataclass(frozen=True, kw_only=True)
class StatementMade(ListingEvent):
    """陈述、申辩; asking for a hearing."""

    hearing: bool


@dataclass(frozen=True, kw_only=True)
class HearingHeld(ListingEvent):
    """听证."""

    held_on: date


@dataclass(frozen=True, kw_only=True)
class SubjectListed(ListingEvent):
    """列入决定, from one day to another."""

    list: str
    since: date
    until: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class EntryDropped(ListingEvent):
    """不予列入."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ExitAsked(ListingEvent):
    """申请提前移出."""

    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class SubjectStays(ListingEvent):
    """不同意提前移出."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SubjectLeft(ListingEvent):
    """移出: on conditions, or because the time is over."""

    reason: str
    expired: bool


@dataclass(frozen=True, kw_only=True)
class EntryOverdue(ListingEvent):
    """超期: the office's day passed."""

    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class MeasureMet(Event):
    """联合奖惩: a matter met a measure; by which law, on which grounds."""

    stream_kind: ClassVar[str] = "credit-measure"
    opens_stream: ClassVar[bool] = True
    measure: str
    matter: str
    of: str
    law: str
    grounds: list[str]


@dataclass(frozen=True, kw_only=True)
class MeasureAnswered(Event):
    """答复: what the office did."""

    stream_kind: ClassVar[str] = "credit-measure"
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PersonLooked(Event):
    """查询自然人: an officer opened a person's file. Key: the look; the person by the subject's own number."""

    stream_kind: ClassVar[str] = "credit-look"
    opens_stream: ClassVar[bool] = True
    sid: int
    purpose: str
    detail: str
