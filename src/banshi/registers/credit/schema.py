"""credit_kinds.csv, credit_units.csv and credit_shapes.csv."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from banshi.kernel.packs.schema import PackRow, Words

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=2, max_length=200)]


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
