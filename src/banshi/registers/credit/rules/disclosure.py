"""Which record may be public at all 公开, and on a given day; the answer is a sentence. Pure.

个人信息保护法 第十三条: a natural person's records are never public here. 行政处罚法 第四十八条: what was changed or annulled is
withdrawn. Nothing adverse is shown on a link that was only inferred, unless a person confirmed whom it is about.
"""

from dataclasses import dataclass
from datetime import date

from banshi.kernel.sentences import Sentence, later
from banshi.registers.credit.rules.publication import Shown

NOT_SHOWN = {
    "withdrawn": later("报送单位已撤回，不予公开。"),
    "corrected": later("已认定有误，等待报送单位重新报送，不予公开。"),
    "objected": later("异议核查期间，暂停公开。"),
}
STOPPED = frozenset({*NOT_SHOWN, "repaired"})
"""Marks under which nothing adverse is shown, whatever its period."""


@dataclass(frozen=True)
class Record:
    """What decides: the kind's rules, whom it is about and how that is known, what people decided about it, its period."""

    published: bool  # of its kind
    adverse: bool
    organisation: bool
    by_code: bool  # linked by the 统一社会信用代码, not by resemblance
    marks: frozenset[str] = frozenset()
    shown: Shown | None = None  # of adverse records


@dataclass(frozen=True)
class Answer:
    public: bool
    why: Sentence


def may_be_public(record: Record, day: date) -> Answer:
    """Whether the public may see a record on a day, and why or why not."""
    if reason := _barred(record) or (_adverse_barred(record, day) if record.adverse else None):
        return Answer(False, reason)
    if record.adverse and record.shown:
        return Answer(True, record.shown.why)
    return Answer(True, Sentence(later("属于应当公开的信息类别，予以公开。")))


def _barred(record: Record) -> Sentence | None:
    if not record.organisation:
        return Sentence(later("自然人的信用信息不予公开。"))
    if not record.published:
        return Sentence(later("这类信息只供依法查询，不予公开。"))
    stopped = next((reason for mark, reason in NOT_SHOWN.items() if mark in record.marks), None)
    return Sentence(stopped) if stopped else None


def _adverse_barred(record: Record, day: date) -> Sentence | None:
    if "repaired" in record.marks:
        return Sentence(later("已经信用修复，终止公示。"))
    if not record.by_code and "confirmed" not in record.marks:
        return Sentence(later("主体是推定的，没有人确认，不予公开。"))
    if record.shown is None or record.shown.since is None:
        return record.shown.why if record.shown else Sentence(later("没有公示期，不予公开。"))
    if day < record.shown.since:
        return Sentence(later("自{since}起公示，尚未开始。"), since=record.shown.since)
    if not record.shown.on(day):
        return Sentence(later("公示期已满，{until}起自动停止公示。"), until=record.shown.until)
    return None
