"""立案与调查: filing, two certified officers, recusal, the facts, the order to correct and the recheck."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.files import services as files
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist import services as worklist
from banshi.matters.enforcement.leniency import procedure, weights
from banshi.matters.enforcement.leniency.events import (
    CaseFiled,
    CorrectionOrdered,
    CorrectionRechecked,
    CorrectionShown,
    FactsRecorded,
    OfficerRecused,
    OfficersAssigned,
)
from banshi.matters.enforcement.leniency.models import Case, CaseOfficer, Correction, JointParty
from banshi.matters.enforcement.leniency.permissions import Permission
from banshi.matters.enforcement.leniency.procedure import MATTER, Officer, Verb
from banshi.matters.enforcement.leniency.services.steps import (
    DECISION,
    end_of,
    limit_day,
    lock,
    move,
    officers_of,
    open_correction,
)
from banshi.matters.enforcement.leniency.weights import Said
from banshi.matters.enforcement.offences.models import Offence
from banshi.matters.enforcement.officers.models import Inspector

if TYPE_CHECKING:
    from banshi.registers.offices.models import Office
    from banshi.registers.parties.models import Party


@transaction.atomic
def file(
    offence: Offence, *, party: "Party", joint: Sequence["Party"] = (), office: "Office", source: str, act_on: date,
    by: Actor, at: datetime,
) -> Case:  # fmt: skip
    """立案: ninety calendar days for a decision begin (第五十四条、第六十条)."""
    require(by, Permission.FILE, office_path=office.path, matter=MATTER)
    case = prepare(offence, party=party, office=office, source=source, act_on=act_on, at=at)
    concerned = {one.pk: one for one in (party, *joint)}
    kinds, born = [one.kind for one in concerned.values()], [one.birth_on for one in concerned.values()]
    procedure.check_joint(kinds, born, on=moments.day_of(at))
    case.save()
    JointParty.objects.bulk_create(
        JointParty(case=case, party=one, name=one.name) for one in concerned.values() if one.pk != party.pk
    )
    begin(case, by=by, at=at)
    return case


def prepare(offence: Offence, *, party: "Party", office: "Office", source: str, act_on: date, at: datetime) -> Case:
    today = moments.day_of(at)
    if act_on > today:
        raise Refused("future_act", "违法行为的日期不能晚于今天。")
    return Case(
        number=next_number("ZF", today.year), party=party, party_kind=party.kind, party_name=party.name,
        office=office, office_path=office.path, offence=offence, source=source, act_on=act_on, filed_at=at,
        decide_due_on=limit_day("penalty-decision", today, calendars.current()),
    )  # fmt: skip


def begin(case: Case, *, by: Actor, at: datetime) -> None:
    """The case enters the worklist and its journal."""
    worklist.open_line(
        matter=MATTER, key=case.number, number=case.number, title=case.offence.act[:200], subject=case.party_name,
        office_path=case.office_path, state=case.state, opened_at=at, due_on=case.decide_due_on,
        statutory_due_on=case.decide_due_on,
    )  # fmt: skip
    timers.set_timers([(DECISION, case.number, end_of(case.decide_due_on))])
    emit(filed(case, joint=len(case.parties) - 1), by=by, at=at)


def filed(case: Case, *, joint: int) -> CaseFiled:
    return CaseFiled(
        key=case.number, offence=case.offence_id, office_path=case.office_path, source=case.source,
        decide_due_on=case.decide_due_on, joint=joint,
    )  # fmt: skip


@transaction.atomic
def assign(number: str, *, accounts: Collection[int], by: Actor, at: datetime, version: int | None = None) -> Case:
    """指派: two officers or more, each with a valid certificate, none of them recused (第四十二条、第四十三条)."""
    case = lock(number, Verb.ASSIGN, by=by, version=version)
    certificates = put_on(case, accounts, at=at)
    move(case, Verb.ASSIGN, at=at)
    emit(OfficersAssigned(key=number, certificates=certificates), by=by, at=at)
    return case


def put_on(case: Case, accounts: Collection[int], *, at: datetime) -> list[str]:
    """Check the certificates in the register of inspectors and enter these officers; returns the certificates."""
    found = [
        Officer(one.account_id, one.certificate, one.valid_until)
        for one in Inspector.objects.filter(account__in=accounts, left_at=None)
    ]
    recused = set(case.officers.filter(recused_at__isnull=False).values_list("account_id", flat=True))
    present = set(case.officers.filter(recused_at=None).values_list("account_id", flat=True))
    procedure.check_officers(found, recused, on=moments.day_of(at))
    CaseOfficer.objects.bulk_create(
        CaseOfficer(case=case, account_id=one.account, certificate=one.certificate, assigned_at=at)
        for one in found
        if one.account not in present
    )
    return sorted(one.certificate for one in found)


@transaction.atomic
def recuse(
    number: str, *, account: int, instead: int, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Case:
    """回避: the officer leaves, somebody else with a certificate comes; what follows is done by the others."""
    case = lock(number, Verb.RECUSE, by=by, version=version)
    procedure.check_words(reason, article="行政处罚法 第四十三条")
    leaving = case.officers.filter(account=account, recused_at=None).first()
    if leaving is None:
        raise Refused("not_an_officer", "该人员不是本案承办人。")
    leaving.recused_at, leaving.reason = at, reason
    leaving.save(update_fields=["recused_at", "reason"])
    put_on(case, [*officers_of(case), instead], at=at)
    move(case, Verb.RECUSE, at=at)
    emit(OfficerRecused(key=number, certificate=leaving.certificate, reason=reason), by=by, at=at)
    return case


@transaction.atomic
def record(number: str, *, said: Said, by: Actor, at: datetime, version: int | None = None) -> Case:
    """记录事实: what was found, with its evidence. The rule says at once what follows and what is still to be found out."""
    case = lock(number, Verb.RECORD, by=by, version=version)
    case.said = said
    found = weights.assessment(case, on=moments.day_of(at))
    case.recommended, case.rows = found.outcome, [one.key for one in found.because if one.listed]
    case.explanation, case.questions = str(found.explanation), [str(one) for one in found.questions]
    move(case, Verb.RECORD, at=at, changed=["facts_cipher", "recommended", "rows", "explanation", "questions"])
    recorded = FactsRecorded(
        key=number, outcome=found.outcome, open_questions=len(found.questions), earlier=len(weights.earlier(case))
    )
    emit(recorded, by=by, at=at)
    return case


@transaction.atomic
def order(number: str, *, what: str, until: date, by: Actor, at: datetime, version: int | None = None) -> Case:
    """责令改正, with its day (第二十八条第一款)."""
    case = lock(number, Verb.ORDER, by=by, version=version)
    procedure.check_words(what, article="行政处罚法 第二十八条第一款")
    procedure.check_until(until, today=moments.day_of(at))
    Correction.objects.create(case=case, what=what, ordered_on=moments.day_of(at), until=until)
    move(case, Verb.ORDER, at=at)
    emit(CorrectionOrdered(key=number, what=what, until=until), by=by, at=at)
    return case


@transaction.atomic
def show(
    number: str, *, words: str, photo: str | None = None, by: Actor, at: datetime, version: int | None = None
) -> Case:
    """改正情况: the party says that it is done and shows a photo from the phone."""
    case = lock(number, Verb.SHOW, by=by, version=version)
    running = open_correction(case)
    if running is None:
        raise Refused("nothing_ordered", "目前没有需要提交的改正情况。")
    procedure.check_words(words, article="行政处罚法 第四十五条")
    if photo:
        files.adopt([photo], owner_kind=MATTER, owner_key=number, by=by)
    running.shown_at, running.shown_words, running.photo_id = at, words, photo
    running.save(update_fields=["shown_at", "shown_words", "photo"])
    move(case, Verb.SHOW, at=at)
    emit(CorrectionShown(key=number, with_photo=bool(photo)), by=by, at=at)
    return case


@transaction.atomic
def recheck(number: str, *, corrected_on: date | None, by: Actor, at: datetime, version: int | None = None) -> Case:
    """复查: corrected on which day, or not at all."""
    case = lock(number, Verb.RECHECK, by=by, version=version)
    running, today = open_correction(case), moments.day_of(at)
    if running is None:
        raise Refused("nothing_ordered", "没有等待复查的责令改正。")
    if corrected_on and corrected_on > today:
        raise Refused("future_correction", "改正的日期不能晚于今天。")
    running.rechecked_on, running.corrected_on = today, corrected_on
    running.save(update_fields=["rechecked_on", "corrected_on"])
    move(case, Verb.RECHECK, at=at)
    emit(CorrectionRechecked(key=number, corrected=corrected_on is not None, corrected_on=corrected_on), by=by, at=at)
    return case


def offence(code: str) -> Offence:
    """The offence with this code, or Hidden."""
    found = Offence.objects.filter(pk=code, retired_on=None).first()
    if found is None:
        raise Hidden(code)
    return found
