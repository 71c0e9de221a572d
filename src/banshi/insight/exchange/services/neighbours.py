"""Neighbours: pinning a city's key, checking what it hands over, keeping what it publishes."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from pydantic import ValidationError

from banshi.insight.exchange import events, rules
from banshi.insight.exchange.models import Neighbour
from banshi.insight.exchange.rules import Broken, Cover, Line, Place
from banshi.insight.exchange.schema import RecordText
from banshi.insight.exchange.selectors import feed
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import PERSONAL_NUMBER, emit
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later

CODE, KEY = re.compile(r"[a-z0-9-]{2,60}"), re.compile(r"[0-9a-f]{64}")
AT_ONCE = 1_000
KEEP = """
    INSERT INTO exchange_foreignrecord AS r (neighbour_id, record, seq, code, until, body_sha256, body, ended)
    SELECT %(neighbour)s, record, seq, code, until, sha, body, ended FROM unnest(
        %(record)s::text[], %(seq)s::bigint[], %(code)s::text[], %(until)s::date[], %(sha)s::text[], %(body)s::jsonb[],
        %(ended)s::text[]) AS line (record, seq, code, until, sha, body, ended)
    ON CONFLICT (neighbour_id, record) DO UPDATE SET seq = excluded.seq, code = excluded.code, until = excluded.until,
        body_sha256 = excluded.body_sha256, body = excluded.body, ended = excluded.ended
    WHERE r.seq < excluded.seq OR (r.seq = excluded.seq AND r.body IS NULL)"""
FORGET = """
    UPDATE exchange_foreignrecord SET body = NULL, code = ''
    WHERE neighbour_id = %s AND until <= %s AND body IS NOT NULL"""


@dataclass
class Taken:
    """What was read: up to where, how many lines were new, and which lines came without a text that they should have."""

    seq: int
    latest: int
    published: int = 0
    ended: int = 0
    withheld: list[int] = field(default_factory=list)


@transaction.atomic
def pin(code: str, *, name: str, key: str, by: Actor, at: datetime) -> Neighbour:
    """约定密钥: read this city's feed by this key. Another key for a known city begins nothing anew: its chain must go on."""
    if not CODE.fullmatch(code) or not KEY.fullmatch(key):
        raise Refused("not_a_key", later("城市代号用小写字母、数字和连字符；公钥是64位十六进制数字。"))
    neighbour, _made = Neighbour.objects.update_or_create(code=code, defaults={"key": key, "name": name})
    emit(events.NeighbourPinned(key=code, public_key=key), by=by, at=at)
    return neighbour


@transaction.atomic
def take(code: str, raw: Iterable[bytes], *, by: Actor, at: datetime) -> Taken:
    """接收: check a page or file of a neighbour and keep what it says; all of it or nothing. Twice is the same as once.

    Raises:
        Broken: somebody changed something; the code says what, and at which line.
    """
    neighbour = Neighbour.objects.select_for_update().filter(code=code).first()
    if neighbour is None:
        raise Refused("no_neighbour", Sentence(later("没有约定过{code}的公钥。"), code=code))
    after, day = Place(neighbour.seq, neighbour.hash), moments.day_of(at)
    cover, lines = rules.read(raw, city=code, key=neighbour.key, after=after)
    taken = Taken(max(cover.to, after.seq), cover.latest)
    with connection.cursor() as cursor:
        while some := list(islice(lines, AT_ONCE)):
            _count(some, after, taken)
            cursor.execute(KEEP, _columns(code, some, day.isoformat()))
        cursor.execute(FORGET, [code, day])
    _move_on(neighbour, cover, after, at)
    if taken.seq == cover.latest:
        taken.withheld = feed.withheld(neighbour, day)
    if neighbour.seq > after.seq:
        emit(
            events.FeedTaken(key=code, published=taken.published, ended=taken.ended, seq=neighbour.seq, hash=neighbour.hash),
            by=by, at=at,
        )  # fmt: skip
    return taken


def _count(lines: list[Line], after: Place, taken: Taken) -> None:
    new = [line.op for line in lines if line.seq > after.seq]
    taken.published += new.count("publish")
    taken.ended += new.count("end")


def _columns(code: str, lines: list[Line], day: str) -> dict[str, Any]:
    """The last line about each record, as columns."""
    last = {line.record: line for line in lines}.values()
    bodies = [_checked(line) if line.body and not _over(line, day) else None for line in last]
    return {
        "neighbour": code, "record": [line.record for line in last], "seq": [line.seq for line in last],
        "code": [body["code"] if body else "" for body in bodies], "until": [line.until for line in last],
        "sha": [line.body_sha256 for line in last], "ended": [line.why for line in last],
        "body": [json.dumps(body, ensure_ascii=False) if body else None for body in bodies],
    }  # fmt: skip


def _over(line: Line, day: str) -> bool:
    return line.until is not None and line.until <= day


def _checked(line: Line) -> dict[str, Any]:
    """The text of a line, if it is about an organisation and names nobody's number."""
    body = line.body or {}
    said = " ".join(value for name, value in body.items() if isinstance(value, str) and name != "code")
    if PERSONAL_NUMBER.search(said):
        raise Broken("personal_number", line.seq, later("第{line}行里有像个人号码的内容，不接收。"))
    try:
        RecordText.model_validate(body)
    except ValidationError as fault:
        names = "、".join(sorted({str(error["loc"][0]) for error in fault.errors()}))
        raise Broken("bad_text", line.seq, later("第{line}行的正文不合格式：{names}。"), names=names) from None
    return body


def _move_on(neighbour: Neighbour, cover: Cover, after: Place, at: datetime) -> None:
    if cover.to > after.seq:
        neighbour.seq, neighbour.hash = cover.to, cover.to_hash
    if cover.latest >= neighbour.latest:
        neighbour.latest, neighbour.cover = cover.latest, cover.facts()
    neighbour.read_at = at
    neighbour.save()
