"""What the worker does for enforcement: it classes all companies; it plants the demonstration's year, inspections a month at a
time."""

from banshi.kernel.calendar import moments
from banshi.kernel.jobs.queue import job
from banshi.matters.enforcement.inspections import demo
from banshi.matters.enforcement.inspections.listeners import MACHINE
from banshi.matters.enforcement.inspections.services import classes
from banshi.matters.enforcement.leniency import demo as leniency


@job(demo.JOB)
def plant_month(month: int) -> None:
    demo.plant_month(month)


@job(leniency.JOB)
def plant_year() -> None:
    leniency.plant_year()


@job(classes.JOB)
def classify() -> None:
    classes.run(by=MACHINE, at=moments.now())
