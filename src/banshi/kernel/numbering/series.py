"""Taking the next number of a series."""

import re
from typing import Any

from django.db import connection
from django.db.models import Model

_PREFIX = re.compile(r"[A-Z]{1,8}")


def next_number(prefix: str, year: int) -> str:
    """SQ-2026-000001: the next number of this prefix and year. One statement."""
    (number,) = _take("SELECT banshi_number(%s, %s)", prefix, year)
    return str(number)


def next_number_and_key(prefix: str, year: int, model: type[Model]) -> tuple[str, int]:
    """The next number, and the key that its row will have: so everything about it can be written at once."""
    place = (model._meta.db_table, str(model._meta.pk.column))
    number, key = _take("SELECT banshi_number(%s, %s), nextval(pg_get_serial_sequence(%s, %s))", prefix, year, *place)
    return str(number), int(key)


def _take(sql: str, prefix: str, year: int, *more: str) -> tuple[Any, ...]:
    if not _PREFIX.fullmatch(prefix) or not 2000 <= year <= 2999:
        raise ValueError("a series is one to eight capital letters and a year")
    with connection.cursor() as cursor:
        cursor.execute(sql, [prefix, year, *more])
        taken: tuple[Any, ...] = cursor.fetchone()
    return taken


def open_year(year: int) -> None:
    """Make next year's sequences ahead of time, so that not even the first taker of a year waits for another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT banshi_open_number_year(%s)", [year])
