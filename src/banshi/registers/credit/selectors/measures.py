"""Which measure by which law a subject meets: the one question that every matter asks at the moment of a decision."""

from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.packs.selectors import generation
from banshi.registers.credit.models import JointAction, JointMeasure, Subject
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules.disclosure import STOPPED
from banshi.registers.credit.rules.measures import Ground, Measure, Moment, Provision, meet
from banshi.registers.credit.schema import MeasureRow
from banshi.registers.credit.selectors import lists, standing

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


def figures(within: str = "/") -> dict[str, int]:
    """联合奖惩案例: answered as applied, of each kind."""
    applied = JointAction.objects.filter(outcome="applied", office_path__startswith=within)
    return {kind: applied.filter(measure__kind=kind).count() for kind in ("discipline", "incentive")}


def _certain(one: standing.Standing) -> bool:
    """Nothing adverse rests on a link that was only inferred (个人信息保护法; 国办发〔2020〕49号)."""
    return one.by_code or "confirmed" in one.marks


def _holds(one: standing.Standing, on: date) -> bool:
    period = one.periods.get("credit")
    return not one.marks & STOPPED and period is not None and period.on(on)
