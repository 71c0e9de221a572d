"""Reads of the exchange: pages of the city's own feed, signed as they are asked for; what neighbours publish."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from banshi.insight.exchange import keys, rules
from banshi.insight.exchange.models import FeedLine, ForeignRecord, Neighbour
from banshi.insight.exchange.rules import Cover, Line, Place
from banshi.kernel.journal.chain import canonical, moment

MOST_LINES = 5_000


def page(*, since: int, at: datetime, day: date, most: int | None = MOST_LINES) -> Iterator[bytes]:
    """The cover, and the lines after `since`, each as the bytes of one line of JSON. Without `most`: all there are."""
    latest = head()
    since = min(since, latest.seq)
    to = latest.seq if most is None else min(since + most, latest.seq)
    cover = Cover(
        city=settings.CITY_PACK, key=keys.public_key(), since=since, since_hash=_hash_of(since), to=to,
        to_hash=_hash_of(to), latest=latest.seq, at=moment(at), synthetic=not settings.PRODUCTION,
    )  # fmt: skip
    yield json_line(rules.signed(cover, keys.signing_key()))
    rows = FeedLine.objects.filter(seq__gt=since, seq__lte=to).order_by("seq").values(*Line.KINDS)
    for row in rows.iterator(chunk_size=2_000):
        yield json_line(_line(row, day).facts())


def _line(row: dict[str, Any], day: date) -> Line:
    """As the feed says it. Text whose period is over is not shown, whether or not it was taken away already."""
    until = row["until"]
    if until and until <= day:
        row["body"] = None
    return Line(**row | {"at": moment(row["at"]), "until": until.isoformat() if until else None})


def json_line(facts: dict[str, Any]) -> bytes:
    return canonical(facts) + b"\n"


def head() -> Place:
    """The end of the city's own chain."""
    last = FeedLine.objects.order_by("-seq").values_list("seq", "hash").first()
    return Place(*last) if last else Place()


def _hash_of(seq: int) -> str:
    return FeedLine.objects.values_list("hash", flat=True).get(pk=seq) if seq else rules.GENESIS


def about() -> dict[str, Any]:
    """What a neighbour needs to know before it reads: whose feed, under which key."""
    return {
        "format": rules.FORMAT, "city": settings.CITY_PACK, "key": keys.public_key(), "latest": head().seq,
        "standing": FeedLine.objects.filter(body__isnull=False).count(), "synthetic": not settings.PRODUCTION,
    }  # fmt: skip


def neighbours() -> QuerySet[Neighbour]:
    return Neighbour.objects.all()


def standing_elsewhere(day: date) -> QuerySet[ForeignRecord]:
    """What neighbours show on a day."""
    shown = Q(body__isnull=False) & (Q(until=None) | Q(until__gt=day))
    return ForeignRecord.objects.filter(shown).select_related("neighbour")


def known_elsewhere(code: str, day: date) -> list[ForeignRecord]:
    """What neighbours show of an organisation, the newest line first."""
    return list(standing_elsewhere(day).filter(code=code).order_by("neighbour_id", "-seq"))


def withheld(neighbour: Neighbour, day: date) -> list[int]:
    """Lines whose text is missing although nothing says that its publication ended: somebody took it out on the way."""
    without = neighbour.records.filter(Q(until=None) | Q(until__gt=day), body__isnull=True, ended="")
    return sorted(without.values_list("seq", flat=True))
