"""Reading pack files: YAML for things with structure, CSV for lists; every fault keeps its file and line. No database."""

import csv
import io
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

Path_ = tuple[str | int, ...]
Lines = Mapping[Path_, int]
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, and where: `file:line field: message`."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f" {self.field}" if self.field else ""
        return f"{self.file}:{self.line}{where}: {self.message}"


@dataclass(frozen=True)
class Row:
    """One validated thing: a line of a CSV file, or a whole YAML file."""

    pack: str
    file: str
    key: str
    data: Any
    lines: Lines

    def fault(self, message: str, *path: str | int) -> Fault:
        """A fault at the deepest part of `path` that is written in the file."""
        return fault_at(self.file, self.lines, path, message)


def fault_at(file: str, lines: Lines, path: Path_, message: str) -> Fault:
    depth = len(path)
    while depth and path[:depth] not in lines:
        depth -= 1
    return Fault(file, lines.get(path[:depth], 1), ".".join(map(str, path)), message)


@dataclass
class Found:
    """What a file gave: rows, or faults, or some of both."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """The keys of rows with faults: whoever refers to them makes no second fault."""

    def add(self, other: "Found") -> None:
        self.rows += other.rows
        self.faults += other.faults
        self.broken += other.broken


class _PackLoader(_Loader):  # type: ignore[misc]
    """SafeLoader that leaves an impossible date (2022-13-45) to the schema, which knows its line."""


def _date_or_text(loader: Any, node: Any) -> Any:
    try:
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError:
        return node.value


_PackLoader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)


def read(path: Path, *, pack: str, name: str, schema: type[BaseModel], key: str) -> Found:
    """Read one file. `name` is what faults call it; `key` is the CSV column that names a row ("" = by line)."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Found(faults=[Fault(name, line, "", "is not UTF-8; in Excel choose “CSV UTF-8”")])
    if path.suffix == ".csv":
        return _read_csv(text, pack=pack, name=name, schema=schema, key=key)
    return _read_yaml(text, pack=pack, name=name, schema=schema, key=path.stem)


def _read_yaml(text: str, *, pack: str, name: str, schema: type[BaseModel], key: str) -> Found:
    loader = _PackLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Found(faults=[Fault(name, 1, "", "is empty")])
        lines: dict[Path_, int] = {}
        faults = list(_walk(node, (), lines, name))
        value = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Found(faults=[Fault(name, mark.line + 1 if mark else 1, "", f"is not YAML: {error.problem}")])
    except yaml.YAMLError as error:
        return Found(faults=[Fault(name, 1, "", f"is not YAML: {error}")])
    finally:
        loader.dispose()
    return _validated(value, pack=pack, name=name, key=key, schema=schema, lines=lines, faults=faults)


def _walk(node: Any, path: Path_, lines: dict[Path_, int], name: str) -> Iterator[Fault]:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key_node, value_node in node.value:
            inner = (*path, key_node.value)
            if key_node.value in seen:
                yield Fault(name, key_node.start_mark.line + 1, ".".join(map(str, inner)), "is written twice")
            seen.add(key_node.value)
            lines[inner] = key_node.start_mark.line + 1
            yield from _walk(value_node, inner, lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value_node in enumerate(node.value):
            yield from _walk(value_node, (*path, index), lines, name)


def _read_csv(text: str, *, pack: str, name: str, schema: type[BaseModel], key: str) -> Found:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found = Found()
    try:
        header = [cell.strip() for cell in next(reader, [])]
        found.faults += _header_faults(header, schema, name)
        start = reader.line_num + 1
        for cells in [] if found.faults else reader:
            if any(cell.strip() for cell in cells):
                one = _csv_row(cells, header, line=start, pack=pack, name=name, schema=schema, key=key)
                found.add(one)
            start = reader.line_num + 1
    except csv.Error as error:
        found.faults.append(Fault(name, reader.line_num, "", f"is not CSV: {error}"))
    return found


def _header_faults(header: list[str], schema: type[BaseModel], name: str) -> Iterator[Fault]:
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield Fault(name, 1, column, "this column stands twice")
    for column in header:
        if column not in schema.model_fields:
            yield Fault(name, 1, column, f"unknown column; known are {', '.join(schema.model_fields)}")
    for column, info in schema.model_fields.items():
        if info.is_required() and column not in header:
            yield Fault(name, 1, column, "this column is missing")


def _csv_row(
    cells: list[str], header: list[str], *, line: int, pack: str, name: str, schema: type[BaseModel], key: str
) -> Found:
    if len(cells) != len(header):
        fault = Fault(name, line, "", f"has {len(cells)} cells, the first line has {len(header)}")
        return Found(faults=[fault], broken=[dict(zip(header, cells, strict=False)).get(key, "")])
    value = {column: cell.strip() for column, cell in zip(header, cells, strict=True) if cell.strip()}
    return _validated(
        value, pack=pack, name=name, key=value.get(key, str(line)), schema=schema, lines={(): line}, faults=[]
    )


def _validated(
    value: Any, *, pack: str, name: str, key: str, schema: type[BaseModel], lines: Lines, faults: list[Fault]
) -> Found:
    try:
        data = schema.model_validate(value)
    except ValidationError as error:
        return Found(faults=faults + _pydantic_faults(error, name, lines), broken=[key])
    return Found(faults=faults, rows=[Row(pack, name, key, data, lines)])


def _pydantic_faults(error: ValidationError, name: str, lines: Lines) -> list[Fault]:
    """One fault a field: the branches of a union that did not fit are not three different faults."""
    faults: dict[Hashable, Fault] = {}
    errors = error.errors(include_url=False)
    for one in errors:
        path = tuple(one["loc"])
        if one["type"] == "too_short" and any(
            len(o["loc"]) > len(path) and o["loc"][: len(path)] == path for o in errors
        ):
            continue  # pydantic does not count the elements that have faults of their own
        if one["type"] not in {"missing", "extra_forbidden"} and len(lines) > 1:
            while path and path not in lines:
                path = path[:-1]
        given = "" if one["type"] in {"missing", "extra_forbidden"} else f" (it says {_short(one['input'])})"
        faults.setdefault(path, fault_at(name, lines, path, one["msg"] + given))
    return list(faults.values())


def _short(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
