"""信用主体 subjects, 报送单位 units and 信息类别 kinds of record."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.packs.rows import FromPack

KINDS = [("E", _("企业和其他组织")), ("P", _("自然人"))]


class Unit(FromPack):
    """报送单位: one of the units that deliver records. Its number stands in every record it ever delivered."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=150)
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, null=True)
    shape = models.CharField(max_length=60, default="plain")  # how its deliveries are laid out
    market = models.BooleanField(default=False)  # 市场监管部门: its penalties are shown in the enterprise system too
    keeper = models.BooleanField(default=False)  # 信用平台主管单位
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class RecordKind(FromPack):
    """信息类别: a class of the 全国公共信用信息基础目录, and whether it speaks against its subject."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    adverse = models.BooleanField()  # 失信、不良: never published on a link that nobody confirmed
    published = models.BooleanField()  # of organisations; a natural person's are never published
    basis = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Subject(models.Model):
    """信用主体: whom records are about. `sid` is given once, by the pipeline's register, and never reused.

    An organisation's code is public and kept in the clear; a person's number is encrypted, found by its keyed
    fingerprint and shown masked (个人信息保护法 第五十一条).
    """

    sid = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=1, choices=KINDS)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=18, blank=True)  # of organisations only
    code_masked = models.CharField(max_length=30)
    code_fingerprint = models.CharField(max_length=64)
    code_cipher = models.BinaryField(blank=True, default=b"")  # of people only
    reg_no = models.CharField(max_length=20, blank=True)  # 工商注册号, of organisations
    district = models.CharField(max_length=12, blank=True)  # code of a division, as far as known
    # Who is kept in the end, as the run says that is served: written with its records.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)

    former = ""  # set by a look-up: the name asked for, of a subject that was merged into this one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_fingerprint"], name="credit_subject_code_once"),
            models.CheckConstraint(
                condition=Q(kind="E", code_cipher=b"") | Q(kind="P", code=""), name="credit_person_number_encrypted"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("sid")), name="credit_not_merged_into_itself"
            ),
        ]
        # Few are merged; the others need no place in that index. Only organisations are ever looked for by name. Read in its order, it answers for a part of a name as well.
        indexes = [
            models.Index(fields=["name"], name="credit_organisation_name", condition=Q(kind="E", merged_into=None)),
            models.Index(fields=["merged_into"], name="credit_merged_into", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["name"], name="credit_merged_name", condition=Q(kind="E", merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name
