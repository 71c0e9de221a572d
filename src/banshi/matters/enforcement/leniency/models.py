"""The list 柔性执法事项清单 and the cases 案件 that were judged by it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.matters.enforcement.offences.models import Dated, Offence

KINDS = [
    ("minor", _("轻微不罚")),
    ("first", _("首违不罚")),
    ("mitigate_light", _("从轻处罚")),
    ("mitigate", _("减轻处罚")),
    ("no_coercion", _("免予强制")),
]


class ListedSlip(Dated):
    """清单事项: an act that one office forgives, or punishes less, under conditions."""

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="listed")
    kind = models.CharField(max_length=14, choices=KINDS)
    conditions = models.TextField()
    measures = ArrayField(models.CharField(max_length=10))
    person_below = models.BigIntegerField(null=True)
    organisation_below = models.BigIntegerField(null=True)
    level = ArrayField(models.CharField(max_length=1))
    place = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["office", "code"]
        indexes = [models.Index(fields=["offence"]), models.Index(fields=["office", "kind", "code"])]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="listed_dates")
        ]

    def __str__(self) -> str:
        return self.code
