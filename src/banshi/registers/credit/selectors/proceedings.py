"""Reads of repairs and objections: who sees which, and what each may do now."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from banshi.kernel.actors import Actor, Hidden
from banshi.registers.credit import wording
from banshi.registers.credit.models import Evidence, Objection, Proceeding, Repair, Tracked
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules.proceedings import APPLICANT, CLOCK, OPEN, STAFF, State, Verb, verbs
from banshi.registers.credit.selectors import standing
from banshi.registers.parties import selectors as parties

OneProceeding = TypeVar("OneProceeding", bound=Proceeding)
KINDS: Mapping[str, type[Repair] | type[Objection]] = {"XF": Repair, "YY": Objection}


def scope(kind: type[OneProceeding], actor: Actor) -> QuerySet[OneProceeding]:
    """What exists for this actor: staff their offices', residents their own and their principals'."""
    every = kind._default_manager.select_related("unit", "kind", "office", "party")
    if actor.kind == "resident":
        return every.filter(party__in=parties.ids_for(actor))
    inside = Q(pk__in=[])
    for held in actor.held:
        if Permission.READ in held.permissions and held.matter in ("", kind.matter):
            inside |= Q(office_path__startswith=held.office_path)
    return every.filter(inside)


def find(kind: type[OneProceeding], number: str, *, by: Actor) -> OneProceeding:
    """One, or Hidden."""
    found = scope(kind, by).filter(number=number).first()
    if found is None:
        raise Hidden(number)
    return found


def by_number(number: str, *, by: Actor) -> Repair | Objection:
    """A repair or an objection, as its number says, or Hidden."""
    kind = KINDS.get(number.split("-", maxsplit=1)[0])
    if kind is None:
        raise Hidden(number)
    return find(kind, number, by=by)


def sid_of(number: str) -> int:
    """Whom a repair or an objection is about. For listeners: it tells nobody anything."""
    kind = KINDS[number.split("-", maxsplit=1)[0]]
    return kind._default_manager.values_list("sid", flat=True).get(number=number)


def mine(kind: type[OneProceeding], actor: Actor) -> list[OneProceeding]:
    """The newest fifty of a resident and of whom he speaks for."""
    return list(scope(kind, actor).order_by("-pk")[:50])


def inbox(actor: Actor, *, limit: int = 50) -> list[Proceeding]:
    """What waits in the actor's offices, soonest first, what waits for the applicant last."""
    found: list[Proceeding] = []
    for kind in KINDS.values():
        found += scope(kind, actor).filter(state__in=OPEN).order_by("due_on", "pk")[:limit]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.filed_at))[:limit]


def repaired(among: QuerySet[Repair] | None = None) -> QuerySet[Repair]:
    """同意修复: the repairs that stand, the newest first. Whoever is repaired is shown no more: pages for the public name nobody."""
    every = Repair.objects.select_related("unit", "kind") if among is None else among
    return every.filter(state=State.AGREED).order_by("-agreed_on", "-pk")


def companies(found: QuerySet[Repair]) -> int:
    """How many companies these repairs are of."""
    return found.order_by().values("sid").distinct().count()


def open_records(kind: type[OneProceeding], sid: int) -> dict[tuple[int, int], str]:
    """Which records of a subject have an open proceeding of this kind, and its number."""
    found = kind._default_manager.filter(sid=sid, state__in=OPEN).values_list("unit__number", "fp", "number")
    return {(unit, fp): number for unit, fp, number in found}


def allowed(one: Tracked, *, by: Actor) -> list[Verb]:
    """The steps that this actor may take now: exactly the buttons that are shown."""
    return [verb for verb in verbs(one.matter, State(one.state)) if _may(one, verb, by)]


def speaks_for(one: Tracked, *, by: Actor) -> bool:
    """Does this resident speak for whom it is about? The applicant's party of a request; any party of his of a list entry."""
    if by.kind != "resident":
        return False
    if isinstance(one, Proceeding):
        return parties.may_act_for(by, one.party_id)
    return one.sid in standing.sids_of(by)


def _may(one: Tracked, verb: Verb, by: Actor) -> bool:
    if verb in CLOCK:
        return False
    if verb in APPLICANT:
        return speaks_for(one, by=by)
    return by.may(STAFF[verb], office_path=one.office_path, matter=one.matter)


def evidence(one: Proceeding) -> list[Any]:
    """The files that belong to it."""
    return [row.file for row in Evidence.objects.filter(number=one.number).select_related("file").order_by("pk")]


def by_token(token: str) -> Repair | None:
    """The repair whose certificate carries this token: for the public check."""
    return Repair.objects.select_related("unit").filter(token=token, agreed_on__isnull=False).first()


def state_words(state: str) -> Any:
    """A state in words, for the worklist."""
    return wording.STATES[State(state)]
