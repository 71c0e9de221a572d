"""信用承诺 of one subject, and whether they were kept."""

from dataclasses import dataclass
from datetime import date

from banshi.kernel.translation import translated
from banshi.registers.credit.models import RecordKind
from banshi.registers.credit.rules import promises
from banshi.registers.credit.selectors import records, standing
from banshi.registers.credit.selectors.standing import Standing

KIND = "promise"


@dataclass(frozen=True)
class Promise:
    """One promise: of which sort, and what is known of it."""

    standing: Standing
    sort: str
    state: promises.State


def promises_of(sid: int, *, on: date) -> list[Promise]:
    """The newest of a subject's promises, public or not: a matter asks before it trusts another one (国办发〔2020〕42号)."""
    kind = RecordKind.objects.get(code=KIND).number
    return [_promise(one, on) for one in standing.of(records.older(sid, kinds=[kind]), on=on)]


def broken(sid: int, *, on: date) -> list[Promise]:
    """Those that their units say were not kept, unless the subject objects or the unit withdrew what it said."""
    stopped = {"objected", "withdrawn", "corrected", "repaired"}
    return [one for one in promises_of(sid, on=on) if one.state == "broken" and not one.standing.marks & stopped]


def _promise(one: Standing, on: date) -> Promise:
    record = one.record
    told = promises.said(record.content)
    return Promise(one, promises.sort(record.content), promises.state(told, record.valid_until, on))


def state_of(told: str, valid_until: date | None, day: date) -> promises.State:
    """What is known of a promise on a day, for those who read published text."""
    return promises.state("kept" if told == "kept" else "broken" if told == "broken" else "", valid_until, day)


def words(state: str) -> str:
    return promises.STATES[state]


def choices() -> list[tuple[str, str]]:
    """States in the reader's language, for a filter."""
    return [(state, translated(words)) for state, words in promises.STATES.items()]


def sort_words(content: str) -> str:
    return promises.SORTS[promises.sort(content)]
