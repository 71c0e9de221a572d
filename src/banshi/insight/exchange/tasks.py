"""What the worker does by itself: every night, and soon after records or marks changed, the feed says so."""

from procrastinate.contrib.django import app

from banshi.insight.exchange.services import publishing
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs.queue import job

PUBLISH = "exchange.publish"


@app.periodic(cron="5 0 * * *", queueing_lock="exchange.night")
@job("exchange.night")
def night(timestamp: int) -> None:
    """The day changed: periods begin and end."""
    publish()


@job(PUBLISH)
def publish(sids: list[int] | None = None) -> None:
    """Everything, or what is public of some subjects."""
    publishing.publish(by=Actor.system("exchange"), at=moments.now(), sids=sids)
