"""How kinds of record, delivering units and the rules of publication get from their CSV files into the tables."""

from collections.abc import Iterator

from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section
from banshi.registers.credit.models import CreditList, JointMeasure, LinkRule, PublicationRule, RecordKind, Unit
from banshi.registers.credit.pipeline.shapes import FIELDS
from banshi.registers.credit.schema import KindRow, LinkRow, ListRow, MeasureRow, PublicationRow, ShapeRow, UnitRow


def check_numbers(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """Records carry the number, not the code: two rows may not share one."""
    seen: dict[int, str] = {}
    for row in rows:
        if row.data.number in seen:
            yield row.fault(f"{row.data.number} is the number of {seen[row.data.number]} already", "number")
        seen.setdefault(row.data.number, row.key)


@section("credit_kinds", files="credit_kinds.csv", schema=KindRow, check=check_numbers)
def load_kinds(batch: Batch) -> Diff:
    return sync(RecordKind, {row.key: row.data.model_dump(exclude={"code"}) for row in batch.rows}, batch)


def check_units(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    yield from check_numbers(rows, reading)
    shapes = {row.data.shape for row in reading.rows.get("credit_shapes", ())}
    for row in rows:
        yield from reading.unknown("offices", [row.data.office], row, "office")
        if row.data.shape not in shapes:
            yield row.fault(f"“{row.data.shape}” is not among the credit_shapes", "shape")
    for row in [row for row in rows if row.data.keeper][1:]:
        yield row.fault("another unit keeps the platform already", "keeper")


@section("credit_units", files="credit_units.csv", schema=UnitRow, check=check_units)
def load_units(batch: Batch) -> Diff:
    wanted = {
        row.key: {**row.data.model_dump(exclude={"code", "office"}), "office_id": row.data.office or None}
        for row in batch.rows
    }
    return sync(Unit, wanted, batch)


def check_shapes(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """A column stands once in its shape; a field is one that a record has; words mean codes that there are."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        one: ShapeRow = row.data
        if one.field and one.field not in FIELDS:
            yield row.fault(f"“{one.field}” is no field of a record; there are {', '.join(FIELDS)}", "field")
        if one.field == "kind":
            meant = [pair.split("=", 1)[1] for pair in one.words]
            yield from reading.unknown("credit_kinds", [one.fixed, *meant], row, "words" if meant else "fixed")
        if one.column and (one.shape, one.column) in seen:
            yield row.fault(f"“{one.column}” stands twice in {one.shape}", "column")
        seen.add((one.shape, one.column))


@section("credit_shapes", files="credit_shapes.csv", schema=ShapeRow, key="", check=check_shapes)
def load_shapes(batch: Batch) -> Diff:
    """Nothing to write: the pipeline reads the file itself, without a database."""
    return Diff()


def check_publication(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    for row in rows:
        yield from reading.unknown("credit_kinds", [row.data.record], row, "record")


@section("credit_publication", files="credit_publication.csv", schema=PublicationRow, check=check_publication)
def load_publication(batch: Batch) -> Diff:
    return sync(PublicationRule, {row.key: {"row": row.data.model_dump(mode="json")} for row in batch.rows}, batch)


@section("credit_linking", files="credit_linking.csv", schema=LinkRow, check=check_numbers)
def load_link_rules(batch: Batch) -> Diff:
    return sync(LinkRule, {row.key: row.data.model_dump(exclude={"code"}) for row in batch.rows}, batch)


@section("credit_lists", files="credit_lists.csv", schema=ListRow)
def load_lists(batch: Batch) -> Diff:
    wanted = {
        row.key: {**row.data.model_dump(exclude={"code", "minimum"}), "minimum": row.data.minimum or ""}
        for row in batch.rows
    }
    return sync(CreditList, wanted, batch)


def check_measures(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """A measure rests on lists and kinds of record that there are (国办发〔2020〕49号: nothing outside the catalogue)."""
    known = reading.keys("credit_lists") | reading.keys("credit_kinds")
    for row in rows:
        for ground in set(row.data.grounds) - known:
            yield row.fault(f"“{ground}” is neither a list nor a kind of record", "grounds")


@section("joint_measures", files="joint_measures.csv", schema=MeasureRow, check=check_measures)
def load_measures(batch: Batch) -> Diff:
    wanted = {row.key: {"kind": row.data.kind, "row": row.data.model_dump(mode="json")} for row in batch.rows}
    return sync(JointMeasure, wanted, batch)
