"""offences.csv and discretion.csv: what is forbidden by which article, and what it costs by the published standard."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from banshi.kernel.packs.schema import PackRow

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=2, max_length=200)]
Cents = Annotated[int, Field(ge=0, le=10**11)]


class Dated(PackRow):
    """A row in force from one day to another, both inside."""

    valid_from: date
    valid_to: date | None = None
    synthetic: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "Dated":
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self


class OffenceRow(Dated):
    """违法行为. `replaced_by`: the same act under the law that came after (行政处罚法 第三十七条)."""

    code: Code
    field: Text
    act: Text
    duty: Text  # 违法依据: document and article
    penalty: Text  # 处罚依据
    protects: Literal["", "life", "health", "finance"] = ""  # 第三十六条: five years instead of two
    max_yuan: Annotated[int, Field(ge=0)] | None = None  # ceiling of the fine; empty: a rate, or not known
    strict: bool = False  # punished without fault, because a law says so (第三十三条第二款)
    replaced_by: Code | Literal[""] = ""


class DiscretionRow(Dated):
    """裁量基准 (第三十四条): the fine in 分 for each gravity, for persons and for organisations."""

    code: Code
    offence: Code
    document: Text
    published_on: date
    person_light: Cents
    person_ordinary: Cents
    person_grave: Cents
    organisation_light: Cents
    organisation_ordinary: Cents
    organisation_grave: Cents

    @model_validator(mode="after")
    def _rises_with_gravity(self) -> "DiscretionRow":
        for light, ordinary, grave in (
            (self.person_light, self.person_ordinary, self.person_grave),
            (self.organisation_light, self.organisation_ordinary, self.organisation_grave),
        ):
            if not light <= ordinary <= grave:
                raise ValueError("the fine must not fall as the gravity rises")
        return self
