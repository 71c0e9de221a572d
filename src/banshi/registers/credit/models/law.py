"""Rules as the national pack gives them: until when which adverse record is shown, and how a record finds its subject."""

from django.db import models
from django.utils.translation import get_language

from banshi.kernel.packs.rows import FromPack


class PublicationRule(FromPack):
    """One class of one regime, in the words of the pack (schema.PublicationRow)."""

    row = models.JSONField()

    class Meta:
        ordering = ["code"]


class LinkRule(FromPack):
    """归集规则: one way in which a record finds its subject. Its number stands in every record that it linked."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    subject_kind = models.CharField(max_length=1, blank=True)  # E, P, or both
    verdict = models.CharField(max_length=10)  # accept, ask a person
    score = models.PositiveSmallIntegerField()  # per mille
    reason = models.CharField(max_length=200)
    reason_en = models.CharField(max_length=300)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def words(self) -> str:
        """Why a record is taken to be this subject's."""
        return self.reason_en if (get_language() or "").startswith("en") else self.reason
