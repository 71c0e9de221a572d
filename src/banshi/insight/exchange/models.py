"""What this city publishes, line by line, and what its neighbours publish. Lines never change; their text goes when its time is over."""

from django.db import models
from django.db.models import F, Q

from banshi.insight.exchange.rules import GENESIS


class FeedLine(models.Model):
    """交换行: one line of the city's own feed (rules.Line). A trigger lets only its text be taken away."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    op = models.CharField(max_length=7, choices=[("publish", "publish"), ("end", "end")])
    record = models.CharField(max_length=19)
    sid = models.BigIntegerField()  # here only; never leaves the city
    bucket = models.PositiveSmallIntegerField()  # of the subject
    until = models.DateField(null=True)
    why = models.CharField(max_length=20, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    body = models.JSONField(null=True)  # while this line says what is public of its record

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record"], name="exchange_record_once", condition=Q(body__isnull=False)),
            models.CheckConstraint(
                condition=Q(op="publish", why="") & ~Q(body_sha256="")
                | Q(op="end", body_sha256="", body__isnull=True, until=None) & ~Q(why=""),
                name="exchange_line_says_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["bucket", "sid"], name="exchange_standing", condition=Q(body__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.op} {self.record}"


class Neighbour(models.Model):
    """邻市: whose feed is read, by which pinned key, and up to where. The key was compared by people, over another way."""

    code = models.SlugField(primary_key=True, max_length=60)  # as its feed calls itself
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    latest = models.BigIntegerField(default=0)  # how long its chain was when it was last read
    cover = models.JSONField(null=True)  # signed: proof of what it said, should it ever say otherwise
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(seq__lte=F("latest")), name="exchange_read_no_further")]

    def __str__(self) -> str:
        return self.name


class ForeignRecord(models.Model):
    """外市公开信息: what a neighbour publishes about an organisation. Its text goes when the neighbour ends the publication."""

    neighbour = models.ForeignKey(Neighbour, on_delete=models.PROTECT, related_name="records")
    record = models.CharField(max_length=19)
    seq = models.BigIntegerField()  # the last line about it
    code = models.CharField(max_length=18, blank=True)  # 统一社会信用代码
    until = models.DateField(null=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    body = models.JSONField(null=True)
    ended = models.CharField(max_length=20, blank=True)  # why

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["neighbour", "record"], name="exchange_foreign_once"),
            models.CheckConstraint(
                condition=Q(ended="") | Q(body__isnull=True, code=""), name="exchange_ended_is_empty"
            ),
        ]
        indexes = [models.Index(fields=["code"], name="exchange_foreign_code", condition=~Q(code=""))]

    def __str__(self) -> str:
        return f"{self.neighbour_id} {self.record}"
