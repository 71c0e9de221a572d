"""公示规则: until when which adverse record is shown, as the national pack gives it."""

from django.db import models

from banshi.kernel.packs.rows import FromPack


class PublicationRule(FromPack):
    """One class of one regime, in the words of the pack (schema.PublicationRow)."""

    row = models.JSONField()

    class Meta:
        ordering = ["code"]
