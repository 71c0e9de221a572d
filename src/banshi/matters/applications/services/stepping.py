"""Steps 办理一步: each step of the office with its service, and what its form says in the words of that service."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.clock import Limit
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import Verb
from banshi.matters.applications.services import acceptance, results, review

STEPS: Mapping[Verb, Callable[..., Application]] = {
    Verb.ANSWER_NOT_REQUIRED: acceptance.answer_not_required,
    Verb.ANSWER_NOT_COMPETENT: acceptance.answer_not_competent,
    Verb.NOTIFY: acceptance.notify,
    Verb.ACCEPT: acceptance.accept,
    Verb.SERVE: results.serve,
    Verb.START_SPECIAL: review.start_special,
    Verb.END_SPECIAL: review.end_special,
    Verb.EXTEND: review.extend,
    Verb.EXPLAIN_DELAY: review.explain_delay,
    Verb.GRANT: review.grant,
    Verb.REFUSE: review.refuse,
    Verb.TERMINATE: review.terminate,
    Verb.ISSUE: results.issue,
    Verb.DELIVER: results.deliver,
    Verb.ARCHIVE: results.archive,
    Verb.REVOKE: results.take_back,
    Verb.CANCEL: results.take_back,
}


def take(number: str, verb: Verb, said: Mapping[str, Any], *, by: Actor, at: datetime) -> Application:
    """Take a step of the office with what its form says (`version` included)."""
    if verb not in STEPS:
        raise Hidden(verb)
    return STEPS[verb](number, **arguments(verb, said), by=by, at=at)


def arguments(verb: Verb, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a step's form says, as its service wants it."""
    given = dict(said)
    if verb == Verb.NOTIFY:
        given["deficiencies"] = given["deficiencies"].splitlines()
    elif verb == Verb.START_SPECIAL:
        given["needed"] = Limit.parse(f"{given['needed']}wd")
    elif verb in (Verb.REVOKE, Verb.CANCEL):
        given["verb"] = verb
    return given
