"""Timers 定时: something that must happen at a moment unless it is cleared before."""

from django.db import models


class Timer(models.Model):
    """定时: a row with a due moment. A worker that was away overnight finds all of them and catches up."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.IntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "kind"], name="timer_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.due_at}"
