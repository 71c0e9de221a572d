"""The lake: every run's files, one directory per run, never changed once it is there.

A run is made in a work directory and published by renaming it; what is not renamed does not exist. The state is all runs
in their order. Files that name people (subjects, links, rows that wait, quarantine) are sealed; records carry only the
number of their subject.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from banshi.registers.credit.pipeline import sealing

BUCKETS = 32
VERSION = "6"  # of rules and stages together; stands in every run
WORK, OPENED = ".work", ".opened"  # OPENED: of each account one


class Busy(Exception):
    """Another run is under way in this lake."""


def digest(path: Path) -> str:
    """SHA-256 of a file: what makes it the same file, wherever it lies."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@dataclass(frozen=True)
class Run:
    """One published run: its number, its directory and what `run.json` says about it."""

    number: int
    path: Path
    facts: dict[str, Any]

    def records(self, bucket: int) -> Path:
        return self.path / "records" / f"bucket-{bucket:02d}.parquet"

    def profiles(self, bucket: int) -> Path:
        return self.path / "profiles" / f"bucket-{bucket:02d}.parquet"

    def moved(self, bucket: int) -> Path:
        """Which of this run's records stand at another subject than their own."""
        return self.path / "moved" / f"bucket-{bucket:02d}.parquet"

    @property
    def merges(self) -> Path:
        """Which subject is kept for which, as this run left it."""
        return self.path / "merges.parquet"

    @property
    def judgements(self) -> Path:
        """What people had decided on links when this run was made."""
        return self.path / "judgements.parquet"

    @property
    def gone(self) -> Path:
        return self.path / "gone.parquet"

    @property
    def settled(self) -> Path:
        """Rows of earlier runs that no longer wait for a subject."""
        return self.path / "settled.parquet"

    def sealed(self, name: str) -> list[Path]:
        """The sealed files of one kind: `subjects`, `links`, `asks`, `pending`, `quarantine`."""
        single = self.path / f"{name}.parquet.sealed"
        return [single] if single.exists() else sorted((self.path / name).glob("*.parquet.sealed"))


def next_number(deliveries: Iterable[dict[str, Any]]) -> int:
    """The number of the delivery that comes after these lines of the ledger."""
    return 1 + max((delivery["no"] for delivery in deliveries), default=0)


@dataclass(frozen=True)
class Lake:
    """A lake's directory and the key that opens its sealed files (32 bytes)."""

    root: Path
    key: bytes

    def runs(self) -> list[Run]:
        """All published runs, oldest first."""
        found = []
        for path in sorted((self.root / "runs").glob("[0-9]*")):
            found.append(Run(int(path.name), path, json.loads((path / "run.json").read_text())))
        return found

    def known(self) -> dict[tuple[int, str], dict[str, Any]]:
        """Deliveries taken in already, by unit and the hash of their bytes."""
        return {
            (delivery["unit"], delivery["batch"]): delivery
            for run in self.runs()
            for delivery in run.facts["deliveries"]
        }

    @contextmanager
    def held(self) -> Iterator[None]:
        """Only one run at a time; the lock goes with the process, however it ends.

        Raises:
            Busy: somebody else has it.
        """
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(
                    f"另一次归集正在进行（{self.root}）。Another run is under way; try again when it has ended."
                ) from None
            yield

    def work(self, fingerprint: str) -> Path:
        """The work directory of the coming run. One that was left by a killed run of the same work is gone on with."""
        path = self.root / "runs" / WORK
        mark = path / "fingerprint"
        if path.exists() and (not mark.exists() or mark.read_text() != fingerprint):
            shutil.rmtree(path)
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text(fingerprint)
        for half in path.rglob("*.part"):
            half.unlink()
        return path

    def publish(self, made: Path, facts: dict[str, Any]) -> Run:
        """Rename what a run made into its place. From here on it stands, and nothing before did."""
        number = len(self.runs()) + 1
        facts = {"run": number} | facts
        (made / "run.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1))
        for path in [*made.rglob("*"), made]:
            _sync(path)
        target = self.root / "runs" / f"{number:06d}"
        made.rename(target)
        _sync(target.parent)
        return Run(number, target, facts)

    def forget_work(self) -> None:
        shutil.rmtree(self.root / "runs" / WORK, ignore_errors=True)

    def seal(self, path: Path) -> Path:
        """Seal a file made in the work directory; the readable one is removed."""
        target = path.with_name(path.name + ".sealed")
        sealing.seal(path, target, self.key)
        path.unlink()
        return target

    @contextmanager
    def opened(self, paths: Sequence[Path]) -> Iterator[list[Path]]:
        """Readable copies of sealed files, in a directory that only we may read, for as long as the block runs.

        Who is killed meanwhile leaves theirs behind; it goes when somebody opens something again.
        """
        if not paths:
            yield []
            return
        with self._place() as place:
            copies = [place / f"{n}-{path.name.removesuffix('.sealed')}" for n, path in enumerate(paths)]
            for path, copy in zip(paths, copies, strict=True):
                sealing.unseal(path, copy, self.key)
            yield copies

    @contextmanager
    def _place(self) -> Iterator[Path]:
        """A directory for readable copies. Its lock goes with the process, however it ends: one without is nobody's any more.

        What is locked are files, because NFS knows no locks of directories.
        """
        places = self.root / f"{OPENED}-{os.getuid()}"
        places.mkdir(parents=True, exist_ok=True, mode=0o700)
        with ExitStack() as held:
            with _locked(places / "lock"):
                for lock in places.glob("*.lock"):
                    with suppress(OSError), _locked(lock, fcntl.LOCK_NB):
                        _remove(lock)
                place = Path(mkdtemp(dir=places))
                lock = place.with_suffix(".lock")
                held.enter_context(_locked(lock))
            try:
                yield place
            finally:
                with _locked(places / "lock"):
                    _remove(lock)


def _remove(lock: Path) -> None:
    shutil.rmtree(lock.with_suffix(""))
    lock.unlink()


@contextmanager
def _locked(path: Path, how: int = 0) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | how)
        yield


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
