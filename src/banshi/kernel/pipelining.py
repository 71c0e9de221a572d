"""Several statements in one journey 流水线: what needs no answer is not waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def pipelined() -> Iterator[None]:
    """Inside, statements go out one after the other; the end waits for all of them and raises the first that failed.

    For plain statements of one transaction. An answer that is fetched is waited for, with all before it; a `rowcount`
    is not there until then, so nothing that counts rows (the ORM's `save` of a row that exists) belongs inside.
    libpq's pipeline mode; behind a pooler it needs one that knows it (PgBouncer 1.21 or newer).
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
