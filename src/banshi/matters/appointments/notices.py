"""Short texts to residents. They name the number and the time, never a personal number."""

from banshi.kernel import ports
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.crypto import decrypt
from banshi.matters.appointments.models import Appointment, Entry, Request
from banshi.registers.parties import selectors as parties
from banshi.registers.parties.selectors import Party


def send(party: Party, text: str, request: Request | None = None) -> bool:
    """To the number given for this request, else to the party's own; nobody's number: nothing is sent."""
    given = decrypt(bytes(request.contact_cipher)) if request and request.contact_cipher else ""
    number = given or parties.phone(party)
    if number:
        ports.sms().send(number, text)
    return bool(number)


def booked(appointment: Appointment) -> str:
    return f"【办事】{_item(appointment)}已预约：{_when(appointment)}，{appointment.hall.name}。预约号{appointment.number}，到厅凭号或二维码签到。"


def reminder(appointment: Appointment) -> str:
    return f"【办事】提醒：{_when(appointment)}到{appointment.hall.name}办理{_item(appointment)}，预约号{appointment.number}。不能前来请取消，把号留给他人。"


def requested(request: Request) -> str:
    return f"【办事】已收到延时服务申请{request.number}（{request.item.name}），正在请各单位安排专人，{_at(request.answer_by)}前答复您。"


def declined(request: Request) -> str:
    instead = f"该单位可在{_at(request.suggested_at)}办理。" if request.suggested_at else "请选择工作日的普通预约。"
    return f"【办事】延时服务申请{request.number}未能安排：{request.end_reason}。{instead}"


def lapsed(request: Request) -> str:
    return (
        f"【办事】很抱歉，延时服务申请{request.number}未能在您希望的时间内安排。请选择工作日的普通预约，或拨打12345。"
    )


def offered(entry: Entry) -> str:
    return f"【办事】您候补的{entry.item.name}有号了，请在{_at(entry.offered_until)}前登录确认，逾期顺延给下一位。"


def _item(appointment: Appointment) -> str:
    return appointment.item.name


def _when(appointment: Appointment) -> str:
    return _at(appointment.span.start)


def _at(moment) -> str:  # type: ignore[no-untyped-def]
    here = moment.astimezone(CHINA)
    return f"{here.month}月{here.day}日{here:%H:%M}"
