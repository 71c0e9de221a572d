"""Records that no longer stand, and profiles counted anew for whoever has lost one: adding up would be wrong for them."""

from collections.abc import Sequence
from typing import Any

import duckdb

from banshi.registers.credit.pipeline import history, standing
from banshi.registers.credit.pipeline.lake import Run
from banshi.registers.credit.services.copying import copy

GONE = """
CREATE TEMP TABLE IF NOT EXISTS credit_gone (sid bigint, fp bigint, batch integer, row_no integer, unit smallint, bucket smallint)
    ON COMMIT DROP;
TRUNCATE credit_gone"""
FORGET = "DELETE FROM {schema}credit_profile p USING credit_gone g WHERE p.bucket = g.bucket AND p.sid = g.sid"
# Subject by subject, whatever the planner thinks of their number.
COUNT = """
INSERT INTO {schema}credit_profile (bucket, sid, cents, units, records, adverse, first_on, last_on)
SELECT touched.bucket, touched.sid, counted.*
FROM (SELECT DISTINCT bucket, sid FROM credit_gone) AS touched CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.cents), 0)::bigint, bit_or(1::bigint << r.unit), count(*)::integer,
        (count(*) FILTER (WHERE kind.adverse))::integer, min(r.decided_on), max(r.decided_on)
    FROM {schema}credit_record r LEFT JOIN credit_recordkind kind ON kind.number = r.kind
    WHERE r.bucket = touched.bucket AND r.sid = touched.sid HAVING count(*) > 0) AS counted"""
REMOVE = """
DELETE FROM credit_record r USING credit_gone g
WHERE r.bucket = g.bucket AND r.sid = g.sid AND r.unit = g.unit AND r.fp = g.fp AND r.batch = g.batch
    AND r.row_no = g.row_no"""


def gather(cursor: Any, con: duckdb.DuckDBPyConnection, runs: Sequence[Run]) -> int:
    """Put what the runs say is gone into the temporary table `credit_gone`."""
    query = history.gone(runs)
    if not query:
        return 0
    cursor.execute(GONE)
    rows = standing.stream(
        con, f"SELECT sid, fp, batch, row_no, unit, CAST(sid % 32 AS SMALLINT) AS bucket FROM ({query})"
    )
    count = copy(cursor, "credit_gone", rows.schema, rows)
    cursor.execute("ANALYZE credit_gone")
    return count


def remove(cursor: Any) -> int:
    """Take the gathered records out of the serving table."""
    cursor.execute(REMOVE)
    return int(cursor.rowcount)


def recount(cursor: Any, *, schema: str = "") -> None:
    """Count the profiles of the gathered subjects from their records."""
    cursor.execute(FORGET.format(schema=schema))
    cursor.execute(COUNT.format(schema=schema))
