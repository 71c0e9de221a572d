"""Links that rules do not decide, subjects that are one, and what people decided about them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

VERDICTS = [("same", _("同一主体")), ("different", _("不是同一主体"))]
NAMED = ("name", "code", "reg_no", "phone", "address")  # how a unit said whom it means


class Doubt(models.Model):
    """存疑关联: a way in which units named somebody (`key`), and the one subject whom it may mean."""

    key = models.BigIntegerField()
    sid = models.BigIntegerField()
    kind = models.CharField(max_length=1)  # of whom was named: E or P
    rule = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    run = models.PositiveIntegerField()  # the run that asked
    named_cipher = models.BinaryField()  # what is NAMED, as sent, encrypted (JSON)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "sid"], name="credit_doubt_once")]
        indexes = [models.Index(fields=["-score", "id"], name="credit_doubt_score")]

    def __str__(self) -> str:
        return f"{self.key}?{self.sid}"

    @property
    def percent(self) -> str:
        """The score as people say it: 96, 97.5."""
        return f"{self.score / 10:g}"


class Judgement(models.Model):
    """人工判定: whether a key means a subject. Overrides every rule and every run, until it is taken back."""

    key = models.BigIntegerField()
    sid = models.BigIntegerField()
    verdict = models.CharField(max_length=9, choices=VERDICTS)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "sid"], name="credit_judged_once", condition=Q(undone_at=None)),
            models.UniqueConstraint(
                fields=["key"], name="credit_one_same", condition=Q(undone_at=None, verdict="same")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.verdict} {self.sid}"


class Merge(models.Model):
    """合并: two subjects are one. What is about `gone` counts for `kept` from the next run on, until it is taken back."""

    gone = models.ForeignKey("credit.Subject", on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey("credit.Subject", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], name="credit_merged_once", condition=Q(undone_at=None)),
            models.CheckConstraint(condition=~Q(gone=F("kept")), name="credit_merged_with_another"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undone_why="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_why=""),
                name="credit_merge_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
