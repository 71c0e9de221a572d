"""报送 delivering: a file that a unit's staff hand in is checked, put into the drop folder, and taken in by a job."""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from banshi.kernel.actors import Actor, require
from banshi.kernel.files import kinds
from banshi.kernel.files.services import scan
from banshi.kernel.jobs import queue
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.registers.credit import city, events
from banshi.registers.credit.models import Delivery, Unit, Upload
from banshi.registers.credit.models.uploads import REFUSED, TAKEN, WAITING
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.pipeline import reading
from banshi.registers.credit.pipeline.shapes import FIELDS, SHAPES
from banshi.registers.credit.selectors import uploads

INGEST = "credit.ingest"
LARGEST = 50 << 20  # what a browser may send; larger files go into the drop folder by the unit's own line


@dataclass(frozen=True)
class Mends:
    """The quarantined row that a delivery replaces."""

    batch: int
    row: int

    def __str__(self) -> str:
        return f"{self.batch}-{self.row}"


def hand_in(number: int, given: UploadedFile, *, by: Actor, at: datetime) -> Upload:
    """报送文件. The same file again is the same delivery. A file that cannot be read as a whole is refused at once."""
    if (given.size or 0) > LARGEST:
        raise Refused("file_too_large", "文件超过50MB，请拆分后报送，或者放入本单位的前置交换目录。")
    content = given.read(LARGEST + 1)
    scan(content)
    return deliver(number, content, name=kinds.clean_name(given.name or ""), by=by, at=at)


def deliver(number: int, content: bytes, *, name: str, by: Actor, at: datetime, mends: Mends | None = None) -> Upload:
    """Put it where the next run finds it. Raises reading.Unreadable with advice to the unit."""
    unit = uploads.unit(number, by)
    require(by, Permission.DELIVER, office_path=uploads.home(unit))
    digest = hashlib.sha256(content).hexdigest()
    if known := _known(unit, digest):
        return known
    received = _counted(unit, content, Path(name).suffix.lower())
    with transaction.atomic():
        unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        if known := _known(unit, digest):
            return known
        if mends and Upload.objects.filter(mends_batch=mends.batch, mends_row=mends.row).exists():
            raise Refused("mended", "该行已修正并重新报送。")
        upload = Upload.objects.create(
            unit=unit, name=name, file=f"unit-{unit.number:02d}/{at:%Y%m%d}-{digest[:16]}{Path(name).suffix.lower()}",
            sha256=digest, size=len(content), received=received, handed_in_at=at, handed_in_by=str(by),
            mends_batch=mends.batch if mends else None, mends_row=mends.row if mends else None,
        )  # fmt: skip
        _drop(city.drop_folder() / upload.file, content)
        news = events.DeliveryHandedIn(
            key=f"{unit.number:02d}", file=upload.file, sha256=digest, received=received, mends=str(mends or "")
        )
        emit(news, by=by, at=at)
        queue.defer(INGEST)
    return upload


def settle(known: dict[tuple[int, str], int], refused: dict[str, str], *, by: Actor, at: datetime) -> None:
    """归集完成: what the run said about each file that was waiting. `known`: unit and digest → number in the ledger;
    `refused`: file → why.
    """
    for upload in Upload.objects.filter(state=WAITING).select_related("unit"):
        number = known.get((upload.unit.number, upload.sha256))
        if number is None and upload.file not in refused:
            continue  # handed in after the run began
        with transaction.atomic():
            upload.delivery = number
            upload.state = TAKEN if number else REFUSED
            upload.refusal = "" if number else refused[upload.file]
            upload.save(update_fields=["state", "delivery", "refusal"])
            news = events.DeliverySettled(
                key=f"{upload.unit.number:02d}", file=upload.file, sha256=upload.sha256, delivery=number or 0
            )
            emit(news, by=by, at=at)
        (city.drop_folder() / upload.file).unlink(missing_ok=True)  # it is kept, sealed, in the lake


def _known(unit: Unit, digest: str) -> Upload | None:
    """The same bytes, handed in before. Refuses what came by another way, for which there is no upload to show."""
    upload = Upload.objects.filter(unit=unit, sha256=digest).first()
    if upload is None and (line := Delivery.objects.filter(unit=unit.number, batch=digest).first()):
        raise Refused(
            "delivered", Sentence(later("这份文件已经报送过，是第{number}批次，无需重复报送。"), number=line.number)
        )
    return upload


def _counted(unit: Unit, content: bytes, suffix: str) -> int:
    """Open it as the run will, in a place of its own that is removed again; every value is read once."""
    city.drop_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix=".checking-", dir=city.drop_folder()) as name, duckdb.connect() as con:
        place = Path(name)
        con.execute(f"SET memory_limit = '512MiB'; SET threads = 1; SET temp_directory = '{place}/spill'")
        given = place / f"given{suffix}"
        given.write_bytes(content)
        source = reading.open_delivery(con, given, SHAPES.get(unit.shape), place)
        try:
            con.execute(f"SELECT {', '.join(f'max(length({one}))' for one in FIELDS)} FROM ({source.sql})")
        except duckdb.Error:
            raise reading.Unreadable("damaged", later("文件内容已损坏：请重新导出后报送。")) from None
        return source.received


def _drop(target: Path, content: bytes) -> None:
    """Durable, and whole or not there at all: a run looks at everything in the folder whose name has no leading dot."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
