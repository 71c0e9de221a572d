"""Taking the next number of a series."""

import re
from typing import Any

from django.db import connection

_PREFIX = re.compile(r"[A-Z]{1,8}")


def next_number(prefix: str, year: int) -> str:
    """SQ-2026-000001: the next number of this prefix and year. One statement."""
    sql, arguments = number_made(prefix, year)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", arguments)
        (number,) = cursor.fetchone()
    return str(number)


def number_made(prefix: str, year: int) -> tuple[str, list[Any]]:
    """The same as SQL with its arguments, for a row that is written together with its number (`rows.insert`)."""
    if not _PREFIX.fullmatch(prefix) or not 2000 <= year <= 2999:
        raise ValueError("a series is one to eight capital letters and a year")
    return "banshi_number(%s, %s)", [prefix, year]


def open_year(year: int) -> None:
    """Make next year's sequences ahead of time, so that not even the first taker of a year waits for another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT banshi_open_number_year(%s)", [year])
