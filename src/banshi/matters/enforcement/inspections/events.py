"""What happened to registers, plans, draws, tasks and visits. Companies by their credit code, officers by their number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ObjectRegistered(Event):
    """检查对象入库."""

    stream_kind: ClassVar[str] = "check-object"
    opens_stream: ClassVar[bool] = True
    risk: str
    district: str
    industry: str
    reason: str  # of one that was entered by hand; the file of the others has its own line


@dataclass(frozen=True, kw_only=True)
class ObjectChanged(Event):
    """检查对象变更: what was written before and after; a change of class needs its reason."""

    stream_kind: ClassVar[str] = "check-object"
    before: dict[str, str]
    after: dict[str, str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ObjectLeft(Event):
    """检查对象出库: it has closed, moved away or was struck off."""

    stream_kind: ClassVar[str] = "check-object"
    reason: str


@dataclass(frozen=True, kw_only=True)
class ObjectListedAbnormal(Event):
    """列入经营异常名录 (企业信息公示暂行条例 第十七条)."""

    stream_kind: ClassVar[str] = "check-object"
    visit: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class ObjectsImported(Event):
    """名录导入: one file, so many new, changed and gone. Each object has its own line too."""

    stream_kind: ClassVar[str] = "register"
    added: int
    changed: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ClassingOrdered(Event):
    """启用分类方法: all companies are classed, now and every night."""

    stream_kind: ClassVar[str] = "register"


@dataclass(frozen=True, kw_only=True)
class ClassesComputed(Event):
    """批量评定: so many companies weighed by this version of the method, so many moved, so many held at another class."""

    stream_kind: ClassVar[str] = "register"
    method: date
    objects: int
    changed: int
    held: int


@dataclass(frozen=True, kw_only=True)
class InspectorRegistered(Event):
    """执法检查人员入库."""

    stream_kind: ClassVar[str] = "inspector"
    opens_stream: ClassVar[bool] = True
    office: str
    fields: list[str]
    districts: list[str]
    lead: bool
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class InspectorChanged(Event):
    stream_kind: ClassVar[str] = "inspector"
    fields: list[str]
    districts: list[str]
    lead: bool
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class InspectorLeft(Event):
    stream_kind: ClassVar[str] = "inspector"
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecusalEntered(Event):
    """登记回避."""

    stream_kind: ClassVar[str] = "inspector"
    object: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecusalLifted(Event):
    stream_kind: ClassVar[str] = "inspector"
    object: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanWritten(Event):
    """起草抽查计划."""

    stream_kind: ClassVar[str] = "inspection-plan"
    opens_stream: ClassVar[bool] = True
    office: str
    joint: list[str]
    items: list[str]
    rates: dict[str, int]
    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class PlanEdited(Event):
    stream_kind: ClassVar[str] = "inspection-plan"
    joint: list[str]
    items: list[str]
    rates: dict[str, int]
    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class PlanApproved(Event):
    stream_kind: ClassVar[str] = "inspection-plan"


@dataclass(frozen=True, kw_only=True)
class PlanReturned(Event):
    stream_kind: ClassVar[str] = "inspection-plan"
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanPublished(Event):
    """公布抽查计划."""

    stream_kind: ClassVar[str] = "inspection-plan"


@dataclass(frozen=True, kw_only=True)
class PlanClosed(Event):
    stream_kind: ClassVar[str] = "inspection-plan"


@dataclass(frozen=True, kw_only=True)
class DrawFrozen(Event):
    """封存名录: from here on pool, officers and recusals of this draw cannot change. Roots follow with the commitment."""

    stream_kind: ClassVar[str] = "draw"
    opens_stream: ClassVar[bool] = True
    plan: str
    inputs: dict[str, str]
    counts: dict[str, int]
    total: int
    draw_at: datetime
    reruns: str


@dataclass(frozen=True, kw_only=True)
class SaltSealed(Event):
    """封存盐值: only its hash; the holder by account number."""

    stream_kind: ClassVar[str] = "draw"
    place: int
    holder: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class DrawDropped(Event):
    """未承诺即撤销: nothing was committed, so nothing was drawn."""

    stream_kind: ClassVar[str] = "draw"
    reason: str


@dataclass(frozen=True, kw_only=True)
class DrawCommitted(Event):
    """承诺: the number without a gap, the hash of the commitment, the lot's round. From here on it is drawn or FAILED."""

    stream_kind: ClassVar[str] = "draw"
    year: int
    seq: int
    prev: str
    commit_hash: str
    round: int
    draw_at: datetime
    stamped_at: datetime | None  # the moment in its time stamp


@dataclass(frozen=True, kw_only=True)
class DrawRevealed(Event):
    """抽取: the lot has fallen. Who was drawn is not in the journal before the day of inspection."""

    stream_kind: ClassVar[str] = "draw"
    round: int
    tasks: int
    visits: int
    transcript: str


@dataclass(frozen=True, kw_only=True)
class DrawOpened(Event):
    """公开抽取结果和盐值, on the day of inspection."""

    stream_kind: ClassVar[str] = "draw"
    outputs: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class DrawFailed(Event):
    """抽取失败: committed and not revealed in time, or not reproducible. It stays on the public list."""

    stream_kind: ClassVar[str] = "draw"
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfficersReplaced(Event):
    """更换执法人员: the next pair of the committed stream, with the reason."""

    stream_kind: ClassVar[str] = "draw"
    task: str
    index: int
    before: list[str]
    after: list[str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class VisitAssigned(Event):
    """检查任务."""

    stream_kind: ClassVar[str] = "visit"
    opens_stream: ClassVar[bool] = True
    draw: str
    task: str


@dataclass(frozen=True, kw_only=True)
class VisitJoined(Event):
    """合并检查 (优化营商环境条例 第五十四条): the items went to a visit that stood already."""

    stream_kind: ClassVar[str] = "visit"
    opens_stream: ClassVar[bool] = True
    into: str


@dataclass(frozen=True, kw_only=True)
class VisitRecorded(Event):
    """记录检查结果: item -> official categories."""

    stream_kind: ClassVar[str] = "visit"
    done_at: datetime
    results: dict[str, list[str]]
    photos: int
    publish_due_on: date


@dataclass(frozen=True, kw_only=True)
class FindingHandedOver(Event):
    """移交处理: an item's result opens a case at an office."""

    stream_kind: ClassVar[str] = "visit"
    item: str
    object: str
    offence: str
    office: str


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """立案: the finding has its case."""

    stream_kind: ClassVar[str] = "visit"
    item: str
    case: str


@dataclass(frozen=True, kw_only=True)
class ResultPublished(Event):
    """公示检查结果 (国发〔2019〕5号)."""

    stream_kind: ClassVar[str] = "visit"
    late: bool


@dataclass(frozen=True, kw_only=True)
class PublicationOverdue(Event):
    """逾期未公示: twenty working days have passed."""

    stream_kind: ClassVar[str] = "visit"
    due_on: date
