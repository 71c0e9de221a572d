"""How halls, windows and opening hours get from their CSV files into the tables."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section
from banshi.registers.places.models import Hall, OpeningHours, Window
from banshi.registers.places.schema import HallRow, HoursRow, WindowRow


def _columns(row: Row, *references: str) -> dict[str, Any]:
    values = row.data.model_dump(exclude={"code", *references})
    return values | {f"{name}_id": getattr(row.data, name) for name in references}


def check_halls(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    for row in rows:
        yield from reading.unknown("offices", [row.data.office], row, "office")
        yield from reading.unknown("divisions", [row.data.region], row, "region")


@section("halls", files="halls.csv", schema=HallRow, check=check_halls)
def load_halls(batch: Batch) -> Diff:
    return sync(Hall, {row.key: _columns(row, "office", "region") for row in batch.rows}, batch)


def check_windows(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        yield from reading.unknown("halls", [row.data.hall], row, "hall")
        yield from reading.unknown("offices", [row.data.office], row, "office")
        place = (row.data.hall, row.data.number)
        if place in seen:
            yield row.fault(f"{row.data.hall} has a window {row.data.number} already", "number")
        seen.add(place)


@section("windows", files="windows.csv", schema=WindowRow, check=check_windows)
def load_windows(batch: Batch) -> Diff:
    return sync(Window, {row.key: _columns(row, "hall", "office") for row in batch.rows}, batch)


def check_hours(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    for row in rows:
        yield from reading.unknown("halls", [row.data.hall], row, "hall")
        if row.data.opens >= row.data.closes:
            yield row.fault("closes before it opens", "closes")
    for first, second in combinations(rows, 2):
        if _clash(first.data, second.data):
            yield second.fault(f"overlaps the session {first.key}", "opens")


def _clash(one: HoursRow, other: HoursRow) -> bool:
    same = (one.hall, one.days) == (other.hall, other.days)
    both_valid = (not one.valid_to or other.valid_from <= one.valid_to) and (
        not other.valid_to or one.valid_from <= other.valid_to
    )
    return same and both_valid and one.opens < other.closes and other.opens < one.closes


@section("opening_hours", files="opening_hours.csv", schema=HoursRow, check=check_hours)
def load_hours(batch: Batch) -> Diff:
    return sync(OpeningHours, {row.key: _columns(row, "hall") for row in batch.rows}, batch)
