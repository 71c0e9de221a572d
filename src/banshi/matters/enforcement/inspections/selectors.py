"""Reads of inspections: what an office sees of its own, what an officer has to do, and what everybody may see."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from banshi.kernel.actors import Actor, Hidden
from banshi.matters.enforcement.inspections import pools
from banshi.matters.enforcement.inspections.models import (
    CheckItem,
    CheckObject,
    ClassChange,
    Draw,
    Finding,
    Plan,
    Recusal,
    Task,
    Visit,
)
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.offences.models import Offence
from banshi.matters.enforcement.officers.models import Inspector
from banshi.registers.parties import selectors as parties

PUBLIC_DRAW = ("committed", "revealed", "opened", "failed")


def _inside(actor: Actor, field: str = "office_path") -> Q:
    """What lies in the office subtrees over which the actor reads."""
    inside = Q(pk__in=[])
    for path in actor.paths(Permission.READ):
        inside |= Q(**{f"{field}__startswith": path})
    return inside


# The office's own


def plans(actor: Actor) -> QuerySet[Plan]:
    """The plans of the actor's offices, and those in which they join."""
    joined = Plan.joint.through.objects.filter(_inside(actor, "office__path")).values("plan")
    return Plan.objects.filter(_inside(actor) | Q(pk__in=joined)).select_related("office")


def plan(number: str, actor: Actor) -> Plan:
    return _one(plans(actor), number)


def draws(actor: Actor) -> QuerySet[Draw]:
    """The draws of those plans, and those for which the actor holds a salt."""
    mine = Q(salts__holder=actor.user_id) if actor.user_id and actor.kind == "staff" else Q(pk__in=[])
    found = Draw.objects.filter(_inside(actor) | Q(pk__in=Draw.objects.filter(mine).values("pk")))
    return found.select_related("plan__office", "reruns")


def draw(number: str, actor: Actor) -> Draw:
    return _one(draws(actor), number)


def known(actor: Actor, on: date) -> Q:
    """检查日之前不得泄露: whom the lot chose is known to the head of the plan's office, who has to prepare the day, and to
    nobody else before it: not to those who drew, nor to the two officers."""
    told = Q(task__inspect_on__lte=on)
    for path in actor.paths(Permission.APPROVE):
        told |= Q(office_path__startswith=path)
    return told


def visits(actor: Actor, on: date) -> QuerySet[Visit]:
    """The visits of the actor's offices, and those on which he is sent, as far as he may know of them on this day."""
    if actor.kind != "staff":
        return Visit.objects.none()
    sent = Q(task__first__account=actor.user_id) | Q(task__second__account=actor.user_id)
    related = ("object__district", "task__draw__plan", "task__first__account", "task__second__account")
    return Visit.objects.filter(known(actor, on), _inside(actor) | sent).select_related(*related)


def visit(number: str, actor: Actor, on: date) -> Visit:
    return _one(visits(actor, on), number)


def tasks(actor: Actor) -> QuerySet[Task]:
    """With how many visits each has, and how many are recorded and published."""
    sent = Q(first__account=actor.user_id) | Q(second__account=actor.user_id)
    found = Task.objects.filter(_inside(actor) | sent) if actor.kind == "staff" else Task.objects.none()
    states = {
        f"{state}_count": Count("visits", filter=Q(visits__state=state))
        for state in ("assigned", "recorded", "published")
    }
    return found.select_related("draw__plan", "first__account", "second__account").annotate(
        visit_count=Count("visits"), **states
    )


def task(number: str, actor: Actor) -> Task:
    return _one(tasks(actor), number)


def my_visits(actor: Actor, *, on: date) -> QuerySet[Visit]:
    """我的检查: what this officer still has to do, or has done and not yet seen published."""
    mine = Q(task__first__account=actor.user_id) | Q(task__second__account=actor.user_id)
    open_ones = visits(actor, on).filter(mine, state__in=["assigned", "recorded"], task__inspect_on__lte=on)
    return open_ones.order_by("-state", "task__inspect_on", "object__district", "pk")


def my_days(actor: Actor, *, after: date) -> QuerySet[Task]:
    """我的检查日: the days on which this officer will be sent, with whom and for how many objects; not to whom."""
    mine = Q(first__account=actor.user_id) | Q(second__account=actor.user_id)
    return tasks(actor).filter(mine, inspect_on__gt=after).order_by("inspect_on", "pk")


def is_officer(visit: Visit, actor: Actor) -> bool:
    return actor.user_id in {one.account_id for one in (visit.task.first, visit.task.second) if one}


def objects(actor: Actor, query: str = "", risk: str = "", district: str = "") -> QuerySet[CheckObject]:
    """检查对象名录库: the whole city's, for whoever reads inspections anywhere."""
    if not actor.paths(Permission.READ):
        return CheckObject.objects.none()
    found = CheckObject.objects.select_related("district").order_by("credit_code")
    wanted = {name: value for name, value in (("risk", risk), ("district", district)) if value}
    matches = Q(name__icontains=query) | Q(credit_code__startswith=query.upper())
    return found.filter(**wanted).filter(matches if query else Q())


def inspectors(actor: Actor) -> QuerySet[Inspector]:
    return Inspector.objects.filter(_inside(actor, "office__path")).select_related("account", "office")


def inspector(number: str, actor: Actor) -> Inspector:
    return _one(inspectors(actor), number)


def inspector_behind(actor: Actor) -> Inspector | None:
    """The officer whose account this is."""
    return Inspector.objects.select_related("office").filter(account=actor.user_id or 0, left_at=None).first()


def recusals(of: Inspector) -> QuerySet[Recusal]:
    return of.recusals.filter(lifted_at=None).select_related("object").order_by("since")


def items_for_level(office: Any, on: date) -> QuerySet[CheckItem]:
    """抽查事项清单 for a plan: the office's own first, then those of offices that may join."""
    found = pools.items_in_force(on).filter(level__contains=[office.level])
    own = Case(When(office=office, then=Value(0)), default=Value(1))
    return found.order_by(own, "office", "code")


def holders(on: date) -> list[tuple[Any, str]]:
    """Who may hold a salt, and for which office."""
    granted = get_user_model().objects.filter(
        kind="staff",
        is_active=True,
        grants__role__permissions__contains=[str(Permission.HOLD)],
        grants__valid__contains=on,
    )
    return [
        (user, user.path.strip("/").split("/")[-1])
        for user in granted.annotate(path=F("grants__office_path")).order_by("pk")
    ]


def object_of(code: str, actor: Actor) -> CheckObject:
    found = objects(actor).filter(credit_code=code).first()
    if found is None:
        raise Hidden(code)
    return found


def offences(on: date) -> list[tuple[str, str]]:
    """违法行为 in force, for a case."""
    found = Offence.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, retired_on=None)
    return [(one.pk, f"{one.field} · {one.act}") for one in found.order_by("field", "code")]


def without_case(visit: Visit) -> list[Finding]:
    """What is to be handled and has no case yet."""
    found = visit.findings.select_related("item").filter(results__contains=["to_be_handled"], case_number="")
    return list(found)


# For everybody


def public_items(on: date) -> QuerySet[CheckItem]:
    return pools.items_in_force(on)


def public_plans() -> QuerySet[Plan]:
    return (
        Plan.objects.filter(state__in=["published", "closed"]).select_related("office").order_by("-published_at", "-pk")
    )


def public_plan(number: str) -> Plan:
    return _one(public_plans(), number)


def public_draws() -> QuerySet[Draw]:
    """Every committed draw, FAILED ones included, by its number in the year's chain."""
    found = Draw.objects.filter(state__in=PUBLIC_DRAW).select_related("plan__office", "reruns", "rerun")
    return found.order_by("-year", "-seq")


def public_draw(number: str) -> Draw:
    return _one(public_draws(), number)


def public_results(query: str = "", year: int | None = None) -> QuerySet[Visit]:
    """检查结果公示, the latest first."""
    found = Visit.objects.filter(state="published").select_related("object__district", "task__draw__plan__office")
    if query:
        found = found.filter(Q(object__name__icontains=query) | Q(object__credit_code=query.upper()))
    if year:
        found = found.filter(year=year)
    return found.order_by("-published_at", "-pk").prefetch_related("findings__item")


def years() -> list[int]:
    """The years in which there were draws, the latest first."""
    found = Draw.objects.filter(state__in=PUBLIC_DRAW).order_by("-year").values_list("year", flat=True)
    return [year for year in found.distinct() if year]


def officer_times(year: int) -> int:
    """执法人次: two officers for each task that has them."""
    return 2 * Task.objects.filter(draw__year=year, first__isnull=False).count()


def visits_of(year: int) -> int:
    """检查户次: each drawn company once for each draw, whether somebody came for it alone or for several plans at once."""
    made = ["recorded", "published"]
    done = Q(state__in=made) | Q(state="joined", joined_to__state__in=made)
    return Visit.objects.filter(done, task__draw__year=year).count()


def class_changes(since: date, until: date) -> QuerySet[ClassChange]:
    """分类调整 in a period, those made by hand first: what an outsider looks at when a draw seems odd."""
    changes = ClassChange.objects.filter(changed_at__date__gte=since, changed_at__date__lte=until)
    return changes.select_related("object").order_by(F("method").asc(nulls_first=True), "-changed_at")


def public_object(code: str) -> CheckObject:
    found = CheckObject.objects.select_related("district").filter(credit_code=code).first()
    if found is None:
        raise Hidden(code)
    return found


def draws_about(subject: CheckObject) -> QuerySet[Draw]:
    """Committed draws of plans whose filters let this object in, newest first; the proof shows whether it stood in the pool."""
    fits = Q(plan__districts=[]) | Q(plan__districts__contains=[subject.district_id])
    fits &= Q(plan__industries=[]) | Q(plan__industries__contains=[subject.industry])
    fits &= Q(plan__kinds=[]) | Q(plan__kinds__contains=[subject.kind])
    return public_draws().filter(fits)


def own_objects(actor: Actor) -> list[CheckObject]:
    """The checked objects behind the companies for which a resident acts."""
    if actor.kind != "resident":
        return []
    companies = [one for one in parties.parties_of(actor) if one.kind == "organisation"]
    codes = [parties.id_number(one) for one in companies]
    return list(CheckObject.objects.filter(credit_code__in=codes).select_related("district"))


# Words for the worklist


def plan_words(state: str) -> Any:
    return dict(Plan.STATES)[state]


def draw_words(state: str) -> Any:
    return dict(Draw.STATES)[state]


def visit_words(state: str) -> Any:
    return dict(Visit.STATES)[state]


def _one(found: QuerySet[Any], number: str) -> Any:
    one = found.filter(number=number).first()
    if one is None:
        raise Hidden(number)
    return one
