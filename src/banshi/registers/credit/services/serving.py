"""From the lake to where people look things up: everything anew, or what has come since. Readers never see half of it."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from django.db import connection, transaction

from banshi.kernel.actors import Actor
from banshi.kernel.journal.events import emit
from banshi.registers.credit import events
from banshi.registers.credit.models import Delivery, Serving
from banshi.registers.credit.pipeline import standing
from banshi.registers.credit.pipeline.lake import Lake, Run
from banshi.registers.credit.services import applying, following, loading, registering, reviewing

LOCK = 0x6372656469740001  # "credit", 1: one refresh at a time in a database
# As far as PostgreSQL's own statistics know, which is near enough.
APART = """SELECT coalesce(sum(reltuples) FILTER (WHERE relname LIKE '%_loaded'), 0),
    coalesce(sum(reltuples) FILTER (WHERE relname LIKE '%_since' AND reltuples > 0), 0)
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname ~ '^credit_record_[0-9]{2}_(loaded|since)$'"""
MOST_APART = 0.1  # what came since the last full load, as a share of what it loaded
TOTALS = "SELECT coalesce(sum(records), 0), count(*) FROM credit_profile"
LEDGER = ("unit", "file", "batch", "received", "linked", "unlinked", "duplicate", "quarantined")


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did. `run` is the last one that is served now; 0 when the lake is empty."""

    run: int
    full: bool = False
    applied: int = 0  # runs
    came: int = 0
    went: int = 0
    records: int = 0
    subjects: int = 0


def refresh(
    lake: Lake, *, by: Actor, at: datetime, progress: loading.Progress = lambda stage, done, of: None,
    full: bool = False,
) -> Refreshed:  # fmt: skip
    """数据更新: serve what the lake holds. What is served already is left alone; a second refresh waits for the first.

    Nothing, or another lake, was loaded: new parts are built and swapped in (`full` asks for it). Otherwise the runs that
    came since are applied. Killed at any point, it has changed nothing that anybody reads; the next one completes.
    """
    with _alone():
        runs, loaded = lake.runs(), Serving.objects.filter(pk=1).first()
        if not runs:
            return Refreshed(run=0)
        anew = full or loaded is None or not _continues(loaded, runs)
        since = [run for run in runs if anew or loaded is None or run.number > loaded.run]
        if not since:
            assert loaded is not None
            return Refreshed(run=loaded.run, records=loaded.records, subjects=loaded.subjects)
        with loading.building(runs, progress) if anew else nullcontext() as built:
            return _publish(lake, runs, since, built, by=by, at=at, progress=progress)


def put_together(lake: Lake, *, by: Actor, at: datetime) -> Refreshed | None:
    """合并装载: everything anew, once what came since the last full load is more than a tenth of it. Nothing to do: None."""
    with connection.cursor() as cursor:
        cursor.execute(APART)
        loaded, since = cursor.fetchone()
    return refresh(lake, by=by, at=at, full=True) if since > MOST_APART * loaded else None


def is_current(lake: Lake) -> bool:
    """Is the last run served? One that was killed between the run and its refresh left it waiting."""
    runs, loaded = lake.runs(), Serving.objects.filter(pk=1).first()
    return not runs or (loaded is not None and loaded.run == runs[-1].number)


@transaction.atomic
def _publish(
    lake: Lake,
    runs: Sequence[Run],
    since: Sequence[Run],
    built: Callable[[], None] | None,
    *,
    by: Actor,
    at: datetime,
    progress: loading.Progress,
) -> Refreshed:
    """Everything that readers see, in one transaction. `built` waits for the new parts, where everything is loaded anew."""
    anew, came, went = built is not None, 0, 0
    with connection.cursor() as cursor, standing.opened() as con:
        for run in since:
            registering.register(cursor, con, lake, run)
        if built:
            built()
        for done, run in enumerate(since, 1):
            reviewing.take_up(cursor, lake, run)
            if not anew:
                counts = applying.apply(cursor, con, run)
                came, went = came + counts[0], went + counts[1]
            following.follow(cursor, con, run)
            progress("apply", done, len(since))
        _write_ledger(since, anew=anew)
        if anew:
            loading.swap(cursor, con, runs)
        cursor.execute(TOTALS)
        records, subjects = map(int, cursor.fetchone())
    last = runs[-1]
    state = {"run": last.number, "seal": _seal(last), "records": records, "subjects": subjects, "refreshed_at": at}
    Serving.objects.update_or_create(pk=1, defaults=state)
    came = records if anew else came
    news = events.ServingRefreshed(
        key="serving", run=last.number, full=anew, came=came, went=went, records=records, subjects=subjects
    )
    emit(news, by=by, at=at)
    return Refreshed(last.number, anew, len(since), came, went, records, subjects)


def _write_ledger(runs: Sequence[Run], *, anew: bool) -> None:
    if anew:
        Delivery.objects.all().delete()
    Delivery.objects.bulk_create(
        Delivery(number=line["no"], run=run.number, delivered_on=_day(run), **{name: line[name] for name in LEDGER})
        for run in runs
        for line in run.facts["deliveries"]
    )


def _day(run: Run) -> date | None:
    day = run.facts.get("day")
    return date.fromisoformat(day) if day else None


def _continues(loaded: Serving, runs: Sequence[Run]) -> bool:
    """Is what is loaded a beginning of this lake?"""
    known = {run.number: run for run in runs}
    return loaded.run in known and loaded.seal == _seal(known[loaded.run])


def _seal(run: Run) -> str:
    return hashlib.sha256((run.path / "run.json").read_bytes()).hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Between processes and machines, on a connection of its own: whoever ends, however, lets go."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        own.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
