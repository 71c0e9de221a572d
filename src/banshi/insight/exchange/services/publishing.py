"""Publishing: the feed is brought to what the public may see today. Only what changed becomes a line."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from banshi.insight.exchange import events, keys, rules
from banshi.insight.exchange.rules import Line, Place
from banshi.insight.exchange.selectors import feed
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.journal.chain import moment
from banshi.kernel.journal.events import PERSONAL_NUMBER, emit
from banshi.registers.credit.selectors import disclosed
from banshi.registers.credit.selectors.disclosed import Disclosed

LOCK = 0x65786368616E6765  # "exchange": one chain, one writer
WHY = ("withdrawn", "corrected", "objected", "repaired")  # marks that end a publication, the weightiest first
STANDING = """
    SELECT record, sid, until, body_sha256 FROM exchange_feedline
    WHERE bucket = %s AND body IS NOT NULL AND (%s OR sid = ANY(%s))"""
TAKE_AWAY = "UPDATE exchange_feedline SET body = NULL WHERE record = ANY(%s) AND body IS NOT NULL"
COLUMNS = ("seq", "at", "op", "record", "sid", "bucket", "until", "why", "body_sha256", "prev", "hash", "body")
WRITE = f"COPY exchange_feedline ({', '.join(COLUMNS)}) FROM STDIN"


@dataclass
class Published:
    """What publishing did, and where the chain ends now. `personal`: left out, because somebody's number stands in them."""

    published: int = 0
    ended: int = 0
    expired: int = 0
    personal: int = 0
    seq: int = 0
    hash: str = rules.GENESIS


@dataclass(frozen=True)
class _News:
    """What changed in one part: lines to write (subject and what they say), and records whose older text goes.

    What is new here may have stood in another part: a record whose subject was found to be another one.
    """

    lines: list[tuple[int, dict[str, Any]]]
    gone: list[str]


@transaction.atomic
def publish(*, by: Actor, at: datetime, sids: Collection[int] | None = None) -> Published:
    """发布: bring the feed to today, for everybody or for some subjects. Twice the same day changes nothing."""
    day, done = moments.day_of(at), Published()
    parts = disclosed.PARTS if sids is None else sorted(set(map(disclosed.part_of, sids)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        place = first = feed.head()
        for bucket in parts:
            news = _compare(cursor, bucket, day, sids, done)
            if news.gone:
                cursor.execute(TAKE_AWAY, [news.gone])
            place = _write(cursor, bucket, news.lines, place, at)
    done.seq, done.hash = place.seq, place.hash
    if place != first or done.expired:
        emit(
            events.FeedPublished(
                key=settings.CITY_PACK, published=done.published, ended=done.ended, expired=done.expired,
                seq=place.seq, hash=place.hash,
            ), by=by, at=at,
        )  # fmt: skip
    return done


def _compare(cursor: Any, bucket: int, day: date, sids: Collection[int] | None, done: Published) -> _News:
    cursor.execute(STANDING, [bucket, sids is None, list(sids or ())])
    standing = {record: (sid, until, digest) for record, sid, until, digest in cursor.fetchall()}
    lines, gone = [], []
    for one in disclosed.in_part(bucket, on=day, sids=sids):
        record, facts = name_of(one), text(one)
        if PERSONAL_NUMBER.search(f"{one.name} {one.record.doc_no} {one.record.content}"):
            done.personal += 1
            continue
        body = rules.salted(keys.salt_secret(), record, facts)
        before = standing.pop(record, None)
        if before and before[1:] == (one.until, rules.digest(body)):
            continue
        gone.append(record)
        until = one.until.isoformat() if one.until else None
        lines.append((one.record.sid, {"op": "publish", "record": record, "until": until, "why": "", "body": body}))  # fmt: skip
    done.published += len(lines)
    lines += list(_ends(standing, bucket, day, done))
    return _News(lines, gone + list(standing))


def _ends(
    standing: dict[str, tuple[int, date | None, str]], bucket: int, day: date, done: Published
) -> Iterator[tuple[int, dict[str, Any]]]:
    """What is not public any more. Whose period is over needs no line: until when, its line has said."""
    marks = disclosed.marks_in(bucket, day) if standing else {}
    for record, (sid, until, _digest) in sorted(standing.items()):
        if until and until <= day:
            done.expired += 1
            continue
        unit, fp = record.split("-")
        held = marks.get((int(unit), int(fp, 16)), ())
        why = next((mark for mark in WHY if mark in held), "not_public")
        done.ended += 1
        yield sid, {"op": "end", "record": record, "until": None, "why": why, "body": None}


def _write(cursor: Any, bucket: int, lines: list[tuple[int, dict[str, Any]]], place: Place, at: datetime) -> Place:
    if not lines:
        return place
    with cursor.copy(WRITE) as pipe:
        for sid, said in lines:
            line = rules.chained(place, at=moment(at), **said)
            pipe.write_row(_row(line, sid, bucket))
            place = Place(line.seq, line.hash)
    return place


def _row(line: Line, sid: int, bucket: int) -> list[Any]:
    facts = line.facts() | {"sid": sid, "bucket": bucket}
    facts["body"] = json.dumps(line.body, ensure_ascii=False) if line.body else None
    return [facts[name] for name in COLUMNS]


def name_of(one: Disclosed) -> str:
    record = one.record
    return f"{record.unit:02d}-{record.fp:016x}"


def text(one: Disclosed) -> dict[str, Any]:
    """What a line says of a record. Nothing in it tells how this city keeps or found it."""
    record = one.record
    return {
        "name": one.name, "code": one.code, "kind": one.kind.code, "unit": one.unit.name,
        "doc_no": record.doc_no, "decided_on": record.decided_on.isoformat(),
        "valid_until": record.valid_until.isoformat() if record.valid_until else None, "cents": record.cents,
        "content": record.content, "basis": one.basis, "state": one.state,
        "delivered_on": one.delivered_on.isoformat() if one.delivered_on else None,
        "synthetic": one.unit.synthetic or not settings.PRODUCTION,
    }  # fmt: skip
