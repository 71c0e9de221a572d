"""credit_kinds.csv, credit_units.csv, credit_shapes.csv and credit_publication.csv."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from banshi.kernel.clock import Limit
from banshi.kernel.packs.schema import PackRow, Words
from banshi.registers.credit.rules import penalties
from banshi.registers.credit.rules.measures import Provision
from banshi.registers.credit.rules.penalties import Severity
from banshi.registers.credit.rules.publication import Rule, System

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=2, max_length=200)]
Period = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,2}mo)$")]
"""3mo months; 0 none."""


class KindRow(PackRow):
    """信息类别: a class of the 全国公共信用信息基础目录. Its number stands in every record and never changes."""

    code: Code
    number: Annotated[int, Field(ge=1, le=63)]
    name: Annotated[str, StringConstraints(min_length=2, max_length=60)]
    name_en: Annotated[str, StringConstraints(min_length=2, max_length=100)]
    adverse: bool = False
    published: bool = False
    basis: Text


class UnitRow(PackRow):
    """报送单位: who delivers, in which shape. `office` is empty for units that are no office of this city's site."""

    code: Code
    number: Annotated[int, Field(ge=1, le=62)]  # a bit of a profile's mask of units
    name: Annotated[str, StringConstraints(min_length=2, max_length=100)]
    name_en: Annotated[str, StringConstraints(min_length=2, max_length=150)]
    office: Code | Literal[""] = ""
    shape: Code
    market: bool = False  # a market regulator: its penalties are shown in 国家企业信用信息公示系统 too
    keeper: bool = False  # keeps the city's credit platform: takes objections for units that have no office here
    synthetic: bool = False


class ShapeRow(PackRow):
    """报送格式: one column of a shape and the field it says. `fixed` instead of a column: what the shape says in every row."""

    shape: Code
    column: Annotated[str, StringConstraints(max_length=60)] = ""
    field: str = ""
    required: bool = False
    fixed: str = ""
    times: Annotated[int, Field(ge=1)] = 1
    words: Words = ()
    basis: Text

    @model_validator(mode="after")
    def _column_or_fixed(self) -> Self:
        if bool(self.column) == bool(self.fixed) or (self.fixed and not self.field):
            raise ValueError("give either a column, or a field and what it always is")
        if not all("=" in pair for pair in self.words):
            raise ValueError("words are written=meant, separated by ;")
        return self


KINDS = {*penalties.KINDS, "stated"}


class LinkRow(PackRow):
    """归集规则: whether a link of this kind is taken (accept) or put before a person (ask). `score` is per mille."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    number: Annotated[int, Field(ge=1, le=99)]
    name: Annotated[str, StringConstraints(min_length=2, max_length=100)]
    name_en: Annotated[str, StringConstraints(min_length=2, max_length=150)]
    subject_kind: Literal["", "E", "P"] = ""
    verdict: Literal["accept", "ask"]
    score: Annotated[int, Field(ge=0, le=1000)]
    reason: Text
    reason_en: Annotated[str, StringConstraints(min_length=2, max_length=300)]


class PublicationRow(PackRow):
    """公示规则: one class of one regime, in force for decisions of `decided_from` through `decided_to`.

    `evidence` says how far it could be checked: read 已对照 (the text or a report of it) · memory 凭记忆 · parameter 没有查到，
    本市口径. `minimum` and `maximum` are 最短 and 最长公示期.
    """

    code: Code
    record: Code
    system: System
    severity: Severity
    kinds: Words = ()
    procedures: Words = ()
    fields: Words = ()
    from_yuan: Annotated[int, Field(gt=0)] | None = None
    below_yuan: Annotated[int, Field(gt=0)] | None = None
    decided_from: date
    decided_to: date | None = None
    start: Literal["decision", "publication"]
    minimum: Period | None = None
    maximum: Period | None = None
    repairable: bool = False
    while_valid: bool = False
    document: Text
    article: str = ""
    evidence: Literal["read", "memory", "parameter"]
    note: str = ""

    @field_validator("kinds", "procedures", "fields")
    @classmethod
    def _known(cls, given: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known = {"kinds": KINDS, "procedures": {"summary"}, "fields": set(penalties.FIELDS)}[info.field_name or ""]
        if unknown := set(given) - known:
            raise ValueError(f"{', '.join(sorted(unknown))}: not among {', '.join(sorted(known))}")
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.decided_to and self.decided_to < self.decided_from:
            raise ValueError("decided_to lies before decided_from")
        if self.severity == "hidden" and (self.minimum or self.maximum or self.repairable):
            raise ValueError("what is hidden has no period and needs no repair")
        if self.severity != "hidden" and self.minimum is None:
            raise ValueError("what is shown has a minimum, 0 if repair may be asked for at once")
        if self.minimum and self.maximum and Limit.parse(self.minimum).count > Limit.parse(self.maximum).count:
            raise ValueError("the minimum is longer than the maximum")
        return self

    def rule(self) -> Rule:
        """The row as the pure rules take it."""
        columns = self.model_dump(exclude={"note", "kinds", "procedures", "fields", "minimum", "maximum"})
        return Rule(
            **columns,
            kinds=frozenset(self.kinds),
            procedures=frozenset(self.procedures),
            fields=frozenset(self.fields),
            minimum=Limit.parse(self.minimum) if self.minimum else None,
            maximum=Limit.parse(self.maximum) if self.maximum else None,
        )


class ListRow(PackRow):
    """名单: set up by which law, by which standard, for how long, with which hearing."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=2, max_length=100)]
    name_en: Annotated[str, StringConstraints(min_length=2, max_length=150)]
    alias: Literal["黑名单", "红名单"]
    kind: Literal["serious", "incentive"]
    minimum: Period | None = None  # before an early exit may be asked for; empty: no early exit
    maximum: Period
    hearing: bool = False
    document: Text
    article: str = ""
    standard: Annotated[str, StringConstraints(min_length=2, max_length=300)]
    evidence: Literal["read", "memory", "parameter"]


class MeasureRow(PackRow):
    """措施: on which grounds (lists of credit_lists.csv, or kinds of record), at which kind of decision, by which law."""

    code: Code
    name: Text
    name_en: Text
    kind: Literal["incentive", "discipline"]
    grounds: Words
    matter: Literal["application", "inspection", "award", "funding", "procurement"]
    items: Words = ()
    effect: Annotated[str, StringConstraints(pattern=r"^[a-z_]{3,20}$")]
    binding: Literal["shall", "may"]  # 应当 · 可以
    document: Text
    article: str = ""
    evidence: Literal["read", "memory", "parameter"]
    valid_from: date
    valid_to: date | None = None
    note: str = ""

    def provision(self) -> Provision:
        """The row as the pure rules take it."""
        columns = self.model_dump(exclude={"evidence", "grounds", "items"})
        return Provision(**columns, grounds=frozenset(self.grounds), items=frozenset(self.items))
