"""What the pages of inspections show, put together from selectors and rules."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import light
from banshi.matters.enforcement.inspections import folders, pools, rules, selectors
from banshi.matters.enforcement.inspections.drawing import beacons, standings
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.models import (
    CLASS_WORDS,
    CheckObject,
    Draw,
    Plan,
    Replacement,
    Visit,
)
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.inspections.services import lots
from banshi.registers.offices import selectors as offices


def districts() -> list[tuple[str, str]]:
    return [(region.code, region.label) for region in offices.regions(level=2)]


def district_names(codes: Iterable[str]) -> list[str]:
    names = dict(districts())
    return [names.get(code, code) for code in codes]


def offices_of(actor: Actor) -> list[tuple[str, str]]:
    """The offices whose registers the actor keeps."""
    found = [one for path in actor.paths(Permission.REGISTER) for one in offices.subtree(path)]
    return [(one.pk, one.label) for one in sorted(set(found), key=lambda one: one.path)]


def office_names(codes: Iterable[str]) -> dict[str, str]:
    return {one.pk: one.label for one in offices.offices().filter(pk__in=list(codes))}


def holders(on: date) -> list[tuple[str, str]]:
    """Who may be asked for a salt, as a choice: account, and name with office."""
    found = selectors.holders(on)
    names = office_names(code for _, code in found)
    return [(user.username, f"{user.name} · {names.get(code, code)}") for user, code in found]


def rates(plan: Plan) -> list[dict[str, Any]]:
    """The four classes with their rates in per cent."""
    words = dict(CLASS_WORDS)
    return [{"risk": code, "words": words[code], "percent": rules.percent(plan.rates[code])} for code in rules.CLASSES]


def plan_page(plan: Plan) -> dict[str, Any]:
    """What a plan says, for its office and for everybody."""
    return {
        "plan": plan,
        "items": list(plan.items.select_related("office")),
        "joint": list(plan.joint.all()),
        "rates": rates(plan),
        "kinds": [words for code, words in _kinds() if code in plan.kinds],
        "districts": district_names(plan.districts),
    }


def _kinds() -> list[tuple[str, Any]]:
    return list(CheckObject._meta.get_field("kind").choices or [])  # type: ignore[arg-type]


def plan_initial(plan: Plan) -> dict[str, Any]:
    """What the form of a plan begins with."""
    said = {
        name: getattr(plan, name) for name in ("title", "kinds", "districts", "batch", "cap", "first_on", "last_on")
    }
    said |= {"industries": "、".join(plan.industries), "items": [one.pk for one in plan.items.all()]}
    said |= {"joint": [one.pk for one in plan.joint.all()]}
    return said | {f"rate_{code}": rules.percent(points) for code, points in plan.rates.items()}


def pool_preview(plan: Plan, today: date) -> dict[str, Any]:
    """How many objects the plan is about today, how many remain, and how many the rates ask for."""
    pool = pools.pool(plan, plan.first_on.year, until=today)
    return {
        "counts": [(code, pool.counts.get(code, 0)) for code in rules.CLASSES],
        "size": len(pool.objects),
        "left_out": pool.left_out,
        "total": rules.total(plan.rates, pool.counts),
        "officers": len(pools.officers(plan, plan.last_on)),
    }


def draw_steps(draw: Draw) -> list[dict[str, str]]:
    """Where the draw stands."""
    said = {"frozen": _("封存名录"), "committed": _("公布承诺"), "revealed": _("抽取"), "opened": _("公开")}
    order = list(said)
    place = order.index(draw.state) if draw.state in said else order.index("committed")
    return [
        {
            "name": said[state],
            "state": "done" if n < place or draw.state == "opened" else "current" if n == place else "",
        }
        for n, state in enumerate(order)
    ]


def draw_page(draw: Draw) -> dict[str, Any]:
    """What everybody may know of a draw now."""
    files = folders.published(draw)
    return {
        "draw": draw,
        "steps": draw_steps(draw),
        "counts": [(code, draw.counts.get(code, 0), rules.percent(draw.plan.rates[code])) for code in rules.CLASSES],
        "demonstration": demonstration(draw),
        "second": lots.revealed(draw).second if files and draw.second_source else None,
        "files": sorted(files),
        "commitment": draw.committed,
        "tasks": list(draw.tasks.select_related("first__account", "second__account")) if files else [],
        "replacements": _replacements(draw) if files else [],
        "changes": list(selectors.class_changes(*_weeks_before(draw))[:50]) if files else [],
    }


def demonstration(draw: Draw) -> bool:
    """合成信标: the demonstration's own beacon, whose key everybody knows."""
    chain = draw.committed.get("policy", {}).get("chain", "")
    return chain in beacons.CHAINS and beacons.CHAINS[chain].demonstration


def _replacements(draw: Draw) -> list[dict[str, Any]]:
    found = Replacement.objects.filter(task__draw=draw).select_related("task")
    return [{"made": one, "reason": _(rules.REASONS[one.reason])} for one in found]


def _weeks_before(draw: Draw) -> tuple[date, date]:
    """分类调整 of the sixty days before the registers were frozen."""
    until = draw.frozen_at.date()
    return date.fromordinal(until.toordinal() - 60), until


def standing(draw: Draw, code: str) -> dict[str, Any]:
    """One company in one draw: its exact chance, and the proof that it stood in the frozen pool; or that it did not."""
    try:
        found = standings.stand(draw.committed, folders.inputs_of(draw), code)
    except InputError:
        return {"absent": True}
    above, _slash, below = found["probability"].partition("/")
    thousandths = int(above) * 100_000 // int(below)
    percent = f"{thousandths // 1000}.{thousandths % 1000:03d}"
    return {"proof": found, "above": above, "below": below, "percent": percent, "certain": above == below}


def visit_light(visit: Visit, today: date) -> str:
    """亮灯 of the publication."""
    if visit.state != "recorded" or not visit.publish_due_on:
        return ""
    return light(visit.publish_due_on, today, calendars.current())


def rows(visits: Any, today: date) -> list[dict[str, Any]]:
    return [{"visit": visit, "light": visit_light(visit, today), "results": results(visit)} for visit in visits]


def results(visit: Visit) -> list[dict[str, Any]]:
    """Each item with the words of its results."""
    return [
        {
            "item": finding.item,
            "case": finding.case_number,
            "words": [_(rules.RESULTS[code].words) for code in finding.results],
            "note": finding.note,
        }
        for finding in visit.findings.all()
    ]


def may(actor: Actor, plan: Plan) -> dict[str, bool]:
    """What the buttons of a plan and its draws need; the services ask again."""
    able = {name: actor.may(name, office_path=plan.office_path) for name in Permission}
    return {permission.name.lower(): able[permission] for permission in Permission}


def desk_home(actor: Actor, today: date) -> dict[str, Any]:
    """The first page of the desk: what stands where."""
    plans, draws = selectors.plans(actor), selectors.draws(actor)
    return {
        "plans": list(plans.order_by("-pk")[:20]),
        "draws": list(draws.order_by("-pk")[:20]),
        "tasks": list(
            selectors.tasks(actor).filter(visits__state__in=["assigned", "recorded"]).order_by("inspect_on")[:30]
        ),
        "salts": list(draws.filter(state="frozen", salts__holder=actor.user_id, salts__sealed_at=None)),
        "mine": selectors.my_visits(actor, on=today).count(),
        "today": today,
    }


def year_figures(year: int) -> dict[str, int]:
    """The year in four figures."""
    drawn = selectors.public_draws().filter(year=year)
    states = Counter(drawn.values_list("state", flat=True))
    return {
        "draws": sum(states.values()),
        "failed": states["failed"],
        "officers": selectors.officer_times(year),
        "visits": selectors.visits_of(year),
    }


def now_part(at: datetime) -> dict[str, Any]:
    return {"done_on": at.date(), "done_time": at.time().replace(second=0, microsecond=0)}
