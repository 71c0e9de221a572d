"""行政区划 regions and 单位 offices of the city. All rows come from packs; codes are the primary keys and never reused."""

from django.db import models
from django.utils.translation import get_language

from banshi.kernel.packs.rows import FromPack


class Region(FromPack):
    """行政区划: city, county, town (乡镇、街道), village (村、社区). `path` is the codes from the city down."""

    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=60)  # as in the statistics: 荣兴村委会
    name_en = models.CharField(max_length=100, blank=True)
    level = models.SmallIntegerField()  # 1 city … 4 village
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="region_level")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language, as far as the pack has it."""
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name


class ReportingArea(FromPack):
    """上报片区: reports like a county. Two of six are development zones without a division code."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Office(FromPack):
    """单位: whoever decides, receives or serves. Its `path` is what rights are given over."""

    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    short_name = models.CharField(max_length=40)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    level = models.CharField(max_length=1)  # GB/T 39046 A.2
    reporting_area = models.ForeignKey(ReportingArea, on_delete=models.PROTECT, null=True)
    phone = models.CharField(max_length=30)
    complaint_phone = models.CharField(max_length=30)
    address = models.CharField(max_length=200, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["level", "code"]
        indexes = [models.Index(fields=["path"], name="office_path_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name
