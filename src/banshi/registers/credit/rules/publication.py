"""Until when an adverse record is shown 公示期, by the regime in force on the day of its decision, and why. Pure.

The numbers stand in packs/national/credit_publication.csv, each with document, article and how far it could be checked.
A period of months begins on the day after the decision (民法典 第二百零一条) and ends on the same day of its last month
(第二百零二条). It is not moved off a day off (第二百零三条): nobody has anything to do on its last day, and a record that
the law no longer shows may not be shown for a holiday longer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from banshi.kernel.clock import Limit
from banshi.kernel.clock.counting import nominal_day
from banshi.kernel.sentences import Sentence, later
from banshi.registers.credit.rules.penalties import Penalty, Severity

System = Literal["credit", "market"]
"""信用网站 (信用中国 and the city's site) · 国家企业信用信息公示系统, which market regulators keep."""
DAY = timedelta(days=1)
FOREVER = 10_000  # months: longer than any period
UNSTATED = frozenset({"stated"})

SEVERITIES: dict[Severity, str] = {
    "hidden": later("不予公示"),
    "minor": later("轻微失信"),
    "general": later("一般失信"),
    "serious": later("严重失信"),
    "grave": later("特定严重失信"),
}


@dataclass(frozen=True)
class Rule:
    """公示规则: one class of one regime. Empty kinds, procedures, fields: all; `stated` as kind: only if the unit says so."""

    code: str
    record: str
    system: System
    severity: Severity
    kinds: frozenset[str]
    procedures: frozenset[str]
    fields: frozenset[str]
    from_yuan: int | None  # a fine of this much or more
    below_yuan: int | None  # a fine of less
    decided_from: date
    decided_to: date | None
    start: Literal["decision", "publication"]
    minimum: Limit | None
    maximum: Limit | None  # None: while it stands, or, of what is hidden, nothing
    repairable: bool
    while_valid: bool  # shown as long as what it says lasts, if that is longer
    document: str
    article: str
    evidence: str

    @property
    def basis(self) -> str:
        return f"{self.document} {self.article}".strip()

    @property
    def length(self) -> tuple[int, int, bool]:
        """How heavy it weighs on its subject: 多种处罚的，以期限最长的为准."""
        if self.severity == "hidden":
            return 0, 0, False
        return _months(self.maximum), _months(self.minimum, 0), not self.repairable

    def governs(self, record: str, system: System, decided_on: date) -> bool:
        return (
            (self.record, self.system) == (record, system)
            and self.decided_from <= decided_on
            and (self.decided_to is None or decided_on <= self.decided_to)
        )

    def covers(self, penalty: Penalty) -> bool:
        """Whether field and fine of the decision are those of this class; its kinds are asked one by one."""
        if self.fields and not self.fields & penalty.fields:
            return False
        if self.from_yuan is not None and penalty.yuan < self.from_yuan:
            return False
        return self.below_yuan is None or penalty.yuan < self.below_yuan


@dataclass(frozen=True)
class Adverse:
    """What decides about the period: kind of record, days, and of a penalty what it consists of."""

    record: str
    decided_on: date | None
    valid_until: date | None = None
    published_on: date | None = None
    penalty: Penalty = Penalty()


@dataclass(frozen=True)
class Shown:
    """公示: from `since` through the day before `until` (None: no end is known). Repair may be asked for from `repair_from`."""

    severity: Severity
    since: date | None
    until: date | None
    repair_from: date | None
    rule: Rule | None
    why: Sentence

    def on(self, day: date) -> bool:
        """Whether the record is shown on a day, if nobody marked it otherwise."""
        return self.since is not None and self.since <= day and (self.until is None or day < self.until)

    @property
    def basis(self) -> str:
        return self.rule.basis if self.rule else ""


def shown(record: Adverse, rules: Iterable[Rule], *, system: System = "credit") -> Shown:
    """The period of one record, in the system that shows it."""
    if record.decided_on is None:
        return _never(Sentence(later("没有决定日期，无法计算公示期，不予公示。")))
    governing = [rule for rule in rules if rule.governs(record.record, system, record.decided_on)]
    rule = classify(record.penalty, governing)
    if rule is None:
        return _never(Sentence(later("没有规定{day}作出的这类信息可以公示，不予公示。"), day=record.decided_on))
    if rule.severity == "hidden":
        pattern = later("决定于{day}作出，依照{basis}，不予公示。")
        return _never(Sentence(pattern, day=record.decided_on, basis=rule.basis), rule)
    return _period(record, rule)


def classify(penalty: Penalty, governing: Sequence[Rule]) -> Rule | None:
    """The class of a decision. What its unit says goes first; then the procedure; of several kinds the longest counts."""
    if penalty.stated:
        stated = [rule for rule in governing if rule.severity == penalty.stated and rule.covers(penalty)]
        if stated:
            return max(stated, key=lambda rule: rule.length)
    if penalty.summary:
        by_procedure = [rule for rule in governing if "summary" in rule.procedures]
        if by_procedure:
            return by_procedure[0]
    fitting = [rule for rule in governing if not rule.procedures and rule.kinds != UNSTATED and rule.covers(penalty)]
    found = [_longest_of(kind, fitting) for kind in penalty.kinds or {""}]
    return max((rule for rule in found if rule), key=lambda rule: rule.length, default=None)


def _longest_of(kind: str, rules: Sequence[Rule]) -> Rule | None:
    """Rules that name the kind go before those for all the rest."""
    named = [rule for rule in rules if kind in rule.kinds]
    return max(named or [rule for rule in rules if not rule.kinds], key=lambda rule: rule.length, default=None)


def _period(record: Adverse, rule: Rule) -> Shown:
    since = (record.published_on if rule.start == "publication" else None) or record.decided_on
    assert since is not None  # shown() has asked
    last = _last_day(since, rule.maximum) if rule.maximum else None
    if rule.while_valid and record.valid_until:
        last = max(last or record.valid_until, record.valid_until)
    until = last + DAY if last else None
    repair_from = _repair_from(since, until, rule)
    return Shown(rule.severity, since, until, repair_from, rule, _why(since, last, repair_from, rule))


def _repair_from(since: date, until: date | None, rule: Rule) -> date | None:
    """最短公示期届满后方可申请: the day after its last day; at once where there is none."""
    if not rule.repairable:
        return None
    day = _last_day(since, rule.minimum) + DAY if rule.minimum and rule.minimum.count else since
    return day if until is None or day < until else None


def _why(since: date, last: date | None, repair_from: date | None, rule: Rule) -> Sentence:
    facts = {"severity": SEVERITIES[rule.severity], "since": since, "basis": rule.basis}
    if last is None:
        return Sentence(later("{severity}，自{since}起公示，移出前一直公示，移出按{basis}办理。"), **facts)
    if repair_from is None:
        return Sentence(later("{severity}，依照{basis}，自{since}起公示至{last}，不予修复。"), last=last, **facts)
    pattern = later("{severity}，依照{basis}，自{since}起公示，最长至{last}；{repair}起可以申请修复。")
    return Sentence(pattern, last=last, repair=repair_from, **facts)


def _never(why: Sentence, rule: Rule | None = None) -> Shown:
    return Shown("hidden", None, None, None, rule, why)


def _last_day(start: date, limit: Limit) -> date:
    return nominal_day(start, limit, ())


def _months(limit: Limit | None, otherwise: int = FOREVER) -> int:
    return limit.count if limit else otherwise
