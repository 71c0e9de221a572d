"""Who opened a person's file, and what for. Written before the file is shown; the person reads it too."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PURPOSES = [
    ("application", _("办理本人申请的事项")),
    ("enforcement", _("行政执法")),
    ("measure", _("依法实施奖惩措施前核查")),
    ("objection", _("核查异议、办理信用修复")),
    ("court", _("协助司法机关依法查询")),
]
OPEN_FOR = timedelta(minutes=30)  # afterwards the purpose has to be written down anew


class Look(models.Model):
    """查询: one officer, one person, one purpose (个人信息保护法 第六条、第三十四条)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sid = models.BigIntegerField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(
        "offices.Office", on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: the city
    purpose = models.CharField(max_length=20, choices=PURPOSES)
    detail = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sid", "-at"], name="credit_look_sid")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.at:%Y-%m-%d %H:%M}"
