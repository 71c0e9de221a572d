"""批量办理: one step for several matters in the same state. Each is its own step, with its own answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.matters.applications import selectors as applications
from banshi.matters.applications.services import stepping

MOST = 20
STEPS = {"submitted": "accept", "granted": "issue", "issued": "deliver"}
"""The steps that need no words of their own, by the state that the worklist is narrowed to."""


@dataclass(frozen=True)
class Outcome:
    """What became of one matter."""

    number: str
    done: bool
    text: str


def take_all(verb: str, numbers: Sequence[str], *, by: Actor, at: datetime) -> list[Outcome]:
    """Take the step for each; one that is refused holds up no other."""
    return [_take(verb, number, by=by, at=at) for number in dict.fromkeys(numbers[:MOST])]


def _take(verb: str, number: str, *, by: Actor, at: datetime) -> Outcome:
    said = {"way": "online"} if verb == "deliver" else {}
    try:
        applications.application(number, by=by)
        stepping.take(number, applications.verb(verb), said, by=by, at=at)
    except Refused as refusal:
        return Outcome(number, done=False, text=explained(refusal))
    except (Forbidden, Hidden):
        return Outcome(number, done=False, text=_("没有权限，或者没有这份办件。"))
    return Outcome(number, done=True, text=_("已完成"))
