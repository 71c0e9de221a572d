"""What the worker does every night for indicators."""

from procrastinate.contrib.django import app

from banshi.insight.indicators import services
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs.queue import job


@app.periodic(cron="40 1 * * *", queueing_lock="indicators.night")
@job("indicators.night")
def night(timestamp: int) -> None:
    """Snapshots of yesterday and of its month so far."""
    services.take_night(by=Actor.system("indicators"), at=moments.now())
