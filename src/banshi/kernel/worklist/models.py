"""The worklist 待办: one line for every matter that waits for an office, whatever app it belongs to.

Lists are read far more often than lines move, and must not slow down as the city's work grows. So each line names the
office subtrees it lies in (`place1` the city … `place4`), and each level is indexed in the order of the list: a page is
read from one index, from where it begins, whatever the size of the office and the city.
"""

from datetime import date

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

LEVELS = 4
NO_LIMIT = date(9999, 12, 31)  # where a line without a due day stands in the list: last


def _place(level: int) -> models.GeneratedField:
    """The first `level` steps of the office path, or null where the path is shorter."""
    prefix = Func(F("office_path"), Value(f"^(?:/[^/]+){{{level}}}/"), function="substring")
    return models.GeneratedField(
        expression=prefix, output_field=models.CharField(max_length=200, null=True), db_persist=True
    )


def _indexes() -> list[models.Index]:
    """For each level, the order of the list, the same within one state, and the order of what has ended."""
    indexes = []
    for level in range(1, LEVELS + 1):
        place = f"place{level}"
        waiting = Q(closed_at=None) & Q(**{f"{place}__isnull": False})
        ended = Q(closed_at__isnull=False) & Q(**{f"{place}__isnull": False})
        indexes += [
            models.Index(fields=[place, "sort_on", "id"], condition=waiting, name=f"worklist_{place}"),
            models.Index(fields=[place, "state", "sort_on", "id"], condition=waiting, name=f"worklist_{place}_state"),
            models.Index(fields=[place, "-closed_at", "-id"], condition=ended, name=f"worklist_{place}_ended"),
        ]
    return indexes


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

    place1 = _place(1)
    place2 = _place(2)
    place3 = _place(3)
    place4 = _place(4)
    sort_on = models.GeneratedField(
        expression=Coalesce("due_on", Value(NO_LIMIT)),
        output_field=models.DateField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "key"], name="worklist_one_line")]
        indexes = [
            *_indexes(),
            # varchar_pattern_ops: a prefix search uses the index under every collation
            models.Index(fields=["number"], opclasses=["varchar_pattern_ops"], name="worklist_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
