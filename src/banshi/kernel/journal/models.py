"""The journal's tables: streams with their heads, lines, deliveries. The database refuses UPDATE and DELETE of lines."""

from django.db import models

GENESIS = "0" * 64


class Stream(models.Model):
    """日志流: the chain of one matter. Its row is the lock that orders the writers."""

    name = models.CharField(max_length=120, primary_key=True)
    length = models.IntegerField()
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """日志行: one event. `hash` is SHA-256 over the canonical JSON (RFC 8785) of all else, `prev` the line before."""

    stream = models.CharField(max_length=120)
    seq = models.IntegerField()
    kind = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    data = models.JSONField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="line_order")]
        indexes = [models.Index(fields=["kind", "at"])]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.kind}"


class Delivery(models.Model):
    """送达登记: this listener has heard this line. Written with the listener's own changes, so each acts once."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    listener = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "listener"], name="delivered_once")]

    def __str__(self) -> str:
        return f"{self.listener} {self.line_id}"
