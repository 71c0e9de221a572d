"""What a line that could not be read probably said, field by field: for a form that a person corrects, never for a record."""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from banshi.registers.credit.pipeline import reading
from banshi.registers.credit.pipeline.lines import folded
from banshi.registers.credit.pipeline.shapes import Column


def guessed(raw: str, head: bytes) -> dict[str, str]:
    """`raw` is the line as it is kept; `head` the beginning of its file, which names the columns of CSV."""
    return _fields(_from_json(raw) or _from_csv(raw, head))


def _from_json(raw: str) -> dict[str, str]:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    pairs = said.items() if isinstance(said, dict) else ()
    return {key: str(value) for key, value in pairs if isinstance(value, str | int | float)}


def _from_csv(raw: str, head: bytes) -> dict[str, str]:
    """Quotation marks are what is usually wrong with such a line, so they are left out."""
    line = head.split(b"\n", 1)[0].rstrip(b"\r")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = line.decode("gb18030", "replace")
    names = next(csv.reader([text]), [])
    return dict(zip(names, raw.replace('"', "").split(","), strict=False))


def _fields(said: Mapping[str, str]) -> dict[str, str]:
    by_name = {folded(name): value for name, value in said.items()}
    shape = reading.closest(by_name.keys(), None)
    known = [one for one in shape.columns if one.field and by_name.get(folded(one.name))]
    meant = {one.field: _meant(one, by_name[folded(one.name)]) for one in reversed(known)}
    return {**meant, **shape.fixed} if known else {}


def _meant(one: Column, written: str) -> str:
    if one.times != 1:
        try:
            return f"{Decimal(written) * one.times:f}"
        except InvalidOperation:
            return written
    return one.words.get(written.strip(), written)
