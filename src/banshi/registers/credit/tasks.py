"""What the worker does for credit: takes in what units delivered, and puts together at night what came one by one."""

from datetime import datetime

from procrastinate.contrib.django import app

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue
from banshi.kernel.jobs.timers import timer
from banshi.registers.credit import city, demo, demo_cases
from banshi.registers.credit.demo_cast import Figures
from banshi.registers.credit.services import intake, serving
from banshi.registers.credit.services.deliveries import INGEST


@queue.job(INGEST)
def ingest() -> None:
    """Take in what waits; it may run twice, the second time finds nothing."""
    intake.take_in(by=Actor.system("credit"), at=moments.now())


@app.periodic(cron="30 3 * * *", queueing_lock="credit.night")
@queue.job("credit.night")
def night(timestamp: int) -> None:
    """Few people look anything up now, and those who do wait for a moment only."""
    serving.put_together(city.lake(), by=Actor.system("credit"), at=moments.now())


@queue.job(demo.JOB)
def plant(rows: int, figures: list[int]) -> None:
    """The demonstration's deliveries, once."""
    demo.deliver(rows, Figures(*figures), at=moments.now())


@queue.job(demo_cases.JOB)
def plant_cases(figures: list[int]) -> None:
    """The demonstration's lists, repairs and joint measures, once."""
    demo_cases.plant(Figures(*figures), at=moments.now())


@timer(INGEST)
def ingest_again(key: str, at: datetime) -> None:
    queue.defer(INGEST)
