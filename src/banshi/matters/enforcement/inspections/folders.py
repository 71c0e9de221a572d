"""Folders 抽取文件: a draw's files as the database keeps them, and as the folder that the protocol and its verifiers read."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from banshi.matters.enforcement.inspections.drawing import files, publications, records
from banshi.matters.enforcement.inspections.drawing.records import Inputs
from banshi.matters.enforcement.inspections.models import Draw, Frozen

REGISTERS = tuple(f"{name}.csv" for name in records.COLUMNS)


def keep(content: bytes) -> str:
    """Keep the bytes under their SHA-256; what is there already is not written again."""
    digest = hashlib.sha256(content).hexdigest()
    if not Frozen.objects.filter(pk=digest).exists():
        packed = gzip.compress(content, mtime=0)
        Frozen.objects.bulk_create([Frozen(pk=digest, content=packed, size=len(content))], ignore_conflicts=True)
    return digest


def freeze(inputs: Inputs) -> dict[str, str]:
    """The registers of a draw, in the order and with the columns that are committed: file name -> SHA-256."""
    return {f"{name}.csv": keep(_table(columns, inputs.rows(name))) for name, columns in records.COLUMNS.items()}


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def at_once(draw: Draw) -> dict[str, str]:
    """What is public as soon as the draw is committed, besides the commitment itself: its time stamp."""
    return {name: digest for name, digest in draw.outputs.items() if name == publications.TOKEN}


def published(draw: Draw) -> dict[str, str]:
    """All files of a draw, as soon as it is opened."""
    return {**draw.outputs, **draw.inputs} if draw.state == "opened" else {}


def contents(wanted: Mapping[str, str]) -> dict[str, bytes]:
    """File name -> bytes."""
    held = {one.pk: one for one in Frozen.objects.filter(pk__in=set(wanted.values()))}
    return {name: gzip.decompress(bytes(held[digest].content)) for name, digest in wanted.items()}


@contextmanager
def folder(given: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with these files, for as long as it is looked at."""
    with TemporaryDirectory(prefix="banshi-draw-") as name:
        for file, content in given.items():
            (Path(name) / file).write_bytes(content)
        yield Path(name)


@contextmanager
def unfolded(wanted: Mapping[str, str]) -> Iterator[Path]:
    """The same, of files that are kept."""
    with folder(contents(wanted)) as path:
        yield path


def inputs_of(draw: Draw) -> Inputs:
    """The frozen registers."""
    with unfolded(draw.inputs) as path:
        return files.read_inputs(*(path / name for name in REGISTERS))
