"""Conditions 适用条件 of a listed act, in one readable line: `first(24mo); corrected(5wd); harm(none); tonnes<=1`. Pure.

A condition says what must hold; whether it holds is weighed in `weighing.py`. What no predicate names is put as a question
to the officer: `ask(…)` must be answered yes, `unless(…)` no.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from banshi.kernel.clock import Limit
from banshi.kernel.sentences import Sentence, later

Scope = Literal["same", "field", "any"]
Harm = Literal["none", "slight", "considerable", "serious"]

PLAIN = {
    "slight": later("违法行为轻微"),
    "voluntary": later("主动改正或者主动消除、减轻后果"),
    "cooperative": later("配合调查，不妨碍执法"),
    "no_fault": later("有证据足以证明没有主观过错"),
    "no_gain": later("没有违法所得"),
    "promised": later("签署改正承诺书"),
}
QUANTITIES = {
    "overrun": later("超标倍数{bound}倍"),
    "decibels": later("噪声超标{bound}分贝"),
    "tonnes": later("数量{bound}吨"),
    "places": later("{bound}处"),
    "months_overdue": later("逾期{bound}个月"),
    "months_lasted": later("持续{bound}个月"),
    "value_yuan": later("货值金额{bound}元"),
}
MEASURED = {
    "overrun": later("超标倍数（倍）"),
    "decibels": later("噪声超标（分贝）"),
    "tonnes": later("数量（吨）"),
    "places": later("处数"),
    "months_overdue": later("逾期（月）"),
    "months_lasted": later("持续（月）"),
    "value_yuan": later("货值金额（元）"),
}
SCOPES: dict[Scope, str] = {
    "same": later("{window}同一违法行为初次发生（查{register}）"),
    "field": later("{window}同一领域初次违法（查{register}）"),
    "any": later("{window}没有其他违法记录（查{register}）"),
}
REGISTERS = {"city": later("本市执法记录"), "province": later("全省执法记录")}
ARTICLES = {
    30: later("行政处罚法 第三十条"),
    31: later("行政处罚法 第三十一条"),
    32: later("行政处罚法 第三十二条"),
    33: later("行政处罚法 第三十三条"),
    36: later("行政处罚法 第三十六条"),
}


def joined(parts: Iterable[str]) -> str:
    """Several sentences in a row, each still translated where it is shown."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Sentence("、".join(f"{{{name}}}" for name in values), **values)


class Unreadable(ValueError):
    """A condition that is not one of the vocabulary."""


@dataclass(frozen=True)
class Plain:
    """A condition without measure: slight, voluntary, cooperative, no_fault, no_gain, promised."""

    name: str

    @property
    def words(self) -> str:
        return PLAIN[self.name]


@dataclass(frozen=True)
class First:
    """初次违法: no earlier violation in a window (`24mo`, `2019-01-01`, `year`), in which scope, by which register."""

    window: str
    scope: Scope = "same"
    register: str = "city"

    @property
    def words(self) -> str:
        return Sentence(SCOPES[self.scope], window=self.since, register=REGISTERS[self.register])

    @property
    def since(self) -> str:
        if self.window == "year":
            return later("一个自然年度内")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", self.window):
            return Sentence("{day}以来", day=self.window)
        return Sentence("{months}个月内", months=Limit.parse(self.window).count)


@dataclass(frozen=True)
class Corrected:
    """及时改正: on the spot, within a limit from the order, or (neither given) within the time that was ordered."""

    within: Limit | None = None
    on_the_spot: bool = False

    @property
    def words(self) -> str:
        if self.on_the_spot:
            return later("当场改正")
        if self.within:
            return Sentence("{limit}内改正", limit=self.within.words)
        return later("自行改正或者在责令的期限内改正")


@dataclass(frozen=True)
class HarmAtMost:
    """危害后果: none at all, or slight."""

    worst: Harm

    @property
    def words(self) -> str:
        return later("没有造成危害后果") if self.worst == "none" else later("危害后果轻微")


@dataclass(frozen=True)
class Measured:
    """定量门槛: a measured quantity up to (or below) a bound."""

    quantity: str
    bound: Decimal
    below: bool = False

    @property
    def words(self) -> str:
        bound = Sentence(later("不满{n}") if self.below else later("不超过{n}"), n=str(self.bound))
        return Sentence(QUANTITIES[self.quantity], bound=bound)


@dataclass(frozen=True)
class Asked:
    """A condition in the list's own words, which an officer answers: yes (`ask`) or no (`unless`, 排除情形)."""

    text: str
    answer: bool = True

    @property
    def words(self) -> str:
        return self.text if self.answer else Sentence("不属于：{text}", text=self.text)


@dataclass(frozen=True)
class Grounds:
    """A row that only points to the law: one of these articles of the Penalty Law must apply."""

    articles: tuple[int, ...]

    @property
    def words(self) -> str:
        return Sentence("符合下列条款之一：{articles}", articles=joined(ARTICLES[one] for one in self.articles))


Condition = Plain | First | Corrected | HarmAtMost | Measured | Asked | Grounds
_CALL = re.compile(r"(?P<name>[a-z_]+)(\((?P<inner>[^()]*)\))?")
_MEASURE = re.compile(r"(?P<name>[a-z_]+)(?P<sign><=|<)(?P<bound>\d+(\.\d+)?)")


def parse(line: str) -> tuple[Condition, ...]:
    """Read a line of conditions; Unreadable names the first part that is none."""
    return tuple(_one(part.strip()) for part in line.split(";") if part.strip())


def _one(text: str) -> Condition:
    if (measure := _MEASURE.fullmatch(text)) and measure["name"] in QUANTITIES:
        return Measured(measure["name"], Decimal(measure["bound"]), below=measure["sign"] == "<")
    call = _CALL.fullmatch(text)
    if call is None:
        raise Unreadable(f"“{text}” is not a condition")
    try:
        return _called(call["name"], call["inner"])
    except (ValueError, KeyError) as error:
        raise Unreadable(f"“{text}” is not a condition: {error}") from None


def _called(name: str, inner: str | None) -> Condition:
    if name in PLAIN and inner is None:
        return Plain(name)
    if name == "corrected":
        return Corrected() if inner is None else _corrected(inner)
    if not inner:
        raise ValueError("it is unknown, or lacks what stands in the brackets")
    if name == "first":
        return _first([part.strip() for part in inner.split(",")])
    if name == "harm" and inner in ("none", "slight"):
        return HarmAtMost(inner)  # type: ignore[arg-type]  # the line above says which
    if name in ("ask", "unless"):
        return Asked(inner.strip(), answer=name == "ask")
    if name == "grounds":
        articles = tuple(int(part) for part in inner.split())
        _ = [ARTICLES[one] for one in articles]
        return Grounds(articles)
    raise ValueError("it is not in the vocabulary")


def _corrected(inner: str) -> Corrected:
    if inner == "spot":
        return Corrected(on_the_spot=True)
    limit = Limit.parse(inner)
    if limit.on_the_spot or limit.unit == "h":
        raise ValueError("a limit in days")
    return Corrected(within=limit)


def _first(parts: list[str]) -> First:
    window, scope, register = [*parts, *("same", "city")[len(parts) - 1 :]]
    if window != "year":
        _ = date.fromisoformat(window) if "-" in window else Limit.parse(window)
        if "-" not in window and not window.endswith("mo"):
            raise ValueError("a window is in months, since a day, or `year`")
    _ = SCOPES[scope], REGISTERS[register]  # type: ignore[index]  # a KeyError is the answer
    return First(window, scope, register)  # type: ignore[arg-type]
