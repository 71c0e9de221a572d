"""Plans and draws: what is promised, sealed, drawn and shown."""

import gzip
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.kernel.crypto import decrypt, encrypt
from banshi.matters.enforcement.inspections.models.registers import CheckItem
from banshi.matters.enforcement.officers.models import words


class Plan(models.Model):
    """抽查计划: items, filters, rates for each class, dates, joint offices."""

    STATES = [
        ("draft", _("起草")), ("approved", _("已批准")), ("published", _("已公布")), ("closed", _("已完成")),
    ]  # fmt: skip

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    office_path = models.CharField(max_length=200)
    joint = models.ManyToManyField("offices.Office", related_name="+")
    items = models.ManyToManyField(CheckItem, related_name="plans")
    kinds = words()
    districts = words()
    industries = words()
    rates = models.JSONField()  # class -> 1/10,000
    batch = models.PositiveSmallIntegerField(default=7)
    cap = models.PositiveSmallIntegerField(null=True)  # batches of one officer a year
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    version = models.IntegerField(default=1)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["office_path", "-id"]), models.Index(fields=["-published_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="plan_period"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | ~Q(approved_by=F("created_by")), name="plan_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Chain(models.Model):
    """承诺链: the last number and hash of a year's draws. Its row is the lock that leaves no gap."""

    year = models.SmallIntegerField(primary_key=True)
    last = models.IntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Frozen(models.Model):
    """封存文件: one input of a draw, by its SHA-256. A re-run uses the very same one."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()  # gzip
    size = models.IntegerField()

    def __str__(self) -> str:
        return self.sha256

    @property
    def text(self) -> str:
        return gzip.decompress(bytes(self.content)).decode()


class Draw(models.Model):
    """抽取: frozen inputs → commitment with its number → lot → result; or FAILED, for all to see."""

    STATES = [
        ("frozen", _("待承诺")), ("dropped", _("未承诺即撤销")), ("committed", _("已承诺，待抽取")),
        ("revealed", _("已抽取，检查日公开")), ("opened", _("已公开")), ("failed", _("失败")),
    ]  # fmt: skip

    TIME_STAMPS = [("required", _("没有时间戳就不承诺")), ("wanted", _("取不到时间戳也可以承诺"))]

    number = models.CharField(max_length=20, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="draws")
    office_path = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default="frozen")
    draw_at = models.DateTimeField()
    time_stamp = models.CharField(max_length=10, choices=TIME_STAMPS, default="wanted")
    second_source = models.CharField(max_length=60, blank=True)  # 双色球 2026136期; its value is mixed into the seed
    inspect_on = models.DateField()
    reruns = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="rerun")
    inputs = models.JSONField()  # file name -> SHA-256 of a Frozen
    counts = models.JSONField()  # class -> objects in the pool
    total = models.IntegerField()
    frozen_at = models.DateTimeField()
    year = models.SmallIntegerField(null=True)
    seq = models.IntegerField(null=True)
    commit = models.TextField(blank=True)  # the canonical bytes that were hashed
    commit_hash = models.CharField(max_length=64, blank=True)
    committed_at = models.DateTimeField(null=True)
    stamped_at = models.DateTimeField(null=True)  # the moment in the commitment's time stamp, if it has one
    round = models.BigIntegerField(null=True)
    outputs = models.JSONField(default=dict)  # file name -> SHA-256 of a Frozen
    revealed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "seq"], name="draw_sequence"),
            models.CheckConstraint(
                condition=Q(state__in=["frozen", "dropped"], seq=None)
                | Q(seq__isnull=False, year__isnull=False, committed_at__isnull=False, round__isnull=False),
                name="draw_committed_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["office_path", "-id"]), models.Index(fields=["state", "draw_at"])]

    def __str__(self) -> str:
        return self.number

    @property
    def committed(self) -> dict[str, Any]:
        return json.loads(self.commit) if self.commit else {}


class Salt(models.Model):
    """盐值: half of a draw's secret, sealed by one holder before the commitment, public on the day of inspection."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="salts")
    place = models.PositiveSmallIntegerField()
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=60)
    cipher = models.BinaryField(default=b"")
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="salt_place"),
            models.UniqueConstraint(fields=["draw", "holder"], name="salt_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}/{self.place}"

    @property
    def value(self) -> str:
        return decrypt(self.cipher)

    @value.setter
    def value(self, secret: str) -> None:
        self.cipher = encrypt(secret)
