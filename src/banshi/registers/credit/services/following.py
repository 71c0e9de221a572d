"""What a run says about identity, brought to what people have decided: who is kept for whom, and marks that follow records."""

from typing import Any

import duckdb

from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.lake import BUCKETS, Run
from banshi.registers.credit.services.copying import copy

MERGED = """
CREATE TEMP TABLE IF NOT EXISTS credit_merged (sid bigint PRIMARY KEY, kept bigint) ON COMMIT DROP;
TRUNCATE credit_merged"""
PART = """
UPDATE credit_subject s SET merged_into_id = NULL
WHERE s.merged_into_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM credit_merged m WHERE m.sid = s.sid)"""
JOIN = """
UPDATE credit_subject s SET merged_into_id = m.kept FROM credit_merged m
WHERE s.sid = m.sid AND s.merged_into_id IS DISTINCT FROM m.kept"""
MOVED = """
CREATE TEMP TABLE IF NOT EXISTS credit_moved (unit smallint, fp bigint, was bigint, now bigint) ON COMMIT DROP;
TRUNCATE credit_moved"""
# A mark, a repair and an objection are about one record. Where it goes they go.
FOLLOW = """
UPDATE credit_mark a SET sid = m.now FROM credit_moved m WHERE a.sid = m.was AND a.unit = m.unit AND a.fp = m.fp;
UPDATE credit_repair a SET sid = m.now FROM credit_moved m JOIN credit_unit u ON u.number = m.unit
WHERE a.sid = m.was AND a.unit_id = u.code AND a.fp = m.fp;
UPDATE credit_objection a SET sid = m.now FROM credit_moved m JOIN credit_unit u ON u.number = m.unit
WHERE a.sid = m.was AND a.unit_id = u.code AND a.fp = m.fp"""


def follow(cursor: Any, con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """In the caller's transaction, run after run. Runs that were followed before may be followed again from the first one on."""
    if run.merges.exists():
        cursor.execute(MERGED)
        _copied(cursor, con, "credit_merged", standing.merges(run))
        cursor.execute(PART)
        cursor.execute(JOIN)
    if query := standing.moved(run, range(BUCKETS)):
        cursor.execute(MOVED)
        if _copied(cursor, con, "credit_moved", query):
            cursor.execute(FOLLOW)


def _copied(cursor: Any, con: duckdb.DuckDBPyConnection, target: str, query: str) -> int:
    rows = standing.stream(con, query)
    return copy(cursor, target, rows.schema, rows)
