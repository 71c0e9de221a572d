"""政务服务事项 service items with their dated versions; 生活事件, 法定期限, 代码表. All rows come from packs.

A running matter keeps the version it was promised: it holds a foreign key to one ItemVersion, and the content of an
ItemVersion never changes (a trigger in the database refuses it). When the text of a version that is already loaded
changes in the pack, the old row is superseded and a new row with the next revision takes its place for new matters.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language

from banshi.kernel.packs.rows import FromPack
from banshi.registers.catalogue.schema import ItemSpec


class LifeEvent(FromPack):
    """生活事件: a door of the portal."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    audience = models.CharField(max_length=12)
    icon = models.CharField(max_length=40, blank=True)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Statute(FromPack):
    """法定期限: one limit of the law, dated: {"2004-07-01": "20wd"}."""

    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    basis = models.JSONField()
    values = models.JSONField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]


class CodeTable(FromPack):
    """代码表: e.g. A.6 办件类型 of GB/T 39046-2020, codes with labels in two languages."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    source = models.CharField(max_length=100)
    codes = models.JSONField()

    class Meta:
        ordering = ["code"]


class Item(FromPack):
    """事项: what has a code; all else is in its versions."""

    base_code = models.CharField(max_length=36)  # 基本编码


class ItemVersion(models.Model):
    """事项实施清单 of a time: the whole document, and the columns by which one looks for it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    revision = models.SmallIntegerField(default=1)
    valid = DateRangeField()
    superseded_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)
    document = models.JSONField()

    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    summary = models.TextField()
    summary_en = models.TextField(blank=True)
    # Read from end to end when one searches: six thousand items take ten milliseconds, and no index helps two characters.
    pinyin = models.TextField()
    initials = models.TextField()
    haystack = models.TextField()
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT)
    level = models.CharField(max_length=1)
    item_type = models.CharField(max_length=2)
    case_type = models.CharField(max_length=1)
    window_kind = models.CharField(max_length=20)
    applicant = models.CharField(max_length=12)
    audience = ArrayField(models.CharField(max_length=1))
    channels = ArrayField(models.CharField(max_length=1))
    life_events = ArrayField(models.CharField(max_length=60))
    online_depth = models.CharField(max_length=3)
    visits = models.SmallIntegerField()
    promised = models.CharField(max_length=8)
    statutory = models.CharField(max_length=8, blank=True)
    charged = models.BooleanField()
    bookable = models.BooleanField()
    is_on_application = models.BooleanField()
    synthetic = models.BooleanField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_version_a_day",
                expressions=[("item", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=models.Q(superseded_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["item", "-revision"]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.valid.lower} r{self.revision}"

    @cached_property
    def spec(self) -> ItemSpec:
        return ItemSpec.model_validate(self.document)

    @property
    def code(self) -> str:
        return self.item_id

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def brief(self) -> str:
        """The summary in the reader's language, Chinese where there is no other."""
        return (self.summary_en if (get_language() or "").startswith("en") else "") or self.summary
