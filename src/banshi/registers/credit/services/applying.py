"""One run upon what is loaded already: its records come in, what it says is gone goes, profiles follow."""

from typing import Any

import duckdb

from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.lake import BUCKETS, Run
from banshi.registers.credit.services import recounting
from banshi.registers.credit.services.copying import copy

COUNTED = """
CREATE TEMP TABLE IF NOT EXISTS credit_counted (LIKE credit_profile INCLUDING DEFAULTS) ON COMMIT DROP;
TRUNCATE credit_counted"""
ADD = """
INSERT INTO credit_profile AS p SELECT * FROM credit_counted
ON CONFLICT (sid, bucket) DO UPDATE SET records = p.records + excluded.records, adverse = p.adverse + excluded.adverse,
    cents = p.cents + excluded.cents, units = p.units | excluded.units,
    first_on = least(p.first_on, excluded.first_on), last_on = greatest(p.last_on, excluded.last_on)"""


def apply(cursor: Any, con: duckdb.DuckDBPyConnection, run: Run) -> tuple[int, int]:
    """In the caller's transaction. Returns how many records came and how many went."""
    gone = recounting.gather(cursor, con, [run])
    went = recounting.remove(cursor) if gone else 0
    came = _copied(cursor, con, "credit_record", standing.records([run], range(BUCKETS)))
    cursor.execute(COUNTED)
    if _copied(cursor, con, "credit_counted", standing.profiles([run], range(BUCKETS))):
        cursor.execute(ADD)
    if gone:
        recounting.recount(cursor)
    return came, went


def _copied(cursor: Any, con: duckdb.DuckDBPyConnection, target: str, query: str) -> int:
    if not query:
        return 0
    rows = standing.stream(con, query)
    return copy(cursor, target, rows.schema, rows)
