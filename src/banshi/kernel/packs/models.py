"""What came from which pack."""

from django.db import models


class PackImport(models.Model):
    """One loading of one pack that changed something."""

    pack = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["pack", "-id"])]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class FromPack(models.Model):
    """A row that packs own: its code is never reused, and when it leaves the pack it is retired, not deleted."""

    code = models.CharField(max_length=60, primary_key=True)
    pack = models.CharField(max_length=60)
    retired_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code
