"""The calendar as a table, one row a day, so that SQL can count working days in sets."""

from django.db import models
from django.db.models import Q


class Day(models.Model):
    """日: whether offices work on it. `ordinal` counts working days up to and including this one."""

    date = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True, default="")
    basis = models.CharField(max_length=40, blank=True, default="")
    ordinal = models.IntegerField()
    proclaimed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ordinal"], condition=Q(is_working=True), name="one_working_day_an_ordinal")
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}".rstrip()
