"""Facts 依据 of companies and the method in force, read in sets: from credit information, from published results of checks, from
the list of abnormal operations. How many statements does not depend on how many companies.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from banshi.kernel.calendar import moments
from banshi.kernel.packs.selectors import generation
from banshi.kernel.sentences import later
from banshi.kernel.translation import translated
from banshi.matters.enforcement.inspections.models import Abnormal, CheckObject, Finding, RiskBoundary, RiskCriterion
from banshi.matters.enforcement.inspections.risk import grounds, rules
from banshi.matters.enforcement.inspections.risk.rules import Boundary, Criterion, Dossier, Fact, Method
from banshi.matters.enforcement.inspections.rules import RESULTS
from banshi.matters.enforcement.inspections.schema import BoundaryRow, CriterionRow
from banshi.registers.credit.selectors import evidence

MONTH = timedelta(days=31)  # at least as long as any: a little too much is read, never too little


def method_on(day: date) -> Method | None:
    return rules.method_on(*_rows(generation()), day)


def versions() -> list[date]:
    """The days from which the method was or will be another one."""
    criteria, boundaries = _rows(generation())
    return [day for day in rules.versions([*criteria, *boundaries]) if rules.method_on(criteria, boundaries, day)]


@lru_cache(maxsize=1)
def _rows(_generation: int) -> tuple[tuple[Criterion, ...], tuple[Boundary, ...]]:
    criteria = RiskCriterion.objects.filter(retired_on=None).order_by("code").values_list("row", flat=True)
    boundaries = RiskBoundary.objects.filter(retired_on=None).values_list("row", flat=True)
    return (
        tuple(CriterionRow.model_validate(row).criterion() for row in criteria),
        tuple(BoundaryRow.model_validate(row).boundary() for row in boundaries),
    )


def dossiers(objects: Sequence[CheckObject], method: Method, *, on: date) -> dict[int, Dossier]:
    """What is known of each on a day, by its key."""
    since = horizons(method, on)
    records = evidence.of_organisations([one.credit_code for one in objects], since, on=on)
    facts = {one.pk: [_of_evidence(piece) for piece in records[one.credit_code]] for one in objects}
    for owner, fact in (*_checks(facts, since.get(grounds.CHECK, on)), *_abnormal(facts)):
        facts[owner].append(fact)
    return {one.pk: Dossier(moments.day_of(one.registered_at), tuple(facts[one.pk])) for one in objects}


def dossier(one: CheckObject, method: Method, *, on: date) -> Dossier:
    return dossiers([one], method, on=on)[one.pk]


def horizons(method: Method, on: date) -> dict[str, date]:
    """For each kind of fact that the method weighs, the day before which nothing of it can count any more."""
    found: dict[str, date] = {}
    for one in method.criteria:
        since = on - one.within * MONTH if one.within else date.min
        for kind in {ground.partition(":")[0] for ground in one.grounds}:
            found[kind] = min(since, found.get(kind, since))
    return found


def _of_evidence(piece: evidence.Evidence) -> Fact:
    return Fact(**vars(piece))  # field by field the same; the rules know nothing of credit information


def _checks(objects: dict[int, list[Fact]], since: date) -> Iterator[tuple[int, Fact]]:
    """Published results; what a visit found under several items is one fact."""
    made = Finding.objects.filter(visit__object__in=objects, visit__state="published", visit__done_at__date__gte=since)
    found = made.order_by("visit_id").values_list("visit__object_id", "visit__number", "visit__done_at", "results")
    seen = {(owner, number, done, code) for owner, number, done, codes in found if done for code in codes}
    for owner, number, done, code in sorted(seen):
        label = translated(RESULTS[code].words)
        yield owner, Fact(grounds.CHECK, code, moments.day_of(done), label, number)


def _abnormal(objects: dict[int, list[Fact]]) -> Iterator[tuple[int, Fact]]:
    """Entries that stand, made by a check of this city whose result is published."""
    held = Abnormal.objects.filter(object__in=objects, lifted_at=None, visit__state="published").order_by("pk")
    for owner, number, at in held.values_list("object_id", "visit__number", "listed_at"):
        yield owner, Fact(grounds.ABNORMAL, "", moments.day_of(at), translated(later("经营异常名录")), number)
