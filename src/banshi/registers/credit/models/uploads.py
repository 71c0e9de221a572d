"""Files that a unit's staff hand in here. What became of their rows stands in the ledger (Delivery), once they are taken in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.registers.credit.models.subjects import Unit

WAITING, TAKEN, REFUSED = "waiting", "taken", "refused"
STATES = [(WAITING, _("待归集")), (TAKEN, _("已归集")), (REFUSED, _("未接收"))]


class Upload(models.Model):
    """报送文件: handed in by staff of a unit, or made from one quarantined row that was mended (`mends_…` name it)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=120)  # as the unit calls it; shown to the unit only
    file = models.CharField(max_length=60, unique=True)  # below the drop folder: unit-07/20220305-0a1b2c3d4e5f.csv
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField()  # rows and unreadable lines, as counted when it was handed in
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    percent = models.PositiveSmallIntegerField(default=0)  # of the run that is taking it in
    delivery = models.PositiveIntegerField(null=True)  # its number in the ledger
    refusal = models.TextField(blank=True)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.CharField(max_length=80)
    mends_batch = models.PositiveIntegerField(null=True)
    mends_row = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "sha256"], name="credit_upload_once"),
            models.UniqueConstraint(fields=["mends_batch", "mends_row"], name="credit_mended_once"),
            models.CheckConstraint(
                condition=Q(mends_batch__isnull=True, mends_row__isnull=True)
                | Q(mends_batch__isnull=False, mends_row__isnull=False),
                name="credit_upload_mends_a_row",
            ),
            models.CheckConstraint(
                condition=Q(state=WAITING, delivery=None, refusal="")
                | (Q(state=TAKEN, delivery__isnull=False) & Q(refusal=""))
                | (Q(state=REFUSED, delivery=None) & ~Q(refusal="")),
                name="credit_upload_settled",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="credit_upload_state", condition=Q(state=WAITING))]

    def __str__(self) -> str:
        return self.file
