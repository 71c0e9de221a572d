"""Applications 办件, what was handed in with them, and the certificates they end in."""

import json
from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.kernel.calendar import moments
from banshi.kernel.clock import Limit, Pause
from banshi.kernel.crypto import decrypt, encrypt
from banshi.matters.applications.rules import ENDED, Facts, Limits, State


class Application(models.Model):
    """办件: one application of one party for one item, under the version of the item that it was promised."""

    CHANNELS = [
        ("1", _("窗口办理")),
        ("2", _("电脑端网上办理")),
        ("3", _("移动端网上申请")),
        ("4", _("快递申请")),
    ]  # GB/T 39046 A.5

    # Without the index that Django gives each foreign key: written with every application, none of them was ever read.
    number = models.CharField(max_length=30)
    item_version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT)
    item_name = models.CharField(max_length=200)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False)
    agent = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    applicant_name = models.CharField(max_length=200)
    office_path = models.CharField(max_length=200)
    channel = models.CharField(max_length=1, choices=CHANNELS)
    created_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    idempotency_key = models.CharField(max_length=80, null=True)
    answers = models.JSONField(default=dict)
    form_cipher = models.BinaryField(default=b"")  # the form, encrypted whole: any field may hold a personal number

    state = models.CharField(max_length=20, default=State.DRAFT)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    supplemented_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    deemed = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # granted | refused
    issued_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    notice_limit = models.CharField(max_length=10)
    promised_limit = models.CharField(max_length=10)
    statutory_limit = models.CharField(max_length=10, blank=True)
    extension_limit = models.CharField(max_length=10)
    delivery_limit = models.CharField(max_length=10)
    extension = models.CharField(max_length=10, blank=True)
    pauses = models.JSONField(default=list)  # [{kind, reason, needed, first, last|null}], 特别程序

    notice_due_on = models.DateField(null=True)
    promised_due_on = models.DateField(null=True)
    statutory_due_on = models.DateField(null=True)
    delivery_due_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)

    deficiencies = models.JSONField(default=list)  # 一次性告知: everything to be supplied
    reason = models.TextField(blank=True)  # of the decision or of the end without one
    basis = models.TextField(blank=True)
    delay_reason = models.TextField(blank=True)  # published when overdue (优化营商环境条例 第三十六条)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="application_number"),  # `unique` would make a second index
            models.UniqueConstraint(
                fields=["created_by", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="application_submitted_once",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(received_at__isnull=False), name="application_received"
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(decided_at__isnull=False), name="application_decided"),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("accepted_at")), name="application_decided_after"
            ),
        ]
        indexes = [
            models.Index(fields=["office_path", "-id"], name="application_office"),
            models.Index(fields=["party", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.item_name}"

    @property
    def form(self) -> dict[str, Any]:
        """What the applicant filled in."""
        return json.loads(decrypt(self.form_cipher)) if self.form_cipher else {}

    @form.setter
    def form(self, fields: dict[str, Any]) -> None:
        self.form_cipher = encrypt(json.dumps(fields, ensure_ascii=False))

    @property
    def limits(self) -> Limits:
        return Limits(
            notice=Limit.parse(self.notice_limit),
            promised=Limit.parse(self.promised_limit),
            statutory=Limit.parse(self.statutory_limit) if self.statutory_limit else None,
            extension=Limit.parse(self.extension_limit),
            delivery=Limit.parse(self.delivery_limit),
        )

    @property
    def facts(self) -> Facts:
        """What the clocks are computed from."""
        day = moments.day_of
        return Facts(
            received_on=day(self.received_at or self.created_at),
            limits=self.limits,
            supplemented_on=day(self.supplemented_at) if self.supplemented_at else None,
            accepted_on=day(self.accepted_at) if self.accepted_at else None,
            decided_on=day(self.decided_at) if self.decided_at else None,
            extension=Limit.parse(self.extension) if self.extension else None,
            pauses=[_pause(pause) for pause in self.pauses],
        )

    @property
    def ended(self) -> bool:
        return self.state in ENDED


def _pause(pause: dict[str, str | None]) -> Pause:
    last = pause["last"]
    return Pause(date.fromisoformat(str(pause["first"])), date.fromisoformat(last) if last else None)


class Material(models.Model):
    """申请材料: how one required document was met."""

    WAYS = [
        ("uploaded", _("已上传")),
        ("paper", _("窗口收取纸质件")),
        ("shared", _("数据共享，无需提交")),
        ("promised", _("告知承诺替代")),
        ("missing", _("未提交")),
    ]

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="materials", db_index=False)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    way = models.CharField(max_length=10, choices=WAYS)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="application_material_once"),
            models.CheckConstraint(condition=~Q(way="uploaded") | Q(file__isnull=False), name="uploaded_has_file"),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """通知: what the applicant was told, shown on the progress page and sent to the mobile number that is known."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    line = models.BigIntegerField(unique=True)  # the journal line that it is about: one notice each
    text = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # no mobile number: shown only

    def __str__(self) -> str:
        return self.text


class Certificate(models.Model):
    """电子证照 or decision document: a number, a signed PDF, and whether it still holds."""

    STATUSES = [("valid", _("有效")), ("revoked", _("已撤销")), ("cancelled", _("已注销"))]

    number = models.CharField(max_length=40, unique=True)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="certificate")
    token = models.CharField(max_length=32, unique=True)  # in the QR code: not guessable, says nothing
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=200)
    holder_number_masked = models.CharField(max_length=30)
    office_name = models.CharField(max_length=200)
    issued_on = models.DateField()
    valid_to = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=STATUSES, default="valid")
    status_reason = models.TextField(blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [GinIndex(fields=["holder"], opclasses=["gin_trgm_ops"], name="certificate_holder")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def has_expired(self, on: date) -> bool:
        return self.valid_to is not None and self.valid_to < on
