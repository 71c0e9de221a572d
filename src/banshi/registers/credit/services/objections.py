"""异议: whoever a record is about says that it is wrong. Marked at once, checked within its limit, answered with a trace."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.registers.credit.events import (
    ObjectionFiled,
    ObjectionKept,
    ObjectionOverdue,
    ObjectionUpheld,
    ObjectionWithdrawn,
)
from banshi.registers.credit.models import Objection
from banshi.registers.credit.rules import clocks
from banshi.registers.credit.rules.proceedings import Verb, check_reason
from banshi.registers.credit.selectors import standing, subjects
from banshi.registers.credit.services import marking
from banshi.registers.credit.services.steps import answer, attach, begin, keeper, lock, move
from banshi.registers.parties import selectors as parties

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

LAW = "国家市场监督管理总局令第45号 第十二条"


@transaction.atomic
def file(
    party: "Party", *, unit: int, fp: int, about: str, words: str, evidence: Sequence[str] = (), by: Actor, at: datetime
) -> Objection:
    """提出异议: against one record about oneself. From this moment it is marked and nobody outside sees it."""
    if not parties.may_act_for(by, party.pk):
        raise Hidden("party")
    subject = subjects.of_party(party)
    if subject is None:
        raise Hidden("subject")
    today = moments.day_of(at)
    record = standing.find(subject.sid, unit, fp, on=today)
    check_reason(words, article=LAW)
    office = record.unit.office or keeper()
    if office is None:
        raise Refused("no_office", "没有受理异议的单位，请联系信用平台主管单位。")
    objection = begin(
        Objection, record, party=party, office=office, words=words, limit=clocks.OBJECTION, by=by, at=at, about=about
    )
    attach(objection, evidence, by=by)
    _mark(objection, "objected", at, reason=about)
    said = ObjectionFiled(key=objection.number, unit=unit, about=about, due_on=objection.due_on)
    emit(said, by=by, at=at)
    return objection


@transaction.atomic
def withdraw(number: str, *, by: Actor, at: datetime, version: int | None = None) -> Objection:
    """撤回异议: the mark is lifted."""
    objection = lock(Objection, number, Verb.WITHDRAW, by=by, version=version)
    _lift(objection, at)
    move(objection, Verb.WITHDRAW, at=at)
    emit(ObjectionWithdrawn(key=number), by=by, at=at)
    return objection


@transaction.atomic
def correct(
    number: str, *, correction: str, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Objection:
    """更正: the record is wrong. It stays out of sight until its unit delivers it anew; what it should say is kept."""
    objection = lock(Objection, number, Verb.CORRECT, by=by, version=version)
    check_reason(correction, article=LAW)
    objection.correction = correction
    return _uphold(objection, Verb.CORRECT, "corrected", reason, by=by, at=at, changed=["correction"])


@transaction.atomic
def remove(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Objection:
    """撤下: the decision was annulled, the record is about somebody else, or it may not be shown (行政处罚法 第四十八条第二款)."""
    objection = lock(Objection, number, Verb.REMOVE, by=by, version=version)
    return _uphold(objection, Verb.REMOVE, "withdrawn", reason, by=by, at=at)


@transaction.atomic
def keep(number: str, *, reason: str, by: Actor, at: datetime, version: int | None = None) -> Objection:
    """维持原信息: it is right, and why; it is shown again."""
    objection = lock(Objection, number, Verb.KEEP, by=by, version=version)
    answer(objection, reason, by=by, at=at)
    _lift(objection, at)
    move(objection, Verb.KEEP, at=at)
    emit(ObjectionKept(key=number, reason=reason), by=by, at=at)
    return objection


@transaction.atomic
def report_overdue(number: str, *, by: Actor, at: datetime) -> None:
    """超期: a day passed; it is said, and the record stays out of sight."""
    objection = Objection.objects.get(number=number)
    emit(ObjectionOverdue(key=number, due_on=objection.due_on), by=by, at=at)


def _uphold(
    objection: Objection, verb: Verb, mark: str, reason: str, *, by: Actor, at: datetime, changed: Sequence[str] = ()
) -> Objection:
    answer(objection, reason, by=by, at=at)
    _mark(objection, mark, at, reason=reason)
    _lift(objection, at)
    move(objection, verb, at=at, changed=changed)
    emit(ObjectionUpheld(key=objection.number, outcome=mark, reason=reason), by=by, at=at)
    return objection


def _mark(objection: Objection, kind: str, at: datetime, *, reason: str) -> None:
    marking.put(
        unit=objection.unit.number, fp=objection.fp, sid=objection.sid, kind=kind,
        source=f"objection:{objection.number}", reason=reason, since=moments.day_of(at),
    )  # fmt: skip


def _lift(objection: Objection, at: datetime) -> None:
    marking.lift(
        unit=objection.unit.number, fp=objection.fp, kind="objected", source=f"objection:{objection.number}",
        until=moments.day_of(at),
    )  # fmt: skip
