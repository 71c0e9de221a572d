"""企业信用风险分类 the class A to D by a published method. Pure: facts, the method in force and a day in; class and reasons out.

国市监信发〔2022〕6号（凭记忆）: companies are classed by their credit risk, and the class decides how often they are checked;
国办发〔2019〕35号, 国发〔2019〕5号: supervision by credit. Neither gives points: a method is the city's own and published.

Points are whole numbers. More points are more risk. What nobody confirmed to be the company's never weighs against it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from banshi.kernel.clock import Limit
from banshi.kernel.clock.counting import nominal_day
from banshi.kernel.sentences import Sentence, later
from banshi.matters.enforcement.inspections.rules import CLASSES

DAY = timedelta(days=1)
When = Literal["each", "none"]


@dataclass(frozen=True)
class Fact:
    """One thing that is known of a company, and where it can be looked up. `until`: the first day on which it no longer holds.

    Its ground is its kind, or its kind and degree: penalty, penalty:serious, listed:serious, check:corrected.
    """

    kind: str
    degree: str
    on: date
    label: str
    source: str
    office: str = ""
    until: date | None = None
    certain: bool = True  # known to be this company's: by its code, or because somebody confirmed it
    barred: str = ""  # why the public does not see it today: then it does not count either

    def rests_on(self, grounds: frozenset[str]) -> bool:
        return self.kind in grounds or f"{self.kind}:{self.degree}" in grounds


@dataclass(frozen=True)
class Dossier:
    """What is known of one company, and since when it has been in the register."""

    known_since: date
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """指标: so many points for each fact on these grounds (each), or if there was none for so long (none).

    A fact counts from the day after `older` months (at once, if empty) through the last day of `within` months (民法典
    第二百零一条、第二百零二条). `most`: so many facts at most. `at_least`: whoever has such a fact is of this class or a worse one.
    """

    code: str
    name: str
    name_en: str
    grounds: frozenset[str]
    when: When
    older: int | None
    within: int | None
    points: int
    most: int | None
    at_least: str
    document: str
    article: str
    evidence: str
    valid_from: date
    valid_to: date | None
    synthetic: bool = False

    @property
    def law(self) -> str:
        return f"{self.document} {self.article}".strip()

    @property
    def against(self) -> bool:
        """Such a fact weighs against its company: by its points, its class, or because nothing like it may be there."""
        return self.when == "none" or self.points > 0 or bool(self.at_least)

    def first(self, fact: Fact) -> date:
        return nominal_day(fact.on, Limit(self.older, "mo"), ()) + DAY if self.older else fact.on

    def last(self, fact: Fact) -> date | None:
        """The last day on which it counts here; None while no end is known."""
        aged = nominal_day(fact.on, Limit(self.within, "mo"), ()) if self.within else None
        days = [day for day in (aged, fact.until and fact.until - DAY) if day]
        return min(days, default=None)


@dataclass(frozen=True)
class Boundary:
    """分类界限: so many points or more are this class, up to the next boundary. The first class has no lowest points."""

    risk: str
    from_points: int | None
    document: str
    article: str
    evidence: str
    valid_from: date
    valid_to: date | None
    synthetic: bool = False


@dataclass(frozen=True)
class Method:
    """分类方法 as it stands from one day on: its criteria, and its boundaries from A to D. The day is its version."""

    since: date
    criteria: tuple[Criterion, ...]
    boundaries: tuple[Boundary, ...]

    def risk(self, points: int) -> str:
        reached = (one for one in self.boundaries if one.from_points is None or one.from_points <= points)
        return max(one.risk for one in reached)


def versions(rows: Iterable[Criterion | Boundary]) -> list[date]:
    """The days on which a method began or changed."""
    rows = list(rows)
    return sorted({one.valid_from for one in rows} | {one.valid_to + DAY for one in rows if one.valid_to})


def method_on(criteria: Iterable[Criterion], boundaries: Iterable[Boundary], day: date) -> Method | None:
    """The method in force on a day, what weighs most first; None where the four classes are not bounded on that day."""
    known, bounds = list(criteria), list(boundaries)
    held = tuple(sorted((one for one in bounds if in_force(one, day)), key=lambda one: one.risk))
    if tuple(one.risk for one in held) != CLASSES:
        return None
    since = max(begun for begun in versions([*known, *bounds]) if begun <= day)
    used = sorted(
        (one for one in known if in_force(one, day)), key=lambda one: (one.at_least, one.points), reverse=True
    )
    return Method(since, tuple(used), held)


def signed(points: int) -> str:
    """+15, −5: with a minus that is read as one."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"


def in_force(one: Criterion | Boundary, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


@dataclass(frozen=True)
class Counted:
    """A fact that counts, and the last day on which it does."""

    fact: Fact
    last: date | None


@dataclass(frozen=True)
class Line:
    """What one criterion gives, by which facts, and why."""

    criterion: Criterion
    counted: tuple[Counted, ...]
    points: int
    at_least: str
    why: tuple[Sentence, ...]

    @property
    def matters(self) -> bool:
        return bool(self.points or self.at_least)


@dataclass(frozen=True)
class Classified:
    """分类结果: the class, the points, each criterion with its reasons, and what was set aside and why."""

    risk: str
    points: int
    lines: tuple[Line, ...]
    set_aside: tuple[tuple[Fact, str], ...]
    method: Method

    @property
    def by_points(self) -> str:
        return self.method.risk(self.points)


def classify(dossier: Dossier, method: Method, day: date) -> Classified:
    """The class on a day. A criterion that asks for a class at least is stronger than any points."""
    lines = tuple(_line(one, dossier, day) for one in method.criteria)
    points = sum(line.points for line in lines)
    risk = max([method.risk(points), *(line.at_least for line in lines)])
    return Classified(risk, points, lines, tuple(_set_aside(dossier.facts, method, day)), method)


def next_better(dossier: Dossier, method: Method, day: date) -> tuple[date, str] | None:
    """The first day on which the class is a better one if nothing new happens and the method stays, and that class."""
    today = classify(dossier, method, day).risk
    for later_day in _turning_days(dossier, method, day):
        risk = classify(dossier, method, later_day).risk
        if risk < today:
            return later_day, risk
    return None


def why_not(one: Criterion, fact: Fact, day: date) -> str:
    """Why a fact on the grounds of a criterion does not count under it on a day; empty if it does."""
    if fact.barred:
        return fact.barred
    if one.against and not fact.certain:
        return later("主体是推定的，没有人确认，不计入。")
    if day < one.first(fact):
        return Sentence(later("{day}起才计入这一项。"), day=one.first(fact))
    last = one.last(fact)
    if last and last < day:
        return Sentence(later("计入期限已于{day}届满，不再计入。"), day=last)
    return ""


def _line(one: Criterion, dossier: Dossier, day: date) -> Line:
    concerned = [fact for fact in dossier.facts if fact.rests_on(one.grounds) and not why_not(one, fact, day)]
    counted = tuple(Counted(fact, one.last(fact)) for fact in sorted(concerned, key=lambda fact: fact.on, reverse=True))
    if one.when == "none":
        return _clean(one, counted, dossier.known_since, day)
    number = min(len(counted), one.most or len(counted))
    at_least = one.at_least if counted else ""
    return Line(one, counted, number * one.points, at_least, tuple(_said(one, len(counted), number)))


def _clean(one: Criterion, counted: tuple[Counted, ...], known_since: date, day: date) -> Line:
    """Nothing for so long; who has not been there for so long has not shown it yet."""
    period = Limit(one.within or 0, "mo")
    if counted:
        why = Sentence(later("最近{period}有{count}项这类信息，不计分。"), period=period.words, count=len(counted))
        return Line(one, counted, 0, "", (why,))
    if day <= nominal_day(known_since, period, ()):
        return Line(one, (), 0, "", (Sentence(later("列入名录不满{period}，不计分。"), period=period.words),))
    why = Sentence(later("最近{period}没有这类信息，计{points}分。"), period=period.words, points=signed(one.points))
    return Line(one, (), one.points, "", (why,))


def _said(one: Criterion, count: int, number: int) -> Iterable[Sentence]:
    if not count:
        yield Sentence(later("没有这类信息。"))
        return
    if one.points and number < count:
        pattern = later("有{count}项，最多计{number}项，每项{points}分，共{total}分。")
        yield Sentence(
            pattern, count=count, number=number, points=signed(one.points), total=signed(number * one.points)
        )
    elif one.points:
        pattern = later("有{count}项，每项{points}分，共{total}分。")
        yield Sentence(pattern, count=count, points=signed(one.points), total=signed(number * one.points))
    if one.at_least:
        yield Sentence(later("有这类信息的，不低于{risk}类。"), risk=one.at_least)


def _set_aside(facts: Sequence[Fact], method: Method, day: date) -> Iterable[tuple[Fact, str]]:
    """What stands on the grounds of some criterion and counts under none, each with its reason."""
    for fact in facts:
        reasons = [why_not(one, fact, day) for one in method.criteria if fact.rests_on(one.grounds)]
        if reasons and all(reasons):
            yield fact, reasons[0]


def _turning_days(dossier: Dossier, method: Method, day: date) -> list[date]:
    """The days to come on which something begins or ceases to count."""
    days = set()
    for one in method.criteria:
        if one.when == "none":
            days.add(nominal_day(dossier.known_since, Limit(one.within or 0, "mo"), ()) + DAY)
        for fact in dossier.facts:
            if fact.rests_on(one.grounds):
                last = one.last(fact)
                days |= {one.first(fact), last + DAY if last else day}
    return sorted(found for found in days if found > day)


# What a method may be


def overlap(one: Criterion, other: Criterion) -> bool:
    """Both would give points for the same fact on the same day."""
    if "none" in (one.when, other.when) or not (one.points and other.points):
        return False
    in_time = one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)
    ends = [end for end in (one.within, other.within) if end]
    in_age = not ends or max(one.older or 0, other.older or 0) < min(ends)
    return in_time and in_age and any(_same(a, b) for a in one.grounds for b in other.grounds)


def _same(one: str, other: str) -> bool:
    return one == other or one.partition(":")[0] == other or other.partition(":")[0] == one


def bounds_fault(boundaries: Iterable[Boundary], day: date) -> str:
    """What is wrong with the boundaries in force on a day, in English, for whoever writes the pack; empty: nothing."""
    held = sorted((one for one in boundaries if in_force(one, day)), key=lambda one: one.risk)
    if [one.risk for one in held] != list(CLASSES):
        return f"on {day} the classes are {', '.join(one.risk for one in held) or 'none'}, not A, B, C, D"
    lowest = [one.from_points for one in held if one.from_points is not None]
    if held[0].from_points is not None or len(lowest) < len(CLASSES) - 1 or lowest != sorted(set(lowest)):
        return f"on {day} A must have no from_points, and those of B, C and D must rise"
    return ""
