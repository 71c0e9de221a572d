"""归集 taking in: what waits in the drop folder becomes a run of the lake, and is served."""

import time
from datetime import datetime, timedelta

from banshi.kernel.actors import Actor
from banshi.kernel.jobs import timers
from banshi.registers.credit import city
from banshi.registers.credit.models import Upload
from banshi.registers.credit.models.uploads import WAITING
from banshi.registers.credit.pipeline import ingesting
from banshi.registers.credit.pipeline.decisions import Decided
from banshi.registers.credit.pipeline.lake import Busy
from banshi.registers.credit.services import deliveries, reviewing, serving

LATER = timedelta(minutes=2)


def take_in(*, by: Actor, at: datetime) -> None:
    """Nothing waits, nobody has decided, all runs are served: nothing is done. Another run is under way: this one tries again in two minutes."""
    lake = city.lake()
    reviewing.tell(lake)
    waiting = Upload.objects.filter(state=WAITING).exists() or Decided.since(lake).news
    if not waiting and serving.is_current(lake):
        return
    try:
        outcome = ingesting.ingest(lake, city.drop_folder(), city.run_settings(at.date()), _Progress())
    except Busy:
        timers.set_timers([(deliveries.INGEST, "lake", at + LATER)])
        return
    serving.refresh(lake, by=by, at=at)
    known = {delivery: facts["no"] for delivery, facts in lake.known().items()}
    deliveries.settle(known, outcome.refused, by=by, at=at)


class _Progress:
    """How far the run is, for whoever waits: written down at most once a second."""

    def __init__(self) -> None:
        self.told = 0.0

    def __call__(self, stage: str, share: float) -> None:
        now = time.monotonic()
        if now - self.told >= 1:
            self.told = now
            Upload.objects.filter(state=WAITING).update(percent=min(99, int(share * 100)))
