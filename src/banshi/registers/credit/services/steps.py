"""What every step of a repair and an objection shares: lock it, and afterwards write state, worklist and timer in one go."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.files import services as files
from banshi.kernel.jobs import timers
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused, Stale
from banshi.kernel.worklist import services as worklist
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.credit.models import Evidence, Proceeding, Tracked, Unit
from banshi.registers.credit.rules import clocks, proceedings
from banshi.registers.credit.rules.proceedings import APPLICANT, CLOCK, LISTED, OPEN, STAFF, Matter, State, Verb
from banshi.registers.credit.selectors.proceedings import speaks_for
from banshi.registers.credit.selectors.standing import Standing

if TYPE_CHECKING:
    from banshi.registers.offices.models import Office
    from banshi.registers.parties.models import Party

OVERDUE = {matter: f"{matter}.overdue" for matter in Matter}
PREFIX = {Matter.REPAIR: "XF", Matter.OBJECTION: "YY", Matter.LISTING: "MD"}
OneProceeding = TypeVar("OneProceeding", bound=Proceeding)
OneTracked = TypeVar("OneTracked", bound=Tracked)


def begin(
    kind: type[OneProceeding], record: Standing, *, party: "Party", office: "Office", words: str, limit: str, by: Actor,
    at: datetime, **more: object,
) -> OneProceeding:  # fmt: skip
    """The row of a new proceeding, its line in the worklist and its timer. The caller has checked and says so."""
    assert by.user_id is not None  # a party is acted for by an account
    today = moments.day_of(at)
    if kind._default_manager.filter(unit=record.unit, fp=record.fp, state__in=OPEN).exists():
        raise Refused("asked_before", "这条信息已有一件申请正在办理。")
    one = kind(
        number=next_number(PREFIX[kind.matter], today.year), sid=record.sid, party=party, party_name=party.name,
        applicant_id=by.user_id, unit=record.unit, fp=record.fp, kind=record.kind, doc_no=record.doc_no,
        decided_on=record.decided_on, office=office, office_path=office.path, filed_at=at,
        due_on=due_on(limit, today), **more,
    )  # fmt: skip
    one.words = words
    one.save()
    worklist.open_line(
        matter=one.matter, key=one.number, number=one.number, title=f"{one.kind.name} {one.doc_no}"[:200],
        subject=one.party_name, office_path=one.office_path, state=one.state, opened_at=at, due_on=one.due_on,
    )  # fmt: skip
    _set_timer(one)
    return one


def lock(kind: type[OneTracked], number: str, verb: Verb, *, by: Actor, version: int | None = None) -> OneTracked:
    """Lock · may you? · may this step follow? In that order, so that a stranger learns nothing."""
    found = kind._default_manager.select_for_update(of=("self",)).filter(number=number).first()
    if found is None:
        raise Hidden(number)
    allow(found, verb, by=by)
    if version is not None and version != found.version:
        raise Stale
    proceedings.next_state(kind.matter, State(found.state), verb)
    return found


def allow(one: Tracked, verb: Verb, *, by: Actor) -> None:
    """May you? The office by permission, the subject's side for what is its own, the clock for what ends by itself."""
    if verb in APPLICANT:
        if not speaks_for(one, by=by):
            raise Hidden(one.number)
        return
    if verb in CLOCK:
        if by.kind != "system":
            raise Hidden(one.number)
        return
    require(by, STAFF[verb], office_path=one.office_path, matter=one.matter)


def answer(one: Tracked, text: str, *, by: Actor, at: datetime) -> None:
    """The office's answer with its reason, under a person's name."""
    proceedings.check_reason(text)
    one.answer, one.answered_by_id, one.answered_at = text, by.user_id, at


def move(one: Tracked, verb: Verb, *, at: datetime, limit: str = "", changed: Iterable[str] = ()) -> None:
    """Write the step: state, version, worklist and timer. `limit`: the office's next limit, from today."""
    one.state = proceedings.next_state(one.matter, State(one.state), verb)
    one.version += 1
    one.due_on = due_on(limit, moments.day_of(at)) if limit else None
    one.ended_at = None if one.state in OPEN | LISTED else one.ended_at or at
    one.save(update_fields={*changed, "state", "version", "due_on", "ended_at", "answer", "answered_by", "answered_at"})
    worklist.move_line(
        one.matter, one.number, state=one.state, due_on=one.due_on, statutory_due_on=None, waits_for=waits_for(one),
        closed_at=one.ended_at,
    )  # fmt: skip
    _set_timer(one)


def waits_for(one: Tracked) -> str:
    """Whom it waits for: an entry that holds waits for nobody, until its subject asks to leave."""
    if one.state == State.LISTED and one.due_on is None:
        return "nobody"
    return "party" if one.state == State.SUPPLEMENT else "office"


def attach(one: Proceeding, evidence: Sequence[str], *, by: Actor) -> None:
    """佐证: files that the applicant uploaded become part of the proceeding."""
    files.adopt(evidence, owner_kind=one.matter, owner_key=one.number, by=by)
    Evidence.objects.bulk_create(Evidence(number=one.number, file_id=file) for file in evidence)


def due_on(limit: str, begins: date) -> date | None:
    return clocks.due_on(limit, begins, calendars.current(), catalogue.statutory)


def keeper() -> "Office | None":
    """信用平台主管单位: whoever keeps the city's credit platform."""
    unit = Unit.objects.select_related("office").filter(keeper=True, retired_on=None).first()
    return unit.office if unit else None


def _set_timer(one: Tracked) -> None:
    kind = OVERDUE[one.matter]
    due = [(kind, one.number, _end_of(one.due_on))] if one.due_on and one.ended_at is None else []
    timers.replace(one.number, [kind], due)


def _end_of(day: date) -> datetime:
    """The moment after the last moment of a day."""
    return datetime.combine(day + timedelta(days=1), time(), moments.CHINA)
