"""The list of what may be checked, and the two registers (两库): who may be checked, and whom an officer never checks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.packs.rows import FromPack
from banshi.matters.enforcement.inspections.rules import CLASSES
from banshi.matters.enforcement.offences.models import Dated, Offence
from banshi.matters.enforcement.officers.models import Inspector, words

CLASS_WORDS = [("A", _("低风险")), ("B", _("一般风险")), ("C", _("较高风险")), ("D", _("高风险"))]
OBJECT_KINDS = [
    ("enterprise", _("企业")), ("individual", _("个体工商户")), ("cooperative", _("农民专业合作社")),
    ("institution", _("其他机构")),
]  # fmt: skip

CLASSED_BY = [
    ("register", _("名录填写")), ("method", _("按方法评定")), ("measure", _("按联合奖惩措施调整")), ("officer", _("人工调整")),
]  # fmt: skip
HELD = ("measure", "officer")  # what the method does not move


class CheckItem(Dated):
    """抽查事项: what an office may check by lot, by which law, and how often at most."""

    KINDS = [("key", _("重点检查事项")), ("general", _("一般检查事项"))]
    METHODS = [
        ("on_site", _("现场检查")), ("written", _("书面检查")), ("online", _("网络监测")), ("sampling", _("抽样检测")),
        ("commissioned", _("委托专业机构")),
    ]  # fmt: skip

    category = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    object_kinds = words()
    industries = words()
    kind = models.CharField(max_length=10, choices=KINDS)
    methods = words()
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    level = words()
    basis = models.CharField(max_length=200)
    cap_bp = models.IntegerField(null=True)
    times = models.SmallIntegerField(default=1)
    certificates = words()
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["office", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="item_dates"),
            models.CheckConstraint(
                condition=Q(kind="key", cap_bp=None) | Q(kind="general", cap_bp__range=(1, 10_000)), name="item_cap"
            ),
        ]

    def __str__(self) -> str:
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name


class CheckObject(models.Model):
    """检查对象: who may be drawn. Its class and weight are public once a draw is opened, so its changes are kept."""

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=OBJECT_KINDS)
    risk = models.CharField(max_length=1, choices=CLASS_WORDS)
    classed_by = models.CharField(max_length=8, choices=CLASSED_BY, default="register")
    district = models.ForeignKey("offices.Region", on_delete=models.PROTECT, related_name="+")
    industry = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField(default=1)
    address = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)  # deregistered, moved away …: in no pool any more

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(risk__in=CLASSES), name="object_class"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="object_weight"),
        ]
        indexes = [models.Index(fields=["district", "industry"], name="object_cell", condition=Q(left_at=None))]

    def __str__(self) -> str:
        return self.name


class ClassChange(models.Model):
    """分类调整: who moved an object from one class to another, when, and why. Published with each draw."""

    object = models.ForeignKey(CheckObject, on_delete=models.PROTECT, related_name="changes")
    before = models.CharField(max_length=1)
    after = models.CharField(max_length=1)
    reason = models.CharField(max_length=300)
    method = models.DateField(null=True)  # the version of the method that gave it; empty: given by somebody
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="class_changes")]
        indexes = [models.Index(fields=["changed_at"])]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"


class RiskCriterion(FromPack):
    """分类指标, in the words of the pack (schema.CriterionRow)."""

    row = models.JSONField()


class RiskBoundary(FromPack):
    """分类界限, in the words of the pack (schema.BoundaryRow)."""

    row = models.JSONField()


class Recusal(models.Model):
    """回避 (行政处罚法 第四十三条): this officer never checks this object."""

    inspector = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="recusals")
    object = models.ForeignKey(CheckObject, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspector", "object"], condition=Q(lifted_at=None), name="recusal_once",
                violation_error_message=_("已登记过该回避。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.inspector_id}×{self.object_id}"
