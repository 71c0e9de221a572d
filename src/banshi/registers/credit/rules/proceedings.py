"""The steps 办理步骤 of a repair, an objection and a list entry: which may follow which, and who takes it. Pure.

Written once: services check the tables, pages turn them into buttons.
"""

from collections.abc import Mapping
from enum import StrEnum

from banshi.kernel.refusal import Refused
from banshi.registers.credit.permissions import Permission


class Matter(StrEnum):
    """What is asked, as the worklist and the journal name it."""

    REPAIR = "credit-repair"
    OBJECTION = "credit-objection"
    LISTING = "credit-listing"


class State(StrEnum):
    """办理状态."""

    FILED = "filed"  # 已提交
    SUPPLEMENT = "supplement"  # 待补正
    ACCEPTED = "accepted"  # 已受理
    AGREED = "agreed"  # 同意修复
    REFUSED = "refused"  # 不同意修复
    DECLINED = "declined"  # 不予受理
    REVOKED = "revoked"  # 已撤销修复
    WITHDRAWN = "withdrawn"  # 申请人撤回
    CORRECTED = "corrected"  # 已更正
    REMOVED = "removed"  # 已撤下
    KEPT = "kept"  # 维持原信息
    PROPOSED = "proposed"  # 拟列入
    NOTICED = "noticed"  # 已告知
    LISTED = "listed"  # 已列入
    DROPPED = "dropped"  # 不予列入
    EXITED = "exited"  # 已移出


class Verb(StrEnum):
    """办理步骤."""

    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    ASK_MORE = "ask_more"
    ACCEPT = "accept"
    DECLINE = "decline"
    AGREE = "agree"
    REFUSE = "refuse"
    REVOKE = "revoke"
    CORRECT = "correct"
    REMOVE = "remove"
    KEEP = "keep"
    NOTIFY = "notify"
    STATE = "state"
    HEAR = "hear"
    LIST = "list"
    DROP = "drop"
    ASK_EXIT = "ask_exit"
    EXIT = "exit"
    STAY = "stay"
    EXPIRE = "expire"


Table = Mapping[tuple[State, Verb], State]

REPAIR: Table = {
    (State.FILED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.FILED, Verb.ASK_MORE): State.SUPPLEMENT,
    (State.FILED, Verb.ACCEPT): State.ACCEPTED,
    (State.FILED, Verb.DECLINE): State.DECLINED,
    (State.SUPPLEMENT, Verb.SUPPLEMENT): State.FILED,
    (State.SUPPLEMENT, Verb.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Verb.AGREE): State.AGREED,
    (State.ACCEPTED, Verb.REFUSE): State.REFUSED,
    (State.AGREED, Verb.REVOKE): State.REVOKED,
}
OBJECTION: Table = {
    (State.FILED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.FILED, Verb.CORRECT): State.CORRECTED,
    (State.FILED, Verb.REMOVE): State.REMOVED,
    (State.FILED, Verb.KEEP): State.KEPT,
}
LISTING: Table = {
    (State.PROPOSED, Verb.NOTIFY): State.NOTICED,
    (State.PROPOSED, Verb.DROP): State.DROPPED,
    (State.NOTICED, Verb.STATE): State.NOTICED,
    (State.NOTICED, Verb.HEAR): State.NOTICED,
    (State.NOTICED, Verb.LIST): State.LISTED,
    (State.NOTICED, Verb.DROP): State.DROPPED,
    (State.LISTED, Verb.ASK_EXIT): State.LISTED,
    (State.LISTED, Verb.EXIT): State.EXITED,
    (State.LISTED, Verb.STAY): State.LISTED,
    (State.LISTED, Verb.EXPIRE): State.EXITED,
}
TABLES: Mapping[Matter, Table] = {
    Matter.REPAIR: REPAIR, Matter.OBJECTION: OBJECTION, Matter.LISTING: LISTING
}  # fmt: skip

STAFF: Mapping[Verb, Permission] = {
    Verb.ASK_MORE: Permission.HANDLE,
    Verb.ACCEPT: Permission.HANDLE,
    Verb.DECLINE: Permission.HANDLE,
    Verb.AGREE: Permission.DECIDE,
    Verb.REFUSE: Permission.DECIDE,
    Verb.REVOKE: Permission.DECIDE,
    Verb.CORRECT: Permission.HANDLE,
    Verb.REMOVE: Permission.HANDLE,
    Verb.KEEP: Permission.HANDLE,
    Verb.NOTIFY: Permission.HANDLE,
    Verb.HEAR: Permission.HANDLE,
    Verb.LIST: Permission.DECIDE,
    Verb.DROP: Permission.DECIDE,
    Verb.EXIT: Permission.DECIDE,
    Verb.STAY: Permission.DECIDE,
}
APPLICANT = frozenset({Verb.SUPPLEMENT, Verb.WITHDRAW, Verb.STATE, Verb.ASK_EXIT})
"""Steps of the applicant, or of whom a list entry is about."""
CLOCK = frozenset({Verb.EXPIRE})
"""What happens by itself: an entry ends on its day. What decides over somebody carries a person's name."""
OPEN = frozenset({State.FILED, State.SUPPLEMENT, State.ACCEPTED})
"""While one of these, no second one of its kind may be asked for the same record."""
LISTED = frozenset({State.PROPOSED, State.NOTICED, State.LISTED})
"""While one of these, the same organisation is not proposed for the same list again."""


def next_state(matter: Matter, state: State, verb: Verb) -> State:
    """The state after a step, or Refused."""
    try:
        return TABLES[matter][state, verb]
    except KeyError:
        raise Refused("wrong_state", "当前状态不能办理这一步，请刷新页面。") from None


def verbs(matter: Matter, state: State) -> list[Verb]:
    return [verb for at, verb in TABLES[matter] if at == state]


def check_reason(text: str, *, article: str = "") -> None:
    if len(text.strip()) < 4:
        raise Refused("no_reason", "请写明理由（至少四个字）。", article=article)
