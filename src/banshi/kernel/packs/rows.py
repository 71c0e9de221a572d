"""The common columns of every table that packs fill."""

from django.db import models


class FromPack(models.Model):
    """A row that packs own: its code is never reused, and when it leaves the pack it is retired, not deleted."""

    code = models.CharField(max_length=60, primary_key=True)
    pack = models.CharField(max_length=60)
    retired_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code
