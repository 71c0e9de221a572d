"""Loading packs: read all, every fault at once, then everything in one transaction or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from banshi.kernel.actors import Actor
from banshi.kernel.journal.events import emit
from banshi.kernel.packs import collecting, selectors
from banshi.kernel.packs.events import PackLoaded
from banshi.kernel.packs.models import PackImport
from banshi.kernel.packs.reading import Fault
from banshi.kernel.packs.registry import Batch, Diff, Pack, Reading, sections


class PackFaults(Exception):
    """The packs are not loaded; `faults` says why, all of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass
class Report:
    """What a loading did: (pack, section) -> what changed."""

    packs: list[Pack]
    diffs: dict[tuple[str, str], Diff] = field(default_factory=dict)

    def of(self, pack: str) -> list[Diff]:
        return [diff for (name, _), diff in self.diffs.items() if name == pack]


class _Rehearsal(Exception):
    """Thrown to undo a --check."""


def read(names: Sequence[str] = (), *, folder: Path | None = None) -> Reading:
    """Read packs and those they need (none named: all there are). The faults are in the result."""
    folder = folder or settings.PACKS
    return collecting.collect(names or collecting.names(folder), folder=folder)


def load(
    names: Sequence[str] = (), *, by: Actor, at: datetime, folder: Path | None = None, check: bool = False
) -> Report:
    """Load packs. `check` does everything, database included, and then undoes it."""
    reading = read(names, folder=folder)
    if reading.faults:
        raise PackFaults(reading.faults)
    report = Report(reading.packs)
    try:
        with transaction.atomic():
            _write(reading, report, by=by, at=at)
            if check:
                raise _Rehearsal
    except _Rehearsal:
        pass
    selectors.forget()
    return report


def _write(reading: Reading, report: Report, *, by: Actor, at: datetime) -> None:
    for pack in reading.packs:
        for section in sections():
            rows = [row for row in reading.rows[section.name] if row.pack == pack.name]
            batch = Batch(pack=pack.name, rows=rows, reading=reading, by=by, at=at, on=at.date())
            report.diffs[pack.name, section.name] = section.load(batch)
        if any(report.of(pack.name)):
            _remember(pack, report.of(pack.name), by=by, at=at)


def _remember(pack: Pack, diffs: list[Diff], *, by: Actor, at: datetime) -> None:
    PackImport.objects.create(
        pack=pack.name, version=pack.manifest.version, digest=pack.digest, at=at, by=by.name[:100]
    )
    event = PackLoaded(
        key=pack.name,
        version=pack.manifest.version,
        digest=pack.digest,
        added=sum(len(diff.added) for diff in diffs),
        changed=sum(len(diff.changed) for diff in diffs),
        retired=sum(len(diff.retired) for diff in diffs),
    )
    emit(event, by=by, at=at)
