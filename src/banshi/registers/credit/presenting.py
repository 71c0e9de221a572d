"""What the applicant's page and the desk's page show of a repair or an objection, and of the record it is about."""

from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import light
from banshi.kernel.journal import selectors as journal
from banshi.kernel.translation import translated
from banshi.registers.credit import wording
from banshi.registers.credit.models import Objection, Repair
from banshi.registers.credit.rules.proceedings import Matter, State
from banshi.registers.credit.rules.publication import SEVERITIES
from banshi.registers.credit.rules.repairing import SYSTEMS, Condition, unmet
from banshi.registers.credit.selectors import proceedings, standing
from banshi.registers.credit.selectors.standing import Standing
from banshi.registers.credit.services import repairs

TOLD = ("reason",)


def page_of(one: Repair | Objection, *, by: Actor) -> dict[str, Any]:
    """Everything both pages need."""
    state, repair = State(one.state), one.matter == Matter.REPAIR
    day = one.due_on if one.ended_at is None else None
    return {
        "one": one,
        "is_repair": repair,
        "state": wording.STATES[state],
        "next": (wording.NEXT_REPAIR if repair else wording.NEXT_OBJECTION)[state],
        "light": light(day, moments.today(), calendars.current()) if day else "",
        "record": _record(one),
        "promise": translated(one.promise) if isinstance(one, Repair) else "",
        "evidence": proceedings.evidence(one),
        "verbs": [(verb, wording.VERBS[verb]) for verb in proceedings.allowed(one, by=by)],
        "timeline": [entry(line) for line in reversed(journal.timeline(f"{one.matter}:{one.number}"))],
    }


def _record(one: Repair | Objection) -> dict[str, Any] | None:
    """The record as it stands today; None where its unit has delivered another one in its place."""
    found = standing.look_up(one.sid, one.unit.number, one.fp, on=moments.today())
    return row(found) if found else None


def row(record: Standing) -> dict[str, Any]:
    """One record: what it says, what marks it bears, and until when each system shows it."""
    today = moments.today()
    return {
        "record": record,
        "key": record.key,
        "marks": [wording.MARKS[mark] for mark in wording.MARKS if mark in record.marks],
        "periods": [
            {
                "system": translated(SYSTEMS[system]),
                "severity": translated(SEVERITIES[one.severity]),
                "why": translated(one.why),
                "now": one.on(today) and not record.marks & {"repaired", "withdrawn", "corrected", "objected"},
            }
            for system, one in record.periods.items()
        ],
    }


def mine(record: Standing, *, open_repairs: dict[Any, str], open_objections: dict[Any, str]) -> dict[str, Any]:
    """A record on its subject's own page, with what may be asked about it."""
    found = row(record) if not record.kind.adverse else row(record) | {"conditions": conditions(record)}
    asked = {"repair": open_repairs.get(record.key, ""), "objection": open_objections.get(record.key, "")}
    may = record.kind.adverse and not asked["repair"] and not unmet(repairs.conditions(record, today=moments.today()))
    return found | asked | {"may_repair": may, "may_object": not asked["objection"]}


def conditions(record: Standing) -> list[dict[str, Any]]:
    """The conditions of a repair, each in the reader's language."""
    return [condition(one) for one in repairs.conditions(record, today=moments.today())]


def condition(one: Condition) -> dict[str, Any]:
    met = {True: _("符合"), False: _("不符合"), None: _("待核实")}[one.met]
    return {
        "words": translated(one.words), "met": one.met, "state": met, "why": translated(one.why), "article": one.article
    }  # fmt: skip


def entry(line: Any) -> dict[str, Any]:
    who = {"resident": _("申请人"), "staff": _("办理单位"), "system": _("系统")}.get(line.actor.split(":")[0], "")
    told = [str(line.data[name]) for name in TOLD if line.data.get(name)]
    return {"title": wording.EVENTS.get(line.kind, line.kind), "at": line.at, "by": who, "text": " ".join(told)}
