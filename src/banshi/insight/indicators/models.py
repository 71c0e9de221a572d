"""指标定义 definitions and 指标快照 snapshots. An indicator is a series of dated figures with their definition, never one
number; a snapshot never changes (a trigger in the database refuses it)."""

from django.db import models
from django.utils.translation import get_language

from banshi.insight.indicators import rules
from banshi.kernel.packs.rows import FromPack


class Definition(FromPack):
    """指标定义, from the pack."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    unit = models.CharField(max_length=10)  # percent · days
    app = models.CharField(max_length=40)
    direction = models.CharField(max_length=10)  # higher · lower is better
    formula = models.TextField()
    formula_en = models.TextField()
    numerator = models.TextField()
    denominator = models.TextField()
    source = models.TextField()
    evidence = models.TextField()
    target = models.JSONField()  # [{"from": day, "value": text}]
    owner = models.CharField(max_length=60)
    why_it_matters = models.TextField()
    authored_by = models.CharField(max_length=100)
    checked_by = models.CharField(max_length=100)
    next_review = models.DateField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["app", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Snapshot(models.Model):
    """指标快照: the figure of one area (nothing = the whole city) and period, under the definition as it then stood."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="snapshots")
    area = models.CharField(max_length=60, blank=True)
    first = models.DateField()
    last = models.DateField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)  # null: no data
    digest = models.CharField(max_length=64)  # of the definition
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "area", "first", "last"], name="one_snapshot_a_period"),
            models.CheckConstraint(condition=models.Q(first__lte=models.F("last")), name="snapshot_period"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | models.Q(denominator=0), name="snapshot_without_data"
            ),
        ]
        indexes = [models.Index(fields=["area", "-last"], name="snapshot_latest")]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.area} {self.last}"

    @property
    def shown(self) -> str:
        return rules.shown(self.definition.unit, self.numerator, self.denominator)
