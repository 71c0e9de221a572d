"""Seals 封存: a Merkle root over the lines since the last seal, chained to it, made every night and on demand."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal import merkle
from banshi.kernel.journal.chain import GENESIS, canonical, digest, moment
from banshi.kernel.journal.models import Line, Seal

ONE_AT_A_TIME = 7_360_301  # the advisory lock of whoever seals
PATIENCE = "SET LOCAL lock_timeout = '5s'"  # writers queue behind a waiting seal: rather try again than hold them up


def seal(*, at: datetime, day: date | None = None) -> Seal:
    """Seal every line that is committed now and not yet sealed. A day without lines is sealed too, as empty.

    Not to be called inside a longer transaction: the lock on the lines is held until the transaction ends.
    """
    last_id = horizon()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        before = Seal.objects.order_by("number").last()
        first_id = before.last_id + 1 if before else 1
        new = Seal(
            number=before.number + 1 if before else 1,
            day=day or at.astimezone(CHINA).date(),
            first_id=first_id,
            last_id=max(last_id, first_id - 1),
            prev=before.hash if before else GENESIS,
            at=at,
        )
        new.count = covered(new).count()
        new.root = merkle.root(leaves(new)).hex()
        new.hash = seal_hash(new)
        new.save(force_insert=True)
    return new


def seal_night(*, at: datetime) -> Seal | None:
    """The nightly seal of the day before; nothing if this night has its seal already."""
    today = at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    if Seal.objects.filter(at__gte=today).exists():
        return None
    return seal(at=at, day=date.fromordinal(today.date().toordinal() - 1))


def horizon() -> int:
    """The largest line id below which no line can appear any more.

    A transaction takes its line's id when it inserts and shows it when it commits, so ids become visible out of order.
    The lock waits for the transactions that have inserted and keeps out new ones, for the length of one index lookup.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute("LOCK TABLE journal_line IN SHARE ROW EXCLUSIVE MODE")
        return Line.objects.aggregate(last=Max("id"))["last"] or 0


def covered(seal: Seal) -> Any:
    """The lines under a seal. The first one reaches down without end, so that nothing hides below it."""
    below = {} if seal.number == 1 else {"id__gte": seal.first_id}
    return Line.objects.filter(id__lte=seal.last_id, **below)


def leaves(seal: Seal) -> Iterator[bytes]:
    """The leaves of the seal's tree: the hash of each line, in the order of writing."""
    hashes = covered(seal).order_by("id").values_list("hash", flat=True)
    return map(_bytes, hashes.iterator(chunk_size=10_000))


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:  # somebody wrote into the column: the line is named by its own check
        return text.encode()


def published(seal: Seal) -> dict[str, Any]:
    """What the city publishes of a seal; all but `hash` is what `hash` covers."""
    return {
        "number": seal.number,
        "day": seal.day.isoformat(),
        "first_id": seal.first_id,
        "last_id": seal.last_id,
        "count": seal.count,
        "root": seal.root,
        "prev": seal.prev,
        "at": moment(seal.at),
        "hash": seal.hash,
    }


def seal_hash(seal: Seal) -> str:
    """SHA-256 over the canonical JSON of what is published."""
    fields = {name: value for name, value in published(seal).items() if name != "hash"}
    return digest(canonical(fields))
