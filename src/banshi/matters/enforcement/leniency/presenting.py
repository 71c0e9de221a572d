"""What the party's page and the desk's page show of one case, and what the public page shows of one row of the list."""

from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import light
from banshi.kernel.journal import selectors as journal
from banshi.kernel.translation import translated
from banshi.matters.enforcement.leniency import procedure, selectors, weights, wording
from banshi.matters.enforcement.leniency.conditions import parse
from banshi.matters.enforcement.leniency.grounds import Effect, Ground
from banshi.matters.enforcement.leniency.models import Case, ListedSlip
from banshi.matters.enforcement.leniency.procedure import State
from banshi.matters.enforcement.leniency.rules import Assessment, full_conditions
from banshi.matters.enforcement.leniency.services.steps import open_correction, standing


def page_of(case: Case, *, by: Actor) -> dict[str, Any]:
    """Everything both pages need."""
    state = State(case.state)
    day = standing(case)
    return {
        "case": case,
        "state": wording.STATES[state],
        "next": wording.NEXT[state],
        "light": light(day, moments.today(), calendars.current()) if day and not case.ended else "",
        "standing": day,
        "chosen": wording.EFFECTS[Effect(case.chosen)] if case.chosen else "",
        "recommended": wording.EFFECTS[Effect(case.recommended)] if case.recommended else "",
        "correction": open_correction(case),
        "corrections": case.corrections.select_related("photo").order_by("pk"),
        "joint": case.joint.select_related("party").order_by("pk"),
        "officers": case.officers.filter(recused_at=None).select_related("account"),
        "review": [translated(procedure.REVIEW_GROUNDS[code]) for code in case.review_grounds],
        "withheld": translated(procedure.WITHHELD.get(case.withheld, "")),
        "verbs": [(verb, wording.VERBS[verb]) for verb in selectors.allowed(case, by=by)],
        "timeline": [entry(line) for line in reversed(journal.timeline(f"leniency:{case.number}"))],
    }


def weighed(case: Case) -> dict[str, Any]:
    """The assessment on today's facts and law, every condition with its answer: for the officer."""
    found = weights.assessment(case, on=moments.today())
    return {
        "assessment": found,
        "outcome": wording.EFFECTS[found.outcome],
        "best": wording.EFFECTS[found.best],
        "explanation": translated(found.explanation),
        "questions": [translated(question) for question in found.questions],
        "grounds": [ground(one) for one in telling(found)],
        "measures": [wording.MEASURES[one] for one in found.measures],
    }


def telling(found: Assessment) -> list[Ground]:
    """The grounds worth reading: what is met, what is open, and every row of the list; the rest says only "no"."""
    return [one for one in (*found.considered, *found.no_coercion) if one.state != "not_met" or one.listed]


def ground(one: Ground) -> dict[str, Any]:
    return {
        "key": one.key if one.listed else "",
        "article": one.article,
        "effect": wording.EFFECTS[one.effect],
        "state": wording.FINDINGS[one.state],
        "met": one.state == "met",
        "set_aside": translated(one.set_aside),
        "findings": [
            {
                "words": translated(finding.words),
                "state": wording.FINDINGS[finding.state],
                "reason": translated(finding.reason),
                "evidence": finding.evidence,
                "ask": translated(finding.ask),
            }
            for finding in one.findings
        ],
    }


TOLD = ("reason", "what", "opinion", "way")


def entry(line: Any) -> dict[str, Any]:
    who = {"resident": _("当事人"), "staff": _("执法机关"), "system": _("系统")}.get(line.actor.split(":")[0], "")
    told = [str(line.data[name]) for name in TOLD if line.data.get(name)]
    return {"title": wording.EVENTS.get(line.kind, line.kind), "at": line.at, "by": who, "text": " ".join(told)}


def row_of(slip: ListedSlip) -> dict[str, Any]:
    """One row for the public: what is forgiven, and what one must do."""
    law = weights.law_of(slip.offence, on=moments.today())
    return {
        "slip": slip,
        "kind": slip.get_kind_display(),
        "conditions": [translated(one.words) for one in full_conditions(weights.row_of(slip), law)],
        "measures": [wording.MEASURES[one] for one in slip.measures],
    }


def short(slip: ListedSlip) -> dict[str, Any]:
    """The same for the list, with the row's own conditions only."""
    return {
        "slip": slip,
        "kind": slip.get_kind_display(),
        "conditions": [translated(one.words) for one in parse(slip.conditions)],
    }
