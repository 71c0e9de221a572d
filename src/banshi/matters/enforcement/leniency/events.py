"""What happens to a case of leniency. Each is one line of its journal; the party is never named in it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """An event in the life of one case; `key` is its number."""

    stream_kind: ClassVar[str] = "leniency"


@dataclass(frozen=True, kw_only=True)
class CaseFiled(CaseEvent):
    """立案: ninety days begin."""

    opens_stream: ClassVar[bool] = True
    offence: str
    office_path: str
    source: str
    decide_due_on: date
    joint: int = 0


@dataclass(frozen=True, kw_only=True)
class OfficersAssigned(CaseEvent):
    """指派承办人: two with certificates."""

    certificates: list[str]


@dataclass(frozen=True, kw_only=True)
class OfficerRecused(CaseEvent):
    """回避."""

    certificate: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FactsRecorded(CaseEvent):
    """记录事实: what is known, and what the rule makes of it so far."""

    outcome: str
    open_questions: int
    earlier: int


@dataclass(frozen=True, kw_only=True)
class CorrectionOrdered(CaseEvent):
    """责令改正 (第二十八条第一款)."""

    what: str
    until: date


@dataclass(frozen=True, kw_only=True)
class CorrectionShown(CaseEvent):
    """当事人提交改正情况."""

    with_photo: bool


@dataclass(frozen=True, kw_only=True)
class CorrectionRechecked(CaseEvent):
    """复查."""

    corrected: bool
    corrected_on: date | None


@dataclass(frozen=True, kw_only=True)
class TreatmentProposed(CaseEvent):
    """拟作处理: what the rule recommends and what the officers propose."""

    recommended: str
    proposed: str
    imposed_cents: int
    due_cents: int
    reason: str
    rows: list[str]


@dataclass(frozen=True, kw_only=True)
class NoticeGiven(CaseEvent):
    """告知 (第四十四条)."""

    until: date


@dataclass(frozen=True, kw_only=True)
class DefenceMade(CaseEvent):
    """陈述、申辩 (第四十五条); asking for a hearing (第六十四条)."""

    hearing: bool


@dataclass(frozen=True, kw_only=True)
class HearingHeld(CaseEvent):
    """听证."""

    held_on: date


@dataclass(frozen=True, kw_only=True)
class DefenceConsidered(CaseEvent):
    """采纳: the proposal became milder after the defence; never heavier."""

    proposed: str
    imposed_cents: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LegalReviewAsked(CaseEvent):
    """送法制审核 (第五十八条)."""

    grounds: list[str]


@dataclass(frozen=True, kw_only=True)
class LegalReviewDone(CaseEvent):
    """法制审核意见."""

    passed: bool
    opinion: str


@dataclass(frozen=True, kw_only=True)
class CaseDecided(CaseEvent):
    """决定: by a named officer."""

    outcome: str
    imposed_cents: int
    due_cents: int
    relieved_cents: int
    on_the_spot: bool
    promise: bool
    delivery_due_on: date


@dataclass(frozen=True, kw_only=True)
class PartyEducated(CaseEvent):
    """教育 (第三十三条第三款)."""

    way: str


@dataclass(frozen=True, kw_only=True)
class DecisionDelivered(CaseEvent):
    """送达 (第六十一条)."""

    way: str


@dataclass(frozen=True, kw_only=True)
class DecisionPublished(CaseEvent):
    """公开或者不公开 (第四十八条); `withheld` says why not."""

    withheld: str


@dataclass(frozen=True, kw_only=True)
class PromiseSettled(CaseEvent):
    """承诺履行情况."""

    kept: bool


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseEvent):
    """结案."""


@dataclass(frozen=True, kw_only=True)
class DecisionWithdrawn(CaseEvent):
    """决定被变更、撤销: what was published must be withdrawn within three working days (第四十八条第二款)."""

    reason: str
    unpublish_due_on: date | None


@dataclass(frozen=True, kw_only=True)
class PublicationWithdrawn(CaseEvent):
    """撤回公开信息."""

    on: date


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(CaseEvent):
    """超期: decision, recheck or delivery."""

    limit: str
    due_on: date
