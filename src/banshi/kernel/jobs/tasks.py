"""What the worker does by itself: run timers every minute, take up the jobs of workers that died."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.jobs.queue import job

HEARTBEAT_LOST = 30  # seconds; a living worker says so every ten


@app.periodic(cron="* * * * *", queueing_lock="jobs.tick")
@job("jobs.tick")
def tick(timestamp: int) -> None:
    """Run the timers that are due."""
    timers.run_due(moments.now())


@app.periodic(cron="* * * * *", queueing_lock="jobs.rescue")
@app.task(name="jobs.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died to another one."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=HEARTBEAT_LOST):
        await manager.retry_job(stalled)
