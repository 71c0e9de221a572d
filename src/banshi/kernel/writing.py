"""Writes that travel together 合写: statements of one transaction that need no answer are sent to the database as one.

Each statement that is sent costs the program about as much time as doing it costs the database.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Part = tuple[str, Sequence[Any]]

_kept: ContextVar[list[Part] | None] = ContextVar("kept", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is written inside (`write`) is kept, and done at the end in one statement: all of it, or none and an error.

    Inside another one it is part of that. The parts are done side by side, in no order, and none sees what another
    wrote: so no two may touch the same row, and what is read inside does not yet know of them.
    """
    if _kept.get() is not None:
        yield
        return
    parts: list[Part] = []
    token = _kept.set(parts)
    try:
        yield
    finally:
        _kept.reset(token)
    _send(parts)


def write(sql: str, arguments: Sequence[Any]) -> str:
    """Write now, or with what is written together. Returns the name under which later parts may read its RETURNING.

    `sql` is one INSERT, UPDATE or DELETE of the program's own, without WITH.
    """
    kept = _kept.get()
    if kept is None:
        _send([(sql, arguments)])
        return ""
    kept.append((sql, arguments))
    return f"part{len(kept)}"


def _send(parts: Sequence[Part]) -> None:
    if parts:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(
                _joined(tuple(sql for sql, _ in parts)), [one for _, arguments in parts for one in arguments]
            )


@cache
def _joined(statements: tuple[str, ...]) -> str:
    *before, last = statements
    named = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(before, 1))
    return f"WITH {named} {last}" if named else last
