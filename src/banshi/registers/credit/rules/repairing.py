"""Conditions of a repair 修复条件, by the regime of the record's decision, each with its answer and its law. Pure.

国家发展和改革委员会令第36号（2025年） and the orders before it: 达到最短公示期限; 纠正失信行为并完全履行义务; 公开作出信用承诺;
other requirements of law. 谁认定、谁修复: whether the duties are done is for the unit that decided, not for a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.registers.credit.rules.publication import Shown, System

SYSTEMS: Mapping[System, str] = {
    "credit": later("信用网站"),
    "market": later("国家企业信用信息公示系统"),
}
PROMISE = later(
    "本单位承诺：所提交的材料真实、合法、有效；已经纠正失信行为，完全履行行政处罚等决定规定的义务；今后依法诚信经营。"
    "如有虚假或者违反承诺，自愿承担相应责任，同意撤销信用修复、恢复公示并记入信用记录。本承诺向社会公开。"
)


@dataclass(frozen=True)
class Condition:
    """One condition. `met` is None where only a person can say."""

    code: str
    words: str
    met: bool | None
    why: Sentence
    article: str = ""


def conditions(
    periods: Mapping[System, Shown], *, today: date, promised: bool = False, barred_until: date | None = None
) -> list[Condition]:
    """What a repair takes, for a record that these systems show; `barred_until`: the first day after a bar."""
    shown = {system: one for system, one in periods.items() if one.on(today)}
    return [
        _shown(bool(shown)),
        *(_repairable(system, one) for system, one in shown.items() if one.severity == "grave"),
        *(_minimum(system, one, today) for system, one in shown.items() if one.severity not in ("grave", "minor")),
        Condition(
            "duties", later("纠正失信行为，完全履行义务"), None, Sentence(later("由作出决定的单位核实。")),
            _basis(shown),
        ),
        Condition(
            "promise", later("公开作出信用承诺"), promised or None,
            Sentence(later("已经承诺。") if promised else later("申请时作出。")), _basis(shown),
        ),
        _bar(today, barred_until),
    ]  # fmt: skip


def unmet(found: list[Condition]) -> list[Condition]:
    return [one for one in found if one.met is False]


def check(found: list[Condition]) -> None:
    """Refused with the first condition that is not met."""
    for one in unmet(found):
        raise Refused(f"repair_{one.code}", one.why, article=one.article)


def check_duties(done: bool) -> None:
    """同意 only after the unit has verified that what was ordered is done."""
    if not done:
        raise Refused("repair_duties", "同意修复以前，应当核实义务已经履行完毕。", article="信用修复管理办法")


def _shown(any_system: bool) -> Condition:
    why = later("正在公示。") if any_system else later("这条信息没有在公示，不需要修复。")
    return Condition("shown", later("信息正在公示"), any_system, Sentence(why))


def _repairable(system: System, one: Shown) -> Condition:
    why = Sentence(later("{system}：{why}"), system=SYSTEMS[system], why=one.why)
    return Condition("repairable", later("规定允许修复"), False, why, one.basis)


def _minimum(system: System, one: Shown, today: date) -> Condition:
    """最短公示期限."""
    words = later("达到最短公示期限")
    if one.repair_from is None:
        why = Sentence(later("{system}：公示至最长期限。"), system=SYSTEMS[system])
        return Condition("minimum", words, False, why, one.basis)
    reached = one.repair_from <= today
    pattern = later("{system}：{day}起可以申请。") if not reached else later("{system}：已于{day}达到。")
    return Condition(
        "minimum", words, reached, Sentence(pattern, system=SYSTEMS[system], day=one.repair_from), one.basis
    )


def _bar(today: date, until: date | None) -> Condition:
    barred = until is not None and today < until
    why = (
        Sentence(later("曾因虚假承诺被撤销修复，{until}起方可再申请。"), until=until)
        if barred
        else Sentence(later("没有虚假承诺的记录。"))
    )
    return Condition("bar", later("没有虚假承诺"), not barred, why, article="国家发展和改革委员会令第58号")


def _basis(shown: Mapping[System, Shown]) -> str:
    return next((one.basis for one in shown.values()), "")
