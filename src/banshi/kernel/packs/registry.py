"""What packs may contain. An app declares its kinds of file in its `packs.py`; the order of declaration is the order of loading."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel

from banshi.kernel.actors import Actor
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.schema import Manifest


@dataclass(frozen=True)
class Pack:
    """A folder with a pack.toml."""

    folder: Path
    manifest: Manifest
    digest: str

    @property
    def name(self) -> str:
        return self.manifest.name


@dataclass
class Reading:
    """Everything that was read in one go: the packs asked for and the packs they need."""

    packs: list[Pack] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: dict[str, set[str]] = field(default_factory=dict)
    _keys: dict[str, set[str]] = field(default_factory=dict, repr=False)

    def of(self, section: str) -> dict[str, Row]:
        """The rows of a section by key, over all packs."""
        return {row.key: row for row in self.rows.get(section, ())}

    def unknown(self, section: str, wanted: Iterable[str], row: Row, *path: str | int) -> Iterator[Fault]:
        """A fault for each code that `section` does not have."""
        known = self.keys(section)
        for code in wanted:
            if code and code not in known:
                yield row.fault(f"“{code}” is not among the {section}", *path)

    def keys(self, section: str) -> set[str]:
        """The codes that the files of a section give, those of faulty rows included."""
        if section not in self._keys:
            self._keys[section] = {row.key for row in self.rows.get(section, ())} | self.broken.get(section, set())
        return self._keys[section]


@dataclass(frozen=True)
class Batch:
    """The rows of one section in one pack, ready to be written."""

    pack: str
    rows: list[Row]
    reading: Reading
    by: Actor
    at: datetime
    on: date


@dataclass(frozen=True)
class Diff:
    """What loading changed, by key."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.retired)


Load = Callable[[Batch], Diff]
Check = Callable[[list[Row], Reading], Iterable[Fault]]


@dataclass(frozen=True)
class Section:
    """A kind of pack file: which files, which schema, how they are checked against the others, how they are written."""

    name: str
    files: str
    schema: type[BaseModel]
    key: str
    check: Check | None
    load: Load


_sections: dict[str, Section] = {}


def section(
    name: str, *, files: str, schema: type[BaseModel], key: str = "code", check: Check | None = None
) -> Callable[[Load], Load]:
    """Declare a kind of file: `files` is a glob below the pack's folder; `key` the CSV column that identifies a row."""

    def register(load: Load) -> Load:
        if name in _sections:
            raise ValueError(f"two sections are called {name}")
        _sections[name] = Section(name, files, schema, key, check, load)
        return load

    return register


def sections() -> tuple[Section, ...]:
    return tuple(_sections.values())
