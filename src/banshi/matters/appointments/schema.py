"""service_points.csv: which kinds of windows of a hall take appointments, and how many people in one slot."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from banshi.kernel.packs.schema import PackRow

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Minutes = Annotated[int, Field(ge=1, le=240)]


class ServicePointRow(PackRow):
    """办事资源: one kind of windows in one hall, and the slots it opens for appointments."""

    code: Code
    hall: Code
    serves: Literal[
        "exam-centre", "civil", "business", "construction", "property", "insurance", "traffic", "tax_utilities", "general"
    ]  # fmt: skip
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    office: Code
    name: str
    name_en: str
    location: str = ""
    location_en: str = ""
    slot_minutes: Minutes
    places: Annotated[int, Field(ge=1, le=200)]
    usual_minutes: Minutes
    horizon_days: Annotated[int, Field(ge=1, le=60)] = 14
    synthetic: bool = False
