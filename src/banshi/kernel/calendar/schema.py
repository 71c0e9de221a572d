"""A row of a pack's calendar.csv: a day that a notice of the State Council names."""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

_SATURDAY = 5


class CalendarRow(BaseModel):
    """Holidays, weekends inside them included, and the weekend days that are worked instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: datetime.date
    kind: Literal["holiday", "workday"]
    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    basis: Annotated[str, StringConstraints(max_length=40)] = ""

    @model_validator(mode="after")
    def _weekdays_need_no_making_up(self) -> "CalendarRow":
        if self.kind == "workday" and self.date.weekday() < _SATURDAY:
            raise ValueError("only a Saturday or Sunday can be worked instead of another day")
        return self
