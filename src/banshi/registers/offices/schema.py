"""divisions.csv, reporting_areas.csv, offices.csv."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from banshi.kernel.packs.schema import PackRow

OfficeCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Phone = Annotated[str, StringConstraints(pattern=r"^0\d{2,3}-\d{7,8}$")]


class DivisionRow(PackRow):
    """行政区划: the codes of the National Bureau of Statistics, cut at city 4, county 6, town 9, village 12 digits."""

    level: Literal["city", "county", "town", "village"]
    code: Annotated[str, StringConstraints(pattern=r"^\d{4}(\d{2}(\d{3}(\d{3})?)?)?$")]
    name: Annotated[str, Field(min_length=2, max_length=60)]
    name_en: str = ""
    parent: str


class ReportingAreaRow(PackRow):
    """上报片区: what reports like a county; two of six have no code of GB/T 2260."""

    code: OfficeCode
    name: str
    name_en: str
    region: str = ""
    position: int = 0


class OfficeRow(PackRow):
    """单位: an office, a hall's centre, a station, a public-service company."""

    code: OfficeCode
    name: str
    name_en: str
    short_name: str
    parent: str = ""
    region: str
    level: Literal["3", "4", "5", "6"]  # GB/T 39046 A.2
    reporting_area: str = ""
    phone: Phone
    complaint_phone: Phone
    address: str = ""
    credit_code: str = ""
    synthetic: bool = False
