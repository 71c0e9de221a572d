"""A unit's staff hand in files: checked at once, taken in by a job, counted to the last row, and nothing twice."""

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.jobs.models import Timer
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.credit import city
from banshi.registers.credit.models import Delivery, Upload
from banshi.registers.credit.pipeline import ingesting
from banshi.registers.credit.pipeline.lake import Busy
from banshi.registers.credit.pipeline.reading import Unreadable
from banshi.registers.credit.pipeline.shapes import FIELDS
from banshi.registers.credit.pipeline.tests import workbooks
from banshi.registers.credit.services import deliveries
from banshi.registers.credit.tests import offices as cast
from banshi.registers.credit.tests.offices import (
    BAD_DATE,
    COURT,
    GOOD,
    HEADER,
    MARKET,
    PERSON,
    POLICE,
    TORN,
    file,
    offices,
    take_in,
)

__all__ = ["offices"]
AT = datetime(2022, 3, 5, 9, tzinfo=CHINA)


def hand_in(world, *lines: str, number: int = POLICE, by: Actor | None = None, name: str = "二月处罚.csv") -> Upload:
    return deliveries.hand_in(number, file(*lines, name=name), by=by or world.officer, at=AT)


def waiting_files() -> list[str]:
    return sorted(str(path.relative_to(city.drop_folder())) for path in city.drop_folder().glob("unit-*/*"))


def test_a_file_is_kept_for_the_next_run_and_its_rows_are_counted_at_once(offices):
    upload = hand_in(offices, GOOD, BAD_DATE, TORN)
    assert (upload.state, upload.received, upload.name) == ("waiting", 3, "二月处罚.csv")
    assert waiting_files() == [upload.file]
    assert upload.file.startswith("unit-03/20220305-")
    assert (city.drop_folder() / upload.file).stat().st_mode & 0o777 == 0o600


def test_it_is_taken_in_by_a_job_and_every_row_is_accounted_for(offices):
    upload = hand_in(offices, GOOD, BAD_DATE, TORN)
    take_in()
    upload.refresh_from_db()
    line = Delivery.objects.get(number=upload.delivery)
    assert upload.state == "taken"
    assert (line.unit, line.file, line.batch) == (POLICE, upload.file, upload.sha256)
    assert (line.received, line.linked, line.unlinked, line.duplicate, line.quarantined) == (3, 1, 0, 0, 2)
    assert waiting_files() == []  # what was delivered is kept in the lake, sealed
    assert [path.name for path in (city.lake().root / "raw").rglob("*.sealed")] == [f"{upload.sha256}.sealed"]


def test_the_same_file_again_is_the_same_delivery(offices):
    first = hand_in(offices, GOOD)
    assert hand_in(offices, GOOD, name="again.csv") == first
    take_in()
    assert hand_in(offices, GOOD) == first
    take_in()
    assert Delivery.objects.count() == 1
    assert Upload.objects.count() == 1


def test_what_came_another_way_is_not_taken_again(offices):
    hand_in(offices, GOOD)
    take_in()
    Upload.objects.all().delete()  # as if it had been dropped into the folder by hand
    with pytest.raises(Refused, match="第1批次") as refused:
        hand_in(offices, GOOD)
    assert refused.value.code == "delivered"


def test_the_same_content_from_another_unit_is_its_own_delivery(offices):
    hand_in(offices, GOOD)
    hand_in(offices, GOOD, number=MARKET, by=offices.other)
    take_in()
    assert sorted(Delivery.objects.values_list("unit", "linked")) == [(MARKET, 1), (POLICE, 1)]
    assert set(Upload.objects.values_list("state", flat=True)) == {"taken"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (SimpleUploadedFile("a.csv", b"x,y\n1,2\n"), "unknown_columns"),
        (SimpleUploadedFile("a.txt", b"x,y\n1,2\n"), "suffix"),
        (SimpleUploadedFile("a.csv", b""), "empty"),
        (SimpleUploadedFile("a.parquet", b"PAR1 no PAR1"), "not_parquet"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once_with_advice(offices, given, code):
    with pytest.raises(Unreadable) as refused:
        deliveries.hand_in(POLICE, given, by=offices.officer, at=AT)
    assert refused.value.code == code
    assert not Upload.objects.exists()
    assert list(city.drop_folder().glob("*")) == [city.drop_folder() / "register"]


def test_parquet_with_damaged_pages_does_not_reach_the_run(offices, tmp_path: Path):
    pq.write_table(
        pa.table({f: [f"{f}{n}" for n in range(2_000)] for f in FIELDS}), tmp_path / "a.parquet", compression="zstd"
    )
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    content[200:1_200] = bytes(1_000)
    with pytest.raises(Unreadable) as refused:
        deliveries.hand_in(POLICE, SimpleUploadedFile("a.parquet", bytes(content)), by=offices.officer, at=AT)
    assert refused.value.code == "damaged"


def test_too_large_a_file_is_refused(offices, monkeypatch):
    monkeypatch.setattr(deliveries, "LARGEST", 100)
    with pytest.raises(Refused) as refused:
        hand_in(offices, GOOD, BAD_DATE)
    assert refused.value.code == "file_too_large"


def test_a_file_with_a_virus_is_refused(offices):
    eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    with pytest.raises(Refused) as refused:
        hand_in(offices, eicar)
    assert refused.value.code == "virus"


@pytest.mark.parametrize(
    ("who", "number", "refusal"),
    [("other", POLICE, Hidden), ("officer", MARKET, Hidden), ("officer", COURT, Hidden), ("officer", 99, Hidden), ("reader", POLICE, Forbidden)],
)  # fmt: skip
def test_nobody_delivers_for_a_unit_that_is_not_theirs(offices, who, number, refusal):
    with pytest.raises(refusal):
        hand_in(offices, GOOD, number=number, by=getattr(offices, who))
    assert waiting_files() == []


def test_for_a_unit_that_is_no_office_the_city_delivers(offices):
    assert hand_in(offices, GOOD, number=COURT, by=offices.city).unit.number == COURT


def test_while_another_run_is_under_way_the_job_tries_again_later(offices, monkeypatch):
    def busy(*args: object) -> None:
        raise Busy("busy")

    upload = hand_in(offices, GOOD)
    with monkeypatch.context() as patched:
        patched.setattr(ingesting, "ingest", busy)
        take_in()
    upload.refresh_from_db()
    assert upload.state == "waiting"
    timer = Timer.objects.get(kind=deliveries.INGEST)
    cast.run_timers(timer.due_at + timedelta(seconds=1))
    upload.refresh_from_db()
    assert upload.state == "taken"


def test_a_file_in_the_drop_folder_that_cannot_be_read_refuses_itself_only(offices):
    """Units with a line of their own put files into the folder; a page never lets such a file through."""
    good = hand_in(offices, GOOD)
    odd = hand_in(offices, BAD_DATE)
    (city.drop_folder() / odd.file).write_bytes(b"x,y\n1,2\n")
    take_in()
    for upload in (good, odd):
        upload.refresh_from_db()
    assert (good.state, odd.state) == ("taken", "refused")
    assert "x、y" in odd.refusal


def test_the_journal_names_the_file_and_nobody_in_it(offices):
    upload = hand_in(offices, BAD_DATE, name=f"{PERSON}.csv")
    take_in()
    lines = list(Line.objects.filter(stream="credit-unit:03").order_by("seq"))
    assert [line.kind for line in lines] == ["credit.DeliveryHandedIn", "credit.DeliverySettled"]
    assert all(PERSON not in str(line.data) and line.data["sha256"] == upload.sha256 for line in lines)
    assert lines[0].data["received"] == 1


@pytest.mark.parametrize("name", ["a.txt", "a", "a.csv.part"])
def test_a_file_of_an_unknown_kind_in_the_drop_folder_is_refused_and_makes_no_run(offices, name):
    """What lies there is told, not passed over; `banshi credit ingest` names it too."""
    hand_in(offices, GOOD)
    take_in()
    place = city.drop_folder() / "unit-03" / name
    place.write_bytes(b"x")
    outcome = ingesting.ingest(city.lake(), city.drop_folder(), city.run_settings(AT.date()))
    assert list(outcome.refused) == [f"unit-03/{name}"]
    assert "不认识的文件类型" in outcome.refused[f"unit-03/{name}"]
    assert (outcome.run, len(city.lake().runs())) == (None, 1)
    place.unlink()


def test_an_old_workbook_is_taken_in_too(offices):
    """.xls is what the page accepts, so the run must."""
    upload = hand_in(offices, GOOD)
    old = city.drop_folder() / "unit-03" / "old.xls"
    workbooks.write(old, [HEADER.split(","), GOOD.replace("1号", "7号").split(",")])  # readers go by content
    outcome = ingesting.ingest(city.lake(), city.drop_folder(), city.run_settings(AT.date()))
    assert outcome.refused == {}
    assert {d["file"] for d in outcome.run.facts["deliveries"]} == {upload.file, "unit-03/old.xls"}
