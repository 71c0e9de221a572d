"""Tables of the inspections 双随机、一公开: the list, the two registers, plans, draws, tasks, visits and their results."""

import gzip
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.crypto import decrypt, encrypt
from banshi.matters.enforcement.inspections.rules import CLASSES, RESULTS
from banshi.matters.enforcement.offences.models import Dated, Offence
from banshi.matters.enforcement.officers.models import Inspector, words

CLASS_WORDS = [("A", _("低风险")), ("B", _("一般风险")), ("C", _("较高风险")), ("D", _("高风险"))]
OBJECT_KINDS = [
    ("enterprise", _("企业")), ("individual", _("个体工商户")), ("cooperative", _("农民专业合作社")),
    ("institution", _("其他机构")),
]  # fmt: skip


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
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="class_changes")]
        indexes = [models.Index(fields=["changed_at"])]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"


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


class Task(models.Model):
    """检查任务: one batch of objects with its two officers."""

    number = models.CharField(max_length=20, unique=True)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="tasks")
    batch = models.CharField(max_length=60)
    office_path = models.CharField(max_length=200)
    first = models.ForeignKey(Inspector, on_delete=models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(Inspector, on_delete=models.PROTECT, null=True, related_name="+")
    inspect_on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "batch"], name="task_batch"),
            models.CheckConstraint(condition=Q(first=None) | ~Q(first=F("second")), name="task_two_officers"),
        ]
        indexes = [models.Index(fields=["office_path", "-id"])]

    def __str__(self) -> str:
        return self.number


class Replacement(models.Model):
    """更换: the pair stepped aside and the next of the same committed stream came, for a reason that is published."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="replacements")
    index = models.PositiveSmallIntegerField()  # how far the stream has been read: 1 for the first replacement
    before = models.JSONField()  # numbers of the officers
    after = models.JSONField()
    reason = models.CharField(max_length=12)
    detail = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["task", "index"], name="replacement_index")]

    def __str__(self) -> str:
        return f"{self.task_id}/{self.index}"


class Visit(models.Model):
    """检查: one object is visited once for all its items; what was found is public within twenty working days."""

    STATES = [
        ("assigned", _("待检查")), ("recorded", _("已检查，待公示")), ("published", _("已公示")),
        ("joined", _("并入同一次检查")),
    ]  # fmt: skip

    number = models.CharField(max_length=20, unique=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="visits")
    object = models.ForeignKey(CheckObject, on_delete=models.PROTECT, related_name="visits")
    office_path = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default="assigned")
    version = models.IntegerField(default=1)
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joins")
    year = models.SmallIntegerField()
    done_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=80, blank=True)
    signatures = models.JSONField(default=dict)  # first | second | party -> StoredFile
    photos = models.JSONField(default=list)
    remarks = models.CharField(max_length=500, blank=True)
    idempotency_key = models.CharField(max_length=80, blank=True)
    publish_due_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "object"], name="visit_once"),
            models.UniqueConstraint(
                fields=["idempotency_key"], condition=~Q(idempotency_key=""), name="visit_recorded_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["assigned", "joined"], done_at=None)
                | Q(done_at__isnull=False, publish_due_on__isnull=False),
                name="visit_recorded_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["object", "year"]),
            models.Index(fields=["state", "publish_due_on"]),
            models.Index(fields=["-published_at", "-id"], name="visit_published", condition=Q(state="published")),
        ]

    def __str__(self) -> str:
        return self.number


class Finding(models.Model):
    """检查结果: one item at one visit, in the official categories; empty until the visit is recorded."""

    CATEGORIES = [(code, result.words) for code, result in RESULTS.items()]

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    results = words()
    note = models.CharField(max_length=500, blank=True)
    handed_to = models.CharField(max_length=60, blank=True)  # the office that handles what was found
    case_number = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["item"]
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item_id}"


class Abnormal(models.Model):
    """经营异常名录: an object that could not be reached or hid the truth, and by which article."""

    object = models.ForeignKey(CheckObject, on_delete=models.PROTECT, related_name="abnormal")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="abnormal")
    basis = models.CharField(max_length=100)
    listed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "basis"], name="abnormal_once")]

    def __str__(self) -> str:
        return self.basis
