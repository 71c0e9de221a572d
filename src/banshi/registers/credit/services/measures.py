"""联合奖惩: an office meets measures in one of its matters, and answers what it did."""

from datetime import datetime

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.registers.credit.events import MeasureAnswered, MeasureMet
from banshi.registers.credit.models import JointAction
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules.measures import Measure, Moment
from banshi.registers.credit.rules.proceedings import check_reason
from banshi.registers.credit.selectors import measures

OUTCOMES = ("applied", "not_applied")


@transaction.atomic
def meet(fingerprint: str, moment: Moment, *, key: str, office_path: str, by: Actor, at: datetime) -> list[JointAction]:
    """Write down which measures a subject meets in a matter, each once; returns those that are new.

    `fingerprint`: of the subject's number, as parties keep it; `key`: the matter's own number.
    """
    subject = measures.subject(fingerprint)
    if subject is None:
        return []
    known = set(JointAction.objects.filter(matter=moment.matter, key=key).values_list("measure_id", flat=True))
    found = measures.measures_for(fingerprint, moment)
    return [
        _met(one, subject.sid, subject.name, moment, key=key, office_path=office_path, by=by, at=at)
        for one in found
        if one.provision.code not in known
    ]


@transaction.atomic
def answer(number: str, *, outcome: str, reason: str, by: Actor, at: datetime) -> JointAction:
    """答复: what the office did about it, and why; once."""
    action = JointAction.objects.select_for_update(of=("self",)).filter(number=number).first()
    if action is None:
        raise Hidden(number)
    require(by, Permission.ANSWER, office_path=action.office_path)
    if action.outcome:
        raise Refused("answered_before", "已经答复过。")
    if outcome not in OUTCOMES:
        raise Hidden(outcome)
    check_reason(reason, article=action.law)
    action.outcome, action.reason, action.answered_by_id, action.answered_at = outcome, reason, by.user_id, at
    action.save(update_fields=["outcome", "reason", "answered_by", "answered_at"])
    emit(MeasureAnswered(key=number, outcome=outcome, reason=reason), by=by, at=at)
    return action


def _met(
    measure: Measure, sid: int, name: str, moment: Moment, *, key: str, office_path: str, by: Actor, at: datetime
) -> JointAction:
    said = "；".join(f"{ground.name} {ground.source}" for ground in measure.grounds)
    action = JointAction.objects.create(
        number=next_number("LC", moment.on.year), measure_id=measure.provision.code, sid=sid, party_name=name,
        grounds=said[:300], law=measure.provision.law, matter=moment.matter, key=key, office_path=office_path,
        met_at=at,
    )  # fmt: skip
    news = MeasureMet(
        key=action.number, measure=measure.provision.code, matter=moment.matter, of=key, law=action.law,
        grounds=[ground.source for ground in measure.grounds],
    )  # fmt: skip
    emit(news, by=by, at=at)
    return action
