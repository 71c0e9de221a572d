"""The text of a foreign line, checked before it is kept."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from banshi.kernel.identifiers import check_credit_code

Text = Annotated[str, StringConstraints(max_length=4_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RecordText(BaseModel):
    """What a neighbour says of a record. Fields that this version does not know are kept as they are."""

    model_config = ConfigDict(extra="allow")

    name: Name
    code: str
    kind: Name
    unit: Name
    doc_no: Text
    decided_on: date
    valid_until: date | None = None
    cents: Annotated[int, Field(strict=True)] | None = None
    content: Text
    salt: Annotated[str, StringConstraints(min_length=16, max_length=64)]

    @field_validator("code")
    @classmethod
    def _of_an_organisation(cls, given: str) -> str:
        if check_credit_code(given) != given:
            raise ValueError("not in standard form")
        return given
