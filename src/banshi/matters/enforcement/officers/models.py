"""The register of certified officers 执法人员名录: one under both halves of enforcement (行政处罚法 第四十二条)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


def words() -> ArrayField:
    return ArrayField(models.CharField(max_length=60), default=list)


class Inspector(models.Model):
    """执法检查人员: a certified officer of one office, with what and where he may check."""

    number = models.CharField(max_length=20, unique=True)  # in drawn files: never a personal number
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    certificate = models.CharField(max_length=30, unique=True)  # 行政执法证号
    fields = words()
    districts = words()  # division codes; empty: the whole city
    lead = models.BooleanField(default=False)  # may lead a task
    valid_until = models.DateField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.account.name
