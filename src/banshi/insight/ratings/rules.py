"""好差评: who may rate what, what a bad rating sets going, and how few ratings may be told apart in public. Pure.

国办发〔2019〕51号; GB/T 39734-2020 and 39735-2020; the five levels are GB/T 39046-2020 A.8. Rating is voluntary: nothing is
ever entered for somebody who did not rate.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from banshi.kernel.clock import Limit
from banshi.kernel.identifiers import mask_id, mask_phone
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence

DOCUMENT = "国办发〔2019〕51号"
LEVELS = (1, 2, 3, 4, 5)  # A.8: 非常满意 满意 基本满意 不满意 非常不满意
GOOD = frozenset({1, 2, 3})
BAD = frozenset({4, 5})
LONGEST = 500

RATEABLE = frozenset({"delivered", "archived", "not_required", "not_competent", "terminated"})
"""States of an application that can be rated: those in which an office has ended it, refusals and 不予受理 included, for
being sent away is a service too. Not what the applicant withdrew, and not a later revocation, which is another act."""

DEVICES = frozenset({"pad", "terminal", "kiosk", "sms"})  # what may open the link besides the phone that scans its code
LINK_DAYS = 30  # how long the link on the slip works after the matter has ended; logged in, there is no limit
FIRST_FEEDBACK = Limit.parse("5wd")
CLOSING = Limit.parse("15wd")
"""首次反馈 and 办结 of a bad rating. National rules leave the days to the locality (7 days, 5 or 15 working days are
known): these two are this city's parameters, not law."""

ONLINE_ASPECTS = ("efficiency", "guide", "convenience", "platform")
COUNTER_ASPECTS = ("service_efficiency", "skill", "attitude")
LEAST = 5  # fewer ratings than these are never shown level by level: one could tell who gave them

NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:(\d{17}[\dXx])|(1[3-9]\d{9}))(?![0-9A-Za-z])")


class State(StrEnum):
    """差评处置."""

    WAITING = "waiting"
    REPLIED = "replied"
    CLOSED = "closed"


class Verb(StrEnum):
    REPLY = "reply"
    CLOSE = "close"


TABLE: Mapping[tuple[State, Verb], State] = {
    (State.WAITING, Verb.REPLY): State.REPLIED,
    (State.REPLIED, Verb.CLOSE): State.CLOSED,
}
FINDINGS = ("true", "partly", "untrue")  # 属实 部分属实 不属实


def next_state(state: str, verb: Verb) -> State:
    try:
        return TABLE[State(state), verb]
    except KeyError:
        raise Refused("wrong_state", "当前状态不能执行这一步。请刷新页面查看最新进展。") from None


def aspects(online: bool) -> tuple[str, ...]:
    """评价内容: what may be named beside the level, fixed for service online and at the counter."""
    return ONLINE_ASPECTS if online else COUNTER_ASPECTS


def check_ended(state: str) -> None:
    if state not in RATEABLE:
        raise Refused("not_ended", "这件事还没有办结，办结后可以评价。", article=DOCUMENT)


def check_link(ended_on: date, today: date) -> None:
    """The slip's link serves thirty days; the account still serves afterwards."""
    if today > ended_on + timedelta(days=LINK_DAYS):
        raise Refused("link_expired", "评价链接已过期。登录后仍可以在“我的办件”里评价。")


def check_rating(level: int, named: Sequence[str], words: str, *, online: bool) -> None:
    if level not in LEVELS:
        raise Refused("level", "请选择满意程度。", article="GB/T 39046-2020 A.8")
    if not set(named) <= set(aspects(online)):
        raise Refused("aspects", "评价内容不在规定的范围内。", article="GB/T 39734-2020")
    if len(words) > LONGEST:
        raise Refused("words", Sentence("文字评价不超过{n}字。", n=LONGEST))


def check_reply(finding: str, feedback: str) -> None:
    """差评件件有反馈: a finding, and words that tell the rater what was found and done."""
    if finding not in FINDINGS:
        raise Refused("finding", "请选择核实结论。", article=DOCUMENT)
    if len(feedback.strip()) < 10:
        raise Refused("feedback", "请写明核实的情况和整改措施（至少十个字）。", article=DOCUMENT)


def masked(words: str) -> str:
    """Identity and telephone numbers inside free text are shown masked only."""
    return NUMBER.sub(lambda found: mask_id(found[1]) if found[1] else mask_phone(found[2]), words)


@dataclass(frozen=True)
class Row:
    """Ratings of one office, or of several that are too few by themselves (`names` empty)."""

    offices: tuple[str, ...]
    levels: tuple[int, ...]  # how many of each level, 1 to 5

    @property
    def total(self) -> int:
        return sum(self.levels)

    @property
    def good(self) -> int:
        return sum(self.levels[level - 1] for level in GOOD)


def published(counts: Mapping[str, Sequence[int]], least: int = LEAST) -> list[Row]:
    """What may be shown level by level: offices with enough ratings, the largest first, then all others as one row.

    The others are joined by the smallest of the rest until they are enough too, and at least two: else one could take the
    shown rows from the total and read the hidden one. Where even all together are too few, there is no row at all.
    """
    rows = sorted((Row((office,), tuple(levels)) for office, levels in counts.items()), key=_smallest_first)
    few = [row for row in rows if row.total < least]
    rest = rows[len(few) :]
    while few and rest and (sum(row.total for row in few) < least or len(few) < 2):
        few.append(rest.pop(0))
    shown = list(reversed(rest))
    if few and sum(row.total for row in few) >= least:
        shown.append(_joined(few))
    return shown


def _smallest_first(row: Row) -> tuple[int, tuple[str, ...]]:
    return row.total, row.offices


def _joined(rows: Iterable[Row]) -> Row:
    rows = list(rows)
    offices = tuple(office for row in rows for office in row.offices)
    return Row(offices, tuple(sum(levels) for levels in zip(*(row.levels for row in rows), strict=True)))
