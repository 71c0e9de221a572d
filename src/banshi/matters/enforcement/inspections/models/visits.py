"""Tasks that a draw gives to two officers, visits, and what was found."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.matters.enforcement.inspections.models.draws import Draw
from banshi.matters.enforcement.inspections.models.registers import CheckItem, CheckObject
from banshi.matters.enforcement.inspections.rules import RESULTS
from banshi.matters.enforcement.officers.models import Inspector, words


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
