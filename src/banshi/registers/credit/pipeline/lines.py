"""Deliveries read line by line: CSV, JSON lines, the first sheet of a workbook. Slow, and loses nothing.

Every line that is not blank becomes one `Line`: the values of its columns, or the reason why it could not be read and what
it said. One bad line costs itself: an unclosed quote does not swallow the lines after it.
"""

import csv
import json
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from banshi.kernel.sentences import later

LONGEST = 65_536  # bytes of a line
_MOST_LINES = 50  # of one value that goes on over several lines
_MOST_DIGITS = 10**15  # a workbook's numbers are exact up to here

REASONS: dict[str, str] = {
    "unclosed_quote": later("引号没有闭合"),
    "stray_quote": later("引号位置不对：引号内的引号应写成两个"),
    "too_many_fields": later("列数比表头多：内容含逗号的应加引号"),
    "too_few_fields": later("列数比表头少"),
    "undecodable": later("含有无法识别的字节：文件编码应为 UTF-8 或 GB18030"),
    "nul_byte": later("含有空字节（NUL）"),
    "line_too_long": later("一行超过 64 KB"),
    "not_json": later("不是合法的 JSON"),
    "not_an_object": later("该行不是 JSON 对象：应写成 {…}"),
    "nested_value": later("某一字段的值是列表、对象或真假值，应为文字"),
    "unknown_field": later("含有未申报的字段"),
    "missing_field": later("缺少必填字段"),
    "field_twice": later("同一字段出现两次"),
    "number_inexact": later("长号码被存成了数字，末几位已丢失：请把单元格格式设为文本后重新填写"),
}


class Line(NamedTuple):
    """A line of a delivery. With a `reason` it could not be read, and `raw` is what stood there."""

    cells: Sequence[str] | None
    reason: str = ""
    raw: str = ""


class Misread(Exception):
    """Why a line cannot be read; a code of REASONS."""


# ---------------------------------------------------------------- CSV


def csv_lines(path: Path, encoding: str, width: int) -> Iterator[Line]:
    """The lines after the header. A value in quotes may go on over several lines if it ends with the right number of columns."""
    with path.open("rb") as file:
        physical = _physical(file)
        next(physical, None)  # the header
        waiting: deque[bytes] = deque()
        while True:
            raw = waiting.popleft() if waiting else next(physical, None)
            if raw is None:
                return
            if not raw.strip():
                continue
            try:
                cells = _cells(raw, encoding, width, waiting, physical)
            except Misread as misread:
                yield Line(None, str(misread), shown(raw, encoding))
            else:
                yield Line(cells)


def _physical(file: Any) -> Iterator[bytes]:
    """Lines with their ends; of one that is too long, its beginning, which is too long as well."""
    while raw := file.readline(LONGEST + 2):
        yield raw
        while not raw.endswith(b"\n") and len(raw) == LONGEST + 2:
            raw = file.readline(LONGEST + 2)


def _cells(raw: bytes, encoding: str, width: int, waiting: deque[bytes], physical: Iterator[bytes]) -> list[str]:
    text = decoded(raw, encoding)
    if '"' not in text:
        return _counted(text.split(","), width)
    found = _parsed(text)
    if found is None and _odd(text):
        return _continued(text, encoding, width, waiting, physical)
    if found is None:
        raise Misread("stray_quote")
    return _counted(found, width)


def _continued(first: str, encoding: str, width: int, waiting: deque[bytes], physical: Iterator[bytes]) -> list[str]:
    """Look whether the lines that follow close the quote. If they do not, they wait to be read as lines of their own."""
    ahead: list[bytes] = []
    whole = first + "\n"
    while len(ahead) < _MOST_LINES and len(whole) < LONGEST:
        raw = waiting.popleft() if waiting else next(physical, None)
        if raw is None:
            break
        ahead.append(raw)
        try:
            text = decoded(raw, encoding)
        except Misread:
            break
        if _stands_alone(text, width):
            break
        if _odd(text):
            found = _parsed(whole + text)
            if found is not None and len(found) == width:
                return found
            break
        whole += text + "\n"
    waiting.extendleft(reversed(ahead))
    raise Misread("unclosed_quote")


def _stands_alone(text: str, width: int) -> bool:
    """A line with all its columns is a row of its own, not the middle of a value."""
    if _odd(text):
        return False
    found = _parsed(text) if '"' in text else text.split(",")
    return found is not None and len(found) == width


def _odd(text: str) -> bool:
    return text.count('"') % 2 == 1


def _parsed(text: str) -> list[str] | None:
    try:
        return next(csv.reader([text], strict=True), None)
    except csv.Error:
        return None


def _counted(cells: list[str], width: int) -> list[str]:
    if len(cells) != width:
        raise Misread("too_many_fields" if len(cells) > width else "too_few_fields")
    return cells


def decoded(raw: bytes, encoding: str) -> str:
    """The line without its end."""
    raw = raw.removesuffix(b"\n").removesuffix(b"\r")
    if len(raw) > LONGEST:
        raise Misread("line_too_long")
    if b"\0" in raw:
        raise Misread("nul_byte")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Misread("undecodable") from None


def shown(raw: bytes, encoding: str) -> str:
    """The line for people to look at: bytes that mean nothing are written as \\xff."""
    return raw[:LONGEST].decode(encoding, "backslashreplace").rstrip("\r\n").replace("\0", "\\x00")


# ---------------------------------------------------------------- JSON lines


def json_lines(path: Path, encoding: str, columns: Mapping[str, int], required: frozenset[int]) -> Iterator[Line]:
    """One object a line. `columns`: key as `folded` → place in the row; `required`: places that must be there."""
    with path.open("rb") as file:
        for raw in _physical(file):
            if not raw.strip():
                continue
            try:
                yield Line(_object(decoded(raw, encoding), columns, required))
            except Misread as misread:
                yield Line(None, str(misread), shown(raw, encoding))


def _object(text: str, columns: Mapping[str, int], required: frozenset[int]) -> list[str]:
    try:
        pairs = _DECODER.decode(text.strip())
    except (ValueError, RecursionError):
        raise Misread("not_json") from None
    if not isinstance(pairs, _Pairs):
        raise Misread("not_an_object")
    cells: list[str | None] = [None] * len(columns)
    for key, value in pairs:
        place = columns.get(folded(key))
        if place is None:
            raise Misread("unknown_field")
        if cells[place] is not None:
            raise Misread("field_twice")
        cells[place] = _word(value)
    if any(cells[place] is None for place in required):
        raise Misread("missing_field")
    return [cell or "" for cell in cells]


def keys_of(text: str) -> set[str]:
    """The keys of an object, as `folded`; of what is no object, none."""
    try:
        pairs = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return set()
    return {folded(key) for key, _ in pairs} if isinstance(pairs, _Pairs) else set()


class _Pairs(list[tuple[str, Any]]):
    """An object as it is written, with keys that stand twice."""


def _no_number(text: str) -> None:
    raise ValueError(text)  # NaN and Infinity are not JSON


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_float=str, parse_int=str, parse_constant=_no_number, strict=False
)


def _word(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Misread("nested_value")
    if "\0" in value:
        raise Misread("nul_byte")
    if any("\ud800" <= one <= "\udfff" for one in value):
        raise Misread("undecodable")
    return value


def folded(name: str) -> str:
    """A column's name for comparing: full and half width, capitals and small letters, spaces around it do not matter."""
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").upper()


# ---------------------------------------------------------------- workbooks


def sheet_lines(rows: Iterator[Sequence[Any]], width: int) -> Iterator[Line]:
    """The rows after the header, as text. Dates become 2022-03-05, whole numbers lose their “.0”, empty rows are none."""
    for row in rows:
        if all(cell in ("", None) for cell in row):
            continue
        try:
            if any(cell not in ("", None) for cell in row[width:]):
                raise Misread("too_many_fields")
            cells = [cell_text(cell) for cell in row[:width]]
            yield Line(cells + [""] * (width - len(cells)))
        except Misread as misread:
            yield Line(None, str(misread), json.dumps([str(cell) for cell in row], ensure_ascii=False)[:LONGEST])


def cell_text(cell: Any) -> str:
    """A cell as text. Numbers beyond what a workbook keeps exactly are refused: their last digits are made up.

    The reader gives a formula's error (#N/A) as an empty cell; what must not be empty is missed when the row is cleaned.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _word(cell)
    if isinstance(cell, bool):
        raise Misread("nested_value")
    if isinstance(cell, int | float):
        if abs(cell) >= _MOST_DIGITS:
            raise Misread("number_inexact")
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
