"""Publications 公布: a draw as a folder of files, which is all that a verifier needs.

`commit.json` is written in its canonical bytes, so `sha256sum commit.json` is the commitment's hash. Registers are
written with their committed columns only, in the committed order: nothing uncommitted, and nobody's telephone number.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from banshi.matters.enforcement.inspections.drawing import policies, records
from banshi.matters.enforcement.inspections.drawing.draws import Draw
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.drawing.files import read_text
from banshi.matters.enforcement.inspections.drawing.hashing import canonical
from banshi.matters.enforcement.inspections.drawing.records import Inputs
from banshi.matters.enforcement.inspections.drawing.replacements import Replacement

COMMIT, REVEAL, TRANSCRIPT, REPLACEMENTS, TOKEN = (
    "commit.json", "reveal.json", "transcript.jsonl", "replacements.jsonl", "commit.tsr",
)  # fmt: skip


def publish_commitment(folder: Path, commitment: dict[str, Any], inputs: Inputs, token: bytes | None = None) -> None:
    """Commitment and registers. A folder that holds another commitment is refused: what is committed stays."""
    path = folder / COMMIT
    if path.exists() and path.read_bytes() != canonical(commitment):
        raise InputError(str(path), "another commitment stands there, and a commitment is final: choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in records.COLUMNS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(inputs.rows(name))
    if token:
        (folder / TOKEN).write_bytes(token)
    path.write_bytes(canonical(commitment))


def publish_draw(folder: Path, found: Draw) -> None:
    """The reveal, and one line for each batch."""
    (folder / REVEAL).write_bytes(canonical(found.reveal))
    write_lines(folder / TRANSCRIPT, (batch.as_json() for batch in found.batches))


def publish_replacements(folder: Path, found: list[Replacement]) -> None:
    write_lines(folder / REPLACEMENTS, (one.as_json() for one in found))


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_bytes(b"".join(canonical(row) + b"\n" for row in rows))


def read_json(path: Path) -> dict[str, Any]:
    return policies.parse(read_text(path), path.name)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    found = []
    for number, line in enumerate(read_text(path).rstrip("\n").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(path.name, f"not JSON: {error}", number) from error
        if not isinstance(row, dict):
            raise InputError(path.name, "must hold one JSON object", number)
        found.append(row)
    return found
