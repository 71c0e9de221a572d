"""inspection_items.csv 抽查事项清单: one line for one item that an office may check by lot."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from banshi.kernel.packs.schema import Words
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


def _known(given: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    if not given or set(given) - known:
        raise ValueError(f"one or more of {', '.join(sorted(known))}")
    return given
