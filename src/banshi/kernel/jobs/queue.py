"""The queue: a job deferred inside a transaction exists if and only if that transaction commits."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from banshi.kernel.writing import write

Function = TypeVar("Function", bound=Callable[..., Any])


def job(name: str) -> Callable[[Function], Any]:
    """Register a job. It may run twice (a worker can die after its work): its effect must not."""
    return app.task(name=name, retry=RetryStrategy(max_attempts=8, exponential_wait=2), pass_context=False)


# Through Django's connection, so that the job is part of the transaction that asks for it, in a worker too (it gives
# procrastinate connections of its own). As text: procrastinate's own function takes three times as long.
# It goes on with name and arguments; FROM what.
DEFER = "INSERT INTO procrastinate_jobs (queue_name, priority, task_name, args) SELECT 'default', %s::int,"
_priority: ContextVar[int] = ContextVar("priority", default=0)
PATIENT = -1


def defer(name: str, **arguments: Any) -> None:
    """Ask for a job by name, in the current transaction. Arguments are JSON. One statement."""
    write(f"{DEFER} %s, %s::jsonb", [priority(), name, json.dumps(arguments, ensure_ascii=False)])


def priority() -> int:
    """Of the jobs that are asked for here and now."""
    return _priority.get()


@contextmanager
def patiently() -> Iterator[None]:
    """Jobs asked for in here begin when no others wait, so that a demonstration's past steps back behind its visitors."""
    token = _priority.set(PATIENT)
    try:
        yield
    finally:
        _priority.reset(token)


NEXT = """
    UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
        ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, task_name, args::text"""


def drain(*, limit: int = 100_000) -> int:
    """Run every waiting job here and now, jobs of jobs included. For demonstrations and tests; a failure is raised.

    The worker is the ordinary way. This one runs in the caller's transaction, if there is one.
    """
    done = 0
    while done < limit and _run_next():
        done += 1
    return done


def _run_next() -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NEXT)
        found = cursor.fetchone()
        if found is None:
            return False
        number, name, arguments = found
        app.tasks[name].func(**json.loads(arguments))
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [number])
        return True
