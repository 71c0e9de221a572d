"""双公示及时率: how many licences and penalties of a month each unit delivered in time, by each clock that runs for them."""

from django.db import models
from django.db.models import F, Q


class Punctuality(models.Model):
    """One unit, one kind, one clock, one month of decisions. Measured anew, all at once; nothing is counted down."""

    unit = models.PositiveSmallIntegerField()  # its number
    kind = models.CharField(max_length=60)
    clock = models.CharField(max_length=60)  # code of the limit in statutes.yaml
    month = models.DateField()  # its first day
    records = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    before = models.PositiveIntegerField()  # due before the unit delivered anything at all
    unknown = models.PositiveIntegerField()  # nobody noted the day of the delivery
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "clock", "month"], name="disclosure_punctuality_once"),
            models.CheckConstraint(
                condition=Q(records=F("in_time") + F("late") + F("before") + F("unknown")),
                name="disclosure_punctuality_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit:02d} {self.kind} {self.clock} {self.month:%Y-%m}"
