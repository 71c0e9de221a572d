"""Writes that travel together 合写: statements of one transaction that need no answer are sent to the database as one.

Each statement that is sent costs the program about as much time as doing it costs the database.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

Must = tuple[int, Exception]  # how many rows it must touch, and what is raised when it did not


@dataclass(frozen=True)
class Part:
    sql: str
    arguments: Sequence[Any]
    must: Must | None


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


@contextmanager
def whole() -> Iterator[None]:
    """`together` without a transaction around: one statement is all or nothing by itself. Inside a transaction it is
    a part of it that can be taken back alone.
    """
    with transaction.atomic() if connections[DEFAULT_DB_ALIAS].in_atomic_block else nullcontext(), together():
        yield


def write(sql: str, arguments: Sequence[Any], *, must: Must | None = None) -> str:
    """Write now, or with what is written together. Returns the name under which later parts may read its RETURNING.

    `sql` is one INSERT, UPDATE or DELETE of the program's own, without WITH. With `must` it has a RETURNING; when it
    touches more rows or fewer, the whole statement fails and the error is raised; a transaction around it, or its
    savepoint, can then only be taken back.
    """
    part, kept = Part(sql, arguments, must), _kept.get()
    if kept is None:
        _send([part])
        return ""
    kept.append(part)
    return f"part{len(kept)}"


NOT_SO_MANY = "BN001"  # what `banshi_must` raises, with the place of the part


def _send(parts: Sequence[Part]) -> None:
    if not parts:
        return
    musts = [part.must for part in parts if part.must]
    sql = _joined(tuple((part.sql, part.must is not None) for part in parts))
    arguments = [one for part in parts for one in part.arguments] + [wanted for wanted, _ in musts]
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, arguments)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != NOT_SO_MANY:
            raise
        raise musts[int(error.__cause__.diag.message_primary)][1] from None  # type: ignore[union-attr]


@cache
def _joined(statements: tuple[tuple[str, bool], ...]) -> str:
    """Every statement a part of the last one, or of a SELECT that counts what some of them touched."""
    parts = [sql for sql, _ in statements]
    counted = [n for n, (_, counted) in enumerate(statements, 1) if counted]
    counts = [f"banshi_must({place}, (SELECT count(*) FROM part{n}), %s)" for place, n in enumerate(counted)]
    last = f"SELECT {', '.join(counts)}" if counts else parts.pop()
    named = ", ".join(f"part{n} AS ({sql})" for n, sql in enumerate(parts, 1))
    return f"WITH {named} {last}" if named else last
