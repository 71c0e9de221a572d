"""indicators/<code>.yaml: one published definition of an indicator. How it is counted stands in Python, under its code."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from banshi.kernel.packs.schema import PackRow

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Target(PackRow):
    """目标值 from a day on."""

    since: date = Field(alias="from")
    value: Annotated[str, StringConstraints(pattern=r"^\d{1,6}(\.\d{1,2})?$")]


class Indicator(PackRow):
    """指标: what is counted over what, in words, by whom it was written and when it is looked at again."""

    code: Code
    name: Text
    name_en: Text
    unit: Literal["percent", "days"]
    app: Text
    direction: Literal["higher", "lower"]
    formula: Text
    formula_en: Text
    numerator: Text
    denominator: Text
    source: Text
    evidence: Text
    target: tuple[Target, ...] = ()
    owner: Text
    why_it_matters: Text
    authored_by: Text
    checked_by: Text
    next_review: date

    @model_validator(mode="after")
    def _targets_follow_each_other(self) -> "Indicator":
        days = [target.since for target in self.target]
        if days != sorted(set(days)):
            raise ValueError("the targets stand in the order of their days, one a day")
        return self
