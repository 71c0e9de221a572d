"""公民身份号码 citizen identity numbers (GB 11643-1999), and the 15-digit ones that older papers still carry."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from banshi.kernel.identifiers.errors import IdentifierError, tidy
from banshi.kernel.sentences import later

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NEW = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD = re.compile(r"[1-9][0-9]{14}")
_OLDEST_AGE = 150


@dataclass(frozen=True)
class CitizenId:
    """A number whose form, date of birth and check digit are right. Whether it was ever issued only the police know."""

    number: str
    birth_on: date
    sex: Literal["male", "female"]
    was_15_digits: bool = False

    @property
    def region(self) -> str:
        """The division of first registration; a hint, often abolished since."""
        return self.number[:6]


def check_citizen_id(text: str, *, today: date | None = None) -> CitizenId:
    """Check 18 digits, or turn 15 into the 18 that replaced them. `today` bounds the date of birth."""
    number = tidy(text, later("身份证号码"))
    if not number:
        raise IdentifierError("请填写身份证号码。")
    was_15_digits = len(number) == 15
    if was_15_digits:
        number = _upgraded(number)
    if not _NEW.fullmatch(number):
        raise IdentifierError("身份证号码应为18位：前17位是数字，最后一位是数字或字母X。")
    birth_on = _birth(number[6:14], today or datetime.now(ZoneInfo("Asia/Shanghai")).date())
    if number[17] != _check_digit(number):
        raise IdentifierError("身份证号码的校验位不正确，请逐位核对。")
    sex: Literal["male", "female"] = "male" if int(number[16]) % 2 else "female"
    return CitizenId(number=number, birth_on=birth_on, sex=sex, was_15_digits=was_15_digits)


def _upgraded(old: str) -> str:
    """15 digits were all given to people born in the 1900s; the check digit came with the 18."""
    if not _OLD.fullmatch(old):
        raise IdentifierError("15位旧身份证号码应全部为数字。")
    number = old[:6] + "19" + old[6:]
    return number + _check_digit(number)


def _birth(digits: str, today: date) -> date:
    try:
        birth_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdentifierError("身份证号码中的出生日期不存在，请核对第7至14位。") from None
    if birth_on > today:
        raise IdentifierError("身份证号码中的出生日期晚于今天，请核对第7至14位。")
    if today.year - birth_on.year > _OLDEST_AGE:
        raise IdentifierError("身份证号码中的出生日期过早，请核对第7至14位。")
    return birth_on


def _check_digit(number: str) -> str:
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11]
