"""Rules 规则 of appointments and of the hall's queue. Pure: facts in, an answer or a refusal out.

预约延时服务 is a promise of the city (优化营商环境条例 第三十六条: 推行预约服务、延时服务), the order of the queue a
promise of the hall: both are written here once, and the pages show them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from statistics import median

from banshi.kernel.refusal import Refused

APPOINTMENT: dict[tuple[str, str], str] = {
    ("booked", "move"): "booked",
    ("booked", "cancel"): "cancelled",
    ("booked", "check_in"): "arrived",
    ("booked", "lapse"): "missed",
    ("arrived", "lapse"): "missed",
    ("arrived", "finish"): "served",
}
REQUEST: dict[tuple[str, str], str] = {
    ("waiting", "confirm"): "waiting",
    ("waiting", "pass_on"): "waiting",
    ("waiting", "plan"): "planned",
    ("waiting", "decline"): "declined",
    ("waiting", "withdraw"): "withdrawn",
    ("waiting", "lapse"): "lapsed",
}
LEG: dict[tuple[str, str], str] = {
    ("asked", "confirm"): "confirmed",
    ("asked", "decline"): "declined",
    ("confirmed", "decline"): "declined",
    ("asked", "release"): "released",
    ("confirmed", "release"): "released",
}
TICKET: dict[tuple[str, str], str] = {
    ("waiting", "call"): "called",
    ("called", "recall"): "called",
    ("called", "serve"): "serving",
    ("called", "skip"): "skipped",
    ("called", "transfer"): "transferred",
    ("serving", "transfer"): "transferred",
    ("serving", "finish"): "done",
    ("skipped", "rejoin"): "waiting",
    ("skipped", "lapse"): "no_show",
    ("waiting", "lapse"): "no_show",
    ("called", "lapse"): "no_show",
}
ENTRY: dict[tuple[str, str], str] = {
    ("waiting", "offer"): "offered",
    ("offered", "take"): "taken",
    ("offered", "lapse"): "waiting",
    ("waiting", "leave"): "left",
    ("offered", "leave"): "left",
    ("waiting", "close"): "closed",
}

CARE = {"none": timedelta(0), "elderly": timedelta(minutes=20), "disabled": timedelta(minutes=20)}
PUNCTUAL = timedelta(minutes=60)  # the head start of who comes at the booked time
ELDERLY_FROM = 65
CALL_EARLY = timedelta(minutes=5)  # an appointment may be called this long before its time
CHECK_IN_FROM = timedelta(minutes=60)
NO_SHOW_AFTER = timedelta(minutes=15)
SKIPPED_KEPT = timedelta(minutes=30)
RETURN = timedelta(minutes=10)  # 过号: who missed the call stands this much further back
MOVES = 2
MOVE_UNTIL = timedelta(hours=1)
OFFER_KEPT = timedelta(minutes=30)
NOTICE_NEEDED = timedelta(hours=2)  # between an extended-hours request and the service
ASK_AHEAD = timedelta(days=7)
LONGEST_WANTED = timedelta(days=1)
ANSWER_WITHIN = timedelta(hours=4)
REMINDERS = {"day": timedelta(days=1), "hours": timedelta(hours=2)}

PERSONAL_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of time [start, end)."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refused("empty_span", "结束时间须晚于开始时间。")

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


def step(table: dict[tuple[str, str], str], state: str, verb: str) -> str:
    """The state after the verb, or a refusal."""
    try:
        return table[state, verb]
    except KeyError:
        raise Refused("not_now", "当前状态下不能进行该操作。") from None


def verbs(table: dict[tuple[str, str], str], state: str) -> set[str]:
    """What may happen next: pages make buttons of it."""
    return {verb for before, verb in table if before == state}


# Slots


def day_slots(day: date, sessions: Iterable[tuple[time, time]], minutes: int, zone: tzinfo) -> Iterator[Span]:
    """The slots of one day: whole ones, inside the sessions in which the hall is open."""
    length = timedelta(minutes=minutes)
    for opens, closes in sessions:
        start = datetime.combine(day, opens, tzinfo=zone)
        end = datetime.combine(day, closes, tzinfo=zone)
        while start + length <= end:
            yield Span(start, start + length)
            start += length


def check_bookable(starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Refused("slot_past", "该时段已经开始，请选择其他时段。")


def check_cancellable(starts_at: datetime, at: datetime) -> None:
    """Cancelling is free and needs no reason, until the time has come."""
    if at >= starts_at:
        raise Refused("too_late_to_cancel", "预约时间已到，不能再取消。")


def check_movable(starts_at: datetime, moves: int, at: datetime) -> None:
    if moves >= MOVES:
        raise Refused("moved_enough", "同一预约最多改期两次；可以取消后重新预约。")
    if at > starts_at - MOVE_UNTIL:
        raise Refused("too_late_to_move", "距预约时间不足一小时，不能改期。")


def check_in_time(starts_at: datetime, at: datetime) -> None:
    """取号签到: from an hour before to a quarter of an hour after the booked time."""
    if at < starts_at - CHECK_IN_FROM:
        raise Refused("too_early", "还未到签到时间，预约时间前一小时起可以签到。")
    if at > starts_at + NO_SHOW_AFTER:
        raise Refused("too_late", "已超过预约时间十五分钟，预约已失效；请取普通号办理。")


# Extended hours


def check_request(wanted: Span, at: datetime) -> None:
    """预约延时: two hours for the offices to find somebody, at most a week ahead."""
    if wanted.end < at + NOTICE_NEEDED:
        raise Refused("too_soon", "请至少提前两小时提出，以便各单位安排人员。")
    if wanted.end - wanted.start > LONGEST_WANTED:
        raise Refused("too_long", "请把希望的时间限定在一天之内。")
    if wanted.start > at + ASK_AHEAD:
        raise Refused("too_far", "延时服务最多提前七天提出；更早的时间请使用普通预约。")


def answer_by(wanted: Span, at: datetime) -> datetime:
    """When the offices must have answered: within four hours, and an hour before the wanted time if that is sooner."""
    return max(at + timedelta(minutes=30), min(at + ANSWER_WITHIN, wanted.start - timedelta(hours=1)))


def check_leg(wanted: Span, legs: Sequence[Span | None], order: int, offered: Span, at: datetime) -> None:
    """The time offered for one step lies in the wanted time and keeps the order of the steps."""
    if offered.start <= at:
        raise Refused("slot_past", "该时段已经开始，请选择其他时段。")
    if not wanted.holds(offered):
        raise Refused("outside_wanted", "所定时间不在申请人希望的时间范围内。")
    for other, span in enumerate(legs):
        if span is None or other == order:
            continue
        if other < order and offered.start < span.end:
            raise Refused("before_previous", "该环节须在前一环节结束之后开始。")
        if other > order and offered.end > span.start:
            raise Refused("after_next", "该环节须在后一环节开始之前结束。")


def following(first: datetime, minutes: Sequence[int]) -> list[Span]:
    """One plan from a starting moment: each step begins when the one before ends."""
    spans = []
    for length in minutes:
        spans.append(Span(first, first + timedelta(minutes=length)))
        first = spans[-1].end
    return spans


def check_public_text(text: str) -> None:
    """What staff write goes into the record of the matter, which never holds identity or telephone numbers."""
    if not text.strip():
        raise Refused("reason_missing", "请写明理由。")
    if PERSONAL_NUMBER.search(text):
        raise Refused("personal_number", "请勿在理由中填写身份证号或手机号。")


# The hall's queue


def care(birth_on: date | None, declared: str, today: date) -> str:
    """优先: by age as the register knows it, or as declared at the kiosk (nobody has to prove it there)."""
    if declared in CARE and declared != "none":
        return declared
    return "elderly" if birth_on and _age(birth_on, today) >= ELDERLY_FROM else "none"


def _age(birth_on: date, today: date) -> int:
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


def rank_at(*, joined_at: datetime, due_at: datetime | None = None, care: str = "none") -> datetime:
    """The moment by which a ticket stands in line: the earlier, the sooner it is called.

    A walk-in stands by when it came. Elderly and disabled people stand as if they had come 20 minutes earlier, and who
    keeps an appointment as if an hour before the booked time. Because a head start is a constant, nobody starves: whom
    you wait for came, or was booked, at most 80 minutes after you came.
    """
    if due_at:
        joined_at = min(joined_at, due_at - PUNCTUAL)
    return joined_at - CARE[care]


def rank_after_skip(rank_at: datetime) -> datetime:
    """过号恢复: who missed the call goes back in line, ten minutes behind the old place."""
    return rank_at + RETURN


def ready_at(*, joined_at: datetime, due_at: datetime | None) -> datetime:
    """From when a ticket is in line. Before that it is only called when nobody else waits."""
    return max(joined_at, due_at - CALL_EARLY) if due_at else joined_at


@dataclass(frozen=True)
class Standing:
    """A waiting ticket as the order sees it."""

    id: int
    rank_at: datetime
    ready_at: datetime


def order(waiting: Iterable[Standing], at: datetime) -> list[Standing]:
    """The line at a moment. `selectors.LINE` says the same in SQL."""
    return sorted(waiting, key=lambda t: (t.ready_at > at, t.rank_at, t.id))


def expected_wait(ahead: int, service_minutes: Sequence[float], open_windows: int, *, usual_minutes: int) -> int:
    """预计等候: people ahead × the median of the last services ÷ windows at work, in whole minutes, rounded up."""
    typical = median(service_minutes) if len(service_minutes) >= 5 else usual_minutes
    return -int(-ahead * typical // max(open_windows, 1))
