"""The worklist 待办: one line for every matter that waits for an office, whatever app it belongs to."""

from django.db import models
from django.db.models import Q


class Line(models.Model):
    """待办行: what waits, where, since when, and until when."""

    matter = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    subject = models.CharField(max_length=200, blank=True)
    office_path = models.CharField(max_length=200)
    state = models.CharField(max_length=40)
    waits_for = models.CharField(max_length=10, default="office")  # office | party | nobody (the clock stands still)
    due_on = models.DateField(null=True)
    statutory_due_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "key"], name="worklist_one_line")]
        indexes = [
            models.Index("office_path", "due_on", "id", name="worklist_office", condition=Q(closed_at=None)),
            models.Index("due_on", "id", name="worklist_due", condition=Q(closed_at=None)),
            models.Index(fields=["number"], name="worklist_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
