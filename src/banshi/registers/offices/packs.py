"""How regions, reporting areas and offices get from their CSV files into the tables."""

from collections.abc import Iterator

from stdnum.cn import uscc

from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section
from banshi.registers.offices import rules
from banshi.registers.offices.models import Office, Region, ReportingArea
from banshi.registers.offices.schema import DivisionRow, OfficeRow, ReportingAreaRow


def check_divisions(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    for row in rows:
        if row.data.level == "city":
            continue
        strangers = list(reading.unknown("divisions", [row.data.parent], row, "parent"))
        yield from strangers
        if not strangers and not row.key.startswith(row.data.parent):
            yield row.fault(f"{row.key} does not lie in {row.data.parent}", "parent")


@section("divisions", files="divisions.csv", schema=DivisionRow, check=check_divisions)
def load_divisions(batch: Batch) -> Diff:
    wanted = {
        row.key: {
            "name": rules.display_name(row.data.name),
            "full_name": row.data.name,
            "name_en": row.data.name_en,
            "level": rules.LEVELS[row.data.level],
            "parent_id": None if row.data.level == "city" else row.data.parent,
            "path": rules.region_path(row.key),
        }
        for row in batch.rows
    }
    return sync(Region, wanted, batch)


def check_reporting_areas(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    for row in rows:
        yield from reading.unknown("divisions", [row.data.region], row, "region")


@section("reporting_areas", files="reporting_areas.csv", schema=ReportingAreaRow, check=check_reporting_areas)
def load_reporting_areas(batch: Batch) -> Diff:
    wanted = {
        row.key: {
            "name": row.data.name,
            "name_en": row.data.name_en,
            "region_id": row.data.region or None,
            "position": row.data.position,
        }
        for row in batch.rows
    }
    return sync(ReportingArea, wanted, batch)


def check_offices(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    circular = rules.circular({row.key: (row.data.region, row.data.parent) for row in rows})
    regions = reading.of("divisions")
    for row in rows:
        office: OfficeRow = row.data
        yield from reading.unknown("divisions", [office.region], row, "region")
        yield from reading.unknown("offices", [office.parent], row, "parent")
        yield from reading.unknown("reporting_areas", [office.reporting_area], row, "reporting_area")
        if row.key in circular:
            yield row.fault("is its own parent in the end", "parent")
        region = regions.get(office.region)
        if region and rules.LEVELS[region.data.level] not in rules.REGION_LEVEL_OF_OFFICE[office.level]:
            yield row.fault(f"level {office.level} does not fit {region.data.name}, a {region.data.level}", "level")
        if office.credit_code and not uscc.is_valid(office.credit_code):
            yield row.fault("is not a unified social credit code (GB 32100)", "credit_code")
        if office.phone == office.complaint_phone:
            yield row.fault(
                "whom one complains to is not whom one complains of: give another number", "complaint_phone"
            )


@section("offices", files="offices.csv", schema=OfficeRow, check=check_offices)
def load_offices(batch: Batch) -> Diff:
    everywhere = {row.key: (row.data.region, row.data.parent) for row in batch.reading.rows["offices"]}
    paths = rules.office_paths(everywhere)
    wanted = {
        row.key: {
            **row.data.model_dump(exclude={"code", "region", "parent", "reporting_area"}),
            "region_id": row.data.region,
            "parent_id": row.data.parent or None,
            "reporting_area_id": row.data.reporting_area or None,
            "path": paths[row.key],
        }
        for row in batch.rows
    }
    return sync(Office, wanted, batch)
