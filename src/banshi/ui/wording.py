"""How limits, days and money are put into words. Pure but for the translation of the words themselves."""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

LIMIT = re.compile(r"(?P<count>\d+)(?P<unit>wd|d|mo|h|y)?")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = "一二三四五六日"
REASONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(chinese), english)
    for chinese, english in (
        (r"即办，当日办结", "done on the spot, the same day"),
        (r"触发日不计", "the day it begins does not count"),
        (r"放假安排未公布，暂按平日", "holidays not yet announced, taken as an ordinary day"),
        (r"届满日顺延", "so the last day moves on"),
        (r"顺延至此工作日届满", "moved on to this working day, the last"),
        (r"调休上班", "make-up working day"),
        (r"第(\d+)个工作日", r"working day \1"),
        (r"第(\d+)日", r"day \1"),
        (r"(\d\d:\d\d)起计", r"counted from \1"),
        (r"(\d\d:\d\d)届满", r"ends at \1"),
        (r"(.+)放假", r"\1 holiday"),
        (r"停表：(.+)", r"clock stopped: \1"),
        (r"周末", "weekend"),
        (r"顺延", "moved on"),
        (r"届满", "the last"),
        (r"停表", "clock stopped"),
        (r"连续计算", "counted"),
        (r"，", ", "),
    )
)
"""The clock gives its reasons in Chinese, the language of the law; these are their English words, the longest first."""
HOLIDAYS = {
    "元旦": "New Year", "春节": "Spring Festival", "清明节": "Qingming", "劳动节": "Labour Day", "端午节": "Dragon Boat",
    "中秋节": "Mid-Autumn", "国庆节": "National Day",
}  # fmt: skip


def english() -> bool:
    return (get_language() or "").startswith("en")


def limit(value: object) -> str:
    """`5wd` → 5个工作日; `0` → 当场办结; an absent limit is a dash, never "0 days"."""
    text = "" if value is None else str(value)
    found = LIMIT.fullmatch(text)
    if not found:
        return text or "—"
    count = int(found["count"])
    if count == 0:
        return _("当场办结")
    words = {
        "wd": ngettext("%(n)d个工作日", "%(n)d个工作日", count),
        "d": ngettext("%(n)d个自然日", "%(n)d个自然日", count),
        "mo": ngettext("%(n)d个月", "%(n)d个月", count),
        "h": ngettext("%(n)d小时", "%(n)d小时", count),
        "y": ngettext("%(n)d年", "%(n)d年", count),
    }
    return words[found["unit"] or "d"] % {"n": count}


def day(value: date | datetime | str | None, style: str = "") -> str:
    """2026年11月22日（星期日）; `short` leaves out year and weekday, `brief` the year, `time` adds the hour and minute."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    clock = f" {value:%H:%M}" if style == "time" and isinstance(value, datetime) else ""
    return (_day_english(value, style) if english() else _day_chinese(value, style)) + clock


def _day_chinese(value: date, style: str) -> str:
    if style == "short":
        return f"{value.month}月{value.day}日"
    if style == "brief":
        return f"{value.month}月{value.day}日 周{WEEKDAYS[value.weekday()]}"
    weekday = "" if style in {"plain", "time"} else f"（星期{WEEKDAYS[value.weekday()]}）"
    return f"{value.year}年{value.month}月{value.day}日{weekday}"


def _day_english(value: date, style: str) -> str:
    month = MONTHS_EN[value.month - 1]
    if style == "short":
        return f"{value.day} {month}"
    if style == "brief":
        return f"{WEEKDAYS_EN[value.weekday()]} {value.day} {month}"
    weekday = "" if style in {"plain", "time"} else f"{WEEKDAYS_EN[value.weekday()]}, "
    return f"{weekday}{value.day} {month} {value.year}"


def yuan(cents: int | None) -> str:
    """1000 → 10.00元. Money is whole cents everywhere; it becomes a decimal only here."""
    if cents is None:
        return "—"
    sign, cents = ("-" if cents < 0 else ""), abs(int(cents))
    amount = f"{sign}{cents // 100:,}.{cents % 100:02d}"
    return f"¥{amount}" if english() else f"{amount}元"


def reason(text: str) -> str:
    """Why a day was counted or not (clock.explain), in the reader's language."""
    if not english():
        return text
    for chinese, translated in HOLIDAYS.items():
        text = text.replace(chinese, translated)
    for pattern, words in REASONS:
        text = pattern.sub(words, text)
    return text
