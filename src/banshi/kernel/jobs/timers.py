"""Setting, clearing and running timers."""

import logging
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from banshi.kernel.jobs.models import Timer

log = logging.getLogger(__name__)

LONGEST_WAIT = 720  # minutes between two attempts of a timer that keeps failing
Handler = Callable[[str, datetime], None]
handlers: dict[str, Handler] = {}


def timer(kind: str) -> Callable[[Handler], Handler]:
    """Register `f(key, at)` for timers of a kind."""

    def register(function: Handler) -> Handler:
        handlers[kind] = function
        return function

    return register


# As text, because the ORM would need several statements and more time than these.
CLEAR = "DELETE FROM jobs_timer WHERE key = %(key)s AND kind = ANY(%(gone)s)"
SET = """
    INSERT INTO jobs_timer (kind, key, due_at, attempts, last_error)
    SELECT kind, key, due_at, 0, ''
    FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(due)s::timestamptz[]) AS wanted (kind, key, due_at)
    ON CONFLICT (kind, key) DO UPDATE SET due_at = excluded.due_at, attempts = 0, last_error = ''"""
REPLACE = f"WITH cleared AS ({CLEAR}) {SET}"


def set_timers(timers: Iterable[tuple[str, str, datetime]]) -> None:
    """Set timers (kind, key, due moment); one that exists is moved. One statement."""
    if wanted := list(timers):
        _run(SET, _columns(wanted))


def clear(key: str, *kinds: str) -> None:
    """Clear the timers of these kinds for a key; absent ones are no fault. One statement."""
    _run(CLEAR, {"key": key, "gone": list(kinds)})


def replace(key: str, kinds: Iterable[str], timers: Iterable[tuple[str, str, datetime]]) -> None:
    """Of these kinds the key has exactly these timers from now on. One statement."""
    wanted = list(timers)
    kept = {kind for kind, _, _ in wanted}
    _run(REPLACE, {"key": key, "gone": [kind for kind in kinds if kind not in kept], **_columns(wanted)})


def _columns(wanted: list[tuple[str, str, datetime]]) -> dict[str, list[Any]]:
    kinds, keys, due = (list(column) for column in zip(*wanted, strict=True)) if wanted else ([], [], [])
    return {"kinds": kinds, "keys": keys, "due": due}


def _run(statement: str, arguments: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def run_due(at: datetime, *, limit: int = 1000) -> int:
    """Run what is due, each in its own transaction, several workers side by side. Returns how many ran."""
    done = 0
    while done < limit and _run_one(at):
        done += 1
    return done


def _run_one(at: datetime) -> bool:
    with transaction.atomic():
        due = Timer.objects.filter(due_at__lte=at, kind__in=list(handlers)).order_by("due_at")
        timer = due.select_for_update(skip_locked=True).first()
        if timer is None:
            return False
        try:
            with transaction.atomic():
                # Removed first, so that the handler may set the same timer anew.
                Timer.objects.filter(pk=timer.pk).delete()
                handlers[timer.kind](timer.key, at)
        except Exception:
            log.exception("timer %s of %s failed", timer.kind, timer.key)
            timer.attempts += 1
            timer.due_at = at + timedelta(minutes=min(2**timer.attempts, LONGEST_WAIT))
            timer.last_error = traceback.format_exc(limit=3)
            timer.save()
        return True
