"""Deliveries for programs: a unit's own system hands in files, asks what became of their rows, and mends what is in quarantine."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.registers.credit.models import Delivery, Upload
from banshi.registers.credit.selectors import deliveries as ledger
from banshi.registers.credit.selectors import quarantine, uploads
from banshi.registers.credit.services import deliveries, mending
from banshi.registers.credit.services.deliveries import Mends

NEWEST = 100
UnitNumber = Annotated[int, Path(ge=1, le=62)]
Counted = Annotated[int, Path(ge=1, le=quarantine.LARGEST)]
Text = Annotated[str, Field(max_length=300)]
router = Router(tags=["credit"])


class Problem(Schema):
    """What was refused and why; `errors` names fields."""

    code: str
    message: str
    article: str = ""
    errors: dict[str, str] = {}


PROBLEMS = {code: Problem for code in (400, 401, 403, 404, 409, 422)}


class DeliveryOut(Schema):
    """One file and what became of its rows: received = linked + unlinked + duplicate + quarantined, once it has a `number`."""

    sha256: str
    file: str
    state: str
    received: int
    number: int | None = None
    linked: int | None = None
    unlinked: int | None = None
    duplicate: int | None = None
    quarantined: int | None = None
    refusal: str = ""
    handed_in_at: datetime | None = None
    mends: str = ""


class QuarantinedOut(Schema):
    """A row that could not be taken. `said` is masked where it is about people."""

    batch: int
    row: int
    reason: str
    why: str
    said: dict[str, str]


class MendIn(Schema):
    """The row as it should have been, field by field; all text, as in a file."""

    op: Annotated[str, Field(pattern="^(correct|withdraw)?$")] = ""
    kind: Text
    subject_kind: Annotated[str, Field(pattern="^[EP]$")]
    name: Text = ""
    code: Text = ""
    reg_no: Text = ""
    phone: Text = ""
    address: Text = ""
    doc_no: Text
    decided_on: Text
    valid_until: Text = ""
    amount: Text = ""
    content: Annotated[str, Field(max_length=4000)] = ""


def here(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def out(line: Delivery | None, upload: Upload | None) -> DeliveryOut:
    """From the ledger where it stands there, else from what was handed in."""
    said: dict[str, Any] = {}
    if upload:
        mends = f"{upload.mends_batch}-{upload.mends_row}" if upload.mends_batch else ""
        said = {"sha256": upload.sha256, "file": upload.file, "state": upload.state, "received": upload.received}
        said |= {"handed_in_at": upload.handed_in_at.astimezone(CHINA), "refusal": upload.refusal, "mends": mends}
    if line:
        said |= {name: getattr(line, name) for name in ("number", "file", "received", *ledger.PARTS)}
        said |= {"sha256": line.batch, "state": "taken"}
    return DeliveryOut(**said)


@router.get("/credit/units/{number}/deliveries", response={200: list[DeliveryOut], **PROBLEMS}, summary="报送批次")
def delivered(request: HttpRequest, number: UnitNumber) -> Any:
    """The newest hundred, those first that are not taken in yet."""
    unit = uploads.unit(number, here(request))
    lines = list(ledger.deliveries(unit.number)[:NEWEST])
    known = {upload.sha256: upload for upload in unit.uploads.filter(sha256__in=[line.batch for line in lines])}
    waiting = [out(None, upload) for upload in uploads.uploads(unit)[:NEWEST]]
    return waiting + [out(line, known.get(line.batch)) for line in lines]


@router.post("/credit/units/{number}/deliveries", response={201: DeliveryOut, **PROBLEMS}, summary="报送文件")
def hand_in(request: HttpRequest, number: UnitNumber, file: Annotated[UploadedFile, File()]) -> Any:
    """CSV, JSON lines, Excel or Parquet, up to 50 MB. The same file again is the same delivery."""
    upload = deliveries.hand_in(number, file, by=here(request), at=moments.now())
    return Status(201, _now(upload))


@router.get("/credit/units/{number}/deliveries/{sha256}", response={200: DeliveryOut, **PROBLEMS}, summary="一个批次")
def delivery(request: HttpRequest, number: UnitNumber, sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Any:
    """By the SHA-256 of the file's bytes."""
    unit = uploads.unit(number, here(request))
    line = ledger.deliveries(unit.number).filter(batch=sha256).first()
    upload = unit.uploads.filter(sha256=sha256).first()
    if line is None and upload is None:
        raise Hidden(sha256)
    return out(line, upload)


@router.get("/credit/units/{number}/quarantine", response={200: list[QuarantinedOut], **PROBLEMS}, summary="隔离区")
def quarantined(
    request: HttpRequest, number: UnitNumber,
    reason: Annotated[str, Query(max_length=40)] = "",
    batch: Annotated[int, Query(ge=0, le=quarantine.LARGEST)] = 0,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Any:  # fmt: skip
    """Fifty rows that are still to be mended, the newest delivery first."""
    unit = uploads.unit(number, here(request))
    rows = quarantine.page(unit, reason=reason, batch=batch, number=page)[: quarantine.PAGE]
    return [QuarantinedOut(batch=r.batch, row=r.row, reason=r.reason, why=r.why, said=r.masked) for r in rows]


@router.post(
    "/credit/units/{number}/quarantine/{batch}/{row}", response={201: DeliveryOut, **PROBLEMS}, summary="修正隔离的一行"
)
def mend(request: HttpRequest, number: UnitNumber, batch: Counted, row: Counted, body: MendIn) -> Any:
    """Delivered again as a small delivery of its own, which names the row that it mends."""
    upload = mending.mend(number, Mends(batch, row), body.model_dump(), by=here(request), at=moments.now())
    return Status(201, _now(upload))


def _now(upload: Upload) -> DeliveryOut:
    line = Delivery.objects.filter(number=upload.delivery).first() if upload.delivery else None
    return out(line, upload)
