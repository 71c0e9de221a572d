"""The law of an application 办件: which step may follow which, who takes it, and until when. Pure.

行政许可法 (2019) unless another document is named. The table TABLE is written once: services check it, pages turn it
into buttons, the API into links, the documents into a diagram.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from banshi.kernel.clock import Calendar, Due, Limit, Pause, due
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.matters.applications.permissions import Permission

ZONE = ZoneInfo("Asia/Shanghai")


class State(StrEnum):
    """办件状态."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENTING = "supplementing"
    NOT_REQUIRED = "not_required"
    NOT_COMPETENT = "not_competent"
    REVIEW = "review"
    SPECIAL = "special"
    GRANTED = "granted"
    REFUSED = "refused"
    ISSUED = "issued"
    DELIVERED = "delivered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """办理动作."""

    SUBMIT = "submit"
    ANSWER_NOT_REQUIRED = "answer_not_required"
    ANSWER_NOT_COMPETENT = "answer_not_competent"
    NOTIFY = "notify"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    SERVE = "serve"
    START_SPECIAL = "start_special"
    END_SPECIAL = "end_special"
    EXTEND = "extend"
    GRANT = "grant"
    GRANT_BY_SILENCE = "grant_by_silence"
    REFUSE = "refuse"
    ISSUE = "issue"
    DELIVER = "deliver"
    ARCHIVE = "archive"
    EXPLAIN_DELAY = "explain_delay"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    REVOKE = "revoke"
    CANCEL = "cancel"


TABLE: Mapping[tuple[State, Verb], State] = {
    (State.DRAFT, Verb.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Verb.ANSWER_NOT_REQUIRED): State.NOT_REQUIRED,
    (State.SUBMITTED, Verb.ANSWER_NOT_COMPETENT): State.NOT_COMPETENT,
    (State.SUBMITTED, Verb.NOTIFY): State.SUPPLEMENTING,
    (State.SUBMITTED, Verb.ACCEPT): State.REVIEW,
    (State.SUBMITTED, Verb.DEEM_ACCEPTED): State.REVIEW,
    (State.SUBMITTED, Verb.SERVE): State.DELIVERED,
    (State.SUBMITTED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.SUPPLEMENTING, Verb.SUPPLEMENT): State.SUBMITTED,
    (State.SUPPLEMENTING, Verb.WITHDRAW): State.WITHDRAWN,
    (State.SUPPLEMENTING, Verb.TERMINATE): State.TERMINATED,
    (State.REVIEW, Verb.START_SPECIAL): State.SPECIAL,
    (State.REVIEW, Verb.EXTEND): State.REVIEW,
    (State.REVIEW, Verb.EXPLAIN_DELAY): State.REVIEW,
    (State.REVIEW, Verb.GRANT): State.GRANTED,
    (State.REVIEW, Verb.GRANT_BY_SILENCE): State.GRANTED,
    (State.REVIEW, Verb.REFUSE): State.REFUSED,
    (State.REVIEW, Verb.WITHDRAW): State.WITHDRAWN,
    (State.REVIEW, Verb.TERMINATE): State.TERMINATED,
    (State.SPECIAL, Verb.END_SPECIAL): State.REVIEW,
    (State.SPECIAL, Verb.EXPLAIN_DELAY): State.SPECIAL,
    (State.SPECIAL, Verb.GRANT_BY_SILENCE): State.GRANTED,
    (State.SPECIAL, Verb.WITHDRAW): State.WITHDRAWN,
    (State.SPECIAL, Verb.TERMINATE): State.TERMINATED,
    (State.GRANTED, Verb.ISSUE): State.ISSUED,
    (State.ISSUED, Verb.DELIVER): State.DELIVERED,
    (State.REFUSED, Verb.DELIVER): State.DELIVERED,
    (State.ISSUED, Verb.REVOKE): State.REVOKED,
    (State.ISSUED, Verb.CANCEL): State.CANCELLED,
    (State.DELIVERED, Verb.ARCHIVE): State.ARCHIVED,
    (State.DELIVERED, Verb.REVOKE): State.REVOKED,
    (State.DELIVERED, Verb.CANCEL): State.CANCELLED,
    (State.ARCHIVED, Verb.REVOKE): State.REVOKED,
    (State.ARCHIVED, Verb.CANCEL): State.CANCELLED,
}

STAFF: Mapping[Verb, Permission] = {
    Verb.ANSWER_NOT_REQUIRED: Permission.ACCEPT,
    Verb.ANSWER_NOT_COMPETENT: Permission.ACCEPT,
    Verb.NOTIFY: Permission.ACCEPT,
    Verb.ACCEPT: Permission.ACCEPT,
    Verb.SERVE: Permission.SERVE,
    Verb.START_SPECIAL: Permission.PAUSE,
    Verb.END_SPECIAL: Permission.PAUSE,
    Verb.EXTEND: Permission.EXTEND,
    Verb.EXPLAIN_DELAY: Permission.REVIEW,
    Verb.GRANT: Permission.DECIDE,
    Verb.REFUSE: Permission.DECIDE,
    Verb.TERMINATE: Permission.DECIDE,
    Verb.ISSUE: Permission.ISSUE,
    Verb.DELIVER: Permission.DELIVER,
    Verb.ARCHIVE: Permission.ARCHIVE,
    Verb.REVOKE: Permission.REVOKE,
    Verb.CANCEL: Permission.REVOKE,
}
"""Steps of the office, each with the permission it takes."""

APPLICANT = frozenset({Verb.SUBMIT, Verb.SUPPLEMENT, Verb.WITHDRAW})
"""Steps of the applicant or the agent. What is in neither is the machine's: it accepts and renews, never refuses."""

COUNTER: Mapping[Verb, Permission] = {Verb.SUPPLEMENT: Permission.RECEIVE}
"""The applicant's steps that a clerk may take down for somebody who stands at the counter."""

OPEN = frozenset(
    {State.SUBMITTED, State.SUPPLEMENTING, State.REVIEW, State.SPECIAL, State.GRANTED, State.REFUSED, State.ISSUED}
)
ENDED = frozenset(State) - OPEN - {State.DRAFT}
ENDED_BY_OFFICE = frozenset(
    {State.DELIVERED, State.ARCHIVED, State.NOT_REQUIRED, State.NOT_COMPETENT, State.TERMINATED}
)
"""Ends that the applicant may rate (insight.ratings has the rule): not what one withdrew, not a later revocation."""
UNDECIDED = frozenset({State.SUBMITTED, State.SUPPLEMENTING, State.REVIEW, State.SPECIAL})
STANDING: Mapping[State, str] = {
    State.SUBMITTED: "notice",
    State.REVIEW: "promised",
    State.GRANTED: "delivery",
    State.REFUSED: "delivery",
    State.ISSUED: "delivery",
}
"""The clock that matters in a state. In a special procedure and while the applicant supplements, all stand still."""

PAUSE_KINDS = tuple(
    map(later, ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"))
)  # 第四十五条, all of them
MATTER = "application"  # how grants, files and the worklist call it
ON_THE_SPOT = "1"  # GB/T 39046-2020 A.6 即办件
AGREED_BY_SILENCE = "行政许可法 第五十条第二款"
RENEWAL_AHEAD = timedelta(days=30)  # 第五十条第一款: 有效期届满三十日前


@dataclass(frozen=True)
class Limits:
    """The limits that an application was promised on the day it was handed in; later packs do not move them."""

    notice: Limit
    promised: Limit
    statutory: Limit | None
    extension: Limit
    delivery: Limit


@dataclass(frozen=True)
class Facts:
    """What the four clocks are computed from; nothing else decides them."""

    received_on: date
    limits: Limits
    supplemented_on: date | None = None
    accepted_on: date | None = None
    decided_on: date | None = None
    extension: Limit | None = None
    pauses: Sequence[Pause] = field(default=())


@dataclass(frozen=True)
class Dues:
    """The last lawful day of each clock: T1 notice, T2 promise, T3 statute, T4 delivery."""

    notice: Due
    promised: Due | None
    statutory: Due | None
    delivery: Due | None

    @property
    def provisional(self) -> bool:
        return any(d.provisional for d in (self.notice, self.promised, self.statutory, self.delivery) if d)


def next_state(state: State, verb: Verb) -> State:
    """The state after a step. Refused when the step may not follow."""
    try:
        return TABLE[state, verb]
    except KeyError:
        raise Refused("wrong_state", "当前状态不能执行这一步。请刷新页面查看最新进展。") from None


def verbs(state: State) -> list[Verb]:
    """Every step that may follow a state, in the order of the table."""
    return [verb for (source, verb) in TABLE if source == state]


def dues(facts: Facts, calendar: Calendar) -> Dues:
    """All four clocks.

    T1 runs from receipt (第三十二条), again from the day supplements arrive. T2 and T3 run from acceptance, with the one
    extension (第四十二条) and without the days of special procedures (第四十五条). T4 runs from the decision (第四十四条).
    """
    limits = facts.limits
    promised = statutory = delivery = None
    if facts.accepted_on:
        promised = due(facts.accepted_on, standing_promise(facts), calendar, pauses=facts.pauses)
        if full := standing_statute(facts):
            statutory = due(facts.accepted_on, full, calendar, pauses=facts.pauses)
    if facts.decided_on:
        delivery = due(facts.decided_on, limits.delivery, calendar)
    notice = due(facts.supplemented_on or facts.received_on, limits.notice, calendar)
    return Dues(notice=notice, promised=promised, statutory=statutory, delivery=delivery)


def standing_statute(facts: Facts) -> Limit | None:
    """The statutory limit with the extension that was granted."""
    limit, added = facts.limits.statutory, facts.extension
    return limit.extended([added]) if limit and added else limit


def standing_promise(facts: Facts) -> Limit:
    """The promise with the extension; one made in other units gives way to the extended statutory limit."""
    limit, added = facts.limits.promised, facts.extension
    if not added:
        return limit
    same = limit.unit == added.unit or limit.on_the_spot
    return limit.extended([added]) if same else (standing_statute(facts) or limit)


def end_of(day: date) -> datetime:
    """The moment after the last moment of a day: a limit may be used to the full (民法典 第二百零三条)."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE)


def check_notice(
    facts: Facts, missing: Sequence[str], *, notified_on: date | None, today: date, calendar: Calendar
) -> None:
    """一次性告知: once, everything at once, and in time (第三十二条第四项, 第七十二条第四项)."""
    article = "行政许可法 第三十二条第四项"
    if notified_on:
        raise Refused("notified_before", "已经一次性告知过补正内容，不能再次要求补正。", article=article)
    if was_silent(facts, today=today, calendar=calendar):
        raise Refused(
            "notice_late", "一次性告知期限已过，依法自收到申请之日起视为受理，不能再要求补正。", article=article
        )
    if not missing:
        raise Refused("nothing_missing", "请写明需要补正的全部内容。", article=article)


def was_silent(facts: Facts, *, today: date, calendar: Calendar) -> bool:
    """Has the last day for the notice passed without a word? Then the law has accepted, whoever says so first."""
    return today > dues(facts, calendar).notice.on


def check_deemed(facts: Facts, *, today: date, calendar: Calendar) -> None:
    """视为受理: only after the last day for the notice has passed in silence."""
    if not was_silent(facts, today=today, calendar=calendar):
        raise Refused("notice_runs", "一次性告知期限尚未届满。", article="行政许可法 第三十二条第四项")


def check_extension(facts: Facts, asked: Limit, reason: str, *, today: date, calendar: Calendar) -> None:
    """延长: once, within the cap, before time runs out, and the applicant is told why (第四十二条)."""
    article = "行政许可法 第四十二条"
    if facts.extension:
        raise Refused("extended_before", "办理期限只能延长一次。", article=article)
    if not can_be_extended(facts.limits):
        raise Refused("no_extension", "该事项没有可以延长的法定办结时限。", article=article)
    if asked.unit != facts.limits.extension.unit or not 0 < asked.count <= facts.limits.extension.count:
        words = Sentence("延长不得超过{limit}。", limit=facts.limits.extension.words)
        raise Refused("extension_too_long", words, article=article)
    statutory = dues(facts, calendar).statutory
    if statutory and today > statutory.on:
        raise Refused("extension_late", "法定期限已经届满，不能再延长。", article=article)
    check_reason(reason, article=article)


def can_be_extended(limits: Limits) -> bool:
    """A limit of another law in days of another kind is that law's to extend: ten working days do not fit seven days."""
    statutory, extension = limits.statutory, limits.extension
    return bool(statutory and extension.count and statutory.count and statutory.unit == extension.unit)


def check_delay(facts: Facts, promised_on: date | None, reason: str, *, today: date) -> None:
    """公开超期原因: only a promise that was missed has a reason to publish."""
    article = "优化营商环境条例 第三十六条"
    if not is_promise_missed(facts, promised_on, today=today):
        raise Refused("not_overdue", "没有超过承诺期限，不需要公开超期原因。", article=article)
    check_reason(reason, article=article)


def is_late(promised_on: date | None, *, today: date) -> bool:
    return promised_on is not None and today > promised_on


def is_promise_missed(facts: Facts, promised_on: date | None, *, today: date) -> bool:
    """Accepted, undecided, and the promised day is over. While a special procedure stops the clock nothing becomes late, and
    what was late before stays so."""
    stopped_on = next((pause.first for pause in facts.pauses if pause.last is None), None)
    return facts.decided_on is None and is_late(promised_on, today=stopped_on or today)


def check_pause(kind: str, needed: Limit, reason: str) -> None:
    """特别程序: only the kinds that the law names, and the applicant is told in writing how long it takes (第四十五条)."""
    article = "行政许可法 第四十五条"
    if kind not in PAUSE_KINDS:
        raise Refused("pause_kind", "只有法律列明的情形可以停表，请在所列的特别程序中选择。", article=article)
    if needed.on_the_spot:
        raise Refused("pause_length", "请写明特别程序所需时间。", article=article)
    check_reason(reason, article=article)


def check_reason(reason: str, *, article: str) -> None:
    if len(reason.strip()) < 4:
        raise Refused("no_reason", "请写明理由（至少四个字）。", article=article)


def check_refusal(reason: str, basis: str, *, by_machine: bool) -> None:
    """不予许可: in writing, with reasons, naming the remedies (第三十八条); never by a machine (个人信息保护法 第二十四条)."""
    if by_machine:
        raise Refused("machine_refusal", "不得仅由系统自动作出不予许可的决定。", article="个人信息保护法 第二十四条")
    check_reason(reason, article="行政许可法 第三十八条")
    if not basis.strip():
        raise Refused("no_basis", "请写明不予许可的法律依据。", article="行政许可法 第三十八条")


def can_be_renewed_by_silence(*, means_consent: bool, received_on: date, expires_on: date | None) -> bool:
    """Who asked thirty days ahead may count on an answer before the old licence runs out (第五十条第一款).

    Who comes later, or only after it has run out, does not get by silence what the office had no time to look at.
    """
    return means_consent and expires_on is not None and received_on + RENEWAL_AHEAD <= expires_on


def check_silence(*, means_consent: bool, received_on: date, expires_on: date | None, today: date) -> None:
    """逾期未作决定的，视为准予延续: only for renewals asked in time, once the old licence has run out (第五十条)."""
    may = can_be_renewed_by_silence(means_consent=means_consent, received_on=received_on, expires_on=expires_on)
    if not may or expires_on is None or today <= expires_on:
        raise Refused("no_silent_renewal", "不符合视为准予延续的条件。", article=AGREED_BY_SILENCE)


def check_on_the_spot(case_type: str) -> None:
    """即办件 only: where the law lets the decision be made at once (第三十四条第二款)."""
    if case_type != ON_THE_SPOT:
        raise Refused("not_on_the_spot", "该事项不是即办件，不能当场办结。", article="行政许可法 第三十四条")


def event_code(verb: Verb, state: State) -> int | None:
    """办件状态代码 1–15 of the national exchange standard for construction approval, used for every application."""
    fixed = {
        Verb.SUBMIT: 1, Verb.ACCEPT: 3, Verb.DEEM_ACCEPTED: 3, Verb.ANSWER_NOT_REQUIRED: 4, Verb.ANSWER_NOT_COMPETENT: 5,
        Verb.NOTIFY: 6, Verb.SUPPLEMENT: 7, Verb.START_SPECIAL: 9, Verb.END_SPECIAL: 10, Verb.GRANT: 11,
        Verb.GRANT_BY_SILENCE: 11, Verb.REFUSE: 13, Verb.REVOKE: 15,
    }  # fmt: skip
    if verb == Verb.WITHDRAW:
        return 2 if state in (State.SUBMITTED, State.SUPPLEMENTING) else 14
    return fixed.get(verb)
