"""Opening a person's file: for a purpose, written down first, and told to the person."""

from datetime import datetime

from django.db import transaction

from banshi.kernel.actors import Actor, require
from banshi.kernel.identifiers import IdentifierError, check_citizen_id
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.registers.credit import events
from banshi.registers.credit.models.looks import PURPOSES, Look
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.selectors import subjects
from banshi.registers.offices import selectors as offices

SHORTEST = 4


@transaction.atomic
def look(citizen_id: str, *, purpose: str, detail: str, by: Actor, at: datetime) -> Look:
    """查询自然人: by the number in hand, never by name (个人信息保护法 第五条、第六条、第三十四条).

    `detail` says for which matter. The look stands in the journal and is shown to the person, who need not be told first
    (第三十五条); it lets the officer read the file for half an hour.
    """
    path = next(iter(by.paths(Permission.READ_PEOPLE)), "")
    require(by, Permission.READ_PEOPLE, office_path=path)
    assert by.user_id is not None  # the machine has no grants
    if purpose not in dict(PURPOSES):
        raise Refused("purpose", "请选择查询目的。")
    if len(detail.strip()) < SHORTEST:
        raise Refused("detail", "请写明办理的事项或者案件编号。")
    try:
        subject = subjects.person(check_citizen_id(citizen_id, today=at.date()).number)
    except IdentifierError as error:
        raise Refused("citizen_id", error.args[0]) from None
    if subject is None:
        raise Refused("nobody", "没有归集到这个人的信用信息。")
    office = offices.offices().filter(path=path).first()
    made = Look.objects.create(
        sid=subject.sid, officer_id=by.user_id, office=office, purpose=purpose, detail=detail.strip(), at=at
    )
    emit(events.PersonLooked(key=str(made.pk), sid=subject.sid, purpose=purpose, detail=made.detail), by=by, at=at)
    return made
