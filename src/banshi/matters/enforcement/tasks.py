"""What the worker does for enforcement: it plants the demonstration's year of inspections, a month at a time."""

from banshi.kernel.jobs.queue import job
from banshi.matters.enforcement.inspections import demo


@job(demo.JOB)
def plant_month(month: int) -> None:
    demo.plant_month(month)
