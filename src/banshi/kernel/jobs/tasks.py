"""What the worker does by itself: run timers every minute, take up the jobs of workers that died."""

from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.jobs.queue import job
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@job("jobs.tick")
def tick(timestamp: int) -> None:
    """Run the timers that are due."""
    timers.run_due(moments.now())


@app.periodic(cron="* * * * *")
@app.task(name="jobs.rescue", pass_context=True)
async def rescue(context, timestamp: int) -> None:  # type: ignore[no-untyped-def]
    """Give the jobs of a worker that died to another one."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=20):
        await app.job_manager.retry_job(stalled)
