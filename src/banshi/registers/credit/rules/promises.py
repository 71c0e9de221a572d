"""信用承诺: whether a promise was kept, read out of the words with which its unit delivers it. Pure.

国办发〔2020〕42号: a false promise is recorded as dishonest. Nothing said is nothing known: a promise whose day has passed
without a word counts neither as kept nor as broken.
"""

from datetime import date
from typing import Literal

from banshi.kernel.sentences import later

Said = Literal["kept", "broken", ""]
State = Literal["kept", "broken", "running", "unknown"]

STATES: dict[str, str] = {
    "kept": later("已履行"),
    "broken": later("未履行"),
    "running": later("履行中"),
    "unknown": later("未报送履行情况"),
}
BROKEN = ("未履行", "未兑现", "违反承诺", "违背承诺", "虚假承诺", "承诺不实")
KEPT = ("已履行", "已兑现", "履行完毕", "如期履行")
SORTS = {
    "approval": later("审批替代型"),
    "certificate": later("证明事项型"),
    "deferral": later("容缺受理型"),
    "voluntary": later("主动公示型"),
    "trade": later("行业自律型"),
    "repair": later("信用修复型"),
    "other": later("其他"),
}
SORT_WORDS = {
    "approval": ("审批替代",),
    "certificate": ("证明事项",),
    "deferral": ("容缺",),
    "voluntary": ("主动",),
    "trade": ("行业自律",),
    "repair": ("信用修复",),
}


def said(content: str) -> Said:
    """What the unit says. Broken goes before kept: whoever writes both means that something was not done."""
    if any(word in content for word in BROKEN):
        return "broken"
    return "kept" if any(word in content for word in KEPT) else ""


def state(told: Said, valid_until: date | None, day: date) -> State:
    """What is known on a day."""
    return told or ("running" if valid_until is None or day <= valid_until else "unknown")


def sort(content: str) -> str:
    """类型, as credit sites list promises; `other` where the unit named none."""
    return next((name for name, words in SORT_WORDS.items() if any(word in content for word in words)), "other")
