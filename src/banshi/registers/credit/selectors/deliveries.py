"""The stream: what units delivered, what became of every row, and by which rules records found their subjects."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from banshi.registers.credit.models import Delivery, LinkRule, Serving, Unit

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


def state() -> Serving | None:
    """Up to where what is looked up is loaded; None before the first refresh."""
    return Serving.objects.filter(pk=1).first()


def deliveries(unit: int | None = None) -> QuerySet[Delivery]:
    found = Delivery.objects.order_by("-number")
    return found.filter(unit=unit) if unit else found


def days() -> dict[int, date | None]:
    """On which day each delivery came, by its number."""
    return dict(Delivery.objects.values_list("number", "delivered_on"))


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


def link_rules() -> dict[int, LinkRule]:
    """How records find their subjects, by the number that stands in each record; in the order in which they are asked."""
    return {rule.number: rule for rule in LinkRule.objects.filter(retired_on=None)}
