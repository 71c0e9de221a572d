"""COPY: rows from Arrow into a table, in PostgreSQL's binary form."""

from collections.abc import Iterable
from typing import Any

import pyarrow
from pgpq import ArrowToPostgresBinaryEncoder


def copy(
    cursor: Any, target: str, schema: pyarrow.Schema, batches: Iterable[pyarrow.RecordBatch], *, frozen: bool = False
) -> int:
    """Write all batches and say how many rows they were. `frozen` only where this transaction has made the table."""
    encoder, rows = ArrowToPostgresBinaryEncoder(schema), 0
    options = "FORMAT binary, FREEZE" if frozen else "FORMAT binary"
    with cursor.copy(f"COPY {target} ({', '.join(schema.names)}) FROM STDIN ({options})") as pipe:
        pipe.write(encoder.write_header())
        for batch in batches:
            pipe.write(encoder.write_batch(batch))
            rows += batch.num_rows
        pipe.write(encoder.finish())
    return rows
