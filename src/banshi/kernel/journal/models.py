"""The journal's tables: streams with their heads, lines, deliveries, seals. The database refuses to change any line."""

from django.db import models

from banshi.kernel.journal.chain import GENESIS


class Stream(models.Model):
    """日志流: the chain of one matter. Its row is the lock that orders the writers."""

    name = models.CharField(max_length=120, primary_key=True)
    length = models.IntegerField()
    # Both hashes are those of the last line; `prev` is unknown where that line is older than the column.
    prev = models.CharField(max_length=64, db_default=GENESIS)
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


class Seal(models.Model):
    """封存: the Merkle root (RFC 9162) over the lines written since the seal before, chained to that seal.

    Published, it lets anyone who kept it prove that a line existed and that no sealed line was changed since.
    """

    number = models.IntegerField(primary_key=True)
    day = models.DateField()
    first_id = models.BigIntegerField()  # the range of line ids that it covers, both ends inside
    last_id = models.BigIntegerField()
    count = models.IntegerField()
    root = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    token = models.BinaryField(null=True)  # room for an RFC 3161 time stamp; no time-stamping authority is wired yet

    class Meta:
        indexes = [models.Index(fields=["last_id"], name="seal_last_id")]

    def __str__(self) -> str:
        return f"{self.number} {self.day} {self.root[:12]}"
