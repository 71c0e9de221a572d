"""Who may book for whom: oneself and whom one speaks for; staff for whoever phones or stands at the counter."""

from django.db import IntegrityError

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import later
from banshi.matters.appointments.permissions import Permission
from banshi.registers.parties import selectors as parties
from banshi.registers.parties.selectors import Party

CLASHES = {
    "appointment_one_at_once": ("busy", later("该申请人在这个时间已有其他预约。")),
    "appointment_one_per_item": ("booked_already", later("该事项已有一个未办理的预约，请先改期或取消。")),
    "request_one_waiting": ("asked_already", later("该事项已有一件延时服务申请正在安排。")),
    "slot_one_server_at_once": ("person_busy", later("该人员在此时段已有安排，请另选人员或时间。")),
    "entry_once": ("waiting_already", later("您已在当天的候补名单中。")),
    "ticket_one_at_window": ("window_busy", later("请先办结或跳过当前号码。")),
}


def check_party(by: Actor, party: Party, *, office_path: str) -> None:
    """May you? Residents for their parties, staff with `assist` over the office that serves, the machine in its jobs."""
    if by.kind == "system":
        return
    if by.kind == "staff":
        require(by, Permission.ASSIST, office_path=office_path)
    elif not parties.may_act_for(by, party.pk, scope="appointments"):
        raise Hidden("party")


def refuse_clash(error: IntegrityError) -> Refused:
    """What the database forbade, in words; an unknown fault stays a fault."""
    for name, (code, message) in CLASHES.items():
        if name in str(error):
            return Refused(code, message)
    raise error
