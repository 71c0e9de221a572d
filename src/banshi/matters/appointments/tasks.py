"""What the worker does every night for appointments."""

from procrastinate.contrib.django import app

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs.queue import job
from banshi.matters.appointments.services import queue, slots


@app.periodic(cron="10 2 * * *")
@job("appointments.night")
def night(timestamp: int) -> None:
    """Open the slots of one more day, end the tickets of yesterday."""
    slots.open_slots(by=Actor.system("appointments"), at=moments.now())
    queue.close_day(by=Actor.system("appointments"), at=moments.now())
