"""What every step shares: lock the case, and afterwards write state, worklist and timers in one go."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from banshi.kernel.actors import Actor, Forbidden, Hidden, require
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.jobs import timers
from banshi.kernel.refusal import Refused, Stale
from banshi.kernel.worklist import services as worklist
from banshi.matters.enforcement.leniency import procedure
from banshi.matters.enforcement.leniency.models import Case, Correction
from banshi.matters.enforcement.leniency.procedure import MATTER, OF_THE_OFFICERS, PARTY, STAFF, State, Verb
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties

DECISION, RECHECK, DELIVERY, UNPUBLISH = (
    "leniency.decision",
    "leniency.recheck",
    "leniency.delivery",
    "leniency.unpublish",
)
KINDS = (DECISION, RECHECK, DELIVERY, UNPUBLISH)


def lock(number: str, verb: Verb, *, by: Actor, version: int | None = None) -> Case:
    """Lock · may you? · may this step follow? In that order, so that a stranger learns nothing."""
    case = Case.objects.select_for_update(of=("self",)).select_related("party", "offence").filter(number=number).first()
    if case is None:
        raise Hidden(number)
    allow(case, verb, by=by)
    if version is not None and version != case.version:
        raise Stale
    procedure.next_state(State(case.state), verb)
    return case


def allow(case: Case, verb: Verb, *, by: Actor) -> None:
    """May you? The office by permission, and the case's own officers for what is theirs; the party for what is its own."""
    if verb in PARTY:
        if not any(parties.may_act_for(by, party) for party in case.parties):
            raise Hidden(case.number)
        return
    require(by, STAFF[verb], office_path=case.office_path, matter=MATTER)
    if verb in OF_THE_OFFICERS and by.user_id not in officers_of(case):
        raise Forbidden("officer")


def officers_of(case: Case) -> set[int]:
    """The accounts of those who work on the case now."""
    return set(case.officers.filter(recused_at=None).values_list("account_id", flat=True))


def move(case: Case, verb: Verb, *, at: datetime, changed: Iterable[str] = ()) -> None:
    """Write the step: state, version, worklist line and timers. `changed` names other fields."""
    case.state = procedure.next_state(State(case.state), verb)
    case.version += 1
    if case.ended:
        case.ended_at = case.ended_at or at
    case.save(update_fields={*changed, "state", "version", "ended_at"})
    follow(case)


def follow(case: Case) -> None:
    """Worklist line and timers follow what was written."""
    worklist.move_line(
        MATTER, case.number, state=case.state, due_on=standing(case), statutory_due_on=case.decide_due_on,
        waits_for=waits_for(case), closed_at=case.ended_at if case.ended else None,
    )  # fmt: skip
    timers.replace(case.number, KINDS, [(kind, case.number, end_of(day)) for kind, day in timers_of(case) if day])


def standing(case: Case) -> date | None:
    """The day that the light in the worklist shows."""
    if case.state in procedure.UNDECIDED:
        return min(filter(None, (case.decide_due_on, recheck_on(case))), default=None)
    return {State.DECIDED: case.delivery_due_on, State.WITHDRAWN: case.unpublish_due_on}.get(State(case.state))


def timers_of(case: Case) -> list[tuple[str, date | None]]:
    """What is said by itself when a day has passed; nothing is decided by itself."""
    if case.state in procedure.UNDECIDED:
        return [(DECISION, case.decide_due_on), (RECHECK, recheck_on(case))]
    if case.state == State.DECIDED:
        return [(DELIVERY, case.delivery_due_on)]
    return [(UNPUBLISH, case.unpublish_due_on)] if case.publication == "published" else []


def recheck_on(case: Case) -> date | None:
    """The last day of a correction that nobody has looked at again yet."""
    running = open_correction(case)
    return running.until if running else None


def open_correction(case: Case) -> Correction | None:
    return case.corrections.filter(rechecked_on=None).order_by("-pk").first()


def waits_for(case: Case) -> str:
    running = open_correction(case) if case.state == State.INVESTIGATING else None
    answering = case.state == State.NOTICED and not case.defended_at
    return "party" if answering or (running and not running.shown_at) else "office"


def end_of(day: date) -> datetime:
    """The moment after the last moment of a day."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def limit_day(code: str, begin: date, calendar: procedure.Calendar) -> date:
    """The last day of a limit of the Penalty Law that begins on a day."""
    limit = catalogue.statutory(code, begin)
    if limit is None:
        raise Refused("no_limit", "该日期没有可适用的法定期限。", article="行政处罚法 第八十五条")
    return procedure.last_day(begin, limit, calendar)
