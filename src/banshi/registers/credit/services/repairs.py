"""信用修复: asked for by the company with a promise, agreed to by the unit that decided, everywhere at once, revoked if it was false."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.clock.counting import nominal_day
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.credit.events import (
    RepairAccepted,
    RepairAgreed,
    RepairApplied,
    RepairDeclined,
    RepairOverdue,
    RepairRefused,
    RepairRevoked,
    RepairWithdrawn,
    SupplementAsked,
    SupplementGiven,
)
from banshi.registers.credit.models import Repair
from banshi.registers.credit.rules import clocks, repairing
from banshi.registers.credit.rules.disclosure import STOPPED
from banshi.registers.credit.rules.proceedings import Verb, check_reason
from banshi.registers.credit.selectors import standing, subjects
from banshi.registers.credit.selectors.standing import Standing
from banshi.registers.credit.services import marking
from banshi.registers.credit.services.steps import answer, attach, begin, lock, move
from banshi.registers.parties import selectors as parties

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

BAR = "credit-repair-bar"


@transaction.atomic
def apply(
    party: "Party", *, unit: int, fp: int, words: str, promised: bool, evidence: Sequence[str] = (), by: Actor,
    at: datetime,
) -> Repair:  # fmt: skip
    """申请: by who speaks for the company, for one record of its own, once its regime allows it, with the public promise."""
    record, today = _own(party, unit, fp, by=by, at=at), moments.day_of(at)
    if not promised:
        raise Refused("repair_promise", "申请信用修复，应当公开作出信用承诺。", article="信用修复管理办法")
    check_reason(words)
    repairing.check(conditions(record, today=today, promised=True))
    if record.unit.office is None:
        raise Refused("no_office", "作出决定的单位不在本平台办理修复，请直接向该单位提出。", article="信用修复管理办法")
    period = next(iter(one for one in record.periods.values() if one.on(today)))
    repair = begin(
        Repair, record, party=party, office=record.unit.office, words=words, limit=clocks.REPAIR_ACCEPTANCE, by=by,
        at=at, severity=period.severity, basis=period.basis, promise=repairing.PROMISE, token=token_urlsafe(24),
    )  # fmt: skip
    attach(repair, evidence, by=by)
    said = RepairApplied(key=repair.number, unit=unit, office_path=repair.office_path, basis=repair.basis)
    emit(said, by=by, at=at)
    return repair


@transaction.atomic
def supplement(
    number: str, *, words: str, evidence: Sequence[str] = (), by: Actor, at: datetime, version: int | None = None
) -> Repair:
    """补正: what was asked for; the office's time begins anew."""
    repair = lock(Repair, number, Verb.SUPPLEMENT, by=by, version=version)
    check_reason(words)
    repair.words = f"{repair.words}\n{words}"
    attach(repair, evidence, by=by)
    move(repair, Verb.SUPPLEMENT, at=at, limit=clocks.REPAIR_ACCEPTANCE, changed=["words_cipher"])
    emit(SupplementGiven(key=number, files=len(evidence)), by=by, at=at)
    return repair


@transaction.atomic
def withdraw(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Repair:
    """撤回申请, before it is accepted."""
    repair = lock(Repair, number, Verb.WITHDRAW, by=by, version=version)
    move(repair, Verb.WITHDRAW, at=at)
    emit(RepairWithdrawn(key=number), by=by, at=at)
    return repair


@transaction.atomic
def ask_more(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Repair:
    """一次性告知补正."""
    repair = lock(Repair, number, Verb.ASK_MORE, by=by, version=version)
    answer(repair, reason, by=by, at=at)
    move(repair, Verb.ASK_MORE, at=at)
    emit(SupplementAsked(key=number, reason=reason), by=by, at=at)
    return repair


@transaction.atomic
def accept(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Repair:
    """受理: the conditions that a rule can see are looked at once more; the unit's time to answer begins."""
    repair = lock(Repair, number, Verb.ACCEPT, by=by, version=version)
    repairing.check(conditions(_record(repair, at), today=moments.day_of(at), promised=True))
    move(repair, Verb.ACCEPT, at=at, limit=clocks.REPAIR_DECISION)
    emit(RepairAccepted(key=number, due_on=repair.due_on), by=by, at=at)
    return repair


@transaction.atomic
def decline(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Repair:
    """不予受理, with the reason."""
    repair = lock(Repair, number, Verb.DECLINE, by=by, version=version)
    answer(repair, reason, by=by, at=at)
    move(repair, Verb.DECLINE, at=at)
    emit(RepairDeclined(key=number, reason=reason), by=by, at=at)
    return repair


@transaction.atomic
def agree(
    number: str, *, duties_done: bool, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Repair:
    """同意修复 (谁认定、谁修复): publication ends in the same transaction, wherever this platform shows or shares the record."""
    repair, today = lock(Repair, number, Verb.AGREE, by=by, version=version), moments.day_of(at)
    repairing.check_duties(duties_done)
    answer(repair, reason, by=by, at=at)
    repair.agreed_on = today
    marking.put(
        unit=repair.unit.number, fp=repair.fp, sid=repair.sid, kind="repaired", source=source(repair), reason=reason,
        since=today,
    )  # fmt: skip
    move(repair, Verb.AGREE, at=at, changed=["agreed_on"])
    emit(RepairAgreed(key=number, reason=reason, on=today), by=by, at=at)
    return repair


@transaction.atomic
def refuse(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Repair:
    """不同意修复, with the reason; the record stays published as long as its regime says."""
    repair = lock(Repair, number, Verb.REFUSE, by=by, version=version)
    answer(repair, reason, by=by, at=at)
    move(repair, Verb.REFUSE, at=at)
    emit(RepairRefused(key=number, reason=reason), by=by, at=at)
    return repair


@transaction.atomic
def revoke(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Repair:
    """撤销修复: the promise or the material was false. The record is shown again, and no repair for a time."""
    repair, today = lock(Repair, number, Verb.REVOKE, by=by, version=version), moments.day_of(at)
    answer(repair, reason, by=by, at=at)
    repair.revoked_on = today
    marking.lift(unit=repair.unit.number, fp=repair.fp, kind="repaired", source=source(repair), until=today)
    move(repair, Verb.REVOKE, at=at, changed=["revoked_on"])
    emit(RepairRevoked(key=number, reason=reason, barred_until=barred_until(repair.sid)), by=by, at=at)
    return repair


@transaction.atomic
def report_overdue(number: str, *, by: Actor, at: datetime) -> None:
    """超期: a day passed; it is said, and nothing is decided."""
    repair = Repair.objects.get(number=number)
    emit(RepairOverdue(key=number, due_on=repair.due_on), by=by, at=at)


def conditions(record: Standing, *, today: date, promised: bool = False) -> list[repairing.Condition]:
    """What a repair of this record takes today."""
    periods = {} if record.marks & STOPPED else record.periods
    return repairing.conditions(periods, today=today, promised=promised, barred_until=barred_until(record.sid))


def barred_until(sid: int) -> date | None:
    """The first day on which a subject whose repair was revoked may ask again."""
    family = subjects.family(sid).values("sid")
    last = Repair.objects.filter(sid__in=family, revoked_on__isnull=False).order_by("-revoked_on").first()
    limit = catalogue.statutory(BAR, last.revoked_on) if last and last.revoked_on else None
    if last is None or last.revoked_on is None or limit is None:
        return None
    return nominal_day(last.revoked_on, limit, ()) + timedelta(days=1)


def source(repair: Repair) -> str:
    """How its mark names it."""
    return f"repair:{repair.number}"


def _own(party: "Party", unit: int, fp: int, *, by: Actor, at: datetime) -> Standing:
    """The record, if this actor speaks for the party and it is the party's own. A person's is never public."""
    if not parties.may_act_for(by, party.pk):
        raise Hidden("party")
    subject = subjects.of_party(party)
    if subject is None:
        raise Hidden("subject")
    if subject.kind != "E":
        raise Refused("not_public", "自然人的信用信息不公示，不需要修复；有误的，可以提出异议。")
    return standing.find(subject.sid, unit, fp, on=moments.day_of(at))


def _record(repair: Repair, at: datetime) -> Standing:
    return standing.find(repair.sid, repair.unit.number, repair.fp, on=moments.day_of(at))
