"""How offences, standards of discretion, the list of forgiven slips and the list of items that may be checked by lot get
from their CSV files into the tables."""

from collections.abc import Iterator
from datetime import date

from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section
from banshi.matters.enforcement.inspections.models import CheckItem, RiskBoundary, RiskCriterion
from banshi.matters.enforcement.inspections.risk import grounds, rules
from banshi.matters.enforcement.inspections.schema import BoundaryRow, CheckItemRow, CriterionRow
from banshi.matters.enforcement.leniency.models import ListedSlip
from banshi.matters.enforcement.leniency.schema import ListRow
from banshi.matters.enforcement.offences.models import Discretion, Offence
from banshi.matters.enforcement.offences.schema import DiscretionRow, OffenceRow


def check_offences(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """A replaced offence ends the day before its successor begins: the act is never without law in between."""
    known = reading.of("offences")
    for row in rows:
        yield from reading.unknown("offences", [row.data.replaced_by], row, "replaced_by")
        successor = known.get(row.data.replaced_by)
        if successor is None:
            continue
        if row.data.valid_to is None or row.data.valid_to.toordinal() + 1 != successor.data.valid_from.toordinal():
            yield row.fault(f"{successor.key} begins {successor.data.valid_from}: end the day before", "valid_to")


@section("offences", files="offences.csv", schema=OffenceRow, check=check_offences)
def load_offences(batch: Batch) -> Diff:
    wanted = {
        row.key: {
            **row.data.model_dump(exclude={"code", "replaced_by"}),
            "replaced_by_id": row.data.replaced_by or None,
        }
        for row in batch.rows
    }
    return sync(Offence, wanted, batch)


def check_within_offence(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """Who refers to an offence does so while it is one."""
    offences = reading.of("offences")
    for row in rows:
        yield from reading.unknown("offences", [row.data.offence], row, "offence")
        offence = offences.get(row.data.offence)
        if offence and row.data.valid_from < offence.data.valid_from:
            yield row.fault(f"{offence.key} is an offence only from {offence.data.valid_from}", "valid_from")
        if offence and offence.data.valid_to and (row.data.valid_to or date.max) > offence.data.valid_to:
            yield row.fault(f"{offence.key} ends on {offence.data.valid_to}", "valid_to")


@section("discretion", files="discretion.csv", schema=DiscretionRow, check=check_within_offence)
def load_discretion(batch: Batch) -> Diff:
    wanted = {
        row.key: {**row.data.model_dump(exclude={"code", "offence"}), "offence_id": row.data.offence}
        for row in batch.rows
    }
    return sync(Discretion, wanted, batch)


def check_list(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    yield from check_within_offence(rows, reading)
    for row in rows:
        yield from reading.unknown("offices", [row.data.office], row, "office")


@section("leniency", files="leniency.csv", schema=ListRow, check=check_list)
def load_list(batch: Batch) -> Diff:
    wanted = {
        row.key: {
            **row.data.model_dump(exclude={"code", "office", "offence", "measures", "level"}),
            "office_id": row.data.office,
            "offence_id": row.data.offence,
            "measures": list(row.data.measures),
            "level": list(row.data.level),
        }
        for row in batch.rows
    }
    return sync(ListedSlip, wanted, batch)


def check_inspection_items(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    for row in rows:
        yield from reading.unknown("offices", [row.data.office], row, "office")
        yield from reading.unknown("offences", [row.data.offence], row, "offence")


@section("inspection_items", files="inspection_items.csv", schema=CheckItemRow, check=check_inspection_items)
def load_inspection_items(batch: Batch) -> Diff:
    wanted = {}
    for row in batch.rows:
        columns = row.data.model_dump(exclude={"code", "office", "offence"})
        lists = {name: list(value) for name, value in columns.items() if isinstance(value, tuple)}
        wanted[row.key] = columns | lists | {"office_id": row.data.office, "offence_id": row.data.offence or None}
    return sync(CheckItem, wanted, batch)


def check_criteria(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """Grounds that there are, on the side where they belong; and no fact gives points twice."""
    kinds = {code: bool(row.data.adverse) for code, row in reading.of("credit_kinds").items()}
    before: list[rules.Criterion] = []
    for row in rows:
        one: rules.Criterion = row.data.criterion()
        for ground in row.data.grounds:
            if fault := grounds.fault(ground, kinds, against=one.against):
                yield row.fault(fault, "grounds")
        if twice := next((other.code for other in before if rules.overlap(one, other)), ""):
            yield row.fault(f"{twice} gives points for the same fact", "grounds")
        before.append(one)


@section("risk_criteria", files="risk_criteria.csv", schema=CriterionRow, check=check_criteria)
def load_criteria(batch: Batch) -> Diff:
    return sync(RiskCriterion, {row.key: {"row": row.data.model_dump(mode="json")} for row in batch.rows}, batch)


def check_boundaries(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """From the first day of a method on, every day has its four classes."""
    bounds = [row.data.boundary() for row in rows]
    for day in rules.versions(bounds):
        if fault := rules.bounds_fault(bounds, day):
            yield rows[-1].fault(fault, "from_points")


@section("risk_classes", files="risk_classes.csv", schema=BoundaryRow, check=check_boundaries)
def load_boundaries(batch: Batch) -> Diff:
    return sync(RiskBoundary, {row.key: {"row": row.data.model_dump(mode="json")} for row in batch.rows}, batch)
