"""How the places where one can rate get from their file into the table."""

from collections.abc import Iterator

from banshi.insight.ratings.models import RatingPoint
from banshi.insight.ratings.schema import RatingPointRow
from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section

STATIONS = ("5", "6")  # offices of towns and villages (GB/T 39046 A.2) are their own service points


def check_rating_points(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """Every window and station stands in the file, those without a channel too: else the coverage would flatter."""
    windows, offices = reading.of("windows"), reading.of("offices")
    stations = {code for code, row in offices.items() if row.data.level in STATIONS}
    for row in rows:
        known = windows if row.data.kind == "window" else stations
        if row.key not in known:
            yield row.fault(f"“{row.key}” is not a {row.data.kind} in use", "code")
    listed = {row.key for row in rows}
    for code in sorted((set(windows) | stations) - listed) if rows else ():
        yield rows[0].fault(f"“{code}” is missing: a place without a channel is listed with empty `ways`")


@section("rating_points", files="rating_points.csv", schema=RatingPointRow, check=check_rating_points)
def load_rating_points(batch: Batch) -> Diff:
    windows, offices = batch.reading.of("windows"), batch.reading.of("offices")
    wanted = {}
    for row in batch.rows:
        place = (windows if row.data.kind == "window" else offices)[row.key].data
        wanted[row.key] = {
            "kind": row.data.kind,
            "name": place.name,
            "name_en": place.name_en,
            "office_id": place.office if row.data.kind == "window" else row.key,
            "ways": list(row.data.ways),
            "since": row.data.since,
            "synthetic": row.data.synthetic,
        }
    return sync(RatingPoint, wanted, batch)
