"""The queue: a job deferred inside a transaction exists if and only if that transaction commits."""

from collections.abc import Callable
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Function = TypeVar("Function", bound=Callable[..., Any])


def job(name: str) -> Callable[[Function], Any]:
    """Register a job. It may run twice (a worker can die after its work): its effect must not."""
    return app.task(name=name, retry=RetryStrategy(max_attempts=8, exponential_wait=2), pass_context=False)


def defer(name: str, **arguments: Any) -> None:
    """Ask for a job by name, in the current transaction. Arguments are JSON."""
    app.configure_task(name).defer(**arguments)
