"""What happens to an application. Each is one line of its journal; `code` is the national event code 1–15 where one fits."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationEvent(Event):
    """An event in the life of one application; `key` is its number."""

    stream_kind: ClassVar[str] = "application"
    code: int | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(ApplicationEvent):
    """已接件: received; the five working days for telling everything at once begin."""

    opens_stream: ClassVar[bool] = True
    item: str
    item_valid_from: date
    office_path: str
    channel: str
    by_agent: bool
    notice_due_on: date


@dataclass(frozen=True, kw_only=True)
class NotRequiredAnswered(ApplicationEvent):
    """不受理: no licence is needed."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NotCompetentAnswered(ApplicationEvent):
    """不予受理: another body is competent, and is named."""

    reason: str
    competent: str


@dataclass(frozen=True, kw_only=True)
class DeficiencyNotified(ApplicationEvent):
    """一次性告知补正: everything that is missing, told at once."""

    deficiencies: list[str]


@dataclass(frozen=True, kw_only=True)
class ApplicationSupplemented(ApplicationEvent):
    """补正: the applicant handed in what was missing."""

    notice_due_on: date


@dataclass(frozen=True, kw_only=True)
class ApplicationAccepted(ApplicationEvent):
    """受理: the clocks of promise and statute begin. `deemed`: nobody answered in time, so the law accepted."""

    deemed: bool
    accepted_on: date
    promised_due_on: date
    statutory_due_on: date | None


@dataclass(frozen=True, kw_only=True)
class SpecialProcedureStarted(ApplicationEvent):
    """特别程序开始: the clock stands still; the needed time was told in writing."""

    kind_of_pause: str
    reason: str
    needed: str


@dataclass(frozen=True, kw_only=True)
class SpecialProcedureEnded(ApplicationEvent):
    """特别程序结束: the clock goes on."""

    promised_due_on: date
    statutory_due_on: date | None


@dataclass(frozen=True, kw_only=True)
class LimitExtended(ApplicationEvent):
    """延长办理期限: once, approved by the head, and the reason told."""

    extension: str
    reason: str
    promised_due_on: date
    statutory_due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ApplicationOverdue(ApplicationEvent):
    """超期: the promised or the statutory day has passed; a reason must be published."""

    limit: str  # promised | statutory | delivery
    due_on: date


@dataclass(frozen=True, kw_only=True)
class DelayExplained(ApplicationEvent):
    """公开超期原因 (优化营商环境条例 第三十六条)."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class DueDaysRecomputed(ApplicationEvent):
    """期限重算: a notice of the State Council moved last days. Clock (notice, promised, …) -> day, before and after."""

    before: dict[str, str | None]
    after: dict[str, str | None]


@dataclass(frozen=True, kw_only=True)
class ApplicationGranted(ApplicationEvent):
    """准予. `by_silence`: a renewal that nobody decided before the old licence ran out."""

    by_silence: bool
    delivery_due_on: date


@dataclass(frozen=True, kw_only=True)
class ApplicationRefused(ApplicationEvent):
    """不予: in writing, with reasons, and naming the remedies."""

    reason: str
    basis: str
    remedies: dict[str, str] = field(default_factory=dict)
    delivery_due_on: date


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(ApplicationEvent):
    """制证."""

    certificate: str


@dataclass(frozen=True, kw_only=True)
class ResultDelivered(ApplicationEvent):
    """送达."""

    way: str


@dataclass(frozen=True, kw_only=True)
class ApplicationArchived(ApplicationEvent):
    """归档."""


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(ApplicationEvent):
    """撤回 by the applicant."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ApplicationTerminated(ApplicationEvent):
    """终止: ended without a decision."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(ApplicationEvent):
    """撤销 (行政许可法 第六十九条) or 注销 (第七十条) of what was granted."""

    certificate: str
    status: str
    reason: str
