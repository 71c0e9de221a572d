"""抽查计划 plans: written by one, approved by another, published for all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from banshi.kernel.actors import Actor, Forbidden, Hidden, require
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused, Stale
from banshi.kernel.worklist import services as worklist
from banshi.matters.enforcement.inspections import events, pools, rules
from banshi.matters.enforcement.inspections.models import CheckItem, Plan
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.registers.offices import selectors as offices

MATTER = "inspection_plan"


@dataclass(frozen=True)
class Wanted:
    """What a plan says."""

    title: str
    joint: Collection[str]
    items: Collection[str]
    kinds: Collection[str]
    districts: Collection[str]
    industries: Collection[str]
    rates: Mapping[str, int]
    batch: int
    first_on: date
    last_on: date
    cap: int | None = None


@transaction.atomic
def write(office: str, wanted: Wanted, *, by: Actor, at: datetime) -> Plan:
    """起草."""
    try:
        where = offices.office(office)
    except offices.UnknownOffice:
        raise Hidden(office) from None
    require(by, Permission.PLAN, office_path=where.path, matter=MATTER)
    items = _check(where.pk, wanted, at)
    plan = Plan(
        number=next_number("CJ", wanted.first_on.year), office=where, office_path=where.path, created_by=str(by),
        created_at=at,
    )  # fmt: skip
    _set(plan, wanted, items)
    worklist.open_line(
        matter=MATTER, key=plan.number, number=plan.number, title=plan.title, subject=where.short_name,
        office_path=where.path, state=plan.state, opened_at=at,
    )  # fmt: skip
    news = events.PlanWritten(
        key=plan.number, office=where.pk, joint=sorted(wanted.joint), items=sorted(wanted.items),
        rates=dict(wanted.rates), first_on=wanted.first_on, last_on=wanted.last_on,
    )  # fmt: skip
    emit(news, by=by, at=at)
    return plan


@transaction.atomic
def edit(number: str, wanted: Wanted, *, version: int | None = None, by: Actor, at: datetime) -> Plan:
    plan = lock(number, Permission.PLAN, by=by)
    if version is not None and version != plan.version:
        raise Stale
    plan.state = rules.step(rules.PLAN, plan.state, "edit")
    items = _check(plan.office_id, wanted, at)
    plan.version += 1
    _set(plan, wanted, items)
    news = events.PlanEdited(
        key=number, joint=sorted(wanted.joint), items=sorted(wanted.items), rates=dict(wanted.rates),
        first_on=wanted.first_on, last_on=wanted.last_on,
    )  # fmt: skip
    emit(news, by=by, at=at)
    return plan


@transaction.atomic
def approve(number: str, *, by: Actor, at: datetime) -> Plan:
    """批准: by somebody else than who wrote it. The ceiling of general items is held against the register as it is now."""
    plan = lock(number, Permission.APPROVE, by=by)
    state = rules.step(rules.PLAN, plan.state, "approve")
    if plan.created_by == str(by):
        raise Refused("four_eyes", "起草人不能批准自己的计划。")
    rules.check_period(plan.first_on, plan.last_on, at.date())
    counts = pools.counts(pools.objects(plan))
    if not sum(counts.values()):
        raise Refused("empty_pool", "名录中没有符合条件的检查对象。")
    rules.check_cap(pools.items(plan), plan.rates, counts)
    plan.approved_by, plan.approved_at = str(by), at
    return _move(plan, state, events.PlanApproved(key=number), by=by, at=at)


@transaction.atomic
def send_back(number: str, *, reason: str, by: Actor, at: datetime) -> Plan:
    """退回起草人."""
    plan = lock(number, Permission.APPROVE, by=by)
    state = rules.step(rules.PLAN, plan.state, "return")
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由。")
    plan.approved_by, plan.approved_at = "", None
    return _move(plan, state, events.PlanReturned(key=number, reason=reason.strip()), by=by, at=at)


@transaction.atomic
def publish(number: str, *, by: Actor, at: datetime) -> Plan:
    """公布 (国发〔2019〕5号: plans are public before they are carried out)."""
    plan = lock(number, Permission.APPROVE, by=by)
    state = rules.step(rules.PLAN, plan.state, "publish")
    plan.published_at = at
    return _move(plan, state, events.PlanPublished(key=number), by=by, at=at)


@transaction.atomic
def close(number: str, *, by: Actor, at: datetime) -> Plan:
    """完成: every draw is opened or failed and every result is public."""
    plan = lock(number, Permission.PLAN, by=by)
    state = rules.step(rules.PLAN, plan.state, "close")
    if plan.draws.filter(state__in=["frozen", "committed", "revealed"]).exists():
        raise Refused("draws_open", "还有没有完成的抽取。")
    if plan.draws.filter(tasks__visits__state__in=["assigned", "recorded"]).exists():
        raise Refused("visits_open", "还有没有完成或者没有公示的检查。")
    return _move(plan, state, events.PlanClosed(key=number), by=by, at=at)


def lock(number: str, permission: str, *, by: Actor) -> Plan:
    plan = Plan.objects.select_for_update().filter(number=number).first()
    if plan is None:
        raise Hidden(number)
    if by.kind != "system":
        require(by, permission, office_path=plan.office_path, matter=MATTER)
    elif permission == Permission.APPROVE and by.name != "demo":
        raise Forbidden(permission)  # no plan is approved by the machine
    return plan


def _check(office: str, wanted: Wanted, at: datetime) -> list[CheckItem]:
    """Does the law allow it?"""
    if not wanted.title.strip():
        raise Refused("title_missing", "请填写计划名称。")
    rules.check_period(wanted.first_on, wanted.last_on, at.date())
    rules.check_rates(wanted.rates)
    if wanted.first_on.year != wanted.last_on.year:
        raise Refused("one_year", "一个计划不能跨年度。")
    known = {one.pk for one in offices.offices().filter(pk__in=wanted.joint)}
    if known != set(wanted.joint) or office in known:
        raise Refused("joint", "配合部门应为发起部门以外的单位。")
    items = list(pools.items_in_force(wanted.first_on).filter(pk__in=wanted.items))
    if len(items) != len(set(wanted.items)):
        raise Refused("unknown_item", "抽查事项不在现行清单中。")
    rules.check_items([pools.item(one) for one in items], {office, *known})
    return items


def _set(plan: Plan, wanted: Wanted, items: list[CheckItem]) -> None:
    plan.title, plan.rates = wanted.title.strip(), dict(wanted.rates)
    plan.batch, plan.cap = wanted.batch, wanted.cap
    plan.kinds, plan.districts = sorted(wanted.kinds), sorted(wanted.districts)
    plan.industries, plan.first_on, plan.last_on = sorted(wanted.industries), wanted.first_on, wanted.last_on
    plan.save()
    plan.items.set(items)
    plan.joint.set(offices.offices().filter(pk__in=wanted.joint))


def _move(plan: Plan, state: str, news: events.Event, *, by: Actor, at: datetime) -> Plan:
    plan.state = state
    plan.version += 1
    plan.save()
    ended = state == "closed"
    worklist.move_line(
        MATTER, plan.number, state=state, due_on=None, statutory_due_on=None,
        waits_for="nobody" if state == "published" else "office", closed_at=at if ended else None,
    )  # fmt: skip
    emit(news, by=by, at=at)
    return plan
