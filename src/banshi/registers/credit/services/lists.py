"""守信激励名单 and 严重失信主体名单 (红黑名单): proposed with reasons and law, told, heard, decided by another person, left on conditions."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.clock import Limit
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist import services as worklist
from banshi.registers.credit.events import (
    EntryDropped,
    EntryOverdue,
    EntryProposed,
    ExitAsked,
    HearingHeld,
    NoticeGiven,
    StatementMade,
    SubjectLeft,
    SubjectListed,
    SubjectStays,
)
from banshi.registers.credit.models import CreditList, Listing, Subject
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules import listing as rules
from banshi.registers.credit.rules.proceedings import LISTED, Matter, State, Verb, check_reason
from banshi.registers.credit.selectors import subjects
from banshi.registers.credit.services.steps import answer, due_on, lock, move

if TYPE_CHECKING:
    from banshi.registers.offices.models import Office

EXPIRY = "credit-listing.expiry"
STATEMENT, EXIT = "credit-list-statement", "credit-list-exit"


@transaction.atomic
def propose(code: str, *, sid: int, reasons: str, office: "Office", by: Actor, at: datetime) -> Listing:
    """拟列入: an organisation, for reasons that meet the list's published standard."""
    require(by, Permission.HANDLE, office_path=office.path, matter=Matter.LISTING)
    wanted = CreditList.objects.filter(pk=code, retired_on=None).first()
    subject = Subject.objects.filter(pk=sid, kind="E", merged_into=None).first()
    if wanted is None or subject is None:
        raise Hidden("list")
    check_reason(reasons, article=rules.LAW)
    if Listing.objects.filter(list=wanted, sid__in=subjects.family(sid).values("sid"), state__in=LISTED).exists():
        raise Refused("listed_before", "该主体已在这个名单的办理之中，或者已经列入。")
    assert by.user_id is not None  # require let only staff through
    entry = Listing.objects.create(
        number=next_number("MD", moments.day_of(at).year), list=wanted, sid=sid, party_name=subject.name,
        code=subject.code, reasons=reasons, law=wanted.law, office=office, office_path=office.path,
        state=State.PROPOSED, filed_at=at, proposed_by_id=by.user_id,
    )  # fmt: skip
    worklist.open_line(
        matter=Matter.LISTING, key=entry.number, number=entry.number, title=wanted.name, subject=subject.name,
        office_path=office.path, state=entry.state, opened_at=at,
    )  # fmt: skip
    emit(EntryProposed(key=entry.number, list=code, law=entry.law, reasons=reasons), by=by, at=at)
    return entry


@transaction.atomic
def notify(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Listing:
    """告知: reasons, basis, and that one may answer and, where the list has one, ask for a hearing."""
    entry = lock(Listing, number, Verb.NOTIFY, by=by, version=version)
    entry.noticed_at, entry.statement_until = at, due_on(STATEMENT, moments.day_of(at))
    move(entry, Verb.NOTIFY, at=at, changed=["noticed_at", "statement_until"])
    emit(NoticeGiven(key=number, until=entry.statement_until), by=by, at=at)
    return entry


@transaction.atomic
def state(
    number: str, *, words: str, hearing: bool = False, by: Actor, at: datetime, version: int | None = None
) -> Listing:
    """陈述、申辩: heard until the decision; a hearing within the time of the notice."""
    entry = lock(Listing, number, Verb.STATE, by=by, version=version)
    check_reason(words, article=rules.LAW)
    in_time = entry.statement_until is None or moments.day_of(at) <= entry.statement_until
    rules.check_hearing(hearing, allowed=entry.list.hearing and in_time)
    entry.words, entry.stated_at = words, at
    entry.hearing_asked = entry.hearing_asked or hearing
    move(entry, Verb.STATE, at=at, changed=["words_cipher", "stated_at", "hearing_asked"])
    emit(StatementMade(key=number, hearing=hearing), by=by, at=at)
    return entry


@transaction.atomic
def hear(number: str, *, held_on: date, by: Actor, at: datetime, version: int | None = None) -> Listing:
    """听证."""
    entry = lock(Listing, number, Verb.HEAR, by=by, version=version)
    if held_on > moments.day_of(at):
        raise Refused("hearing_later", "听证日期不能晚于今天。")
    entry.heard_on = held_on
    move(entry, Verb.HEAR, at=at, changed=["heard_on"])
    emit(HearingHeld(key=number, held_on=held_on), by=by, at=at)
    return entry


@transaction.atomic
def enter(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Listing:
    """列入决定: in writing, by somebody else than who proposed, with the day it ends and the conditions of exit."""
    entry, today = lock(Listing, number, Verb.LIST, by=by, version=version), moments.day_of(at)
    rules.check_decidable(
        serious=entry.list.kind == "serious", noticed=entry.noticed_at is not None,
        statement_until=entry.statement_until, stated=entry.stated_at is not None,
        hearing_asked=entry.hearing_asked, heard=entry.heard_on is not None, proposer=entry.proposed_by_id,
        decider=by.user_id, today=today,
    )  # fmt: skip
    answer(entry, reason, by=by, at=at)
    term = _term(entry.list, today)
    entry.since, entry.until, entry.exit_from, entry.decided_by_id = term.since, term.until, term.exit_from, by.user_id
    move(entry, Verb.LIST, at=at, changed=["since", "until", "exit_from", "decided_by"])
    timers.set_timers([(EXPIRY, number, datetime.combine(term.until, time(), moments.CHINA))])
    emit(SubjectListed(key=number, list=entry.list_id, since=term.since, until=term.until, reason=reason), by=by, at=at)
    return entry


@transaction.atomic
def drop(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Listing:
    """不予列入: what the organisation said was right, or the standard is not met."""
    entry = lock(Listing, number, Verb.DROP, by=by, version=version)
    answer(entry, reason, by=by, at=at)
    move(entry, Verb.DROP, at=at)
    emit(EntryDropped(key=number, reason=reason), by=by, at=at)
    return entry


@transaction.atomic
def ask_exit(number: str, *, words: str, by: Actor, at: datetime, version: int | None = None) -> Listing:
    """申请提前移出, once the shortest time has passed."""
    entry = lock(Listing, number, Verb.ASK_EXIT, by=by, version=version)
    check_reason(words, article=rules.LAW)
    rules.check_exit(moments.day_of(at), entry.exit_from)
    entry.words, entry.exit_asked_at = words, at
    move(entry, Verb.ASK_EXIT, at=at, limit=EXIT, changed=["words_cipher", "exit_asked_at"])
    emit(ExitAsked(key=number, due_on=entry.due_on), by=by, at=at)
    return entry


@transaction.atomic
def leave(
    number: str, *, duties_done: bool, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Listing:
    """移出: the duties are done, or the decision was wrong; every measure that rested on it ends with it."""
    entry = lock(Listing, number, Verb.EXIT, by=by, version=version)
    rules.check_duties(duties_done)
    answer(entry, reason, by=by, at=at)
    return _out(entry, Verb.EXIT, reason, by=by, at=at)


@transaction.atomic
def stay(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Listing:
    """不同意提前移出, with the reason; it may be asked again."""
    entry = lock(Listing, number, Verb.STAY, by=by, version=version)
    if entry.exit_asked_at is None:
        raise Refused("not_asked", "没有待答复的移出申请。")
    answer(entry, reason, by=by, at=at)
    entry.exit_asked_at = None
    move(entry, Verb.STAY, at=at, changed=["exit_asked_at"])
    emit(SubjectStays(key=number, reason=reason), by=by, at=at)
    return entry


@transaction.atomic
def expire(number: str, *, by: Actor, at: datetime) -> Listing | None:
    """期满移出: by itself, on the day; an entry that has left before is left alone."""
    entry = Listing.objects.select_for_update(of=("self",)).filter(number=number).first()
    if entry is None or entry.state != State.LISTED or entry.until is None or moments.day_of(at) < entry.until:
        return None
    lock(Listing, number, Verb.EXPIRE, by=by)
    return _out(entry, Verb.EXPIRE, "", by=by, at=at)


@transaction.atomic
def report_overdue(number: str, *, by: Actor, at: datetime) -> None:
    """超期: a day passed; it is said, and nothing is decided."""
    entry = Listing.objects.get(number=number)
    emit(EntryOverdue(key=number, due_on=entry.due_on), by=by, at=at)


def _out(entry: Listing, verb: Verb, reason: str, *, by: Actor, at: datetime) -> Listing:
    entry.exited_on, entry.exit_asked_at = moments.day_of(at), None
    move(entry, verb, at=at, changed=["exited_on", "exit_asked_at"])
    timers.clear(entry.number, EXPIRY)
    emit(SubjectLeft(key=entry.number, reason=reason, expired=verb == Verb.EXPIRE), by=by, at=at)
    return entry


def _term(wanted: CreditList, since: date) -> rules.Term:
    minimum = Limit.parse(wanted.minimum) if wanted.minimum else None
    return rules.term(since, minimum=minimum, maximum=Limit.parse(wanted.maximum))
