"""Subjects from the lake's register into credit_subject: people's numbers encrypted, fingerprinted and masked on the way."""

from typing import Any

import duckdb
import pyarrow

from banshi.kernel.crypto import encrypt, fingerprint
from banshi.kernel.identifiers import mask_id
from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.lake import Lake, Run
from banshi.registers.credit.services.copying import copy
from banshi.registers.parties.selectors import number_fingerprint

ARRIVING = """
CREATE TEMP TABLE IF NOT EXISTS credit_arriving (LIKE credit_subject INCLUDING DEFAULTS) ON COMMIT DROP;
TRUNCATE credit_arriving"""
# The number is somebody else's now: the register has learnt of a company that was provisional. Nobody is found by what stays.
GIVE_UP = """
UPDATE credit_subject s SET code_fingerprint = 'sid:' || s.sid FROM credit_arriving a
WHERE a.code_fingerprint = s.code_fingerprint AND a.sid <> s.sid"""
UPSERT = """
INSERT INTO credit_subject AS s (sid, kind, name, code, code_masked, code_fingerprint, code_cipher, reg_no, district)
SELECT sid, kind, name, code, code_masked, code_fingerprint, code_cipher, reg_no, district FROM credit_arriving
ON CONFLICT (sid) DO UPDATE SET kind = excluded.kind, name = excluded.name, code = excluded.code,
    code_masked = excluded.code_masked, code_fingerprint = excluded.code_fingerprint,
    code_cipher = excluded.code_cipher, reg_no = excluded.reg_no, district = excluded.district
WHERE (s.kind, s.name, s.code_fingerprint, s.reg_no, s.district)
    IS DISTINCT FROM (excluded.kind, excluded.name, excluded.code_fingerprint, excluded.reg_no, excluded.district)"""

SCHEMA = pyarrow.schema([
    ("sid", pyarrow.int64()), ("kind", pyarrow.string()), ("name", pyarrow.string()), ("code", pyarrow.string()),
    ("code_masked", pyarrow.string()), ("code_fingerprint", pyarrow.string()), ("code_cipher", pyarrow.binary()),
    ("reg_no", pyarrow.string()), ("district", pyarrow.string()),
])  # fmt: skip


def register(cursor: Any, con: duckdb.DuckDBPyConnection, lake: Lake, run: Run) -> None:
    """Write a run's new subjects, in their place at once while nobody is known, and what has changed of known ones.

    What they refer to is looked at now: else a million and a half such checks wait for the end of the transaction, and every
    ALTER TABLE until then looks through all of them.
    """
    with lake.opened(run.sealed("subjects")) as files:
        if not files:
            return
        rows = (protect(batch) for batch in standing.stream(con, standing.subjects(files)))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT EXISTS (SELECT FROM credit_subject)")
        if cursor.fetchone() == (False,):
            copy(cursor, "credit_subject", SCHEMA, rows)
        else:
            cursor.execute(ARRIVING)
            copy(cursor, "credit_arriving", SCHEMA, rows)
            cursor.execute(GIVE_UP)
            cursor.execute(UPSERT)


def protect(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """An organisation's code stays in the clear; a person's number becomes mask, fingerprint and cipher (个人信息保护法 第五十一条).

    Column by column: a million rows kept as tuples have the collector walk through them again and again.
    """
    given = batch.to_pydict()
    kinds, codes = given["kind"], given["code"]
    clear = [code if kind == "E" else "" for kind, code in zip(kinds, codes, strict=True)]
    masked = [code if kind == "E" or not code else mask_id(code) for kind, code in zip(kinds, codes, strict=True)]
    # Nobody is found by a number that nobody knows.
    prints = [
        number_fingerprint(code) if code else fingerprint(f"sid:{sid}")
        for sid, code in zip(given["sid"], codes, strict=True)
    ]
    ciphers = [b"" if kind == "E" or not code else encrypt(code) for kind, code in zip(kinds, codes, strict=True)]
    columns = [given["sid"], kinds, given["name"], clear, masked, prints, ciphers, given["reg_no"], given["district"]]
    return pyarrow.record_batch(columns, schema=SCHEMA)
