"""Reads of applications for other apps and faces. Everything begins at `scope`."""

from typing import Any

from django.db.models import Q, QuerySet

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import DayRow, explain
from banshi.matters.applications import rules, wording
from banshi.matters.applications.models import Application
from banshi.matters.applications.permissions import Permission
from banshi.matters.applications.rules import State, Verb
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties


def scope(actor: Actor) -> QuerySet[Application]:
    """What exists for this actor: staff their offices' (never drafts), residents their own and their principals'."""
    if actor.kind == "resident":
        return Application.objects.filter(party_id__in=parties.ids_for(actor))
    inside = Q(pk__in=[])
    for held in actor.held:
        if Permission.READ in held.permissions and held.matter in ("", rules.MATTER):
            inside |= Q(office_path__startswith=held.office_path)
    return Application.objects.filter(inside).exclude(state=State.DRAFT)


def application(number: str, *, by: Actor) -> Application:
    """One application with its item and certificate, or Hidden."""
    found = scope(by).select_related("certificate").filter(number=number).first()
    if found is None:
        raise Hidden(number)
    found.item_version = catalogue.by_key(found.item_version_id)  # remembered: no join, no parsing of its document
    return found


def of_residents(actor: Actor) -> QuerySet[Application]:
    """A resident's own list, newest first."""
    return scope(actor).select_related("item_version").order_by("-pk")


def allowed(application: Application, *, by: Actor, acts_for: bool = False) -> list[Verb]:
    """The steps that this actor may take now: exactly the buttons and links that are shown."""
    return [verb for verb in rules.verbs(State(application.state)) if _may(application, verb, by, acts_for)]


def _may(application: Application, verb: Verb, by: Actor, acts_for: bool) -> bool:
    permission = rules.STAFF.get(verb) or (rules.COUNTER.get(verb) if by.kind == "staff" else None)
    if permission:
        may = by.may(permission, office_path=application.office_path, matter=rules.MATTER)
        return may and _fits(application, verb)
    return verb in rules.APPLICANT and acts_for


def _fits(application: Application, verb: Verb) -> bool:
    """What the state alone does not say; the services ask the same rules."""
    today = moments.today()
    if verb == Verb.SERVE:
        return bool(application.item_version.case_type == rules.ON_THE_SPOT)
    if verb == Verb.NOTIFY:
        silent = rules.was_silent(application.facts, today=today, calendar=calendars.current())
        return not application.notified_at and not silent
    if verb == Verb.EXTEND:
        late = rules.is_late(application.statutory_due_on, today=today)
        return rules.can_be_extended(application.limits) and not application.extension and not late
    if verb == Verb.EXPLAIN_DELAY:
        return rules.is_promise_missed(application.facts, application.promised_due_on, today=today)
    return application.outcome == "granted" if verb in (Verb.REVOKE, Verb.CANCEL) else True


def clocks(application: Application) -> dict[str, list[DayRow]]:
    """The table of days of each clock that has begun: date, counted or not, why, running number."""
    facts, limits, calendar = application.facts, application.limits, calendars.current()
    tables = {"notice": explain(facts.supplemented_on or facts.received_on, limits.notice, calendar)}
    if facts.accepted_on:
        tables["promised"] = explain(facts.accepted_on, rules.standing_promise(facts), calendar, pauses=facts.pauses)
        if full := rules.standing_statute(facts):
            tables["statutory"] = explain(facts.accepted_on, full, calendar, pauses=facts.pauses)
    if facts.decided_on:
        tables["delivery"] = explain(facts.decided_on, limits.delivery, calendar)
    return tables


def open_states() -> list[tuple[str, Any]]:
    """(code, words) of the states in which an application waits, for filters."""
    return [(state.value, wording.STATES[state]) for state in State if state in rules.OPEN]


def verb(code: str) -> Verb:
    """The step with this code, or Hidden."""
    try:
        return Verb(code)
    except ValueError:
        raise Hidden(code) from None


def verb_words(code: str) -> Any:
    return wording.VERBS[Verb(code)]


def state_words(state: str) -> Any:
    return wording.STATES[State(state)]
