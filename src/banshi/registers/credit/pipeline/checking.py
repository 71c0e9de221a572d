"""One row by itself: would it go into quarantine, and why? The same SQL as in a run, on a table of one row."""

from collections.abc import Mapping

import duckdb

from banshi.registers.credit.pipeline import cleaning, engines
from banshi.registers.credit.pipeline.ingesting import Settings
from banshi.registers.credit.pipeline.shapes import FIELDS, text


def fault(values: Mapping[str, str], settings: Settings) -> str:
    """A code of reasons.OF_ROWS, or nothing."""
    kinds, _ = settings.kinds()
    given = ", ".join(f"{text(values.get(name, ''))} AS {name}" for name in FIELDS)
    row = f"SELECT CAST(1 AS SMALLINT) AS unit, 1 AS batch, 1 AS row_no, {given}"
    with duckdb.connect() as con:
        con.execute(engines.MACROS)
        con.execute(cleaning.MACROS)
        query = cleaning.cleaned(row, cleaning.Bounds(settings.today, kinds))
        found = con.execute(f"SELECT reason FROM ({query})").fetchone()
    assert found is not None
    return str(found[0])
