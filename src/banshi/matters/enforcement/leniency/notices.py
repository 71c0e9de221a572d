"""Short texts to the parties of a case: what is asked of them and until when; the case by its number, never the act or a person."""

from datetime import date

from banshi.kernel import ports
from banshi.matters.enforcement.leniency.models import Case
from banshi.registers.parties import selectors as parties


def send(number: str, text: str) -> int:
    """To every party whose mobile number is known; returns how many."""
    case = Case.objects.select_related("party", "office").get(number=number)
    concerned = [case.party, *(one.party for one in case.joint.select_related("party"))]
    known = [phone for phone in map(parties.phone, concerned) if phone]
    for phone in known:
        ports.sms().send(phone, f"【办事】{case.office.short_name}案件{number}：{text}")
    return len(known)


def ordered(until: date) -> str:
    return f"请在{_day(until)}前改正，并在“我的案件”提交改正情况。"


def noticed(until: date) -> str:
    return f"拟作出行政处罚，内容、理由和依据见“我的案件”。您有权陈述、申辩，不会因此加重；要求听证的，请在{_day(until)}前提出。"


def decided() -> str:
    return "已经作出决定，决定书和救济途径见“我的案件”。"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
