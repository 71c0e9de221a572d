"""Writes of the worklist, called by the services of the matters in their own transaction."""

from datetime import date, datetime

from banshi.kernel.writing import write

# As text, because the ORM takes longer to write them than PostgreSQL to do them.
OPEN = """
    INSERT INTO worklist_line (
        matter, key, number, title, subject, office_path, state, opened_at, due_on, statutory_due_on, waits_for
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
MOVE = """
    UPDATE worklist_line SET state = %s, due_on = %s, statutory_due_on = %s, waits_for = %s, closed_at = %s
    WHERE matter = %s AND key = %s"""


def open_line(
    *, matter: str, key: str, number: str, title: str, subject: str, office_path: str, state: str, opened_at: datetime,
    due_on: date | None = None, statutory_due_on: date | None = None, waits_for: str = "office",
) -> None:  # fmt: skip
    """A matter begins to wait for an office. One statement."""
    write(OPEN, [
        matter, key, number, title, subject, office_path, state, opened_at, due_on, statutory_due_on, waits_for,
    ])  # fmt: skip


def move_line(
    matter: str, key: str, *, state: str, due_on: date | None, statutory_due_on: date | None, waits_for: str = "office",
    closed_at: datetime | None = None,
) -> None:  # fmt: skip
    """The matter goes on (or, with `closed_at`, is finished). One statement."""
    write(MOVE, [state, due_on, statutory_due_on, waits_for, closed_at, matter, key])
