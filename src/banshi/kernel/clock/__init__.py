"""Clock 时限: pure functions from facts to the last lawful day, and the reason for every day on the way.

Nothing here counts down and nothing asks what time it is: trigger, limit, calendar, pauses and extensions go in, the last
day comes out. 行政许可法 第四十二、四十五、八十二条; 民法典 第二百零一至二百零四条.
"""

from banshi.kernel.clock.calendars import Calendar, Special
from banshi.kernel.clock.counting import Due, Pause, due
from banshi.kernel.clock.explaining import DayRow, explain
from banshi.kernel.clock.limits import Limit, Unit
from banshi.kernel.clock.signals import Light, days_taken, extension_allowed, light, notice_lapsed, working_days_between

__all__ = [
    "Calendar",
    "DayRow",
    "Due",
    "Light",
    "Limit",
    "Pause",
    "Special",
    "Unit",
    "days_taken",
    "due",
    "explain",
    "extension_allowed",
    "light",
    "notice_lapsed",
    "working_days_between",
]
