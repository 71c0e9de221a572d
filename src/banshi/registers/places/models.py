"""政务服务大厅 halls, 综合窗口 windows and when they are open. All rows come from packs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from banshi.kernel.packs.rows import FromPack


class Hall(FromPack):
    """政务服务大厅: where one goes."""

    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT)
    region = models.ForeignKey("offices.Region", on_delete=models.PROTECT)
    address = models.CharField(max_length=200)
    directions = models.CharField(max_length=300, blank=True)
    directions_en = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["region_id", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Window(FromPack):
    """综合窗口: eight kinds, and the examination station. `office_path` is what a clerk's right is checked against."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="windows")
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT)
    floor = models.CharField(max_length=10, blank=True)
    low_counter = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["hall_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "number"], condition=Q(retired_on=None), name="window_number_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def office_path(self) -> str:
        return self.office.path

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class OpeningHours(FromPack):
    """开放时间: one session of a hall's working (or rest) days, as long as it is valid."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="hours")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    days = models.CharField(max_length=8)  # working · rest
    opens = models.TimeField()
    closes = models.TimeField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["hall_id", "opens"]
        constraints = [models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="opens_before_it_closes")]
