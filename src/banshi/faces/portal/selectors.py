"""What the portal's pages join together: the catalogue, the clock and the offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from banshi.faces.portal.windows import WINDOW_KINDS
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import DayRow, Due, Limit, due, explain
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.catalogue.schema import ItemSpec, Material, Situation
from banshi.registers.offices import selectors as offices
from banshi.registers.places import selectors as places

if TYPE_CHECKING:
    from banshi.registers.catalogue.models import ItemVersion
    from banshi.registers.offices.models import Office
    from banshi.registers.places.models import Hall

ANSWER = "s-"
"""What the names of a guide's questions begin with in its address."""


@dataclass(frozen=True)
class Promise:
    """The last day of a limit for someone who applies at a moment, and why it is that day."""

    limit: str
    due: Due
    rows: Sequence[DayRow]


@dataclass(frozen=True)
class Question:
    """情形: one question with the reader's answer so far."""

    situation: Situation
    answer: str

    @property
    def name(self) -> str:
        return f"{ANSWER}{self.situation.code}"


@dataclass(frozen=True)
class OpenPlace:
    """办理地点: a hall with a window for this item, and when it is open today."""

    hall: "Hall"
    sessions: Sequence[places.Session]


@dataclass(frozen=True)
class Guide:
    """办事指南: everything that a person must know before applying (行政许可法 第三十条; 国令第716号 第六条)."""

    version: "ItemVersion"
    spec: ItemSpec
    questions: Sequence[Question]
    materials: Sequence[Material]
    promise: Promise | None
    versions: Sequence["ItemVersion"]
    in_force: bool
    places: Sequence[OpenPlace]
    co_offices: Sequence["Office"]

    @property
    def to_bring(self) -> Sequence[Material]:
        return [material for material in self.materials if material.origin != "shared"]

    @property
    def shared(self) -> Sequence[Material]:
        """Not asked for again: the city obtains them itself (国令第716号 第七条)."""
        return [material for material in self.materials if material.origin == "shared"]


def home(applicant: str, on: date) -> dict[str, Any]:
    """The home page: how many items, the doors, and one thing of each window that is done on the spot."""
    published = catalogue.published(on)
    for_whom = catalogue.search(on=on, applicant=applicant)
    quick = for_whom.filter(promised="0").order_by("window_kind", "visits", "name").distinct("window_kind")[:6]
    return {
        "applicant": applicant,
        "item_count": published.count(),
        "online_count": published.filter(online_depth="IV").count(),
        "life_events": list(catalogue.life_events(applicant)),
        "windows": WINDOW_KINDS,
        "quick": list(quick),
    }


def suggestions(query: str, on: date) -> "list[ItemVersion]":
    return list(catalogue.search(query, on=on)[:6]) if query.strip() else []


def guide(code: str, at: datetime, asked: date | None, answers: Mapping[str, str]) -> Guide:
    """The guide of an item as it stands today, or as it stood on the day that is asked for."""
    today = at.date()
    version = catalogue.version(code, asked or today)
    spec = version.spec
    given = _answers(spec, answers)
    in_force = version.valid.lower <= today and (version.valid.upper is None or today < version.valid.upper)
    return Guide(
        version=version,
        spec=spec,
        questions=[Question(situation, given.get(situation.code, "")) for situation in spec.situations],
        materials=catalogue.materials_for(spec, given),
        promise=promise(spec.promised_limit, at) if in_force else None,
        versions=[known for known in catalogue.versions(code) if known.superseded_at is None],
        in_force=in_force,
        places=open_places(spec.window_kind, today),
        co_offices=list(offices.offices().filter(code__in=spec.co_offices)),
    )


def open_places(window_kind: str, on: date) -> list[OpenPlace]:
    calendar = calendars.current()
    return [OpenPlace(hall, places.sessions(hall.code, on, calendar)) for hall in places.halls_with(window_kind)]


def promise(text: str, at: datetime) -> Promise:
    """If you apply now: the last day, and the table of every day on the way."""
    limit, calendar = Limit.parse(text), calendars.current()
    return Promise(text, due(at, limit, calendar), explain(at, limit, calendar))


def _answers(spec: ItemSpec, given: Mapping[str, str]) -> dict[str, str]:
    """The answers in the address that are answers to this item's questions."""
    found = {}
    for situation in spec.situations:
        answer = given.get(f"{ANSWER}{situation.code}", "")
        if answer in {option.code for option in situation.options}:
            found[situation.code] = answer
    return found
