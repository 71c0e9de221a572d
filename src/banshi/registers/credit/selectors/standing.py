"""The delivered records of one subject as they stand: read from the serving table, with their marks and their period."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from banshi.kernel.actors import Actor, Hidden
from banshi.registers.credit.models import Mark, RecordKind, Subject, Unit
from banshi.registers.credit.rules import disclosure, penalties
from banshi.registers.credit.rules.publication import Adverse, Shown, System, shown
from banshi.registers.credit.selectors import publication
from banshi.registers.parties import selectors as parties

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

BUCKETS = 32
COLUMNS = "unit, fp, kind, decided_on, valid_until, cents, doc_no, content, key IS NULL"
ONE = f"SELECT {COLUMNS} FROM credit_record WHERE bucket = %s AND sid = %s AND unit = %s AND fp = %s"
NEWEST = f"""
    SELECT {COLUMNS} FROM credit_record WHERE bucket = %s AND sid = %s AND kind = ANY(%s)
    ORDER BY decided_on DESC, unit, fp LIMIT %s"""


@dataclass(frozen=True)
class Standing:
    """信用信息: one record with its unit, its kind, the marks that hold, and until when each system shows it."""

    sid: int
    unit: Unit
    fp: int
    kind: RecordKind
    decided_on: date | None
    valid_until: date | None
    cents: int
    doc_no: str
    content: str
    by_code: bool
    marks: frozenset[str]

    @property
    def key(self) -> tuple[int, int]:
        return self.unit.number, self.fp

    @property
    def periods(self) -> dict[System, Shown]:
        """One period for each system that shows it; nothing for what is not adverse."""
        if not self.kind.adverse:
            return {}
        systems: tuple[System, ...] = ("credit", "market") if self._market else ("credit",)
        about = Adverse(self.kind.code, self.decided_on, self.valid_until, penalty=self._penalty)
        return {system: shown(about, publication.rules(), system=system) for system in systems}

    def public(self, day: date, *, organisation: bool) -> disclosure.Answer:
        """Whether the public sees it on a day, and why or why not."""
        known = disclosure.Record(
            published=self.kind.published, adverse=self.kind.adverse, organisation=organisation, by_code=self.by_code,
            marks=self.marks, shown=self.periods.get("credit"),
        )  # fmt: skip
        return disclosure.may_be_public(known, day)

    @property
    def _market(self) -> bool:
        return self.unit.market and self.kind.code == "penalty"

    @property
    def _penalty(self) -> penalties.Penalty:
        if self.kind.code != "penalty":
            return penalties.Penalty()
        return penalties.read(self.content, unit=self.unit.name, cents=self.cents)


def subject_of(party: "Party") -> Subject | None:
    """The subject behind a party of this site: by its number, never by its name."""
    found = Subject.objects.filter(code_fingerprint=party.id_fingerprint).first()
    return found.merged_into or found if found else None


def sids_of(actor: Actor) -> set[int]:
    """The subjects for which a resident may speak."""
    prints = parties.parties_of(actor).order_by().values("id_fingerprint")
    found = Subject.objects.filter(code_fingerprint__in=prints).values_list("sid", "merged_into_id")
    return {merged or sid for sid, merged in found}


def look_up(sid: int, unit: int, fp: int, *, on: date) -> Standing | None:
    """One record of a subject, or nothing."""
    return next(iter(_standing(sid, _read(ONE, [sid % BUCKETS, sid, unit, fp]), on)), None)


def find(sid: int, unit: int, fp: int, *, on: date) -> Standing:
    """One record of a subject, or Hidden."""
    found = look_up(sid, unit, fp, on=on)
    if found is None:
        raise Hidden("record")
    return found


def newest(sid: int, *, on: date, adverse: bool | None = None, limit: int = 50) -> list[Standing]:
    """The newest records of a subject; `adverse`: only those, or only the others."""
    kinds = [kind.number for kind in RecordKind.objects.all() if adverse is None or kind.adverse is adverse]
    return _standing(sid, _read(NEWEST, [sid % BUCKETS, sid, kinds, limit]), on)


def of_kinds(sid: int, codes: Collection[str], *, on: date, limit: int = 50) -> list[Standing]:
    """The newest records of a subject that are of these kinds."""
    kinds = list(RecordKind.objects.filter(code__in=codes).values_list("number", flat=True))
    return _standing(sid, _read(NEWEST, [sid % BUCKETS, sid, kinds, limit]), on)


def _read(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _standing(sid: int, rows: Iterable[tuple[Any, ...]], on: date) -> list[Standing]:
    found = list(rows)
    if not found:
        return []
    units = {unit.number: unit for unit in Unit.objects.select_related("office")}
    kinds = {kind.number: kind for kind in RecordKind.objects.all()}
    marks = _marks(sid, on)
    return [
        Standing(
            sid, units[unit], fp, kinds[kind], decided, valid, cents or 0, doc_no, content, by_code,
            frozenset(marks.get((unit, fp), ())),
        )
        for unit, fp, kind, decided, valid, cents, doc_no, content, by_code in found
    ]  # fmt: skip


def _marks(sid: int, on: date) -> dict[tuple[int, int], set[str]]:
    """The marks that hold on a day, by record."""
    held: dict[tuple[int, int], set[str]] = {}
    for mark in Mark.objects.filter(sid=sid, since__lte=on):
        if mark.until is None or on < mark.until:
            held.setdefault((mark.unit, mark.fp), set()).add(mark.kind)
    return held
