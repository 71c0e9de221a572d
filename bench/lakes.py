"""A synthetic lake in the layout that `banshi credit ingest` leaves behind, written straight by DuckDB: what serving is measured on.

One subject in eleven is an organisation, a few of which have most of the records, as in a city.
"""

import json
from pathlib import Path

import duckdb

BUCKETS = 32
ADVERSE = "(2, 4, 5, 14, 15)"
DRAWN = """SELECT CASE WHEN chance < 0.4 THEN {bucket} + 32 * (1 + CAST(pow(one, 3) * {organisations} AS BIGINT))
        ELSE 9999968 + {bucket} + 32 * CAST(one * {people} AS BIGINT) END AS sid, i FROM (
    SELECT i, (hash(hash(i, 's')) % 1000) / 1000.0 AS chance, (hash(hash(i, 't')) % 1000000) / 1000000.0 AS one
    FROM (SELECT CAST({bucket} AS BIGINT) * 100000000 + n AS i FROM range({rows}) AS r(n)))"""
RECORD = """SELECT sid, CAST(1 + hash(hash(i, 'v')) % 59 AS SMALLINT) AS unit, CAST(hash(i) >> 1 AS BIGINT) AS fp,
    CAST(1 + hash(hash(i, 'k')) % 21 AS SMALLINT) AS kind, {first} + CAST(hash(hash(i, 'd')) % {days} AS INT) AS decided_on,
    CASE WHEN i % 3 = 0 THEN DATE '2025-01-01' + CAST(i % 500 AS INT) END AS valid_until,
    CASE WHEN i % 5 = 0 THEN CAST(hash(hash(i, 'c')) % 1000000 AS BIGINT) END AS cents,
    '盘市监罚〔' || (2015 + i % 7) || '〕' || (i % 100000) || '号' AS doc_no,
    ['准予食品经营许可', '准予道路运输经营许可', '准予排水许可', '未按规定公示年度报告，予以警告', '履约完成'][1 + i % 5] AS content,
    CAST({run} AS INTEGER) AS batch, CAST(i % 1000000 AS INTEGER) AS row_no, CAST(1 AS SMALLINT) AS rule,
    CAST(NULL AS BIGINT) AS key FROM ({drawn}) ORDER BY sid, decided_on DESC"""
PROFILE = f"""SELECT sid, CAST(count(*) AS INTEGER) AS records, CAST(count(*) FILTER (kind IN {ADVERSE}) AS INTEGER) AS adverse,
    CAST(coalesce(sum(cents), 0) AS BIGINT) AS cents, min(decided_on) AS first_on, max(decided_on) AS last_on,
    CAST(bit_or(CAST(1 AS BIGINT) << unit) AS BIGINT) AS units FROM read_parquet('{{records}}') GROUP BY sid ORDER BY sid"""
LOST = """SELECT unit, fp, sid, batch, row_no, 'withdrawn' AS why FROM read_parquet('{root}/runs/000001/records/*.parquet')
    ORDER BY hash(fp) LIMIT {lost}"""


def add_run(root: Path, rows: int, *, lost: int = 0, city: int = 0) -> None:
    """One more run of so many records about the people and organisations of a city with `city` records in all."""
    number = len(list((root / "runs").glob("[0-9]*"))) + 1
    run = root / "runs" / f"{number:06d}"
    for name in ("records", "profiles"):
        (run / name).mkdir(parents=True)
    size = (city or rows) / 55_000_000 / BUCKETS
    facts = {"organisations": int(133_000 * size) + 1, "people": int(1_400_000 * size) + 1, "run": number}
    facts |= {"first": "DATE '2015-01-01'", "days": 2600} if number == 1 else {"first": "DATE '2022-02-20'", "days": 14}
    with duckdb.connect(config={"memory_limit": "3GB"}) as con:
        for bucket in range(BUCKETS if rows else 0):
            drawn = DRAWN.format(bucket=f"{bucket + number * 1000 * (number > 1)}", rows=rows // BUCKETS, **facts)
            _lay(con, run, bucket, RECORD.format(drawn=drawn, **facts))
        if lost:
            con.execute(f"COPY ({LOST.format(root=root, lost=lost)}) TO '{run}/gone.parquet' (FORMAT parquet)")
    account = {"received": rows + lost, "linked": rows + lost, "unlinked": 0, "duplicate": 0, "quarantined": 0}
    line = {"unit": 1, "file": f"unit-01/{number}.parquet", "batch": f"{number:064x}", "no": number} | account
    (run / "run.json").write_text(json.dumps({"run": number, "deliveries": [line], "costs": {}, "code": "bench"}))


def _lay(con: duckdb.DuckDBPyConnection, run: Path, bucket: int, query: str) -> None:
    records, profiles = (run / name / f"bucket-{bucket:02d}.parquet" for name in ("records", "profiles"))
    options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30000"
    con.execute(f"COPY ({query}) TO '{records}' ({options})")
    con.execute(f"COPY ({PROFILE.format(records=records)}) TO '{profiles}' ({options})")
