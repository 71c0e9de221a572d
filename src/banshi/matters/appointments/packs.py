"""How service points get from service_points.csv into the table."""

from collections.abc import Iterator

from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section
from banshi.matters.appointments.models import Resource
from banshi.matters.appointments.schema import ServicePointRow
from banshi.registers.offices.selectors import offices


def check_service_points(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    letters: dict[tuple[str, str], str] = {}
    for row in rows:
        yield from reading.unknown("offices", [row.data.office], row, "office")
        yield from reading.unknown("halls", [row.data.hall], row, "hall")
        if not any(w.data.hall == row.data.hall and w.data.kind == row.data.serves for w in reading.rows["windows"]):
            yield row.fault(f"{row.data.hall} has no window of the kind {row.data.serves}", "serves")
        first = letters.setdefault((row.data.hall, row.data.letter), row.key)
        if first != row.key:
            yield row.fault(f"{first} in the same hall has the letter {row.data.letter} already", "letter")


@section("service_points", files="service_points.csv", schema=ServicePointRow, check=check_service_points)
def load_service_points(batch: Batch) -> Diff:
    known = {office.pk: office for office in offices()}
    wanted = {
        row.key: {
            **row.data.model_dump(exclude={"code", "hall", "office", "synthetic"}),
            "hall_id": row.data.hall,
            "office_path": known[row.data.office].path,
            "office_name": known[row.data.office].short_name,
        }
        for row in batch.rows
    }
    return sync(Resource, wanted, batch)
