"""Doubtful links: taken up from a run, decided by an officer. Whatever was decided on identity is told to the next run."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.crypto import encrypt
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import PERSONAL_NUMBER, emit
from banshi.kernel.refusal import Refused
from banshi.registers.credit import events
from banshi.registers.credit.models import Doubt, Judgement, Merge
from banshi.registers.credit.models.reviews import NAMED
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.pipeline.decisions import JUDGEMENTS
from banshi.registers.credit.pipeline.lake import Lake, Run
from banshi.registers.credit.pipeline.merging import MERGES
from banshi.registers.credit.services.copying import copy
from banshi.registers.credit.services.deliveries import INGEST

SHORTEST = 4
TOGETHER = 2_000
SCHEMA = pa.schema([("key", pa.int64()), ("sid", pa.int64()), ("verdict", pa.string())])
ASKED = pa.schema([
    ("key", pa.int64()), ("sid", pa.int64()), ("kind", pa.string()), ("rule", pa.int16()), ("score", pa.int16()),
    ("run", pa.int32()), ("named_cipher", pa.binary()),
])  # fmt: skip
COLUMNS = ", ".join(ASKED.names)
ASKING = f"""
CREATE TEMP TABLE IF NOT EXISTS credit_asking ON COMMIT DROP AS SELECT {COLUMNS} FROM credit_doubt WITH NO DATA;
TRUNCATE credit_asking"""
TAKE_UP = f"""
INSERT INTO credit_doubt ({COLUMNS}) SELECT {COLUMNS} FROM credit_asking ON CONFLICT (key, sid) DO NOTHING"""
MERGED = pa.schema([("gone", pa.int64()), ("kept", pa.int64())])


def take_up(cursor: Any, lake: Lake, run: Run) -> None:
    """What a run asks a person about. The same question is asked once."""
    cursor.execute(ASKING)
    with lake.opened(run.sealed("asks")) as files:
        copy(cursor, "credit_asking", ASKED, (_asked(batch, run) for batch in _batches(files)))
    cursor.execute(TAKE_UP)


def _batches(files: list[Path]) -> Iterator[pa.RecordBatch]:
    for file in files:
        with pq.ParquetFile(file) as source:
            yield from source.iter_batches(TOGETHER)


def _asked(batch: pa.RecordBatch, run: Run) -> pa.RecordBatch:
    rows = batch.to_pylist()
    named = [encrypt(json.dumps({name: row[name] for name in NAMED}, ensure_ascii=False)) for row in rows]
    asked = [[row[name] for row in rows] for name in ("key", "sid", "subject_kind", "rule", "score")]
    return pa.record_batch([*asked, [run.number] * len(rows), named], schema=ASKED)


@transaction.atomic
def judge(doubt_id: int, verdict: str, reason: str, *, by: Actor, at: datetime) -> Judgement:
    """人工判定 of one pair. The next run, which is asked for at once, links or parts what was sent under this name."""
    doubt = Doubt.objects.select_for_update().filter(pk=doubt_id).first()
    require_officer(by)
    if doubt is None:
        raise Hidden("doubt")
    standing = Judgement.objects.filter(key=doubt.key, undone_at=None)
    if standing.filter(sid=doubt.sid).exists():
        raise Refused("judged", "这条关联已经判定过：要改，请先撤销原来的判定。")
    if verdict == "same" and standing.filter(verdict="same").exists():
        raise Refused("another", "这个名称已经判定为另一个主体：要改，请先撤销原来的判定。")
    if verdict not in ("same", "different"):
        raise Refused("verdict", "请选择：同一主体，或者不是同一主体。")
    check_reason(reason)
    return record(doubt.key, doubt.sid, verdict, reason, by=by, at=at)


def record(key: int, sid: int, verdict: str, reason: str, *, by: Actor, at: datetime) -> Judgement:
    """Write one verdict down, in the caller's transaction and after its checks; the next run is asked for."""
    assert by.user_id is not None  # only staff are officers
    made = Judgement.objects.create(
        key=key, sid=sid, verdict=verdict, reason=reason.strip(), by_id=by.user_id, at=at
    )  # fmt: skip
    emit(events.LinkJudged(key=str(key), sid=sid, verdict=verdict, reason=made.reason), by=by, at=at)
    timers.set_timers([(INGEST, "lake", at)])
    return made


@transaction.atomic
def undo(judgement_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """撤销判定: from the next run on the rules decide again."""
    judgement = Judgement.objects.select_for_update().filter(pk=judgement_id, undone_at=None).first()
    require_officer(by)
    if judgement is None:
        raise Hidden("judgement")
    check_reason(reason)
    judgement.undone_at = at
    judgement.save(update_fields=["undone_at"])
    emit(
        events.LinkJudged(key=str(judgement.key), sid=judgement.sid, verdict="undone", reason=reason.strip()),
        by=by,
        at=at,
    )
    timers.set_timers([(INGEST, "lake", at)])


def tell(lake: Lake) -> bool:
    """Lay down for the next run what holds now, on links and on subjects. False if the lake knows all of it already."""
    judged = Judgement.objects.filter(undone_at=None).order_by("key", "sid").values("key", "sid", "verdict")
    merged = Merge.objects.filter(undone_at=None).order_by("gone").values("gone", "kept")
    told = [_lay_down(lake, JUDGEMENTS, SCHEMA, list(judged)), _lay_down(lake, MERGES, MERGED, list(merged))]
    return any(told)


def _lay_down(lake: Lake, name: str, schema: pa.Schema, rows: list[Any]) -> bool:
    if rows == _told(lake, name):
        return False
    lake.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    plain = lake.root / name.removesuffix(".sealed")
    pq.write_table(pa.Table.from_pylist(rows, schema), plain)
    lake.seal(plain)
    return True


def _told(lake: Lake, name: str) -> list[dict[str, object]]:
    if not (lake.root / name).exists():
        return []
    with lake.opened([lake.root / name]) as (file,):
        return list(pq.read_table(file).to_pylist())


def require_officer(by: Actor) -> None:
    """Whoever handles credit matters of the city compares names; nobody else sees what was sent."""
    require(by, Permission.HANDLE, office_path=next(iter(by.paths(Permission.HANDLE)), ""))


def check_reason(reason: str) -> None:
    """A reason is given, and names no person's number."""
    if len(reason.strip()) < SHORTEST or PERSONAL_NUMBER.search(reason):
        raise Refused("reason", "请写明理由（至少四个字），不要写证件号码和电话号码。")
