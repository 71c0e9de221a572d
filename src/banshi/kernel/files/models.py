"""Stored files 存档文件: what people and offices hand in, kept under random names with its digest."""

import uuid

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """文件: belongs to one owner (an application, a certificate…), whose app decides who may open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner_kind = models.CharField(max_length=40)
    owner_key = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty")]
        indexes = [models.Index(fields=["owner_kind", "owner_key"])]

    def __str__(self) -> str:
        return self.name
