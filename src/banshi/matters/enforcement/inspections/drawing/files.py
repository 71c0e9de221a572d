"""Files 文件: reads what is handed in, forgiving in form and strict in content, and says file and line of every fault."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from banshi.matters.enforcement.inspections.drawing import policies, records
from banshi.matters.enforcement.inspections.drawing.beacons import Beacon
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.drawing.records import Inputs, Officer, Subject

YES, NO = {"1", "true", "yes", "y", "是"}, {"0", "false", "no", "n", "否", ""}
SALT_LENGTH = 32  # characters: 128 bits, if they are random hexadecimal digits
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BETWEEN = re.compile("[;；、|,，]")
_DISTRICTS = {"districts": ("districts", "district")}


def read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(path.name, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise InputError(path.name, f"not UTF-8 at byte {error.start + 1}: save it as UTF-8") from error


def read_table(
    path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and the wanted columns of each row. Other columns are not looked at; empty lines are left out."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        places = [_place(head, name, path, optional) for name in columns]
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                yield reader.line_num, _fields(row, places, path, reader.line_num)
    except csv.Error as error:
        raise InputError(path.name, f"not CSV: {error}", reader.line_num) from error


def _place(head: list[str], name: str, path: Path, optional: tuple[str, ...]) -> int:
    found = [head.index(one) for one in _DISTRICTS.get(name, (name,)) if one in head]
    if not found and name not in optional:
        raise InputError(path.name, f"no column {name!r}; there are: {', '.join(head) or 'none'}", 1)
    return found[0] if found else -1


def _fields(row: list[str], places: list[int], path: Path, line: int) -> tuple[str, ...]:
    try:
        found = tuple([row[place].strip() if place >= 0 else "" for place in places])
    except IndexError:
        raise InputError(path.name, f"{len(row)} columns are too few", line) from None
    if _CONTROL.search("".join(found)):
        raise InputError(path.name, "a tab, line break or other control character inside a field", line)
    return found


def read_inputs(pool: Path, officers: Path, recusals: Path, loads: Path | None = None) -> Inputs:
    """The four registers. Without a file of opening loads everybody begins at zero, and that is committed."""
    staff = read_officers(officers)
    given = read_loads(loads, {one.id for one in staff}) if loads else {}
    return records.order(read_pool(pool), staff, read_recusals(recusals), given)


def read_pool(path: Path) -> list[Subject]:
    found: dict[str, Subject] = {}
    for line, (key, risk_class, district, industry, weight) in read_table(path, records.COLUMNS["pool"]):
        if not key or not risk_class:
            raise InputError(path.name, "id and class must not be empty", line)
        if key in found:
            raise InputError(path.name, f"{key} stands there twice", line)
        found[key] = Subject(key, risk_class, district, industry, _whole(weight, "weight", path, line, least=1))
    if not found:
        raise InputError(path.name, "no object in it")
    return list(found.values())


def read_officers(path: Path) -> list[Officer]:
    found: dict[str, Officer] = {}
    for line, row in read_table(path, records.COLUMNS["officers"], optional=("districts",)):
        key, department, certificates, lead, districts = row
        if not key or not department:
            raise InputError(path.name, "id and department must not be empty", line)
        if key in found:
            raise InputError(path.name, f"{key} stands there twice", line)
        if lead.lower() not in YES | NO:
            raise InputError(path.name, f"lead: 1 or 0 is wanted, not {lead!r}", line)
        found[key] = Officer(key, department, _names(certificates), lead.lower() in YES, _names(districts))
    return list(found.values())


def read_recusals(path: Path) -> set[tuple[str, str]]:
    """Rows about people or objects outside this draw are kept: they are committed, and have no effect."""
    found = set()
    for line, (officer, subject) in read_table(path, records.COLUMNS["recusals"]):
        if not officer or not subject:
            raise InputError(path.name, "officer and object must not be empty", line)
        found.add((officer, subject))
    return found


def read_loads(path: Path, officers: set[str] | None = None) -> dict[str, int]:
    """Batches that officers already have. With `officers`, nobody else may stand there."""
    found: dict[str, int] = {}
    for line, (officer, load) in read_table(path, records.COLUMNS["loads"]):
        if (officers is not None and officer not in officers) or officer in found:
            why = "stands there twice" if officer in found else "is not among the officers"
            raise InputError(path.name, f"{officer} {why}", line)
        found[officer] = _whole(load, "load", path, line, least=0)
    return found


def read_salts(path: Path) -> list[tuple[str, str]]:
    """Holder and salt, one a line: `salt`, or `holder salt`. The salt is the text itself, 32 or more plain characters."""
    found: list[tuple[str, str]] = []
    for line, text in enumerate(read_text(path).splitlines(), start=1):
        if not text.strip():
            continue
        *name, salt = re.split(r"[\s,:=：，]+", text.strip())
        holder = " ".join(name) or str(len(found) + 1)
        if len(salt) < SALT_LENGTH or not re.fullmatch("[A-Za-z0-9+/_-]+", salt):
            raise InputError(path.name, f"a salt has at least {SALT_LENGTH} random letters and digits", line)
        if holder in dict(found) or salt in dict(found).values():
            raise InputError(path.name, "the same holder or the same salt twice", line)
        found.append((holder, salt))
    return found


def read_beacon(path: Path) -> tuple[str | None, Beacon]:
    """The chain, if the file names it, and the round as drand's own service writes it."""
    given = policies.parse(read_text(path), path.name)
    if type(given.get("round")) is not int or given["round"] < 1:
        raise InputError(path.name, "round: a whole number is wanted")
    second = given.get("second")
    if second is not None and not (
        isinstance(second, dict) and all(isinstance(second.get(name), str) for name in ("name", "value"))
    ):
        raise InputError(path.name, 'second: {"name": …, "value": …} is wanted')
    beacon = Beacon(
        given["round"],
        _hexadecimal(given, "randomness", 32, path),
        _hexadecimal(given, "signature", 48, path),
        {name: second[name] for name in ("name", "value")} if second else None,
    )
    return given.get("chain") or given.get("chain_hash"), beacon


def _hexadecimal(given: dict[str, Any], name: str, size: int, path: Path) -> str:
    text = str(given.get(name, "")).strip().lower()
    if not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", text):
        raise InputError(path.name, f"{name}: {2 * size} hexadecimal digits are wanted")
    return text


def _whole(text: str, name: str, path: Path, line: int, *, least: int) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < least:
        raise InputError(path.name, f"{name}: a whole number from {least} is wanted, not {text!r}", line)
    return int(text)


def _names(text: str) -> frozenset[str]:
    return frozenset(name for part in _BETWEEN.split(text) if (name := part.strip()))
