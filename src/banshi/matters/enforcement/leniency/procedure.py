"""The procedure 办案程序 of a case: which step may follow which, who takes it, until when, and what the law asks of it. Pure.

行政处罚法 (2021) unless another document is named. TABLE is written once: services check it, pages turn it into buttons.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from banshi.kernel.clock import Calendar, Limit, due
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import later
from banshi.matters.enforcement.leniency.grounds import SEVERITY, UNPUNISHED, Effect, age_on
from banshi.matters.enforcement.leniency.permissions import Permission

MATTER = "leniency"
ON_THE_SPOT = {"person": 20_000, "organisation": 300_000}  # 分, 第五十一条


class State(StrEnum):
    """案件状态."""

    FILED = "filed"
    INVESTIGATING = "investigating"
    PROPOSED = "proposed"
    NOTICED = "noticed"
    REVIEW = "review"
    REVIEWED = "reviewed"
    DECIDED = "decided"
    DELIVERED = "delivered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """办案步骤."""

    ASSIGN = "assign"
    RECUSE = "recuse"
    RECORD = "record"
    ORDER = "order"
    SHOW = "show"
    RECHECK = "recheck"
    PROPOSE = "propose"
    NOTIFY = "notify"
    DEFEND = "defend"
    HEAR = "hear"
    RECONSIDER = "reconsider"
    ASK_REVIEW = "ask_review"
    PASS = "pass_review"
    RETURN = "return"
    DECIDE = "decide"
    EDUCATE = "educate"
    DELIVER = "deliver"
    PUBLISH = "publish"
    SETTLE_PROMISE = "settle_promise"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    UNPUBLISH = "unpublish"


TABLE: Mapping[tuple[State, Verb], State] = {
    (State.FILED, Verb.ASSIGN): State.INVESTIGATING,
    (State.INVESTIGATING, Verb.RECUSE): State.INVESTIGATING,
    (State.INVESTIGATING, Verb.RECORD): State.INVESTIGATING,
    (State.INVESTIGATING, Verb.ORDER): State.INVESTIGATING,
    (State.INVESTIGATING, Verb.SHOW): State.INVESTIGATING,
    (State.INVESTIGATING, Verb.RECHECK): State.INVESTIGATING,
    (State.INVESTIGATING, Verb.PROPOSE): State.PROPOSED,
    (State.PROPOSED, Verb.NOTIFY): State.NOTICED,
    (State.PROPOSED, Verb.ASK_REVIEW): State.REVIEW,
    (State.PROPOSED, Verb.DECIDE): State.DECIDED,
    (State.NOTICED, Verb.DEFEND): State.NOTICED,
    (State.NOTICED, Verb.HEAR): State.NOTICED,
    (State.NOTICED, Verb.RECONSIDER): State.NOTICED,
    (State.NOTICED, Verb.ASK_REVIEW): State.REVIEW,
    (State.NOTICED, Verb.DECIDE): State.DECIDED,
    (State.REVIEW, Verb.PASS): State.REVIEWED,
    (State.REVIEW, Verb.RETURN): State.INVESTIGATING,
    (State.REVIEWED, Verb.DECIDE): State.DECIDED,
    (State.DECIDED, Verb.EDUCATE): State.DECIDED,
    (State.DECIDED, Verb.DELIVER): State.DELIVERED,
    (State.DELIVERED, Verb.PUBLISH): State.DELIVERED,
    (State.DELIVERED, Verb.SETTLE_PROMISE): State.DELIVERED,
    (State.DELIVERED, Verb.CLOSE): State.CLOSED,
    (State.DELIVERED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.CLOSED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.WITHDRAWN, Verb.UNPUBLISH): State.WITHDRAWN,
}
STAFF: Mapping[Verb, Permission] = {
    Verb.ASSIGN: Permission.FILE,
    Verb.RECUSE: Permission.FILE,
    Verb.RECORD: Permission.INVESTIGATE,
    Verb.ORDER: Permission.INVESTIGATE,
    Verb.RECHECK: Permission.INVESTIGATE,
    Verb.PROPOSE: Permission.PROPOSE,
    Verb.NOTIFY: Permission.PROPOSE,
    Verb.HEAR: Permission.PROPOSE,
    Verb.RECONSIDER: Permission.PROPOSE,
    Verb.ASK_REVIEW: Permission.PROPOSE,
    Verb.PASS: Permission.REVIEW,
    Verb.RETURN: Permission.REVIEW,
    Verb.DECIDE: Permission.DECIDE,
    Verb.EDUCATE: Permission.DELIVER,
    Verb.DELIVER: Permission.DELIVER,
    Verb.PUBLISH: Permission.PUBLISH,
    Verb.SETTLE_PROMISE: Permission.INVESTIGATE,
    Verb.CLOSE: Permission.DELIVER,
    Verb.WITHDRAW: Permission.DECIDE,
    Verb.UNPUBLISH: Permission.PUBLISH,
}
PARTY = frozenset({Verb.SHOW, Verb.DEFEND})
"""Steps of the party. No step is the machine's: what decides over a person carries an officer's name."""
OF_THE_OFFICERS = frozenset({Verb.RECORD, Verb.ORDER, Verb.RECHECK, Verb.PROPOSE, Verb.RECONSIDER, Verb.EDUCATE})
"""Steps that only one of the case's own officers takes (第四十二条)."""
ENDED = frozenset({State.CLOSED, State.WITHDRAWN})
UNDECIDED = frozenset(State) - {State.DECIDED, State.DELIVERED, *ENDED}
REVIEW_GROUNDS = {
    "public": later("涉及重大公共利益"),
    "heard": later("直接关系当事人或者第三人重大权益，经过听证程序"),
    "complex": later("案件情况疑难复杂、涉及多个法律关系"),
    "by_law": later("法律、法规规定应当进行法制审核"),
    "deviates": later("拟作处理与系统依法给出的建议不同"),
}
"""第五十八条第一款 (一) to (四); the last is the house's own."""
WITHHELD = {
    "unpunished": later("不予处罚的决定不公开当事人信息"),
    "minor": later("当事人是未成年人"),
    "person": later("自然人的一般处罚决定，不具有一定社会影响"),
}


@dataclass(frozen=True)
class Officer:
    """承办人: an account with a certificate of enforcement, valid until a day."""

    account: int
    certificate: str
    valid_until: date


def next_state(state: State, verb: Verb) -> State:
    """The state after a step. Refused when the step may not follow."""
    try:
        return TABLE[state, verb]
    except KeyError:
        raise Refused("wrong_state", "当前状态不能执行这一步。请刷新页面查看最新进展。") from None


def verbs(state: State) -> list[Verb]:
    return [verb for (source, verb) in TABLE if source == state]


def check_officers(officers: Sequence[Officer], recused: Collection[int], *, on: date) -> None:
    """执法人员不得少于两人, each with a certificate (第四十二条); whoever is recused stays away (第四十三条)."""
    if len({officer.account for officer in officers}) < 2:
        raise Refused("two_officers", "执法人员不得少于两人，并应当具有行政执法资格。", article="行政处罚法 第四十二条")
    if any(not officer.certificate or officer.valid_until < on for officer in officers):
        raise Refused("certificate", "执法证件无效或者已过期。", article="行政处罚法 第四十二条")
    if any(officer.account in recused for officer in officers):
        raise Refused("recused", "应当回避的人员不得办理本案。", article="行政处罚法 第四十三条")


def check_joint(kinds: Collection[str], born: Collection[date | None], *, on: date) -> None:
    """共同当事人 stand in one case only where they are judged alike; a minor is heard for himself (第三十条)."""
    if len(set(kinds)) > 1:
        raise Refused("mixed_parties", "个人和单位的案件应当分别立案。", article="行政处罚法 第五十四条")
    if len(kinds) > 1 and any(day and age_on(day, on) < 18 for day in born):
        raise Refused("minor_apart", "当事人是未成年人的，应当单独立案。", article="行政处罚法 第三十条")


def check_until(until: date, *, today: date) -> None:
    if until < today:
        raise Refused("past_day", "改正期限不能早于今天。", article="行政处罚法 第二十八条第一款")


def check_open(asks: Sequence[str], chosen: Effect, best: Effect, reason: str) -> None:
    """Nothing heavier than the law may still prescribe is proposed while a question is open, unless it is said why."""
    if asks and SEVERITY[chosen] > SEVERITY[best] and len(reason.strip()) < 4:
        raise Refused(
            "open_questions", "还有没有查清的事，请先查清，或者写明为什么不再查。", article="行政处罚法 第四十条"
        )


def check_not_heavier(before: int, after: int, effect_before: Effect, effect_after: Effect) -> None:
    """不得因当事人陈述、申辩而给予更重的处罚 (第四十五条第二款)."""
    if after > before or SEVERITY[effect_after] > SEVERITY[effect_before]:
        raise Refused("heavier", "不得因当事人陈述、申辩而给予更重的处罚。", article="行政处罚法 第四十五条第二款")


def check_decidable(
    chosen: Effect,
    *,
    noticed: bool,
    defence_until: date | None,
    answered: bool,
    hearing_asked: bool,
    heard: bool,
    review: Sequence[str],
    reviewed: bool,
    today: date,
) -> None:
    """Before a decision: notice and time to answer it, the hearing that was asked for, and the review that the law asks for."""
    if chosen not in UNPUNISHED and not noticed:
        raise Refused("no_notice", "作出处罚决定以前应当告知当事人。", article="行政处罚法 第四十四条")
    if noticed and not answered and defence_until and today <= defence_until:
        raise Refused(
            "may_answer", "当事人陈述、申辩和要求听证的期限还没有届满。", article="行政处罚法 第四十五条、第六十四条"
        )
    if hearing_asked and not heard:
        raise Refused(
            "no_hearing", "当事人要求听证，听证以前不得作出决定。", article="行政处罚法 第六十三条、第六十五条"
        )
    if review and not reviewed:
        raise Refused("no_review", "本案应当先进行法制审核。", article="行政处罚法 第五十八条")


def check_reviewer(reviewer: int, officers: Collection[int]) -> None:
    """法制审核 is done by somebody else than the officers of the case."""
    if reviewer in officers:
        raise Refused("own_case", "不得由本案承办人员进行法制审核。", article="行政处罚法 第五十八条")


def check_decider(decider: int | None, officers: Collection[int]) -> None:
    """调查和决定分开; and no decision without a person's name (个人信息保护法 第二十四条)."""
    if decider is None:
        raise Refused(
            "machine_decision", "不得仅由系统自动作出处罚或者不予处罚的决定。", article="个人信息保护法 第二十四条"
        )
    if decider in officers:
        raise Refused("own_case", "决定应当由行政机关负责人作出，不由承办人自己作出。", article="行政处罚法 第五十七条")


def check_on_the_spot(party: str, amount: int, effect: Effect) -> None:
    """当场处罚: facts certain, law certain, up to 200 yuan for a person and 3,000 for an organisation, or a warning."""
    if amount > ON_THE_SPOT[party]:
        raise Refused("too_much", "超过当场处罚的限额，应当适用普通程序。", article="行政处罚法 第五十一条")
    if effect == Effect.UNPROVEN:
        raise Refused("not_certain", "违法事实不确凿的，不适用当场处罚。", article="行政处罚法 第五十一条")


def check_educated(effect: Effect, *, educated: bool) -> None:
    """不予处罚的应当教育 (第三十三条第三款): before the decision leaves the house."""
    if effect in (Effect.MUST_NOT, Effect.MAY_NOT) and not educated:
        raise Refused(
            "not_educated", "不予处罚的，应当先对当事人进行教育并记录。", article="行政处罚法 第三十三条第三款"
        )


def review_needed(stated: Sequence[str], *, hearing: bool, deviates: bool) -> list[str]:
    """Which of the grounds for a legal review this case has."""
    found = [*stated, *(["heard"] if hearing else []), *(["deviates"] if deviates else [])]
    return [ground for ground in REVIEW_GROUNDS if ground in found]


def withheld(effect: Effect, party: str, *, adult: bool, social_impact: bool) -> str:
    """Why a decision is not published, or "" (第四十八条: those with a certain social impact are public)."""
    if effect in UNPUNISHED:
        return "unpunished"
    if party == "person" and not adult:
        return "minor"
    return "" if party == "organisation" or social_impact else "person"


def last_day(begin: date, limit: Limit, calendar: Calendar) -> date:
    return due(begin, limit, calendar).on


def check_words(text: str, *, article: str) -> None:
    if len(text.strip()) < 4:
        raise Refused("no_reason", "请写明理由（至少四个字）。", article=article)
