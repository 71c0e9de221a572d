"""Short texts to the applicant of a repair or an objection: what came of it; by its number, never the record."""

from banshi.kernel import ports
from banshi.registers.credit.models import Proceeding
from banshi.registers.parties import selectors as parties


def send(one: Proceeding, text: str) -> bool:
    """To whoever applied, if the mobile number is known."""
    person = parties.of_account(one.applicant_id)
    phone = parties.phone(person) if person else ""
    if phone:
        ports.sms().send(phone, f"【办事】{one.office.short_name}{one.number}：{text}")
    return bool(phone)


def agreed() -> str:
    return "已同意信用修复并终止公示，修复证明见“我的信用”。"


def answered() -> str:
    return "已经答复，内容和理由见“我的信用”。"


def asked() -> str:
    return "需要补正，要求见“我的信用”。"
