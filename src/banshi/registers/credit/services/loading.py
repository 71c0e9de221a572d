"""Everything loaded anew: new parts of the serving tables beside the old ones, then all of them in their place at once."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from duckdb import DuckDBPyConnection
from psycopg_pool import ConnectionPool

from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.lake import BUCKETS, Run, next_number
from banshi.registers.credit.services import recounting
from banshi.registers.credit.services.copying import copy

BESIDE = "credit_loading"  # the schema in which new parts are made; what a killed load left there is thrown away
LANES = 4  # with two, the cores had to wait for the disk
PATIENCE, PAUSE = 100, 0.2  # how often, and after how many seconds, the swap asks again for its moment

Progress = Callable[[str, int, int], None]

BEGIN = f"""
DROP SCHEMA IF EXISTS {BESIDE} CASCADE;
CREATE SCHEMA {BESIDE};
CREATE TABLE {BESIDE}.credit_record (LIKE credit_record INCLUDING ALL) PARTITION BY LIST (bucket);
CREATE TABLE {BESIDE}.credit_profile (LIKE credit_profile INCLUDING ALL) PARTITION BY LIST (bucket)"""
QUICK = """
SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL max_parallel_maintenance_workers = 0;
SET LOCAL default_statistics_target = 10"""
LOADED = {
    "credit_record": "_loaded",
    "credit_profile": "",
}  # how the tables that are filled are called after their part
# A profile is written again whenever a record comes: pages keep room for that. Parts are clean when they are made, so nobody
# needs to vacuum them beside the load. A part knows its own number, which need not be sent with every row.
PART = {
    "credit_record": f"""CREATE TABLE {BESIDE}.{{loaded}}
        (LIKE credit_record INCLUDING DEFAULTS, CONSTRAINT part CHECK (bucket = {{bucket}} AND batch < {{first}}))
        WITH (autovacuum_enabled = off);
        ALTER TABLE {BESIDE}.{{loaded}} ALTER bucket SET DEFAULT {{bucket}}""",
    "credit_profile": f"""CREATE TABLE {BESIDE}.{{loaded}}
        (LIKE credit_profile INCLUDING DEFAULTS, CONSTRAINT part CHECK (bucket = {{bucket}}))
        WITH (fillfactor = 85, autovacuum_enabled = off);
        ALTER TABLE {BESIDE}.{{loaded}} ALTER bucket SET DEFAULT {{bucket}}""",
}
# Few records of one subject are of one day: looking for such costs more than it saves.
INDEXED = {
    "credit_record": f"""CREATE INDEX ON {BESIDE}.{{loaded}} (sid, decided_on DESC) WITH (deduplicate_items = off);
        ANALYZE {BESIDE}.{{loaded}} (sid, decided_on)""",
    "credit_profile": f"ALTER TABLE {BESIDE}.{{loaded}} ADD PRIMARY KEY (sid, bucket); ANALYZE {BESIDE}.{{loaded}} (sid)",
}
# The CHECK has done its work, sparing a second look at every row, once the part is attached. What comes later than the
# deliveries that were loaded gets a part of its own: it would touch every page of the large index.
ATTACH = {
    "credit_record": f"""
        CREATE TABLE {BESIDE}.{{name}} PARTITION OF {BESIDE}.credit_record FOR VALUES IN ({{bucket}}) PARTITION BY RANGE (batch);
        ALTER TABLE {BESIDE}.{{name}} ATTACH PARTITION {BESIDE}.{{loaded}} FOR VALUES FROM (MINVALUE) TO ({{first}});
        CREATE TABLE {BESIDE}.{{name}}_since PARTITION OF {BESIDE}.{{name}} FOR VALUES FROM ({{first}}) TO (MAXVALUE);
        ALTER TABLE {BESIDE}.{{loaded}} DROP CONSTRAINT part, ALTER bucket DROP DEFAULT, RESET (autovacuum_enabled)""",
    "credit_profile": f"""
        ALTER TABLE {BESIDE}.credit_profile ATTACH PARTITION {BESIDE}.{{loaded}} FOR VALUES IN ({{bucket}});
        ALTER TABLE {BESIDE}.{{loaded}} DROP CONSTRAINT part, ALTER bucket DROP DEFAULT, RESET (autovacuum_enabled)""",
}
MADE = f"SELECT relname FROM pg_class WHERE relnamespace = '{BESIDE}'::regnamespace AND relkind IN ('r', 'p')"
# In the order in which readers ask: the profile first.
LOCK = "LOCK TABLE credit_profile, credit_record IN ACCESS EXCLUSIVE MODE"


@contextmanager
def building(runs: Sequence[Run], progress: Progress) -> Iterator[Callable[[], None]]:
    """Make all parts of both tables beside those that serve, while the block does what needs no parts. It is given what waits
    until they are there.

    Several connections share the work, each part in a transaction of its own; inside somebody's transaction there is only
    that one.
    """
    with standing.opened() as con:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN)
            if connection.in_atomic_block:
                for bucket in range(BUCKETS):
                    _part(runs, bucket, cursor, con)
                yield lambda: None
                return
        address = connection.get_connection_params()
        with ConnectionPool(kwargs=address, min_size=LANES, max_size=LANES) as connections:
            threads = ThreadPoolExecutor(LANES)
            parts = [threads.submit(_in_lane, connections, con, runs, bucket) for bucket in range(BUCKETS)]

            def wait() -> None:
                for done, part in enumerate(as_completed(parts), 1):
                    part.result()
                    progress("load", done, len(parts))

            try:
                yield wait
            finally:
                threads.shutdown(cancel_futures=True)


def _in_lane(connections: ConnectionPool, con: DuckDBPyConnection, runs: Sequence[Run], bucket: int) -> None:
    with connections.connection() as own, own.cursor() as cursor, con.cursor() as mine:
        _part(runs, bucket, cursor, mine)


def _part(runs: Sequence[Run], bucket: int, cursor: Any, con: DuckDBPyConnection) -> None:
    """One bucket of both tables: rows, index, statistics. Rows are written as if they had always been there."""
    cursor.execute(QUICK)
    queries = {"credit_record": standing.records, "credit_profile": standing.profiles}
    for table, written in queries.items():
        given, query = _named(table, bucket, runs), written(runs, [bucket])
        cursor.execute(PART[table].format(**given))
        if query:
            rows = standing.stream(con, f"SELECT * EXCLUDE (bucket) FROM ({query})")
            copy(cursor, f"{BESIDE}.{given['loaded']}", rows.schema, rows, frozen=True)
        cursor.execute(INDEXED[table].format(**given))


def swap(cursor: Any, con: DuckDBPyConnection, runs: Sequence[Run]) -> None:
    """The new parts take the place of the old. Readers wait for a moment, and then see only new rows.

    Who is reading is waited for a little at a time, and a little longer each time, so that others do not queue up behind.
    """
    for bucket in range(BUCKETS):
        for table in INDEXED:
            cursor.execute(ATTACH[table].format(**_named(table, bucket, runs)))
    if recounting.gather(cursor, con, runs):
        recounting.recount(cursor, schema=f"{BESIDE}.")
    cursor.execute("SELECT current_schema()")
    here = cursor.fetchone()[0]
    _lock(cursor)
    cursor.execute("DROP TABLE credit_profile, credit_record")
    cursor.execute(MADE)
    cursor.execute("; ".join(f'ALTER TABLE {BESIDE}.{name} SET SCHEMA "{here}"' for (name,) in cursor.fetchall()))
    cursor.execute(f"DROP SCHEMA {BESIDE}")


def _lock(cursor: Any) -> None:
    for asked in range(PATIENCE):
        try:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = '{min(100 + 50 * asked, 2000)}ms'")
                cursor.execute(LOCK)
                return
        except OperationalError:
            if asked == PATIENCE - 1:
                raise
            time.sleep(PAUSE)


def _named(table: str, bucket: int, runs: Sequence[Run]) -> dict[str, Any]:
    first = next_number(delivery for run in runs for delivery in run.facts["deliveries"])
    name = f"{table}_{bucket:02d}"
    return {"name": name, "loaded": name + LOADED[table], "bucket": bucket, "first": first}
