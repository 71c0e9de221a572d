"""What every step shares: lock the application, and afterwards write state, due days, worklist and timers in one go."""

from collections.abc import Iterable
from datetime import date, datetime

from banshi.kernel import rows
from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs import timers
from banshi.kernel.refusal import Stale
from banshi.kernel.worklist import services as worklist
from banshi.kernel.writing import together
from banshi.matters.applications import rules
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import STAFF, State, Verb
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties

MATTER = rules.MATTER
BY_NUMBER_LOCKED = "number = %s FOR UPDATE"
DEEMED, OVERDUE, STATUTE, DELIVERY, SILENCE = (
    "applications.deemed",
    "applications.overdue",
    "applications.statute",
    "applications.delivery",
    "applications.silence",
)

KINDS = (DEEMED, OVERDUE, STATUTE, DELIVERY, SILENCE)


def lock(number: str, verb: Verb, *, by: Actor, version: int | None = None) -> Application:
    """Lock · may you? · may this step follow? In that order, so that a stranger learns nothing.

    `version`, when given, is the one the caller looked at: a newer one is answered with Stale.
    """
    application = rows.find(Application, BY_NUMBER_LOCKED, [number])
    if application is None:
        raise Hidden(number)
    application.item_version = catalogue.by_key(application.item_version_id)  # remembered: no join, no parsing
    allow(application, verb, by=by)
    if version is not None and version != application.version:
        raise Stale
    rules.next_state(State(application.state), verb)
    return application


def allow(application: Application, verb: Verb, *, by: Actor) -> None:
    """May you? The office by its permission, the applicant by being the party or its agent, the machine by its timers."""
    if permission := STAFF.get(verb):
        require(by, permission, office_path=application.office_path, matter=MATTER)
    elif by.kind == "staff" and verb in rules.COUNTER:
        require(by, rules.COUNTER[verb], office_path=application.office_path, matter=MATTER)
    elif verb in rules.APPLICANT:
        if not parties.may_act_for(by, application.party_id):
            raise Hidden(application.number)
    elif by.kind != "system":
        raise Hidden(application.number)


def move(application: Application, verb: Verb, *, at: datetime, changed: Iterable[str] = ()) -> None:
    """Write the step: state, version, recomputed due days, worklist line and timers. `changed` names other fields."""
    application.state = rules.next_state(State(application.state), verb)
    application.version += 1
    if application.ended:
        application.ended_at = application.ended_at or at
    compute(application)
    with together():
        rows.update(application, {*changed, *COMPUTED, "state", "version", "ended_at"})
        follow(application)


def follow(application: Application) -> None:
    """Worklist line and timers follow what was written."""
    worklist.move_line(
        MATTER,
        application.number,
        state=application.state,
        due_on=standing(application),
        statutory_due_on=application.statutory_due_on,
        waits_for=waits_for(application),
        closed_at=application.ended_at if application.ended else None,
    )
    rewind(application)


COMPUTED = ("notice_due_on", "promised_due_on", "statutory_due_on", "delivery_due_on", "provisional")


def compute(application: Application) -> None:
    """The due days, from the facts alone."""
    dues = rules.dues(application.facts, calendars.current())
    application.notice_due_on = dues.notice.on
    application.promised_due_on = dues.promised.on if dues.promised else None
    application.statutory_due_on = dues.statutory.on if dues.statutory else None
    application.delivery_due_on = dues.delivery.on if dues.delivery else None
    application.provisional = dues.provisional


def standing(application: Application) -> date | None:
    """The day that the light in the worklist shows; none while the clock stands still."""
    clock = rules.STANDING.get(State(application.state))
    return getattr(application, f"{clock}_due_on") if clock else None


def waits_for(application: Application) -> str:
    return {State.SUPPLEMENTING: "party", State.SPECIAL: "nobody"}.get(State(application.state), "office")


def rewind(application: Application) -> None:
    """Set the timers of the state the application is in now and clear all others."""
    wanted = timers_of(application)
    timers.replace(application.number, KINDS, wanted)


def timers_of(application: Application) -> list[tuple[str, str, datetime]]:
    """What must happen by itself in this state, each at the moment after its last lawful day."""
    delivery = [(DELIVERY, application.delivery_due_on)]
    silence = [(SILENCE, expiry(application))]
    due = {
        State.SUBMITTED: [(DEEMED, application.notice_due_on)],
        State.REVIEW: [(OVERDUE, application.promised_due_on), (STATUTE, application.statutory_due_on), *silence],
        State.SPECIAL: silence,
        State.GRANTED: delivery,
        State.REFUSED: delivery,
        State.ISSUED: delivery,
    }.get(State(application.state), [])
    return [(kind, application.number, rules.end_of(day)) for kind, day in due if day]


def expiry(application: Application) -> date | None:
    """For a renewal that silence grants: the day on which the old licence runs out, as the form's `expires_on` says."""
    if not application.item_version.spec.silence_means_consent:
        return None
    stated = application.form.get("expires_on")
    expires_on = date.fromisoformat(stated) if stated else None
    asked_in_time = rules.can_be_renewed_by_silence(
        means_consent=True, received_on=application.facts.received_on, expires_on=expires_on
    )
    return expires_on if asked_in_time else None
