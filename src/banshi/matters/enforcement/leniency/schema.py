"""leniency.csv 柔性执法事项清单: one line for one forgiven slip, with the conditions under which it is forgiven."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from banshi.kernel.packs.schema import Words
from banshi.matters.enforcement.leniency.conditions import parse
from banshi.matters.enforcement.offences.schema import Code, Dated, Text

Kind = Literal["minor", "first", "mitigate_light", "mitigate", "no_coercion"]
MEASURES = {"correct", "educate", "talk", "promise"}


class ListRow(Dated):
    """清单事项: minor 轻微不罚 · first 首违不罚 · mitigate_light 从轻 · mitigate 减轻 · no_coercion 免予强制."""

    code: Code
    office: Code
    offence: Code
    kind: Kind
    conditions: str
    measures: Words  # 配套措施: correct 责令改正 · educate 教育 · talk 约谈 · promise 承诺书
    person_below: Annotated[int, Field(gt=0)] | None = None  # 减轻: the fine in 分 stays below
    organisation_below: Annotated[int, Field(gt=0)] | None = None
    level: Words  # GB/T 39046-2020 A.2
    place: Text  # whose list it was
    source: Text
    note: str = ""

    @field_validator("conditions")
    @classmethod
    def _readable(cls, line: str) -> str:
        if not parse(line):
            raise ValueError("a slip is forgiven under conditions, so there must be one")
        return line

    @field_validator("measures")
    @classmethod
    def _known_measures(cls, measures: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(measures) - MEASURES:
            raise ValueError(f"{', '.join(sorted(unknown))}: not among {', '.join(sorted(MEASURES))}")
        return measures

    @field_validator("level")
    @classmethod
    def _known_levels(cls, levels: tuple[str, ...]) -> tuple[str, ...]:
        if not levels or set(levels) - set("3456"):
            raise ValueError("levels are 3 city, 4 county, 5 town, 6 village")
        return levels

    @model_validator(mode="after")
    def _educates_whom_it_forgives(self) -> "ListRow":
        """行政处罚法 第三十三条第三款: who is not punished must be educated."""
        if self.kind in ("minor", "first") and "educate" not in self.measures:
            raise ValueError("who is not punished must be educated (行政处罚法 第三十三条第三款)")
        return self
