"""修正 mending: a quarantined row is put right by its own unit and delivered again, as a small delivery that names it."""

import json
from collections.abc import Mapping
from datetime import datetime

from banshi.kernel.actors import Actor, require
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.registers.credit import city, events
from banshi.registers.credit.models import Upload
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.pipeline import checking
from banshi.registers.credit.pipeline.reasons import REASONS, field_of
from banshi.registers.credit.pipeline.shapes import FIELDS
from banshi.registers.credit.selectors import quarantine, uploads
from banshi.registers.credit.services import deliveries
from banshi.registers.credit.services.deliveries import Mends


class StillFaulty(Refused):
    """The row as it was put right would go into quarantine again. `errors`: field → why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, REASONS[reason])
        self.errors = {field_of(reason): REASONS[reason]}


def open_row(number: int, mends: Mends, *, by: Actor, at: datetime) -> quarantine.Row:
    """查看隔离数据: in the clear, for whoever mends it; the look is written down."""
    unit = uploads.unit(number, by)
    require(by, Permission.DELIVER, office_path=uploads.home(unit))
    row = quarantine.row(unit, mends.batch, mends.row)
    emit(events.QuarantineOpened(key=f"{unit.number:02d}", batch=mends.batch, row=mends.row), by=by, at=at)
    return row


def mend(number: int, mends: Mends, values: Mapping[str, str], *, by: Actor, at: datetime) -> Upload:
    """修正后重新报送. The quarantined row stays where it is, and counts as mended."""
    unit = uploads.unit(number, by)
    require(by, Permission.DELIVER, office_path=uploads.home(unit))
    quarantine.row(unit, mends.batch, mends.row)
    said = {name: values.get(name, "").strip() for name in FIELDS}
    if reason := checking.fault(said, city.run_settings(at.date())):
        raise StillFaulty(reason)
    line = json.dumps({**said, "mends": str(mends)}, ensure_ascii=False) + "\n"
    return deliveries.deliver(number, line.encode(), name=f"{mends}.jsonl", by=by, at=at, mends=mends)
