"""Entry in a list 列入与移出: notice, statement, hearing, decision by another person, exit. Pure.

国办发〔2020〕49号: a list of seriously dishonest subjects rests on law, administrative regulation or a policy of party and
state; whoever is to be entered is told reasons, basis and rights, is heard, and gets a written decision with the conditions
of exit. 红黑名单 is what the lists were called before; the names in use are 守信激励名单 and 严重失信主体名单.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from banshi.kernel.clock import Limit
from banshi.kernel.clock.counting import nominal_day
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later

LAW = "国办发〔2020〕49号"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """期限 of an entry: from `since` through the day before `until`; early exit may be asked for from `exit_from`."""

    since: date
    until: date
    exit_from: date | None


def term(since: date, *, minimum: Limit | None, maximum: Limit) -> Term:
    """A year or three from the day of the decision, which is not counted (民法典 第二百零一条); without a minimum no early exit."""
    until = nominal_day(since, maximum, ()) + DAY
    return Term(since, until, nominal_day(since, minimum, ()) + DAY if minimum else None)


def check_decidable(
    *, serious: bool, noticed: bool, statement_until: date | None, stated: bool, hearing_asked: bool, heard: bool,
    proposer: int, decider: int | None, today: date,
) -> None:  # fmt: skip
    """Before an entry: notice and time to answer it, the hearing that was asked for, and a decision by somebody else."""
    if decider is None or decider == proposer:
        raise Refused("own_proposal", "列入决定应当由提出建议以外的人作出。", article=LAW)
    if not noticed:
        raise Refused("no_notice", "作出列入决定以前，应当告知当事人理由、依据和权利。", article=LAW)
    if not stated and statement_until and today <= statement_until:
        raise Refused("may_answer", "当事人陈述、申辩的期限还没有届满。", article=LAW)
    if serious and hearing_asked and not heard:
        raise Refused("no_hearing", "当事人要求听证，听证以前不得作出列入决定。", article="行政处罚法 第六十三条")


def check_hearing(asked: bool, *, allowed: bool) -> None:
    if asked and not allowed:
        raise Refused("no_hearing_here", "这个名单没有听证程序，可以陈述、申辩。", article=LAW)


def check_exit(today: date, exit_from: date | None) -> None:
    """提前移出 only after the shortest time."""
    if exit_from is None:
        raise Refused("no_early_exit", "这个名单不提前移出，期满自动移出。", article=LAW)
    if today < exit_from:
        raise Refused("exit_too_early", Sentence(later("{day}起方可申请提前移出。"), day=exit_from), article=LAW)


def check_duties(done: bool) -> None:
    if not done:
        raise Refused("exit_duties", "移出以前，应当核实义务已经履行、后果已经消除。", article=LAW)
