"""信用报告: what is held about a subject, on a day, signed, for the subject itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PURPOSES = [
    ("own", _("本人了解情况")),
    ("matter", _("办理行政事务")),
    ("loan", _("申请贷款或者担保")),
    ("bid", _("投标或者签订合同")),
    ("work", _("求职或者任职")),
    ("other", _("其他用途")),
]


class Report(models.Model):
    """Who asked, about whom, when and why; the signed file; and what it came to, for whoever checks a copy."""

    number = models.CharField(max_length=30, unique=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    party_name = models.CharField(max_length=200)
    sid = models.BigIntegerField(null=True)  # nothing: nobody ever delivered anything about the party
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=PURPOSES)
    asked_at = models.DateTimeField()
    token = models.CharField(max_length=40, unique=True)  # 核验码, of the public check
    records = models.PositiveIntegerField(null=True)  # held in all, when it was made
    listed = models.PositiveIntegerField(null=True)  # of these, written out in it
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file=None, records=None, listed=None)
                | models.Q(file__isnull=False, records__isnull=False, listed__isnull=False),
                name="credit_report_made_or_not",
            )
        ]
        indexes = [models.Index(fields=["party", "-id"], name="credit_report_party")]

    def __str__(self) -> str:
        return self.number
