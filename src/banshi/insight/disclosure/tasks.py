"""What the worker does by itself: measure every night, and when records came."""

from procrastinate.contrib.django import app

from banshi.insight.disclosure.services import measuring
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs.queue import job

MEASURE = "disclosure.measure"


@app.periodic(cron="20 0 * * *", queueing_lock="disclosure.night")
@job("disclosure.night")
def night(timestamp: int) -> None:
    """A day more, and perhaps a month less."""
    measure()


@job(MEASURE)
def measure() -> None:
    measuring.measure(by=Actor.system("disclosure"), at=moments.now())
