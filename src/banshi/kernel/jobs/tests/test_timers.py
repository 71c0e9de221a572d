"""Timers run once, catch up, and do not stand in one another's way."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from banshi.kernel.jobs import timers
from banshi.kernel.jobs.models import Timer

NIGHT = datetime.fromisoformat("2026-03-02T23:00:00+08:00")


@pytest.fixture
def rang(monkeypatch):
    """Handlers that remember what rang."""
    monkeypatch.setattr(timers, "handlers", {})
    found = []

    @timers.timer("trial.bell")
    def bell(key: str, at: datetime) -> None:
        found.append(key)

    @timers.timer("trial.broken")
    def broken(key: str, at: datetime) -> None:
        Timer.objects.create(kind="trial.trace", key=key, due_at=at)
        raise RuntimeError(f"{key} does not ring")

    @timers.timer("trial.again")
    def again(key: str, at: datetime) -> None:
        found.append(key)
        timers.set_timers([("trial.again", key, at + timedelta(days=1))])

    return found


@pytest.mark.django_db
def test_a_timer_runs_when_it_is_due_and_only_then(rang):
    timers.set_timers([("trial.bell", "A", NIGHT)])
    assert timers.run_due(NIGHT - timedelta(seconds=1)) == 0
    assert timers.run_due(NIGHT) == 1
    assert timers.run_due(NIGHT + timedelta(days=1)) == 0
    assert rang == ["A"]


@pytest.mark.django_db
def test_a_missed_night_is_caught_up_in_order(rang):
    timers.set_timers([("trial.bell", f"{n:02}", NIGHT + timedelta(minutes=n)) for n in reversed(range(30))])
    assert timers.run_due(NIGHT + timedelta(hours=10)) == 30
    assert rang == [f"{n:02}" for n in range(30)]


@pytest.mark.django_db
def test_a_timer_set_again_is_moved_and_a_cleared_one_is_gone(rang):
    timers.set_timers([("trial.bell", "A", NIGHT), ("trial.bell", "B", NIGHT)])
    timers.set_timers([("trial.bell", "A", NIGHT + timedelta(days=1))])
    timers.clear("B", "trial.bell", "trial.unknown")
    assert timers.run_due(NIGHT) == 0
    assert timers.run_due(NIGHT + timedelta(days=1)) == 1


@pytest.mark.django_db
def test_replacing_leaves_exactly_the_timers_wanted(rang):
    timers.set_timers([("trial.bell", "A", NIGHT), ("trial.again", "A", NIGHT), ("trial.bell", "B", NIGHT)])
    timers.replace("A", ("trial.bell", "trial.again"), [("trial.again", "A", NIGHT + timedelta(days=2))])
    assert sorted(Timer.objects.values_list("kind", "key")) == [("trial.again", "A"), ("trial.bell", "B")]
    timers.replace("A", ("trial.bell", "trial.again"), [])
    assert Timer.objects.get().key == "B"


@pytest.mark.django_db
def test_a_failing_timer_backs_off_leaves_no_trace_and_blocks_nobody(rang):
    timers.set_timers([("trial.broken", "X", NIGHT), ("trial.bell", "A", NIGHT + timedelta(seconds=1))])
    assert timers.run_due(NIGHT + timedelta(minutes=1)) == 2
    assert rang == ["A"]
    failed = Timer.objects.get()
    assert (failed.kind, failed.attempts) == ("trial.broken", 1)
    assert failed.due_at == NIGHT + timedelta(minutes=3)
    assert "X does not ring" in failed.last_error
    timers.run_due(NIGHT + timedelta(hours=1))
    failed.refresh_from_db()
    assert (failed.attempts, failed.due_at) == (2, NIGHT + timedelta(minutes=64))


@pytest.mark.django_db
def test_a_timer_that_fails_for_ever_waits_half_a_day_at_most(rang):
    Timer.objects.create(kind="trial.broken", key="X", due_at=NIGHT, attempts=30)
    timers.run_due(NIGHT)
    assert Timer.objects.get().due_at == NIGHT + timedelta(hours=12)


@pytest.mark.django_db
def test_a_handler_may_set_its_own_timer_anew(rang):
    timers.set_timers([("trial.again", "A", NIGHT)])
    assert timers.run_due(NIGHT) == 1
    assert Timer.objects.get().due_at == NIGHT + timedelta(days=1)


@pytest.mark.django_db
def test_timers_of_a_kind_that_nobody_handles_wait(rang):
    timers.set_timers([("trial.later", "A", NIGHT)])
    assert timers.run_due(NIGHT) == 0
    assert Timer.objects.exists()


@pytest.mark.django_db
def test_a_kind_and_key_has_one_timer(rang):
    timers.set_timers([("trial.bell", "A", NIGHT)])
    with pytest.raises(IntegrityError):
        Timer.objects.create(kind="trial.bell", key="A", due_at=NIGHT)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_one_timer_twice(rang):
    timers.set_timers([("trial.bell", str(n), NIGHT) for n in range(60)])
    counts = []

    def work() -> None:
        counts.append(timers.run_due(NIGHT))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 60
    assert sorted(rang, key=int) == [str(n) for n in range(60)]
