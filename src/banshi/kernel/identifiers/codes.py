"""The codes of organisations (GB 32100, GB 11714), property units (GB/T 37346) and investment projects."""

import re
from dataclasses import dataclass
from typing import Literal

from stdnum.cn import uscc

from banshi.kernel.identifiers.errors import IdentifierError, tidy
from banshi.kernel.sentences import later

# stdnum's own validate() wants eight digits in front and so refuses codes that begin with a letter: N for village
# collectives, Y for others, A for the army. Its check digit is right; the form is checked here.
_CREDIT = re.compile(r"[1-9ANY][1-9ABCDEFG][0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_ORG = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_UNIT = re.compile(r"([1-9][0-9]{5})([0-9]{3})([0-9]{3})([GJZ][A-Z])([0-9]{5})([FLQW])([0-9]{8})")
_PROJECT = re.compile(r"(20[0-9]{2})-([1-9][0-9]{5})-([0-9]{2})-([0-9]{2})-([0-9]{6})")

Fixture = Literal["F", "L", "Q", "W"]


@dataclass(frozen=True)
class PropertyUnit:
    """不动产单元: a parcel and what stands on it. fixture: F building, L trees, Q other, W nothing."""

    number: str
    region: str
    parcel: str
    fixture: Fixture


@dataclass(frozen=True)
class ProjectCode:
    """项目代码 of the national platform for investment projects. kind: 01 审批, 02 核准, 03 备案."""

    number: str
    year: int
    region: str
    industry: str
    kind: str


def check_credit_code(text: str) -> str:
    """统一社会信用代码 (GB 32100-2015), 18 characters without I, O, S, V, Z."""
    number = tidy(text, later("统一社会信用代码"), drop="-")
    if len(number) != 18:
        raise IdentifierError("统一社会信用代码应为18位。")
    if not _CREDIT.fullmatch(number):
        raise IdentifierError("统一社会信用代码含有不允许的字符（不使用字母I、O、S、V、Z；第3至8位为数字）。")
    if number[17] != uscc.calc_check_digit(number):
        raise IdentifierError("统一社会信用代码的校验位不正确，请逐位核对。")
    return number


def check_org_code(text: str) -> str:
    """组织机构代码 (GB 11714-1997), in the form 12345678-X."""
    number = tidy(text, later("组织机构代码"), drop="-")
    if not _ORG.fullmatch(number):
        raise IdentifierError("组织机构代码应为8位数字或字母加1位校验码。")
    total = sum(weight * int(character, 36) for weight, character in zip(_ORG_WEIGHTS, number, strict=False))
    if number[8] != "0123456789X0"[11 - total % 11]:
        raise IdentifierError("组织机构代码的校验码不正确，请逐位核对。")
    return f"{number[:8]}-{number[8]}"


def check_property_unit(text: str) -> PropertyUnit:
    """不动产单元代码 (GB/T 37346-2019), 28 characters; it has no check digit, so only the form can be checked."""
    number = tidy(text, later("不动产单元号"))
    if len(number) != 28:
        raise IdentifierError("不动产单元号应为28位。")
    found = _UNIT.fullmatch(number)
    if not found:
        raise IdentifierError("不动产单元号格式不正确：应为19位宗地代码加9位定着物单元代码。")
    fixture: Fixture = found[6]  # type: ignore[assignment]  # the pattern allows no other letter
    if (fixture == "W") != (found[7] == "00000000"):
        raise IdentifierError("不动产单元号的定着物部分不正确：无定着物时应为W00000000。")
    return PropertyUnit(number=number, region=found[1], parcel=number[:19], fixture=fixture)


def check_project_code(text: str) -> ProjectCode:
    """项目代码: year-division-industry-kind-serial, 24 characters with hyphens."""
    found = _PROJECT.fullmatch(tidy(text, later("项目代码")))
    if not found:
        raise IdentifierError("项目代码格式应为：年份-行政区划-行业-类型-流水号，例如2022-211103-47-03-000001。")
    if found[3] == "00" or found[4] == "00":
        raise IdentifierError("项目代码的行业和类型不能为00。")
    return ProjectCode(number=found[0], year=int(found[1]), region=found[2], industry=found[3], kind=found[4])
