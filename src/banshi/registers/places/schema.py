"""halls.csv, windows.csv, opening_hours.csv."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import StringConstraints

from banshi.kernel.packs.schema import PackRow

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
WindowKind = Literal[
    "civil",
    "business",
    "construction",
    "property",
    "insurance",
    "traffic",
    "tax_utilities",
    "general",
    "exam-centre",
]
"""The eight kinds of 综合窗口, and the examination station."""


class HallRow(PackRow):
    """政务服务大厅."""

    code: Slug
    name: str
    name_en: str
    office: Slug
    region: str
    address: str
    directions: str = ""
    directions_en: str = ""
    synthetic: bool = False


class WindowRow(PackRow):
    """综合窗口."""

    code: Slug
    hall: Slug
    kind: WindowKind
    number: str
    name: str
    name_en: str
    office: Slug
    floor: str = ""
    low_counter: bool = False  # 无障碍环境建设法 第四十条: low counters
    synthetic: bool = False


class HoursRow(PackRow):
    """开放时间: one session; `days` working or rest, by the State Council's calendar and not by the weekday."""

    code: Slug
    hall: Slug
    valid_from: date
    valid_to: date | None = None  # inclusive
    days: Literal["working", "rest"] = "working"
    opens: time
    closes: time
    synthetic: bool = False
