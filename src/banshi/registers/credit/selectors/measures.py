"""Which measure by which law a subject meets: the one question that every matter asks at the moment of a decision."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.packs.selectors import generation
from banshi.registers.credit.models import JointAction, JointMeasure, Subject
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules.disclosure import STOPPED
from banshi.registers.credit.rules.measures import Ground, Measure, Moment, Provision, meet
from banshi.registers.credit.schema import MeasureRow
from banshi.registers.credit.selectors import lists, standing

WHICH = {
    "waiting": Q(outcome=""),
    "discipline": Q(outcome="applied", measure__kind="discipline"),
    "incentive": Q(outcome="applied", measure__kind="incentive"),
    "not_applied": Q(outcome="not_applied"),
}
APPLIED = ("discipline", "incentive")
RECORDS = ("serious", "judicial", "abnormal")
"""Kinds of delivered record on which a measure may rest."""


def measures_for(fingerprint: str, moment: Moment) -> list[Measure]:
    """The measures that the subject with this number meets at this moment; nothing for whom no record is known.

    `fingerprint`: of its credit code or identity number, as `parties` keeps and makes it.
    """
    found = subject(fingerprint)
    return meet(provisions(), grounds(found, moment.on), moment) if found else []


def subject(fingerprint: str) -> Subject | None:
    found = Subject.objects.select_related("merged_into").filter(code_fingerprint=fingerprint).first()
    return found.merged_into or found if found else None


def grounds(found: Subject, on: date) -> list[Ground]:
    """What stands against or for a subject on a day: entries of lists, and records that are certain and not stopped."""
    entries = [
        Ground(one.list_id, one.list.name, one.number, one.office.name, one.since)
        for one in lists.of_subject(found.sid, on)
    ]
    records = [
        Ground(one.kind.code, one.kind.name, one.doc_no, one.unit.name, one.decided_on)
        for one in standing.of_kinds(found.sid, RECORDS, on=on)
        if _certain(one) and _holds(one, on)
    ]
    return entries + records


def provisions() -> tuple[Provision, ...]:
    """The catalogue of measures that is loaded; read once a loading."""
    return _provisions(generation())


@lru_cache(maxsize=1)
def _provisions(_generation: int) -> tuple[Provision, ...]:
    rows = JointMeasure.objects.filter(retired_on=None).values_list("row", flat=True)
    return tuple(MeasureRow.model_validate(row).provision() for row in rows)


def scope(actor: Actor) -> QuerySet[JointAction]:
    """What offices met, of this actor's offices."""
    inside = Q(pk__in=[])
    for path in {*actor.paths(Permission.READ), *actor.paths(Permission.ANSWER)}:
        inside |= Q(office_path__startswith=path)
    return JointAction.objects.filter(inside).select_related("measure")


def action(number: str, *, by: Actor) -> JointAction:
    found = scope(by).filter(number=number).first()
    if found is None:
        raise Hidden(number)
    return found


def of_matter(matter: str, key: str) -> list[JointAction]:
    """The measures met in one matter, for its own page."""
    return list(JointAction.objects.filter(matter=matter, key=key).select_related("measure").order_by("pk"))


def cases(kind: str = "") -> QuerySet[JointAction]:
    """联合奖惩案例: measures that offices applied, of one kind or of both, the newest first. Pages for the public name nobody."""
    wanted = [WHICH[kind]] if kind in APPLIED else [WHICH[one] for one in APPLIED]
    found = JointAction.objects.filter(reduce(or_, wanted)).select_related("measure")
    return found.order_by("-answered_at", "-pk")


def which(found: QuerySet[JointAction], name: str) -> QuerySet[JointAction]:
    """Those of a group; all of them where there is no such group."""
    return found.filter(WHICH[name]) if name in WHICH else found


def figures(found: QuerySet[JointAction] | None = None, groups: Collection[str] = APPLIED) -> dict[str, int]:
    """How many of each group: everybody's, or those of an actor's scope. One statement."""
    actions = JointAction.objects.all() if found is None else found
    return actions.aggregate(**{name: Count("pk", filter=WHICH[name]) for name in groups})


def _certain(one: standing.Standing) -> bool:
    """Nothing adverse rests on a link that was only inferred (个人信息保护法; 国办发〔2020〕49号)."""
    return one.by_code or "confirmed" in one.marks


def _holds(one: standing.Standing, on: date) -> bool:
    period = one.periods.get("credit")
    return not one.marks & STOPPED and period is not None and period.on(on)
