"""Reads of credit reports: what one says, who may open it, and whether a copy is ours."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, QuerySet

from banshi.kernel.actors import Actor
from banshi.registers.credit.models import RecordKind, Report, Subject, Unit
from banshi.registers.credit.pipeline.lake import BUCKETS
from banshi.registers.credit.selectors import records, standing
from banshi.registers.credit.selectors.records import Profile
from banshi.registers.credit.selectors.standing import Standing
from banshi.registers.parties import selectors as parties

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

MOST_LISTED = 100  # of one part
COUNT = "SELECT kind, count(*) FROM credit_record_{bucket:02d} WHERE sid = %s GROUP BY kind"
PARTS = {
    "licences": ("licence",),
    "penalties": ("penalty",),
    "promises": ("promise",),
    "lists": ("abnormal", "serious"),
    "adverse": ("judicial", "coercion"),
    "honours": ("honour", "reward"),
}


@dataclass(frozen=True)
class Part:
    """One part of a report: how many records there are, and the newest of them."""

    total: int
    records: list[Standing]


@dataclass(frozen=True)
class Contents:
    """What a report says. `counts`: records by kind, every kind."""

    subject: Subject | None
    profile: Profile | None
    units: list[Unit]
    counts: list[tuple[RecordKind, int]]
    parts: dict[str, Part]

    @property
    def listed(self) -> int:
        return sum(len(part.records) for part in self.parts.values())


def contents(sid: int | None, *, on: date) -> Contents:
    """Everything that is held about a subject, public or not. The statements do not grow with the records."""
    found = Subject.objects.select_related("merged_into").filter(pk=sid).first() if sid else None
    subject = found and (found.merged_into or found)
    profile = records.profile_of(subject.sid) if subject else None
    if subject is None or profile is None:
        return Contents(subject, None, [], [], {name: Part(0, []) for name in PARTS})
    kinds = {kind.code: kind for kind in RecordKind.objects.all()}
    counted = count(subject.sid)
    parts = {
        name: _part(subject.sid, [kinds[code].number for code in codes], counted, on) for name, codes in PARTS.items()
    }
    counts = [(kind, counted[kind.number]) for kind in kinds.values() if counted.get(kind.number)]
    return Contents(subject, profile, list(Unit.objects.filter(number__in=profile.unit_numbers)), counts, parts)


def _part(sid: int, kinds: list[int], counted: dict[int, int], on: date) -> Part:
    total = sum(counted.get(kind, 0) for kind in kinds)
    found = records.older(sid, kinds=kinds, size=MOST_LISTED) if total else []
    return Part(total, standing.of(found, on=on))


def count(sid: int) -> dict[int, int]:
    """How many records a subject has of each kind."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(bucket=sid % BUCKETS), [sid])
        return dict(cursor.fetchall())


def about(actor: Actor) -> QuerySet["Party"]:
    """Whom a resident may ask about: themself, and organisations they speak for. No agent asks about another person."""
    mine = parties.parties_of(actor, scope="credit")
    return mine.filter(Q(user=actor.user_id) | Q(kind="organisation"))


def scope(actor: Actor) -> QuerySet[Report]:
    """What a resident asked for about these. Nobody else's: staff have the desk."""
    return Report.objects.filter(party__in=about(actor).order_by().values("pk")).select_related("party", "file")


def by_token(token: str) -> Report | None:
    """The report with this 核验码, once it is made."""
    return Report.objects.select_related("file", "party").filter(token=token, file__isnull=False).first()
