"""What the serving tables were loaded from. Records and profiles themselves are partitioned tables that no model describes:
see migration 0003 and `selectors`.
"""

from django.db import models
from django.db.models import F, Q


class Delivery(models.Model):
    """报送批次: one file of one unit, and what became of each of its rows. Its number stands in every record of it."""

    number = models.PositiveIntegerField(primary_key=True)
    run = models.PositiveIntegerField()
    unit = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=300)
    batch = models.CharField(max_length=64)  # SHA-256 of the file's bytes
    received = models.PositiveIntegerField()
    linked = models.PositiveIntegerField()
    unlinked = models.PositiveIntegerField()
    duplicate = models.PositiveIntegerField()
    quarantined = models.PositiveIntegerField()
    delivered_on = models.DateField(null=True)  # the day of its run; runs of old did not say

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["unit", "-number"], name="credit_delivery_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(received=F("linked") + F("unlinked") + F("duplicate") + F("quarantined")),
                name="credit_delivery_sum_holds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit:02d}/{self.file}"


class Serving(models.Model):
    """数据版本: up to which run of which lake the serving tables are loaded. One row, written with what it says."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    run = models.PositiveIntegerField()
    seal = models.CharField(max_length=64)  # SHA-256 of that run's run.json: another lake has another one
    records = models.BigIntegerField()
    subjects = models.BigIntegerField()
    refreshed_at = models.DateTimeField()

    class Meta:
        db_table = "credit_state"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="credit_state_one_row")]

    def __str__(self) -> str:
        return f"run {self.run}"
