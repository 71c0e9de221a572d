"""报送格式 shapes: which column of a delivery says what. Declared in packs/national/credit_shapes.csv, in the national field
names (CF_… 行政处罚, XK_… 行政许可), in plain Chinese, or in the names of this program.
"""

import csv
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FIELDS = (
    "op", "kind", "subject_kind", "name", "code", "reg_no", "phone", "address", "doc_no", "decided_on", "valid_until",
    "amount", "content",
)  # fmt: skip

PACKS = Path(os.environ.get("BANSHI_PACKS", Path(__file__).parents[5] / "packs"))


@dataclass(frozen=True)
class Column:
    """One column. Without a `field` it is known and stays in the delivered file only."""

    name: str
    field: str
    required: bool
    times: int  # the column counts in units of so many yuan
    words: Mapping[str, str]  # what is written → what is meant


@dataclass(frozen=True)
class Shape:
    """A declared shape: its columns, and the fields that say the same in every row."""

    code: str
    columns: tuple[Column, ...]
    fixed: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def select(self, source: str, *, present: Collection[str], row_no: str) -> str:
        """A query over `source`, which has the columns `present`: row_no and the FIELDS, all text, nothing NULL."""
        fields = ", ".join(f"{self._value(name, present)} AS {name}" for name in FIELDS)
        return f"SELECT CAST({row_no} AS INTEGER) AS row_no, {fields} FROM {source}"

    def _value(self, name: str, present: Collection[str]) -> str:
        """Several columns for one field: the first that is not empty, in the order of the pack."""
        if name in self.fixed:
            return text(self.fixed[name])
        found = [_said(column) for column in self.columns if column.field == name and column.name in present]
        if len(found) > 1:
            return "COALESCE(" + "".join(f"NULLIF({one}, ''), " for one in found) + "'')"
        return found[0] if found else "''"


def text(value: str) -> str:
    """A literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def column(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _said(one: Column) -> str:
    value = f"COALESCE({column(one.name)}, '')"
    if one.words:
        cases = " ".join(f"WHEN {text(written)} THEN {text(meant)}" for written, meant in one.words.items())
        return f"CASE TRIM({value}) {cases} ELSE {value} END"
    if one.times != 1:  # what is no number stays visible as what it was, and is found unreadable later
        number = f"TRY_CAST(REPLACE({value}, ',', '') AS DECIMAL(18, 6)) * {one.times}"
        return (
            f"CASE WHEN TRIM({value}) = '' THEN '' ELSE "
            f"COALESCE(CAST(CAST({number} AS DECIMAL(24, 2)) AS VARCHAR), {value} || '×{one.times}') END"
        )
    return value


@cache
def shapes(folder: Path = PACKS) -> Mapping[str, Shape]:
    """The declared shapes by code. The pack is checked when it is loaded into the database (`banshi packs check`)."""
    columns: dict[str, list[Column]] = {}
    fixed: dict[str, dict[str, str]] = {}
    with (folder / "national" / "credit_shapes.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code = row["shape"]
            columns.setdefault(code, [])
            if row["fixed"]:
                fixed.setdefault(code, {})[row["field"]] = row["fixed"]
            else:
                columns[code].append(_column(row))
    return {code: Shape(code, tuple(found), fixed.get(code, {})) for code, found in columns.items()}


def _column(row: Mapping[str, str]) -> Column:
    pairs = [pair.split("=", 1) for pair in row["words"].split(";") if pair]
    return Column(row["column"], row["field"], row["required"] == "1", int(row["times"] or 1), dict(pairs))


SHAPES = shapes()
