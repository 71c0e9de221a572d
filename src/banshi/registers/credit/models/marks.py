"""What a person decided about a delivered record. Records come from outside and are swapped as a whole; marks stay."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MARKS = [
    ("objected", _("异议中")),
    ("corrected", _("已更正")),
    ("withdrawn", _("已撤回")),
    ("repaired", _("已修复")),
    ("confirmed", _("主体已确认")),
]


class Mark(models.Model):
    """标注: on one record of one unit, from a day on, while it holds. The record is named, not joined: by unit and fingerprint."""

    unit = models.PositiveSmallIntegerField()
    fp = models.BigIntegerField()
    sid = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=MARKS)
    source = models.CharField(max_length=60)  # what decided it: repair:XF-2022-000012
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True)  # the first day on which it no longer holds

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fp", "kind"], name="credit_mark_once", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="credit_mark_dates"),
        ]
        indexes = [models.Index(fields=["sid"], name="credit_mark_sid")]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit}-{self.fp:016x}"
