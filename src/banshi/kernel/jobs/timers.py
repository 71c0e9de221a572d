"""Setting, clearing and running timers."""

import logging
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from banshi.kernel.jobs.models import Timer
from banshi.kernel.writing import together, write

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
CLEAR = "DELETE FROM jobs_timer WHERE key = %s AND kind = ANY(%s)"
SET = """
    INSERT INTO jobs_timer (kind, key, due_at, attempts, last_error)
    SELECT kind, key, due_at, 0, ''
    FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) AS wanted (kind, key, due_at)
    ON CONFLICT (kind, key) DO UPDATE SET due_at = excluded.due_at, attempts = 0, last_error = ''"""


def set_timers(timers: Iterable[tuple[str, str, datetime]]) -> None:
    """Set timers (kind, key, due moment); one that exists is moved. One statement."""
    if wanted := list(timers):
        write(SET, [list(column) for column in zip(*wanted, strict=True)])


def clear(key: str, *kinds: str) -> None:
    """Clear the timers of these kinds for a key; absent ones are no fault. One statement."""
    write(CLEAR, [key, list(kinds)])


def replace(key: str, kinds: Iterable[str], timers: Iterable[tuple[str, str, datetime]]) -> None:
    """Of these kinds the key has exactly these timers from now on. One statement."""
    wanted = list(timers)
    kept = {kind for kind, _, _ in wanted}
    with together():
        clear(key, *(kind for kind in kinds if kind not in kept))
        set_timers(wanted)


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
