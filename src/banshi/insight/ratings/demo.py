"""演示 ratings: what some residents said about their finished matters, and what the office answered to the first bad one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from banshi.insight.ratings import rules, selectors, services
from banshi.insight.ratings.models import Rating
from banshi.kernel.access import selectors as access
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.matters.applications import selectors as applications

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

SAID: tuple[tuple[int, list[str], str], ...] = (  # level, aspects named, words; everything is invented
    (1, ["attitude"], "办得快，讲得清楚。"),
    (1, [], ""),
    (2, ["skill"], ""),
    (1, ["service_efficiency"], "一次就办好了。"),
    (5, ["service_efficiency"], "预约了十点，等到十一点才叫到号。"),
    (2, [], ""),
    (3, [], "材料清单还可以再简单一些。"),
    (1, [], ""),
    (4, ["attitude"], "咨询时没有一次讲清楚，跑了两趟。"),
    (1, ["attitude", "skill"], "工作人员很耐心。"),
    (2, [], ""),
)
ONLINE = {"attitude": "guide", "skill": "platform", "service_efficiency": "efficiency"}  # what the web has instead
EVERY = 3  # one matter in three is never rated: rating is voluntary
FEEDBACK = "已回访核实：当日系统升级，叫号延误约五十分钟，向您致歉。窗口已增加延误提示，预约超过二十分钟的优先叫号。"


def plant(*, at: datetime, residents: Sequence["Party"], staff: Mapping[str, Actor]) -> None:
    """Each rating a few hours after the end of its matter; the ratings officer answers the first bad one."""
    place, bad = 0, []
    for party in residents:
        if party.user is None:
            continue
        by = access.actor(party.user, on=moments.day_of(at))
        for application in applications.of_residents(by).filter(party=party, state__in=rules.RATEABLE).order_by("pk"):
            place += 1
            ended_at = application.ended_at
            if ended_at and place % EVERY and (given_at := ended_at + timedelta(hours=3)) < at:
                online = selectors.is_online(application)
                rated = _rate(application.number, place, by, given_at, online=online)
                bad += [rated] if rated.level in rules.BAD and not online else []
    for rating in bad[:1]:
        answered_at = min(rating.given_at + timedelta(days=2), at)
        services.reply(rating.number, finding="true", feedback=FEEDBACK, by=staff["zheng.hao"], at=answered_at)


def _rate(number: str, place: int, by: Actor, given_at: datetime, *, online: bool) -> Rating:
    """Online there is no window to speak of: other aspects, and no words."""
    level, aspects, words = SAID[place % len(SAID)]
    if online:
        aspects, words = [ONLINE[aspect] for aspect in aspects], ""
    return services.give(number, level=level, channel="mobile", aspects=aspects, words=words, by=by, at=given_at)
