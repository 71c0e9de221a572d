"""时限 of credit information: two clocks of publicity, the check of an objection, the steps of a repair. Pure.

A limit comes from national/statutes.yaml by its code, dated; the kernel's clock counts the days. What the source does not
confirm stands there as a parameter and says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from banshi.kernel.clock import Calendar, Limit, due
from banshi.kernel.sentences import later

PUBLICITY = "credit-publicity"  # 双公示: seven working days after the decision
MARKET_PUBLICITY = "credit-publicity-market"  # 国家企业信用信息公示系统: twenty working days
ELSEWHERE = "credit-publicity-elsewhere"  # 45号令 第十条: ten to pass it on, ten to show it
WITHDRAWAL = "penalty-withdrawal"  # 行政处罚法 第四十八条第二款; 45号令 第十一条
OBJECTION = "credit-objection"
REPAIR_ACCEPTANCE = "credit-repair-acceptance"
REPAIR_DECISION = "credit-repair-decision"
REPAIR_SYNC = "credit-repair-sync"

Statutory = Callable[[str, date], Limit | None]
"""A limit of the law as it stood on a day, by its code."""

DOUBLE_PUBLICITY = frozenset({"licence", "penalty"})


@dataclass(frozen=True)
class Clock:
    """One duty to publish: which, by when, counted from what."""

    code: str
    name: str
    limit: Limit
    due_on: date


def publicity(
    record: str, decided_on: date, calendar: Calendar, statutory: Statutory, *, market: bool = False,
    elsewhere: bool = False,
) -> Sequence[Clock]:  # fmt: skip
    """The clocks that run for a licence or penalty, side by side; `market`: a market regulator decided it.

    `elsewhere`: the penalised company is registered in another province, to whose regulator it is passed on first.
    """
    if record not in DOUBLE_PUBLICITY:
        return ()
    clocks = [_clock(PUBLICITY, later("双公示"), decided_on, calendar, statutory)]
    if market and record == "penalty":
        clocks += _market_clocks(decided_on, calendar, statutory, elsewhere=elsewhere)
    return [clock for clock in clocks if clock]


def _market_clocks(decided_on: date, calendar: Calendar, statutory: Statutory, *, elsewhere: bool) -> list[Clock]:
    if not elsewhere:
        own = _clock(MARKET_PUBLICITY, later("国家企业信用信息公示系统公示"), decided_on, calendar, statutory)
        return [own] if own else []
    passed = _clock(ELSEWHERE, later("推送至登记地"), decided_on, calendar, statutory)
    if passed is None:
        return []
    shown = _clock(ELSEWHERE, later("登记地公示"), passed.due_on, calendar, statutory)
    return [passed, shown] if shown else [passed]


def due_on(code: str, trigger: date, calendar: Calendar, statutory: Statutory) -> date | None:
    """The last day of one limit; None where the law of that day has none."""
    limit = statutory(code, trigger)
    return due(trigger, limit, calendar).on if limit else None


def _clock(code: str, name: str, trigger: date, calendar: Calendar, statutory: Statutory) -> Clock | None:
    limit = statutory(code, trigger)
    return Clock(code, name, limit, due(trigger, limit, calendar).on) if limit else None
