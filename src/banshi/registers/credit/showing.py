"""How a delivered record is shown: what it says, until when and why, what people marked on it, and where it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from banshi.kernel.translation import translated
from banshi.registers.credit.models import Delivery, LinkRule
from banshi.registers.credit.models.marks import MARKS
from banshi.registers.credit.selectors import deliveries
from banshi.registers.credit.selectors.records import Place
from banshi.registers.credit.selectors.standing import Standing


@dataclass(frozen=True)
class Entry:
    """One record on a page. `why` says whether the public sees it and until when; where it came from is not public."""

    one: Standing
    public: bool
    why: str
    marks: list[Any]
    delivery: Delivery | None = None
    rule: LinkRule | None = None
    whole: bool = False  # with its source, and whether the public sees it


def public(found: Sequence[Standing], *, on: date) -> list[Entry]:
    """For everybody: only until when it is shown, and by which law."""
    return [Entry(one, True, _why(one, on, organisation=True)[1], []) for one in found]


def whole(found: Sequence[Standing], *, on: date, organisation: bool) -> list[Entry]:
    """For the subject and for offices: also what is not public, with its reason and its source."""
    batches = Delivery.objects.in_bulk({one.record.batch for one in found})
    rules = deliveries.link_rules()
    entries = []
    for one in found:
        seen, why = _why(one, on, organisation=organisation)
        marks = [words for mark, words in MARKS if mark in one.marks]
        entries.append(Entry(one, seen, why, marks, batches.get(one.record.batch), rules.get(one.record.rule), True))
    return entries


def _why(one: Standing, on: date, *, organisation: bool) -> tuple[bool, str]:
    answer = one.public(on, organisation=organisation)
    return answer.public, translated(answer.why)


def older_url(given: Any, place: Place | None) -> str:
    """The address of the next page: the same question, after this record."""
    if place is None:
        return ""
    query = given.copy()
    query["after"] = place.token
    return f"?{query.urlencode()}"
