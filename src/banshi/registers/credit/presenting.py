"""What the applicant's page and the desk's page show of a repair or an objection, and of the record it is about."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import light
from banshi.kernel.journal import selectors as journal
from banshi.kernel.translation import translated
from banshi.registers.credit import wording
from banshi.registers.credit.models import Listing, Objection, RecordKind, Repair
from banshi.registers.credit.rules.disclosure import STOPPED
from banshi.registers.credit.rules.proceedings import Matter, State
from banshi.registers.credit.rules.publication import Shown, System
from banshi.registers.credit.rules.repairing import SYSTEMS, Condition, unmet
from banshi.registers.credit.selectors import proceedings, standing
from banshi.registers.credit.selectors.standing import Standing
from banshi.registers.credit.services import repairs

TOLD = ("reason", "reasons")
DAY = timedelta(days=1)


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
    return row(found, organisation=one.party.kind == "organisation") if found else None


def row(record: Standing, *, organisation: bool) -> dict[str, Any]:
    """One record: what it says, whether the public sees it and why, and until when each system shows it."""
    answer = record.public(moments.today(), organisation=organisation)
    return {
        "record": record,
        "key": record.key,
        "marks": [wording.MARKS[mark] for mark in wording.MARKS if mark in record.marks],
        "public": answer.public,
        "why": translated(answer.why),
        "periods": [
            (translated(SYSTEMS[system]), translated(one.why)) for system, one in _running(record, organisation)
        ],
    }


def _running(record: Standing, organisation: bool) -> list[tuple[System, Shown]]:
    """The periods worth reading: of the record of an organisation that no mark has stopped."""
    return list(record.periods.items()) if organisation and not record.marks & STOPPED else []


def mine(
    record: Standing, *, organisation: bool, repair: str, objection: str
) -> dict[str, Any]:  # fmt: skip
    """A record on its subject's own page, with what may be asked about it; `repair`, `objection`: numbers of open ones."""
    found = row(record, organisation=organisation)
    ripe = organisation and record.kind.adverse and not repair
    missing = unmet(repairs.conditions(record, today=moments.today())) if ripe else []
    return found | {
        "repair": repair, "objection": objection, "may_repair": ripe and not missing,
        "has_conditions": bool(ripe and missing and found["periods"]),
    }  # fmt: skip


def conditions(record: Standing, *, promised: bool = False) -> list[dict[str, Any]]:
    """The conditions of a repair, each in the reader's language."""
    return [condition(one) for one in repairs.conditions(record, today=moments.today(), promised=promised)]


def condition(one: Condition) -> dict[str, Any]:
    met = {True: _("符合"), False: _("不符合"), None: _("待核实")}[one.met]
    return {
        "words": translated(one.words), "met": one.met, "state": met, "why": translated(one.why), "article": one.article
    }  # fmt: skip


def entry(line: Any) -> dict[str, Any]:
    who = {"resident": _("申请人"), "staff": _("办理单位"), "system": _("系统")}.get(line.actor.split(":")[0], "")
    told = [str(line.data[name]) for name in TOLD if line.data.get(name)]
    return {"title": wording.EVENTS.get(line.kind, line.kind), "at": line.at, "by": who, "text": " ".join(told)}


def entry_of(one: Listing, *, by: Actor) -> dict[str, Any]:
    """Everything the pages of one list entry need."""
    state, day = State(one.state), one.due_on if one.ended_at is None else None
    return {
        "one": one,
        "state": wording.STATES[state],
        "next": wording.NEXT_ENTRY[state],
        "light": light(day, moments.today(), calendars.current()) if day else "",
        "last": one.until - DAY if one.until else None,
        "verbs": [(verb, wording.VERBS[verb]) for verb in proceedings.allowed(one, by=by)],
        "timeline": [entry(line) for line in reversed(journal.timeline(f"{one.matter}:{one.number}"))],
    }


def kind_names() -> dict[str, str]:
    """The kinds of record by code, for whoever reads which grounds a measure has."""
    return {kind.code: kind.label for kind in RecordKind.objects.all()}
