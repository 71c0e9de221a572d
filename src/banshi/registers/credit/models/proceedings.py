"""信用修复 repairs and 异议 objections: what companies and people ask about one delivered record of theirs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.registers.credit.models.tracked import Tracked
from banshi.registers.credit.rules.proceedings import OPEN, Matter

ABOUT = [
    ("subject", _("不是本人（本单位）的信息")),
    ("content", _("内容有误")),
    ("annulled", _("原决定已经变更、撤销")),
    ("disclosure", _("不应当公开或者已经超过期限")),
]


class Proceeding(Tracked):
    """一件申请: who asks what of which unit's office about which record."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("credit.Unit", on_delete=models.PROTECT, related_name="+")
    fp = models.BigIntegerField()  # with the unit's number, the record
    kind = models.ForeignKey("credit.RecordKind", on_delete=models.PROTECT, related_name="+")
    doc_no = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)  # the record's own date

    class Meta:
        abstract = True


def _once(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["unit", "fp"], name=name, condition=Q(state__in=sorted(OPEN)))


def _answered(name: str) -> models.CheckConstraint:
    nobody = Q(answered_at=None, answered_by=None)
    return models.CheckConstraint(condition=nobody | Q(answered_at__isnull=False, answered_by__isnull=False), name=name)


class Repair(Proceeding):
    """信用修复: asked for with a public promise; agreed to by the unit that decided; revoked if the promise was false."""

    matter = Matter.REPAIR

    severity = models.CharField(max_length=10)
    basis = models.CharField(max_length=300)  # document and article of the period, as on the day of application
    promise = models.TextField()  # 信用承诺书, in the words that were accepted
    certificate = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=40, unique=True)  # of the public check of the certificate
    agreed_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _once("credit_repair_once"),
            _answered("credit_repair_answered_by"),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(agreed_on__isnull=False), name="credit_repair_agreed_before_revoked"
            ),
        ]
        indexes = [
            models.Index(fields=["office_path", "-id"], name="credit_repair_office"),
            models.Index(fields=["sid"], name="credit_repair_sid"),
        ]


class Objection(Proceeding):
    """异议: marked at once; checked within its limit; corrected, withdrawn or kept, with a reason."""

    matter = Matter.OBJECTION

    about = models.CharField(max_length=10, choices=ABOUT)
    correction = models.CharField(max_length=300, blank=True)  # what it should say

    class Meta:
        constraints = [_once("credit_objection_once"), _answered("credit_objection_answered_by")]
        indexes = [
            models.Index(fields=["office_path", "-id"], name="credit_objection_office"),
            models.Index(fields=["sid"], name="credit_objection_sid"),
        ]


class Evidence(models.Model):
    """佐证材料 of a repair or an objection."""

    number = models.CharField(max_length=30, db_index=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.number
