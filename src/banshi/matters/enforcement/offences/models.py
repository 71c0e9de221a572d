"""The list of offences 违法行为 and the published standards of discretion 裁量基准, both from packs."""

from django.db import models
from django.db.models import F, Q

from banshi.kernel.packs.rows import FromPack


class Dated(FromPack):
    """A row of a pack that is in force from one day to another, both inside."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Offence(Dated):
    """违法行为: the act, the duty it breaks and the article that punishes it."""

    field = models.CharField(max_length=60)
    act = models.CharField(max_length=200)
    duty = models.CharField(max_length=200)
    penalty = models.CharField(max_length=200)
    protects = models.CharField(max_length=10, blank=True)
    max_yuan = models.BigIntegerField(null=True)
    strict = models.BooleanField(default=False)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="offence_dates")
        ]

    def __str__(self) -> str:
        return self.act


class Discretion(Dated):
    """裁量基准: the fine in 分 that a gravity costs; published, or it cannot be applied (行政处罚法 第三十四条)."""

    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="standards")
    document = models.CharField(max_length=200)
    published_on = models.DateField()
    person_light = models.BigIntegerField()
    person_ordinary = models.BigIntegerField()
    person_grave = models.BigIntegerField()
    organisation_light = models.BigIntegerField()
    organisation_ordinary = models.BigIntegerField()
    organisation_grave = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person_light__gte=0, person_light__lte=F("person_ordinary"))
                & Q(person_ordinary__lte=F("person_grave"))
                & Q(organisation_light__gte=0, organisation_light__lte=F("organisation_ordinary"))
                & Q(organisation_ordinary__lte=F("organisation_grave")),
                name="discretion_rises_with_gravity",
            )
        ]

    def __str__(self) -> str:
        return self.document
