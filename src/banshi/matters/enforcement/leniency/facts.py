"""Facts 案件事实 and the law they are judged by. Pure data: what an officer found, with the evidence for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from banshi.kernel.clock import Calendar
from banshi.matters.enforcement.leniency.conditions import Condition, Harm, parse

Kind = Literal["minor", "first", "mitigate_light", "mitigate", "no_coercion"]
Gravity = Literal["light", "ordinary", "grave"]
GRAVITIES: tuple[Gravity, ...] = ("light", "ordinary", "grave")


@dataclass(frozen=True)
class Earlier:
    """以前的违法: an earlier established violation as a register has it."""

    offence: str
    field: str
    acted_on: date
    register: str = "city"
    number: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of one act of one party. None, or absent from `answers`, means: not known.

    `answers` holds slight, voluntary, cooperative, no_fault, no_gain, promised, forced, confessed, merit, emergency and the
    list's own questions in their own words; `searched` the registers in which earlier violations were looked up.
    """

    offence: str
    act_on: date  # the day of the act, or its first
    decided_on: date  # the day by whose law it is judged
    party: Literal["person", "organisation"] = "person"
    born_on: date | None = None
    capacity: Literal["full", "partial", "none"] = "full"  # presumed; the contrary is shown by an expert opinion
    established: bool | None = True
    continuing: bool | None = False
    ended_on: date | None = None  # of a continuing act
    found_on: date | None = None
    harm: Harm | None = None
    ordered_on: date | None = None  # 责令改正
    ordered_until: date | None = None
    corrected: bool | None = None
    corrected_on: date | None = None
    answers: Mapping[str, bool | None] = field(default_factory=dict)
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    earlier: Sequence[Earlier] = ()
    searched: frozenset[str] = frozenset()
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def last_on(self) -> date:
        """行为终了之日: the day from which the two years run, and whose law governs the act."""
        return self.ended_on or self.act_on


@dataclass(frozen=True)
class Provision:
    """违法行为 as one law has it. Several of them, one after the other in time, are the same act under changing law."""

    offence: str
    field: str
    duty: str
    penalty: str
    valid_from: date
    valid_to: date | None = None
    protects: str = ""
    strict: bool = False
    max_yuan: int | None = None

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Law:
    """The law of the day: the provisions of this act, the calendar, and how long a first offence looks back.

    No law says what 初次 means; the window is the city's own, published and dated.
    """

    provisions: Sequence[Provision]
    calendar: Calendar
    first_window: str = "24mo"


@dataclass(frozen=True)
class Row:
    """清单事项: one line of the list."""

    code: str
    office: str
    offence: str
    kind: Kind
    conditions: tuple[Condition, ...]
    measures: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    person_below: int | None = None
    organisation_below: int | None = None

    @classmethod
    def of(cls, code: str, offence: str, kind: Kind, conditions: str, valid_from: date, **more: object) -> "Row":
        """From a line of the CSV file."""
        fields: dict[str, object] = {"office": "", "measures": ("correct", "educate"), **more}
        return cls(
            code=code, offence=offence, kind=kind, conditions=parse(conditions), valid_from=valid_from,
            **fields,  # type: ignore[arg-type]
        )  # fmt: skip

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


Lists = Mapping[str, Sequence[Row]]
"""The rows by offence: a case looks only at its own, however long the list is."""


@dataclass(frozen=True)
class Standard:
    """裁量基准: the fine in 分 by gravity (light, ordinary, grave), for persons and for organisations."""

    code: str
    document: str
    person: tuple[int, int, int]
    organisation: tuple[int, int, int]
    valid_from: date
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def amount(self, party: str, gravity: Gravity) -> int:
        amounts = self.person if party == "person" else self.organisation
        return amounts[GRAVITIES.index(gravity)]
