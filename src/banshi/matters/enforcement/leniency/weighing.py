"""Weighing 逐项判定: does a condition hold on the known facts? Met, not met, or not known and then what to find out. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from banshi.kernel.clock import Limit, due
from banshi.kernel.sentences import Sentence, later
from banshi.matters.enforcement.leniency.conditions import (
    REGISTERS,
    Asked,
    Condition,
    Corrected,
    First,
    HarmAtMost,
    Measured,
    Plain,
)
from banshi.matters.enforcement.leniency.facts import Earlier, Facts, Law

HARMS = ("none", "slight", "considerable", "serious")
HARM_WORDS = {
    "none": later("没有危害后果"),
    "slight": later("危害后果轻微"),
    "considerable": later("危害后果较大"),
    "serious": later("危害后果严重"),
}


class State(StrEnum):
    """判定结果."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One condition with its answer, the reason, the evidence that decided, and what to find out if nothing did."""

    words: str
    state: State
    reason: str = ""
    evidence: str = ""
    ask: str = ""


def together(findings: Iterable[Finding]) -> State:
    """All must hold: one that does not decides, then one that is not known."""
    states = {finding.state for finding in findings}
    if State.NOT_MET in states:
        return State.NOT_MET
    return State.UNKNOWN if State.UNKNOWN in states else State.MET


def weigh(condition: Condition, facts: Facts, law: Law) -> Finding:
    """The answer to one condition. (`grounds(…)` is answered where the grounds of the law are known, in rules.)"""
    if isinstance(condition, Plain):
        return answered(condition.words, facts.answers.get(condition.name), facts.evidence.get(condition.name, ""))
    if isinstance(condition, Asked):
        return asked(condition, facts)
    if isinstance(condition, HarmAtMost):
        return harm(condition, facts)
    if isinstance(condition, Measured):
        return measured(condition, facts)
    if isinstance(condition, Corrected):
        return corrected(condition, facts, law)
    assert isinstance(condition, First)
    return first(condition, facts, law)


def answered(words: str, answer: bool | None, evidence: str = "") -> Finding:
    if answer is None:
        return Finding(words, State.UNKNOWN, ask=Sentence("是否符合：{condition}", condition=words))
    if answer:
        return Finding(words, State.MET, later("经查符合"), evidence)
    return Finding(words, State.NOT_MET, later("经查不符合"), evidence)


def asked(condition: Asked, facts: Facts) -> Finding:
    answer = facts.answers.get(condition.text)
    if answer is None:
        ask = later("是否符合：{text}") if condition.answer else later("是否属于：{text}")
        return Finding(condition.words, State.UNKNOWN, ask=Sentence(ask, text=condition.text))
    return answered(condition.words, answer == condition.answer, facts.evidence.get(condition.text, ""))


def shown(name: str, words: str, facts: Facts) -> Finding:
    """What the party or the file must show: silence means that nothing shows it, not that it is open."""
    if name in facts.answers:
        return answered(words, facts.answers[name], facts.evidence.get(name, ""))
    return Finding(words, State.NOT_MET, later("没有这方面的证据"))


def harm(condition: HarmAtMost, facts: Facts) -> Finding:
    if facts.harm is None:
        return Finding(condition.words, State.UNKNOWN, ask=later("造成了什么危害后果"))
    met = HARMS.index(facts.harm) <= HARMS.index(condition.worst)
    return Finding(
        condition.words, State.MET if met else State.NOT_MET, HARM_WORDS[facts.harm], facts.evidence.get("harm", "")
    )


def measured(condition: Measured, facts: Facts) -> Finding:
    value = facts.quantities.get(condition.quantity)
    if value is None:
        return Finding(condition.words, State.UNKNOWN, ask=Sentence("测量：{condition}", condition=condition.words))
    met = value < condition.bound if condition.below else value <= condition.bound
    return Finding(
        condition.words,
        State.MET if met else State.NOT_MET,
        Sentence("测得{value}", value=str(value)),
        facts.evidence.get(condition.quantity, ""),
    )


def corrected(condition: Corrected, facts: Facts, law: Law) -> Finding:
    """及时改正. Without a correction and before its last day is over, the answer is open: look again after that day."""
    evidence = facts.evidence.get("corrected", "")
    last = last_day(condition, facts, law)
    if facts.corrected_on is None:
        if facts.corrected:
            return Finding(condition.words, State.UNKNOWN, ask=later("何日改正"))
        if facts.corrected is False and (last is None or facts.decided_on > last):
            return Finding(condition.words, State.NOT_MET, later("没有改正"), evidence)
        wait = (
            Sentence("责令改正期限{day}届满后复查是否改正", day=last.isoformat())
            if last
            else later("是否改正、何日改正")
        )
        return Finding(condition.words, State.UNKNOWN, ask=wait)
    said = Sentence("{day}改正", day=facts.corrected_on.isoformat())
    if last is None:
        if condition.on_the_spot or condition.within:
            ask = later("何日发现违法") if condition.on_the_spot else later("何日责令改正")
            return Finding(condition.words, State.UNKNOWN, ask=ask)
        return Finding(
            condition.words, State.MET, Sentence("{day}自行改正", day=facts.corrected_on.isoformat()), evidence
        )
    met = facts.corrected_on <= last
    reason = Sentence("{said}，期限至{last}", said=said, last=last.isoformat())
    return Finding(condition.words, State.MET if met else State.NOT_MET, reason, evidence)


def last_day(condition: Corrected, facts: Facts, law: Law) -> date | None:
    """The last day for correcting in time; None where no order has set one.

    What was corrected before anybody ordered it is in time: the order would only have come later.
    """
    if condition.on_the_spot:
        return facts.found_on
    begin = facts.ordered_on or facts.found_on
    if condition.within:
        return due(begin, condition.within, law.calendar).on if begin else None
    return facts.ordered_until


def first(condition: First, facts: Facts, law: Law) -> Finding:
    """初次违法, looked up: an earlier act counts when it lies in the window before this one."""
    hits = [one for one in facts.earlier if counts(one, condition, facts, law)]
    if hits:
        latest = max(hits, key=lambda one: one.acted_on)
        reason = Sentence("{day}已有违法记录", day=latest.acted_on.isoformat())
        return Finding(condition.words, State.NOT_MET, reason, latest.number)
    if condition.register not in facts.searched:
        where = REGISTERS[condition.register]
        return Finding(condition.words, State.UNKNOWN, ask=Sentence("查询{register}中以前的违法", register=where))
    return Finding(
        condition.words,
        State.MET,
        Sentence("{since}没有记录", since=condition.since),
        facts.evidence.get("earlier", ""),
    )


def counts(one: Earlier, condition: First, facts: Facts, law: Law) -> bool:
    """Is this earlier act within scope, register and window? The province's register contains the city's."""
    if condition.register == "city" and one.register != "city":
        return False
    if condition.scope == "same" and one.offence not in {provision.offence for provision in law.provisions}:
        return False
    if condition.scope == "field" and one.field not in {provision.field for provision in law.provisions}:
        return False
    return window_begin(condition.window, facts.act_on) <= one.acted_on <= facts.act_on


def window_begin(window: str, act_on: date) -> date:
    if window == "year":
        return date(act_on.year, 1, 1)
    if "-" in window:
        return date.fromisoformat(window)
    return act_on - relativedelta(months=Limit.parse(window).count)


def age_on(born_on: date, day: date) -> int:
    """周岁 in full: one is of an age from the day after the birthday (法释〔2006〕1号 第二条)."""
    return relativedelta(day, born_on + relativedelta(days=1)).years
