"""Joint measures 联合奖惩措施: which measure by which law a subject meets at one kind of decision, and for which reason. Pure.

A measure is for an office to apply or not: the rule finds it, names its law, and says whether the law commands (应当) or
allows it (可以). 国办发〔2020〕49号: nothing beyond the published catalogue, nothing on a ground that is not in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["incentive", "discipline"]
Binding = Literal["shall", "may"]


@dataclass(frozen=True)
class Provision:
    """措施清单 one row: on which grounds (lists, or kinds of record), at which kind of decision, by which law, since when."""

    code: str
    name: str
    name_en: str
    kind: Kind
    grounds: frozenset[str]
    matter: str
    items: frozenset[str]  # of service items; empty: all
    effect: str
    binding: Binding
    document: str
    article: str
    valid_from: date
    valid_to: date | None
    note: str = ""

    @property
    def law(self) -> str:
        return f"{self.document} {self.article}".strip()

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Ground:
    """事由: an entry of a list, or a record that stands, with where it can be looked up."""

    code: str
    name: str
    source: str  # MD-2022-000001, or a document number
    office: str
    since: date | None = None


@dataclass(frozen=True)
class Moment:
    """办理环节: what is being decided, on which day. `matter`: application · inspection · award · funding · procurement."""

    matter: str
    on: date
    item: str = ""


@dataclass(frozen=True)
class Measure:
    """A provision that a subject meets, with every ground that it rests on."""

    provision: Provision
    grounds: tuple[Ground, ...]


def meet(provisions: Iterable[Provision], grounds: Iterable[Ground], moment: Moment) -> list[Measure]:
    """The measures at this moment: discipline first, what the law commands before what it allows."""
    held = list(grounds)
    found = []
    for one in provisions:
        if one.matter != moment.matter or not one.in_force(moment.on):
            continue
        if one.items and moment.item not in one.items:
            continue
        resting = tuple(ground for ground in held if ground.code in one.grounds)
        if resting:
            found.append(Measure(one, resting))
    return sorted(found, key=lambda one: (one.provision.kind, one.provision.binding == "may", one.provision.code))
