"""What came from which pack."""

from django.db import models

from banshi.kernel.packs.rows import FromPack

__all__ = ["FromPack", "PackImport"]


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
