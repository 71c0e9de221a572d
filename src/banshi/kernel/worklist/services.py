"""Writes of the worklist, called by the services of the matters in their own transaction."""

from datetime import date, datetime

from banshi.kernel.worklist.models import Line


def open_line(
    *, matter: str, key: str, number: str, title: str, subject: str, office_path: str, state: str, opened_at: datetime,
    due_on: date | None = None, statutory_due_on: date | None = None, waits_for: str = "office",
) -> None:  # fmt: skip
    """A matter begins to wait for an office. One statement."""
    Line(
        matter=matter, key=key, number=number, title=title, subject=subject, office_path=office_path, state=state,
        opened_at=opened_at, due_on=due_on, statutory_due_on=statutory_due_on, waits_for=waits_for,
    ).save(force_insert=True)  # fmt: skip


def move_line(
    matter: str, key: str, *, state: str, due_on: date | None, statutory_due_on: date | None, waits_for: str = "office",
    closed_at: datetime | None = None,
) -> None:  # fmt: skip
    """The matter goes on (or, with `closed_at`, is finished). One statement."""
    Line.objects.filter(matter=matter, key=key).update(
        state=state, due_on=due_on, statutory_due_on=statutory_due_on, waits_for=waits_for, closed_at=closed_at
    )
