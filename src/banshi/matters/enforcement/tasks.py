"""What the worker does for enforcement: it plants the demonstration's year, inspections a month at a time."""

from banshi.kernel.jobs.queue import job
from banshi.matters.enforcement.inspections import demo
from banshi.matters.enforcement.leniency import demo as leniency


@job(demo.JOB)
def plant_month(month: int) -> None:
    demo.plant_month(month)


@job(leniency.JOB)
def plant_year() -> None:
    leniency.plant_year()
