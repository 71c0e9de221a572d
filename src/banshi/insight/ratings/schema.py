"""rating_points.csv: where one can rate, and how."""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints, field_validator

from banshi.kernel.packs.schema import PackRow, Words

WAYS = ("qr", "pad", "terminal", "kiosk", "sms", "online")


class RatingPointRow(PackRow):
    """评价点: the code of a window, or of an office of a town or village; without `ways` it is a gap."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    kind: Literal["window", "station"]
    ways: Words = ()
    since: date
    synthetic: bool = False

    @field_validator("ways")
    @classmethod
    def _known(cls, ways: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(ways) - set(WAYS):
            raise ValueError(f"{', '.join(sorted(unknown))}: the ways are {', '.join(WAYS)}")
        return ways
