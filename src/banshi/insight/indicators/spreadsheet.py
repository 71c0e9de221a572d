"""Records as rows of a table and as CSV that a spreadsheet opens safely."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.encoding import force_str

from banshi.kernel.measures import Listing

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # Excel reads the full-width ones alike
BOM = "\ufeff"  # without it Excel reads Chinese as something else


class _Echo:
    """csv writes into it, and gets back what it wrote."""

    def write(self, text: str) -> str:
        return text


def table(listing: Listing, rows: Iterable[Any]) -> list[tuple[str, list[object]]]:
    """(key of the row's page, its cells)."""
    return [(listing.key(row), [read(row) for _title, read in listing.columns]) for row in rows]


def lines(listing: Listing, rows: Iterable[Any]) -> Iterator[str]:
    cells = ([read(row) for _title, read in listing.columns] for row in rows)
    return written([title for title, _read in listing.columns], cells)


def written(titles: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of CSV, the titles first."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([safe(title) for title in titles])
    for cells in rows:
        yield writer.writerow([safe(cell) for cell in cells])


def safe(cell: object) -> str:
    """No cell begins a formula: what a stranger wrote must not compute in the reader's spreadsheet."""
    text = force_str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
