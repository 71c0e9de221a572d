"""The stream: what units delivered, what became of every row, and where one record came from."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import get_language

from banshi.registers.credit.models import Delivery, Serving, Unit
from banshi.registers.credit.selectors.records import Record

PARTS = ("linked", "unlinked", "duplicate", "quarantined")


@dataclass(frozen=True)
class Account:
    """报送账: so many rows came, and each of them went somewhere."""

    deliveries: int
    received: int
    linked: int
    unlinked: int
    duplicate: int
    quarantined: int

    @property
    def holds(self) -> bool:
        """收到 = 已归集 + 待定主体 + 重复 + 隔离."""
        return self.received == self.linked + self.unlinked + self.duplicate + self.quarantined


NOTHING = Account(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Provenance:
    """来源: by whom, in which file and row, taken in by which run, and how it was known whom it is about."""

    unit: Unit | None
    delivery: Delivery | None
    row_no: int
    rule: "LinkRule"


@dataclass(frozen=True)
class LinkRule:
    """归集规则: how records find their subject; `by_code` when the number itself stands in the register."""

    number: int
    name: str
    reason: str
    by_code: bool


def state() -> Serving | None:
    """Up to where what is looked up is loaded; None before the first refresh."""
    return Serving.objects.filter(pk=1).first()


def deliveries(unit: int | None = None) -> QuerySet[Delivery]:
    found = Delivery.objects.order_by("-number")
    return found.filter(unit=unit) if unit else found


def account(unit: int | None = None) -> Account:
    """All deliveries, or those of one unit, added up."""
    sums = {name: Sum(name) for name in ("received", *PARTS)}
    found = deliveries(unit).order_by().aggregate(deliveries=Count("pk"), **sums)
    return Account(**{name: value or 0 for name, value in found.items()})


def accounts() -> list[tuple[Unit, Account]]:
    """Every unit in force with its account."""
    columns = ("deliveries", "received", *PARTS)
    sums = {name: Sum(name) for name in columns[1:]}
    rows = Delivery.objects.order_by().values("unit").annotate(deliveries=Count("pk"), **sums)
    by_unit = {unit: Account(*sums) for unit, *sums in rows.values_list("unit", *columns)}
    return [(unit, by_unit.get(number, NOTHING)) for number, unit in units().items()]


def units() -> dict[int, Unit]:
    """Units by the number that stands in their records."""
    return {unit.number: unit for unit in Unit.objects.filter(retired_on=None)}


def provenance(record: Record) -> Provenance:
    unit = Unit.objects.filter(number=record.unit).first()
    delivery = Delivery.objects.filter(pk=record.batch).first()
    return Provenance(unit, delivery, record.row_no, link_rule(record.rule, by_code=record.key is None))


def link_rule(number: int, *, by_code: bool) -> LinkRule:
    """The rule's words, in the reader's language."""
    row = _rules(settings.PACKS / "national" / "credit_linking.csv").get(number, {})
    ending = "_en" if (get_language() or "").startswith("en") else ""
    return LinkRule(number, row.get(f"name{ending}", str(number)), row.get(f"reason{ending}", ""), by_code)


@lru_cache(maxsize=2)
def _rules(path: Path) -> Mapping[int, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {int(row["number"]): row for row in csv.DictReader(lines)}
