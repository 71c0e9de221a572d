"""One run upon what is loaded already: its records come in, what it says is gone goes, profiles follow."""

from dataclasses import dataclass
from typing import Any

import duckdb

from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.lake import BUCKETS, Run
from banshi.registers.credit.services import recounting
from banshi.registers.credit.services.copying import copy

COUNTED = """
CREATE TEMP TABLE IF NOT EXISTS credit_counted (LIKE credit_profile INCLUDING DEFAULTS) ON COMMIT DROP;
TRUNCATE credit_counted"""
# A row that was inserted, not updated, has no xmax.
ADD = """
WITH added AS (
    INSERT INTO credit_profile AS p SELECT * FROM credit_counted
    ON CONFLICT (sid, bucket) DO UPDATE SET records = p.records + excluded.records, adverse = p.adverse + excluded.adverse,
        cents = p.cents + excluded.cents, units = p.units | excluded.units,
        first_on = least(p.first_on, excluded.first_on), last_on = greatest(p.last_on, excluded.last_on)
    RETURNING p.xmax = 0 AS new)
SELECT count(*) FILTER (WHERE new) FROM added"""


@dataclass(frozen=True)
class Applied:
    """How many records came and went, and how many subjects more (or fewer) have any."""

    came: int = 0
    went: int = 0
    subjects: int = 0

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(self.came + other.came, self.went + other.went, self.subjects + other.subjects)


def apply(cursor: Any, con: duckdb.DuckDBPyConnection, run: Run) -> Applied:
    """In the caller's transaction."""
    gone = recounting.gather(cursor, con, [run])
    went = recounting.remove(cursor) if gone else 0
    came = _copied(cursor, con, "credit_record", standing.records([run], range(BUCKETS)))
    subjects = 0
    cursor.execute(COUNTED)
    if _copied(cursor, con, "credit_counted", standing.profiles([run], range(BUCKETS))):
        cursor.execute(ADD)
        subjects += int(cursor.fetchone()[0])
    if gone:
        subjects += recounting.recount(cursor)
    return Applied(came, went, subjects)


def _copied(cursor: Any, con: duckdb.DuckDBPyConnection, target: str, query: str) -> int:
    if not query:
        return 0
    rows = standing.stream(con, query)
    return copy(cursor, target, rows.schema, rows)
