"""Packs on disk: which there are, what they need, what is in them. No database."""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from banshi.kernel.packs.reading import Fault, read
from banshi.kernel.packs.registry import Pack, Reading, Section, sections
from banshi.kernel.packs.schema import Manifest


def names(folder: Path) -> list[str]:
    """The packs below `folder`."""
    return sorted(path.parent.name for path in folder.glob("*/pack.toml"))


def collect(wanted: Iterable[str], *, folder: Path) -> Reading:
    """Read the packs called `wanted` and all they need, in the order of need; check them one by one and together."""
    reading = Reading()
    for name in wanted:
        _open(name, folder, reading, asked_by=())
    for section in sections():
        for pack in reading.packs:
            _read_section(section, pack, reading)
    for pack in reading.packs:
        reading.faults += _unread(pack)
    for section in sections():
        rows = reading.rows.setdefault(section.name, [])
        reading.faults += _doubles(rows)
        if section.check:
            reading.faults += section.check(rows, reading)
    reading.faults.sort()
    return reading


def _open(name: str, folder: Path, reading: Reading, *, asked_by: tuple[str, ...]) -> None:
    """Read the manifest of a pack after those of the packs it needs; `asked_by` is the chain of needs that led here."""
    if any(pack.folder.name == name for pack in reading.packs):
        return
    if name in asked_by:
        reading.faults.append(Fault(f"{asked_by[-1]}/pack.toml", 1, "needs", f"“{name}” needs this pack in turn"))
        return
    manifest = _manifest(folder / name / "pack.toml", reading, asked_by)
    if manifest is None:
        return
    for need in manifest.needs:
        _open(need, folder, reading, asked_by=(*asked_by, name))
    reading.packs.append(Pack(folder / name, manifest, _digest(folder / name)))


def _manifest(path: Path, reading: Reading, asked_by: tuple[str, ...]) -> Manifest | None:
    name = path.parent.name
    shown = f"{name}/pack.toml"
    if not path.is_file():
        why = f"needed by {asked_by[-1]}, but there is none" if asked_by else "there is no such pack"
        reading.faults.append(Fault(shown, 1, "", f"{why} in {path.parents[1]}"))
        return None
    text = path.read_text(encoding="utf-8")
    try:
        manifest = Manifest.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        reading.faults.append(Fault(shown, 1, "", f"is not TOML: {error}"))
        return None
    except ValidationError as error:
        lines = text.splitlines()
        reading.faults += [_manifest_fault(shown, lines, str(one["loc"][0]), one["msg"]) for one in error.errors()]
        return None
    if manifest.name != name:
        reading.faults.append(_manifest_fault(shown, text.splitlines(), "name", f"the folder is called “{name}”"))
    return manifest


def _manifest_fault(file: str, text: list[str], field: str, message: str) -> Fault:
    line = next((n for n, one in enumerate(text, 1) if one.split("=")[0].strip() == field), 1)
    return Fault(file, line, field, message)


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _read_section(section: Section, pack: Pack, reading: Reading) -> None:
    for path in sorted(pack.folder.glob(section.files)):
        shown = f"{pack.folder.name}/{path.relative_to(pack.folder)}"
        found = read(path, pack=pack.name, name=shown, schema=section.schema, key=section.key)
        reading.rows.setdefault(section.name, []).extend(found.rows)
        reading.faults += found.faults
        reading.broken.setdefault(section.name, set()).update(found.broken)


def _unread(pack: Pack) -> Iterator[Fault]:
    """A file beside those that are read is a slip of the pen (window.csv): its rows would silently be missing.

    A folder that no section knows belongs to an app that is not installed here.
    """
    read_by_someone = {path for section in sections() for path in pack.folder.glob(section.files)}
    folders = {pack.folder} | {(pack.folder / section.files).parent for section in sections()}
    for path in sorted(path for folder in folders for path in folder.glob("*")):
        if path.suffix in {".yaml", ".yml", ".csv"} and path not in read_by_someone:
            yield Fault(
                f"{pack.folder.name}/{path.relative_to(pack.folder)}", 1, "", "no part of Banshi reads this file"
            )


def _doubles(rows: list) -> Iterator[Fault]:
    counted = Counter(row.key for row in rows)
    first: dict[str, str] = {}
    for row in rows:
        if counted[row.key] > 1 and row.key in first:
            yield row.fault(f"“{row.key}” stands already in {first[row.key]}", "code")
        first.setdefault(row.key, f"{row.file}:{row.lines.get((), 1)}")
