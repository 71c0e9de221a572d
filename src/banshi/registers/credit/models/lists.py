"""名单 lists, 列入 entries in them, and 联合奖惩 what offices did because of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.packs.rows import FromPack
from banshi.registers.credit.models.tracked import Tracked
from banshi.registers.credit.rules.proceedings import LISTED, Matter

KINDS = [("serious", _("严重失信主体名单")), ("incentive", _("守信激励名单"))]
OUTCOMES = [("", _("待答复")), ("applied", _("已采取")), ("not_applied", _("未采取"))]


class CreditList(FromPack):
    """名单: set up by law, administrative regulation or a policy of party and state, with its standard and its term."""

    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    alias = models.CharField(max_length=20)  # 红名单 · 黑名单: how it was called before
    kind = models.CharField(max_length=10, choices=KINDS)
    minimum = models.CharField(max_length=6, blank=True)
    maximum = models.CharField(max_length=6)
    hearing = models.BooleanField()
    document = models.CharField(max_length=200)
    article = models.CharField(max_length=100, blank=True)
    standard = models.CharField(max_length=300)  # 认定标准
    evidence = models.CharField(max_length=10)

    class Meta:
        ordering = ["-kind", "code"]

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def law(self) -> str:
        return f"{self.document} {self.article}".strip()


class JointMeasure(FromPack):
    """措施清单: one measure of joint incentive or discipline, in the words of the pack (schema.MeasureRow)."""

    kind = models.CharField(max_length=10)
    row = models.JSONField()

    class Meta:
        ordering = ["kind", "code"]

    @property
    def label(self) -> str:
        name: str = self.row["name_en" if (get_language() or "").startswith("en") else "name"]
        return name


class Listing(Tracked):
    """列入: one organisation in one list, from proposal to exit."""

    matter = Matter.LISTING

    list = models.ForeignKey(CreditList, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(max_length=18)  # 统一社会信用代码
    reasons = models.CharField(max_length=300)
    law = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField(null=True)
    statement_until = models.DateField(null=True)
    stated_at = models.DateTimeField(null=True)
    hearing_asked = models.BooleanField(default=False)
    heard_on = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField(null=True)
    until = models.DateField(null=True)  # the first day on which it no longer holds
    exit_from = models.DateField(null=True)
    exit_asked_at = models.DateTimeField(null=True)
    exited_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "sid"], name="credit_listed_once", condition=Q(state__in=sorted(LISTED))
            ),
            models.CheckConstraint(
                condition=Q(since=None, decided_by=None) | Q(since__isnull=False, decided_by__isnull=False),
                name="credit_listed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="credit_listing_dates"),
        ]
        indexes = [
            models.Index(fields=["office_path", "-id"], name="credit_listing_office"),
            models.Index(fields=["sid"], name="credit_listing_sid"),
            models.Index(fields=["list", "-since"], name="credit_listing_list"),
        ]


class JointAction(models.Model):
    """联合奖惩: a measure that an office met in one of its matters, and what it did about it."""

    number = models.CharField(max_length=30, unique=True)
    measure = models.ForeignKey(JointMeasure, on_delete=models.PROTECT, related_name="actions")
    sid = models.BigIntegerField()
    party_name = models.CharField(max_length=200)
    grounds = models.CharField(max_length=300)  # where each can be looked up
    law = models.CharField(max_length=300)
    matter = models.CharField(max_length=20)
    key = models.CharField(max_length=80)  # the matter's own number
    office_path = models.CharField(max_length=200)
    met_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=OUTCOMES, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "matter", "key"], name="credit_measure_met_once"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None) | ~Q(outcome="") & Q(answered_by__isnull=False),
                name="credit_measure_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["office_path", "-id"], name="credit_action_office"),
            models.Index(fields=["matter", "key"], name="credit_action_matter"),
        ]

    def __str__(self) -> str:
        return self.number
