"""The delivered records of one subject as they stand: with their unit, their kind, their marks and until when they are shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce

from banshi.kernel.actors import Actor, Hidden
from banshi.registers.credit.models import Mark, RecordKind, Subject, Unit
from banshi.registers.credit.rules import disclosure, penalties
from banshi.registers.credit.rules.publication import Adverse, Shown, System, shown
from banshi.registers.credit.selectors import publication, records
from banshi.registers.credit.selectors.records import PAGE, Place, Record
from banshi.registers.parties import selectors as parties

ROUNDS = 10  # pages that are read to fill one page for the public


@dataclass(frozen=True)
class Standing:
    """信用信息: one record with its unit, its kind, the marks that hold, and until when each system shows it."""

    record: Record
    unit: Unit
    kind: RecordKind
    marks: frozenset[str]

    @property
    def sid(self) -> int:
        return self.record.sid

    @property
    def fp(self) -> int:
        return self.record.fp

    @property
    def key(self) -> tuple[int, int]:
        return self.record.unit, self.record.fp

    @property
    def decided_on(self) -> date:
        return self.record.decided_on

    @property
    def doc_no(self) -> str:
        return self.record.doc_no

    @property
    def content(self) -> str:
        return self.record.content

    @property
    def by_code(self) -> bool:
        return self.record.key is None

    @property
    def periods(self) -> dict[System, Shown]:
        """One period for each system that shows it; nothing for what is not adverse."""
        if not self.kind.adverse:
            return {}
        systems: tuple[System, ...] = ("credit", "market") if self._market else ("credit",)
        about = Adverse(self.kind.code, self.decided_on, self.record.valid_until, penalty=self._penalty)
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
        return penalties.read(self.content, unit=self.unit.name, cents=self.record.cents or 0)


def of(found: Sequence[Record], *, on: date) -> list[Standing]:
    """Records, of one subject or of many, in their order. Three statements, whatever their number."""
    if not found:
        return []
    units = {unit.number: unit for unit in Unit.objects.select_related("office")}
    kinds = {kind.number: kind for kind in RecordKind.objects.all()}
    marks = _marks({one.sid for one in found}, on)
    return [
        Standing(one, units[one.unit], kinds[one.kind], frozenset(marks.get((one.unit, one.fp), ()))) for one in found
    ]


def sids_of(actor: Actor) -> set[int]:
    """The subjects for which a resident may speak, and those that were merged into them."""
    prints = parties.parties_of(actor).order_by().values("id_fingerprint")
    own = Subject.objects.filter(code_fingerprint__in=prints).values(end=Coalesce("merged_into_id", "sid"))
    merged = Subject.objects.filter(merged_into__in=own).values_list("sid", flat=True)
    return set(Subject.objects.filter(sid__in=own).values_list("sid", flat=True).union(merged))


def look_up(sid: int, unit: int, fp: int, *, on: date) -> Standing | None:
    """One record of a subject, or nothing."""
    found = records.named(sid, unit, fp)
    return of([found], on=on)[0] if found else None


def find(sid: int, unit: int, fp: int, *, on: date) -> Standing:
    """One record of a subject, or Hidden."""
    found = look_up(sid, unit, fp, on=on)
    if found is None:
        raise Hidden("record")
    return found


def newest(sid: int, *, on: date, adverse: bool) -> list[Standing]:
    """The newest records of a subject: the adverse ones, or the others."""
    kinds = RecordKind.objects.filter(adverse=adverse).values_list("code", flat=True)
    return of_kinds(sid, kinds, on=on)


def of_kinds(sid: int, codes: Collection[str], *, on: date) -> list[Standing]:
    """The newest records of a subject that are of these kinds."""
    kinds = list(RecordKind.objects.filter(code__in=codes).values_list("number", flat=True))
    return of(records.older(sid, kinds=kinds), on=on) if kinds else []


def public_page(subject: Subject, after: Place | None = None, *, on: date) -> tuple[list[Standing], Place | None]:
    """The next records of an organisation that the public may see on a day, and where to go on from (None: that is all)."""
    kinds = list(RecordKind.objects.filter(published=True).values_list("number", flat=True))
    shown_: list[Standing] = []
    for _round in range(ROUNDS):
        found = records.older(subject.sid, after, kinds=kinds)
        for one in of(found, on=on):
            after = one.record.place
            if one.public(on, organisation=subject.kind == "E").public:
                shown_.append(one)
            if len(shown_) == PAGE:
                return shown_, after
        if len(found) < PAGE:
            return shown_, None
    return shown_, after


def _marks(sids: Collection[int], on: date) -> dict[tuple[int, int], set[str]]:
    """The marks that hold on a day, by record."""
    held: dict[tuple[int, int], set[str]] = {}
    for mark in Mark.objects.filter(sid__in=sids, since__lte=on):
        if mark.until is None or on < mark.until:
            held.setdefault((mark.unit, mark.fp), set()).add(mark.kind)
    return held
