"""Verifying 验证: walk every line and every seal in one snapshot and name whatever is broken."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from banshi.kernel.journal import merkle, seals
from banshi.kernel.journal.chain import GENESIS, canonical, digest
from banshi.kernel.journal.models import Seal

MOST_NAMED = 1000  # faults that are named; beyond that only the first matter
BATCH = 5000

LINES = """
    SELECT l.stream, l.seq, l.id, l.kind, l.actor,
           to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), l.data::text, l.prev, l.hash,
           s.length, s.head, {before}
    FROM journal_line l LEFT JOIN journal_stream s ON s.name = l.stream {join}
    WHERE l.id > %s ORDER BY l.stream, l.seq"""
ALL = LINES.format(before="NULL", join="")
SINCE = LINES.format(
    before="p.hash", join="LEFT JOIN journal_line p ON p.stream = l.stream AND p.seq = l.seq - 1 AND p.id <= %s"
)
EMPTY = """
    SELECT name, length FROM journal_stream s
    WHERE length > 0 AND NOT EXISTS (SELECT FROM journal_line l WHERE l.stream = s.name) ORDER BY name"""


@dataclass(frozen=True)
class Fault:
    """One broken thing: a line (`stream#number`), a stream or a seal, and why."""

    where: str
    why: str  # altered | moved | deleted | inserted | forged | reordered | head | seal-altered | seal-chain | ...
    detail: str


@dataclass
class Report:
    """What was walked and what was found."""

    lines: int = 0
    streams: int = 0
    seals: int = 0
    sealed_lines: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands in the table."""

    stream: str
    seq: int
    id: int
    kind: str
    actor: str
    at: str
    data: str
    prev: str
    hash: str
    length: int | None
    head: str | None
    before: str | None

    def hashes_as(self, seq: int) -> bool:
        """Would the line have this hash, had it been written with that number?"""
        line = {"stream": self.stream, "seq": seq, "kind": self.kind, "actor": self.actor, "at": self.at}
        found = canonical({**line, "data": json.loads(self.data), "prev": self.prev})
        return digest(found) == self.hash


def verify(*, since: int = 1) -> Report:
    """Walk the journal from seal number `since` on; what was sealed before is taken as it is."""
    report = Report()
    with transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        trusted = Seal.objects.filter(number__lt=since).order_by("number").last()
        for fault in _faults(report, trusted):
            report.faults.append(fault)
            if len(report.faults) >= MOST_NAMED:
                break
    return report


def _faults(report: Report, trusted: Seal | None) -> Iterator[Fault]:
    for stream, rows in groupby(_rows(trusted), key=lambda row: row.stream):
        report.streams += 1
        yield from _stream_faults(stream, rows, report)
    yield from _vanished()
    yield from _seal_faults(report, trusted)


def _rows(trusted: Seal | None) -> Iterator[Row]:
    """Every line in the order of the streams, through a server-side cursor."""
    floor = trusted.last_id if trusted else -(2**63)
    with connection.chunked_cursor() as cursor:
        cursor.execute(SINCE if trusted else ALL, [floor, floor] if trusted else [floor])
        while batch := cursor.fetchmany(BATCH):
            for values in batch:
                yield Row(*values)


def _stream_faults(stream: str, rows: Iterator[Row], report: Report) -> Iterator[Fault]:
    """Walk one chain. `before` is the line before, with whether it was sound."""
    before: Row | None = None
    sound = True
    for row in rows:
        report.lines += 1
        fault = _line_fault(row, before, sound)
        if fault:
            yield fault
        before, sound = row, fault is None
    assert before is not None
    yield from _head_faults(stream, before, sound)


def _line_fault(row: Row, before: Row | None, sound: bool) -> Fault | None:
    """What is wrong with this line, seen from the line before it. The first thing that is, is what is named."""
    here = f"{row.stream}#{row.seq}"
    expected = before.seq + 1 if before else (row.seq if row.before else 1)
    prev = before.hash if before else (row.before or GENESIS)
    if row.seq > expected:
        return Fault(f"{row.stream}#{expected}", "deleted", f"lines {expected} to {row.seq - 1} are missing")
    if not row.hashes_as(row.seq):
        return _changed(row, sound and before is not None)
    if before and row.id < before.id:
        return Fault(here, "reordered", "it was written before the line that it follows")
    if row.prev != prev and sound:
        return Fault(f"{row.stream}#{row.seq - 1}", "forged", "the line after it remembers another hash")
    return None


def _changed(row: Row, follows_a_sound_line: bool) -> Fault:
    """The content does not give the hash: was the line moved, or was it altered?"""
    numbers = range(1, min(max(row.length or 0, row.seq) + 2, 10_000))
    written_as = next((n for n in numbers if row.hashes_as(n)), None)
    if written_as is None:
        return Fault(f"{row.stream}#{row.seq}", "altered", "its content does not give its hash")
    if written_as == row.seq - 1 and follows_a_sound_line:
        return Fault(
            f"{row.stream}#{written_as}", "inserted", f"the line now numbered {row.seq} was number {written_as}"
        )
    return Fault(f"{row.stream}#{row.seq}", "moved", f"it was written as number {written_as}")


def _head_faults(stream: str, last: Row, sound: bool) -> Iterator[Fault]:
    """What the stream's own row remembers of its length and last hash."""
    if last.length is None:
        yield Fault(stream, "head", "the stream has lines but no head")
    elif last.seq < last.length:
        yield Fault(f"{stream}#{last.seq + 1}", "deleted", f"the head counts {last.length} lines, {last.seq} are there")
    elif last.seq > last.length:
        yield Fault(
            f"{stream}#{last.length + 1}", "forged", f"the head counts {last.length} lines, {last.seq} are there"
        )
    elif last.head != last.hash and sound:
        yield Fault(
            f"{stream}#{last.seq}", "head", "the head remembers another hash: the line was forged or the head was"
        )


def _vanished() -> Iterator[Fault]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(EMPTY)
        while batch := cursor.fetchmany(BATCH):
            for name, length in batch:
                yield Fault(f"{name}#1", "deleted", f"the whole stream of {length} lines is missing")


def _seal_faults(report: Report, trusted: Seal | None) -> Iterator[Fault]:
    """Each seal follows the one before, is what it was, and its tree still has its root."""
    before = trusted
    for seal in Seal.objects.filter(number__gt=trusted.number if trusted else 0).order_by("number"):
        report.seals += 1
        report.sealed_lines += seal.count
        yield from _one_seal(seal, before)
        before = seal


def _one_seal(seal: Seal, before: Seal | None) -> Iterator[Fault]:
    here = f"seal {seal.number}"
    number, prev, first = (before.number + 1, before.hash, before.last_id + 1) if before else (1, GENESIS, 1)
    if seal.number != number:
        yield Fault(f"seal {number}", "seal-deleted", f"seals {number} to {seal.number - 1} are missing")
        return
    if seals.seal_hash(seal) != seal.hash:
        yield Fault(here, "seal-altered", "its content does not give its hash")
    if seal.prev != prev or seal.first_id != first:
        yield Fault(here, "seal-chain", "it does not follow the seal before it")
    found = seals.covered(seal).count()
    if found != seal.count:
        yield Fault(here, "seal-count", f"{seal.count} lines were sealed, {found} are there")
    elif merkle.root(seals.leaves(seal)).hex() != seal.root:
        yield Fault(here, "seal-root", "sealed lines were replaced: the tree over them has another root")


def against(kept: list[dict[str, Any]]) -> Iterator[Fault]:
    """Seals that somebody saved when they were published: does the city still publish the same ones?"""
    known = {seal.number: seals.published(seal) for seal in Seal.objects.all()}
    for seal in sorted(kept, key=lambda seal: seal["number"]):
        if known.get(seal["number"]) != seal:
            yield Fault(f"seal {seal['number']}", "seal-replaced", "it is not the seal that was saved")


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs."""
    return {"sound": report.sound, **asdict(report)}
