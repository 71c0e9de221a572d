"""inspection_items.csv 抽查事项清单: one line for one item that an office may check by lot. risk_criteria.csv and risk_classes.csv
企业信用风险分类方法: what gives points, and which points are which class."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from banshi.kernel.packs.schema import Words
from banshi.matters.enforcement.inspections.risk.rules import Boundary, Criterion
from banshi.matters.enforcement.offences.schema import Code, Dated, Text

KINDS = {"enterprise", "individual", "cooperative", "institution"}
METHODS = {"on_site", "written", "online", "sampling", "commissioned"}


class CheckItemRow(Dated):
    """抽查事项: what is checked on whom, how, by whom, by which law, and how often at most."""

    code: Code
    category: Text  # 抽查类别
    name: Text  # 抽查事项
    name_en: Text
    object_kinds: (
        Words  # 检查对象: enterprise 企业 · individual 个体工商户 · cooperative 农民专业合作社 · institution 机构
    )
    industries: Words = ()  # the trades that the item is about; empty: all
    kind: Literal["key", "general"]  # 重点检查事项 · 一般检查事项
    methods: Words  # on_site 现场检查 · written 书面检查 · online 网络监测 · sampling 抽样 · commissioned 委托专业机构
    office: Code  # 检查主体
    level: Words  # GB/T 39046-2020 A.2
    basis: Text  # 检查依据: document and article
    cap_bp: Annotated[int, Field(ge=1, le=10_000)] | None = None  # largest share a year in 1/10,000; general items only
    times: Annotated[int, Field(ge=1, le=12)] = 1  # how often a year one object at most
    certificates: Words = ()  # what the pair of officers must hold between them
    offence: Code | Literal[""] = ""  # what it usually finds, of offences.csv

    @field_validator("object_kinds")
    @classmethod
    def _known_kinds(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        return _known(kinds, KINDS)

    @field_validator("methods")
    @classmethod
    def _known_methods(cls, methods: tuple[str, ...]) -> tuple[str, ...]:
        return _known(methods, METHODS)

    @field_validator("level")
    @classmethod
    def _known_levels(cls, levels: tuple[str, ...]) -> tuple[str, ...]:
        return _known(levels, set("3456"))

    @model_validator(mode="after")
    def _only_general_items_are_capped(self) -> "CheckItemRow":
        """国发〔2019〕5号: 重点检查事项 have no ceiling, 一般检查事项 have one."""
        if (self.kind == "general") != (self.cap_bp is not None):
            raise ValueError("a general item has a cap_bp, a key item has none (国发〔2019〕5号)")
        return self


class Weighed(Dated):
    """What both files of a method say of their source. Nobody outside the city gives points: those are `parameter` 本市口径."""

    code: Code
    document: Text
    article: Annotated[str, Field(max_length=100)] = ""
    evidence: Literal["read", "memory", "parameter"]  # of the source; the points are always the city's own
    note: Annotated[str, Field(max_length=300)] = ""


class CriterionRow(Weighed):
    """分类指标. `grounds`: kinds of credit_kinds.csv, penalty:<severity>, promise:<kept|broken>, listed:<serious|incentive>,
    check:<result>. `older`, `within`: months. Points above 0 weigh against, below 0 for a company."""

    name: Text
    name_en: Text
    grounds: Annotated[Words, Field(min_length=1)]
    when: Literal["each", "none"]  # for each such fact · if there was none
    older: Annotated[int, Field(ge=1, le=120)] | None = None
    within: Annotated[int, Field(ge=1, le=120)] | None = None
    points: Annotated[int, Field(ge=-1000, le=1000)]
    most: Annotated[int, Field(ge=1, le=100)] | None = None
    at_least: Literal["", "B", "C", "D"] = ""

    @model_validator(mode="after")
    def _one_way(self) -> "CriterionRow":
        """A criterion pulls one way only, so that a further adverse fact can never improve a class."""
        if self.when == "none" and (self.points >= 0 or not self.within or self.older or self.most or self.at_least):
            raise ValueError("“none” needs within and points below 0, and has no older, most or at_least")
        if self.points < 0 and self.at_least:
            raise ValueError("what takes points off cannot ask for a class at least")
        if not self.points and not self.at_least:
            raise ValueError("give points, or at_least")
        if self.older and self.within and self.within <= self.older:
            raise ValueError("within must be more than older")
        return self

    def criterion(self) -> Criterion:
        """The row as the pure rules take it."""
        return Criterion(**self.model_dump(exclude={"note", "grounds"}), grounds=frozenset(self.grounds))


class BoundaryRow(Weighed):
    """分类界限: from so many points on a company is of this class. A has no lowest points."""

    risk: Literal["A", "B", "C", "D"]
    from_points: Annotated[int, Field(ge=-10_000, le=10_000)] | None = None

    def boundary(self) -> Boundary:
        return Boundary(**self.model_dump(exclude={"note", "code"}))


def _known(given: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    if not given or set(given) - known:
        raise ValueError(f"one or more of {', '.join(sorted(known))}")
    return given
