"""Grounds 法定情形: when the Penalty Law itself forbids, waives, lessens or raises a penalty, whatever a list says. Pure.

行政处罚法 (2021-07-15); what is decided before that day goes by the law of 1996 in its wording of 2017.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from banshi.kernel.sentences import Sentence, later
from banshi.matters.enforcement.leniency.conditions import Condition, Corrected, First, HarmAtMost, Plain
from banshi.matters.enforcement.leniency.facts import Facts, Law, Provision
from banshi.matters.enforcement.leniency.weighing import Finding, State, age_on, answered, shown, together, weigh

REVISED_ON = date(2021, 7, 15)


class Effect(StrEnum):
    """处理结果, from the mildest to the severest."""

    UNPROVEN = "unproven"  # 违法事实不能成立
    MUST_NOT = "must_not"  # 不予处罚
    MAY_NOT = "may_not"  # 可以不予处罚
    REDUCE = "reduce"  # 减轻
    MITIGATE = "mitigate"  # 应当从轻或者减轻
    LIGHTER = "lighter"  # 从轻
    MAY_MITIGATE = "may_mitigate"  # 可以从轻或者减轻
    ORDINARY = "ordinary"
    HEAVIER = "heavier"  # 从重


SEVERITY = {effect: index for index, effect in enumerate(Effect)}
UNPUNISHED = (Effect.UNPROVEN, Effect.MUST_NOT, Effect.MAY_NOT)


@dataclass(frozen=True)
class Ground:
    """A reason for an effect: a rule of the law or a row of the list, with every condition weighed."""

    key: str
    effect: Effect
    article: str
    findings: tuple[Finding, ...]
    listed: bool = False
    set_aside: str = ""  # why it does not work although it is met

    @property
    def state(self) -> State:
        return State.NOT_MET if self.set_aside else together(self.findings)


LAW_2021 = {
    "unproven": "行政处罚法 第四十条、第五十七条第一款第三项",
    "no_law_then": "行政处罚法 第四条",
    "repealed": "行政处罚法 第三十七条",
    "barred": "行政处罚法 第三十六条",
    "child": "行政处罚法 第三十条",
    "incapable": "行政处罚法 第三十一条",
    "faultless": "行政处罚法 第三十三条第二款",
    "minor": "行政处罚法 第三十三条第一款前半句",
    "first": "行政处罚法 第三十三条第一款后半句",
    "juvenile": "行政处罚法 第三十条",
    "removed_harm": "行政处罚法 第三十二条第一项",
    "forced": "行政处罚法 第三十二条第二项",
    "confessed": "行政处罚法 第三十二条第三项",
    "merit": "行政处罚法 第三十二条第四项",
    "partly_capable": "行政处罚法 第三十一条",
    "emergency": "行政处罚法 第四十九条",
}
LAW_1996 = {
    "unproven": "行政处罚法（2017年修正） 第三十条",
    "no_law_then": "行政处罚法（2017年修正） 第三条",
    "repealed": "立法法 第九十三条",
    "barred": "行政处罚法（2017年修正） 第二十九条",
    "child": "行政处罚法（2017年修正） 第二十五条",
    "incapable": "行政处罚法（2017年修正） 第二十六条",
    "minor": "行政处罚法（2017年修正） 第二十七条第二款",
    "juvenile": "行政处罚法（2017年修正） 第二十五条",
    "removed_harm": "行政处罚法（2017年修正） 第二十七条第一款第一项",
    "forced": "行政处罚法（2017年修正） 第二十七条第一款第二项",
    "merit": "行政处罚法（2017年修正） 第二十七条第一款第三项",
}
EFFECTS = {
    "unproven": Effect.UNPROVEN,
    **dict.fromkeys(("no_law_then", "repealed", "barred", "child", "incapable", "faultless", "minor"), Effect.MUST_NOT),
    "first": Effect.MAY_NOT,
    **dict.fromkeys(("juvenile", "removed_harm", "forced", "confessed", "merit"), Effect.MITIGATE),
    "partly_capable": Effect.MAY_MITIGATE,
    "emergency": Effect.HEAVIER,
}
SHOWN = {
    "removed_harm": ("voluntary", later("主动消除或者减轻违法行为危害后果")),
    "forced": ("forced", later("受他人胁迫或者诱骗实施违法行为")),
    "confessed": ("confessed", later("主动供述行政机关尚未掌握的违法行为")),
    "merit": ("merit", later("配合行政机关查处违法行为有立功表现")),
    "emergency": ("emergency", later("违反突发事件应对措施")),
}


def edition(on: date) -> Mapping[str, str]:
    """The articles of the Penalty Law that stood on a day; a ground without an article did not exist yet."""
    return LAW_2021 if on >= REVISED_ON else LAW_1996


def grounds(facts: Facts, law: Law) -> list[Ground]:
    """Every ground of the law of the day, weighed; the mildest first."""
    governs = governing(facts, law)
    return [
        Ground(key, EFFECTS[key], article, weigh_ground(key, facts, law, governs))
        for key, article in edition(facts.decided_on).items()
    ]


def weigh_ground(key: str, facts: Facts, law: Law, governs: Provision | None) -> tuple[Finding, ...]:
    if key in SHOWN:
        name, words = SHOWN[key]
        return (shown(name, words, facts),)
    if key in ("minor", "first"):
        wanted: Sequence[Condition] = (
            (Plain("slight"), Corrected(), HarmAtMost("none"))
            if key == "minor"
            else (First(law.first_window), HarmAtMost("slight"), Corrected())
        )
        return tuple(weigh(condition, facts, law) for condition in wanted)
    return (PECULIAR[key](facts, law, governs),)


def governing(facts: Facts, law: Law) -> Provision | None:
    """从旧兼从轻: the law of the act, unless that of the decision is milder (第三十七条)."""
    then = at(law.provisions, facts.last_on)
    now = at(law.provisions, facts.decided_on)
    if then is None or now is None or then == now:
        return then
    if then.max_yuan is not None and now.max_yuan is not None and now.max_yuan < then.max_yuan:
        return now
    return then


def at(provisions: Sequence[Provision], on: date) -> Provision | None:
    return next((provision for provision in provisions if provision.in_force(on)), None)


def unproven(facts: Facts, _law: Law, _governs: Provision | None) -> Finding:
    words = later("违法事实不能成立")
    if facts.established is None:
        return Finding(words, State.UNKNOWN, ask=later("查清违法事实，补充证据"))
    return answered(words, not facts.established, facts.evidence.get("established", ""))


def no_law_then(facts: Facts, law: Law, _governs: Provision | None) -> Finding:
    words = later("行为发生时没有法律规定应予处罚")
    return answered(words, at(law.provisions, facts.last_on) is None)


def repealed(facts: Facts, law: Law, _governs: Provision | None) -> Finding:
    words = later("作出决定时的法律不再认为是违法")
    return answered(words, at(law.provisions, facts.decided_on) is None)


def child(facts: Facts, _law: Law, _governs: Provision | None) -> Finding:
    return aged(facts, later("行为时不满十四周岁"), 0, 13)


def juvenile(facts: Facts, _law: Law, _governs: Provision | None) -> Finding:
    return aged(facts, later("行为时已满十四周岁不满十八周岁"), 14, 17)


def aged(facts: Facts, words: str, low: int, high: int) -> Finding:
    if facts.party != "person":
        return Finding(words, State.NOT_MET, later("当事人是单位"))
    if facts.born_on is None:
        return Finding(words, State.UNKNOWN, ask=later("查明当事人的出生日期"))
    age = age_on(facts.born_on, facts.last_on)
    reason = Sentence("行为时{age}周岁", age=age)
    met = State.MET if low <= age <= high else State.NOT_MET
    return Finding(words, met, reason, facts.evidence.get("born_on", ""))


def incapable(facts: Facts, _law: Law, _governs: Provision | None) -> Finding:
    words = later("行为时不能辨认或者不能控制自己行为")
    return answered(words, facts.capacity == "none", facts.evidence.get("capacity", ""))


def partly_capable(facts: Facts, _law: Law, _governs: Provision | None) -> Finding:
    words = later("尚未完全丧失辨认或者控制自己行为能力")
    return answered(words, facts.capacity == "partial", facts.evidence.get("capacity", ""))


def faultless(facts: Facts, _law: Law, governs: Provision | None) -> Finding:
    words = later("有证据足以证明没有主观过错")
    if governs and governs.strict:
        return Finding(words, State.NOT_MET, later("法律、行政法规对没有过错的情形另有规定"))
    return shown("no_fault", words, facts)


def barred(facts: Facts, _law: Law, governs: Provision | None) -> Finding:
    """追责时效: two years; five where life, health or financial security is concerned and harm was done."""
    words = later("违法行为超过追责时效未被发现")
    if facts.found_on is None:
        return Finding(words, State.UNKNOWN, ask=later("何日发现违法"))
    if facts.continuing and facts.ended_on is None:
        return Finding(words, State.NOT_MET, later("违法行为仍在继续"))
    if lapsed(facts, facts.found_on, 2) and (ask := left_open(facts, facts.found_on, governs)):
        return Finding(words, State.UNKNOWN, ask=ask)
    years = 5 if five_years(facts, governs) else 2
    reason = Sentence(
        "{end}终了，{found}发现，时效{years}年",
        end=facts.last_on.isoformat(),
        found=facts.found_on.isoformat(),
        years=years,
    )
    return Finding(words, State.MET if lapsed(facts, facts.found_on, years) else State.NOT_MET, reason)


def lapsed(facts: Facts, found_on: date, years: int) -> bool:
    """The last day of the period is the day of the same name (民法典 第二百零二条); found on it is found in time."""
    return found_on > facts.last_on + relativedelta(years=years)


def left_open(facts: Facts, found_on: date, governs: Provision | None) -> str:
    """What decides about the bar once two years are over."""
    if facts.continuing is None:
        return later("违法行为是否连续或者继续，何日终了")
    if facts.harm is None and five_years(facts, governs) and not lapsed(facts, found_on, 5):
        return later("造成了什么危害后果")
    return ""


def five_years(facts: Facts, governs: Provision | None) -> bool:
    """Only since the revision, and only for acts that ended under it (第三十六条、第三十七条)."""
    protected = bool(governs and governs.protects)
    return protected and facts.harm != "none" and facts.last_on >= REVISED_ON


PECULIAR: Mapping[str, Callable[[Facts, Law, Provision | None], Finding]] = {
    one.__name__: one
    for one in (unproven, no_law_then, repealed, child, juvenile, incapable, partly_capable, faultless, barred)
}
