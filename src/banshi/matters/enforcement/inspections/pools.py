"""Pools 名录筛选: from the registers to the objects and officers of one draw, and to the files that are frozen."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from banshi.matters.enforcement.inspections import rules
from banshi.matters.enforcement.inspections.models import (
    OBJECT_KINDS,
    CheckItem,
    CheckObject,
    Finding,
    Plan,
    Recusal,
    Replacement,
    Task,
)
from banshi.matters.enforcement.officers.models import Inspector


def item(one: CheckItem) -> rules.Item:
    return rules.Item(
        code=one.pk, office=one.office_id, kind=one.kind, object_kinds=frozenset(one.object_kinds), cap_bp=one.cap_bp,
        times=one.times, certificates=frozenset(one.certificates),
    )  # fmt: skip


def items(plan: Plan) -> list[rules.Item]:
    return [item(one) for one in plan.items.all()]


def items_in_force(on: date) -> QuerySet[CheckItem]:
    """抽查事项清单 on a day."""
    inside = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
    return CheckItem.objects.filter(inside, Q(retired_on=None) | Q(retired_on__gt=on)).select_related("office")


def objects(plan: Plan) -> QuerySet[CheckObject]:
    """Whom the plan is about: its filters, and what all its items have in common."""
    chosen = list(plan.items.all())
    kinds = set(plan.kinds or dict(OBJECT_KINDS))
    kinds &= set.intersection(*(set(one.object_kinds) for one in chosen))
    found = CheckObject.objects.filter(left_at=None, kind__in=kinds)
    for one in chosen:
        if one.industries:
            found = found.filter(industry__in=one.industries)
    if plan.industries:
        found = found.filter(industry__in=plan.industries)
    return found.filter(district__in=plan.districts) if plan.districts else found


def counts(found: QuerySet[CheckObject]) -> dict[str, int]:
    return dict(Counter(found.values_list("risk", flat=True)))


def record(
    year: int, items: Iterable[str], objects: Iterable[int] | None = None, until: date | None = None
) -> dict[int, list[rules.Done]]:
    """What was checked, or is to be checked (on this day at the latest), this year for these items: object -> checks."""
    found = Finding.objects.filter(visit__year=year, item__in=list(items)).exclude(visit__state="joined")
    if until is not None:
        found = found.filter(visit__task__inspect_on__lte=until)
    if objects is not None:
        found = found.filter(visit__object__in=list(objects))
    checks: dict[int, list[rules.Done]] = {}
    for subject, code, visit, state in found.values_list("visit__object", "item", "visit__number", "visit__state"):
        open_visit = visit if state == "assigned" else ""
        checks.setdefault(subject, []).append(rules.Done(code, open_visit))
    return checks


@dataclass(frozen=True)
class Pool:
    """Who stands in a draw, and who was left out because all of the plan's items were checked already this year."""

    objects: list[CheckObject]
    left_out: int

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(one.risk for one in self.objects))


def pool(plan: Plan, year: int, until: date | None = None) -> Pool:
    """避免重复检查: an object stays in as long as one item of the plan may still be checked.

    With `until` as somebody may know it on that day: later visits are left out of account, or a narrow plan would show who
    was drawn.
    """
    wanted = items(plan)
    done = record(year, (one.code for one in wanted), until=until)
    every = list(objects(plan).order_by("credit_code"))
    codes = {one.code for one in wanted}
    kept = [one for one in every if rules.leave_out(wanted, done.get(one.pk, ())) != codes]
    return Pool(kept, len(every) - len(kept))


def officers(plan: Plan, on: date) -> list[Inspector]:
    """Certified officers of the plan's offices whose certificate covers one of its fields on the day of inspection."""
    concerned = [plan.office_id, *(one.pk for one in plan.joint.all())]
    found = Inspector.objects.filter(office__in=concerned, left_at=None, valid_until__gte=on)
    needed = {name for one in items(plan) for name in one.certificates}
    return [one for one in found.select_related("account") if not needed or needed & set(one.fields)]


def recusals(officers: Sequence[Inspector], objects: Sequence[CheckObject]) -> list[tuple[str, str]]:
    """Who never checks whom, among those who stand in this draw."""
    found = Recusal.objects.filter(lifted_at=None, inspector__in=[one.pk for one in officers])
    inside = {one.credit_code for one in objects}
    pairs = found.values_list("inspector__number", "object__credit_code")
    return [(officer, subject) for officer, subject in pairs if subject in inside]


def loads(year: int, until: datetime) -> Counter[str]:
    """期初任务数: the batches that each officer has in the year's draws announced for `until` or earlier, by number.

    As they were drawn: whoever was replaced afterwards keeps the batch, so that the log of the draws adds up to the same.
    """
    drawn = Task.objects.filter(draw__year=year, draw__draw_at__lte=until)
    unchanged = drawn.filter(replacements=None, first__isnull=False).values_list("first__number", "second__number")
    replaced = Replacement.objects.filter(task__in=drawn, index=1).values_list("before", flat=True)
    return Counter(number for pair in (*unchanged, *replaced) for number in pair)


# The files, as docs/draw-files.md has them


def pool_csv(objects: Iterable[CheckObject]) -> str:
    rows = ((one.credit_code, one.risk, one.district_id, one.industry, str(one.weight)) for one in objects)
    return _csv(("id", "class", "district", "industry", "weight"), rows)


def officers_csv(officers: Iterable[Inspector]) -> str:
    rows = (
        (one.number, one.office_id, ";".join(one.fields), str(int(one.lead)), ";".join(one.districts))
        for one in officers
    )
    return _csv(("id", "department", "certificates", "lead", "districts"), rows)


def recusals_csv(pairs: Iterable[tuple[str, str]]) -> str:
    return _csv(("officer", "object"), pairs)


def certificates(items: Iterable[rules.Item]) -> Mapping[str, list[str]]:
    """What the pair must hold between them, whatever the trade."""
    return {"*": sorted({name for one in items for name in one.certificates})}


def _csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(sorted(rows))
    return out.getvalue()
