"""Jobs belong to the transaction that asks for them, are tried again, and are taken over from dead workers."""

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from banshi.kernel.jobs import queue, worker

done: list[int] = []


@queue.job("trial.add")
def add(n: int) -> None:
    done.append(n)
    if n < 0:
        raise RuntimeError("below zero")
    if n == 100:
        queue.defer("trial.add", n=101)


@pytest.fixture(autouse=True)
def own_task(monkeypatch):
    """The task is known to the app for one test only; the worker's threads close their connections."""
    done.clear()
    monkeypatch.setitem(app.tasks, "trial.add", add)
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


def own() -> QuerySet[ProcrastinateJob]:
    """Not those of the clock, which a worker adds when its minute has come."""
    return ProcrastinateJob.objects.filter(task_name="trial.add")


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_is_rolled_back_never_was():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.defer("trial.add", n=1)
        raise ZeroDivisionError
    worker.run(wait=False)
    assert done == []


@pytest.mark.django_db
def test_drain_runs_jobs_of_jobs_inside_the_test():
    queue.defer("trial.add", n=100)
    assert queue.drain() == 2
    assert done == [100, 101]
    assert not own().exists()


def mixed() -> None:
    with queue.patiently():
        queue.defer("trial.add", n=1)
        queue.defer("trial.add", n=2)
    queue.defer("trial.add", n=3)


@pytest.mark.django_db
def test_jobs_asked_for_patiently_step_back_behind_all_others():
    mixed()
    assert queue.drain() == 3
    assert done == [3, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_patient_jobs_last_too():
    mixed()
    worker.run(concurrency=1, wait=False)
    assert done == [3, 1, 2]


@pytest.mark.django_db
def test_a_patient_job_asks_for_ordinary_ones_unless_it_says_otherwise():
    with pytest.raises(ZeroDivisionError), queue.patiently():
        raise ZeroDivisionError
    queue.defer("trial.add", n=1)
    assert own().get().priority == queue.priority() == 0


@pytest.mark.django_db
def test_drain_raises_what_a_job_raises():
    queue.defer("trial.add", n=-1)
    with pytest.raises(RuntimeError, match="below zero"):
        queue.drain()


@pytest.mark.django_db(transaction=True)
def test_the_worker_tries_a_failed_job_again_later():
    queue.defer("trial.add", n=-1)
    queue.defer("trial.add", n=5)
    worker.run(wait=False)
    failed = own().get()
    assert (failed.status, failed.attempts) == ("todo", 1)
    assert failed.scheduled_at is not None
    assert sorted(done) == [-1, 5]


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_worker_that_died_is_taken_over():
    queue.defer("trial.add", n=7)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE task_name = 'trial.add'",
            cursor.fetchone(),
        )
    queue.defer("jobs.rescue", timestamp=0)
    worker.run(wait=False)
    worker.run(wait=False)
    assert done == [7]
    assert not own().exists()


def test_what_the_worker_does_by_itself_is_registered():
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic.items() >= {
        ("jobs.tick", "* * * * *"),
        ("jobs.rescue", "* * * * *"),
        ("journal.seal", "10 * * * *"),
    }
