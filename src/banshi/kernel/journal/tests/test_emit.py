"""One event, one line, in the transaction that causes it; whoever listens hears it once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from banshi.kernel.actors import Actor
from banshi.kernel.jobs import queue, worker
from banshi.kernel.journal import events
from banshi.kernel.journal.chain import GENESIS, NotCanonical, line_hash
from banshi.kernel.journal.events import PersonalNumberInJournal, emit, listens
from banshi.kernel.journal.models import Delivery, Line, Stream
from banshi.kernel.journal.selectors import timeline
from banshi.kernel.journal.tasks import deliver
from banshi.kernel.journal.tests.happenings import CLERK, NINE, Moved, Opened, write
from banshi.kernel.writing import together


@pytest.fixture
def heard(monkeypatch):
    """A listener for `Moved` that remembers what it heard."""
    monkeypatch.setattr(events, "listeners", {})
    monkeypatch.setattr("banshi.kernel.journal.tasks.listeners", events.listeners)
    found = []

    @listens(Moved)
    def remember(event: Moved, line: int) -> None:
        if event.note == "坏":
            raise RuntimeError("the listener fails")
        found.append((event, line))

    return found


@pytest.fixture
def brief_connections(monkeypatch):
    """The worker's threads close their connections, so that the test database can be emptied."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


@pytest.mark.django_db
def test_each_line_carries_the_hash_of_the_line_before():
    write("A", 3)
    first, second, third = timeline("trial:A")
    assert (first.seq, first.prev, first.kind) == (1, GENESIS, "tests.Opened")
    assert (second.prev, third.prev) == (first.hash, second.hash)
    assert Stream.objects.get(name="trial:A").head == third.hash
    assert Stream.objects.get(name="trial:A").length == 3


@pytest.mark.django_db
def test_a_stream_may_begin_with_any_event():
    emit(Moved(key="B"), by=CLERK, at=NINE)
    emit(Moved(key="B"), by=CLERK, at=NINE)
    assert [line.seq for line in timeline("trial:B")] == [1, 2]


@pytest.mark.django_db
def test_what_is_said_together_stands_in_different_streams():
    with together():
        emit(Moved(key="B"), by=CLERK, at=NINE)
        emit(Moved(key="C"), by=CLERK, at=NINE)
    assert [timeline(f"trial:{key}")[0].seq for key in "BC"] == [1, 1]
    for key in "BD":  # one that has begun, one that has not: the second does not know of the first
        with pytest.raises(ProgrammingError, match="a second time"), transaction.atomic(), together():
            emit(Moved(key=key), by=CLERK, at=NINE)
            emit(Moved(key=key), by=CLERK, at=NINE)
    assert [[line.seq for line in timeline(f"trial:{key}")] for key in "BD"] == [[1], []]


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_stream_wait_for_each_other():
    def say(n: int) -> None:
        try:
            for k in range(25):
                emit(Moved(key="E", note=f"第 {n}·{k} 句", amount_cents=k), by=CLERK, at=NINE)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(say, range(8)))
    lines = timeline("trial:E")
    assert [line.seq for line in lines] == list(range(1, 201))
    assert [line.prev for line in lines] == [GENESIS, *(line.hash for line in lines[:-1])]
    written = Line.objects.filter(stream="trial:E").order_by("seq")
    spelt = written.values("stream", "seq", "kind", "actor", "at", "data", "prev")
    assert [line_hash(**line) for line in spelt] == [line.hash for line in written]
    assert Stream.objects.values_list("length", "prev", "head").get(name="trial:E") == (
        200,
        lines[-1].prev,
        lines[-1].hash,
    )


@pytest.mark.django_db
def test_a_stream_is_opened_once():
    write("A", 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        write("A", 1)


@pytest.mark.django_db
def test_the_journal_names_the_actor_without_a_name():
    write("A", 1)
    assert timeline("trial:A")[0].actor == "staff:7"


@pytest.mark.django_db
@pytest.mark.parametrize("note", ["身份证211103199001011234", "请拨13812345678联系"])
def test_a_personal_number_never_enters_the_journal(note):
    with pytest.raises(PersonalNumberInJournal):
        emit(Moved(key="A", note=note), by=CLERK, at=NINE)


@pytest.mark.django_db
def test_a_personal_number_never_names_a_stream():
    with pytest.raises(PersonalNumberInJournal):
        emit(Moved(key="13812345678"), by=CLERK, at=NINE)


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [1.5, object(), {1, 2}])
def test_what_has_no_single_spelling_is_refused(bad):
    with pytest.raises(TypeError):
        emit(Moved(key="A", note=bad), by=CLERK, at=NINE)


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [2**60, {"\U0001f600": 1, "\ufb33": 2}])
def test_what_plain_json_and_rfc_8785_would_spell_differently_is_refused(bad):
    with pytest.raises(NotCanonical):
        emit(Moved(key="A", note=bad), by=CLERK, at=NINE)


@pytest.mark.django_db
def test_a_listener_hears_the_event_with_its_days(heard):
    emit(Moved(key="A", due_on=date(2026, 3, 9)), by=CLERK, at=NINE)
    assert heard == []
    assert queue.drain() == 1
    assert heard == [(Moved(key="A", due_on=date(2026, 3, 9)), Line.objects.get().pk)]


@pytest.mark.django_db
def test_a_job_that_runs_twice_is_heard_once(heard):
    emit(Moved(key="A"), by=CLERK, at=NINE)
    name = next(iter(events.listeners[Moved.kind()]))
    for _ in range(3):
        deliver(line_id=Line.objects.get().pk, listener=name)
    assert len(heard) == Delivery.objects.count() == 1


@pytest.mark.django_db
def test_a_listener_that_fails_may_try_again(heard):
    emit(Moved(key="A", note="坏"), by=CLERK, at=NINE)
    name = next(iter(events.listeners[Moved.kind()]))
    with pytest.raises(RuntimeError):
        deliver(line_id=Line.objects.get().pk, listener=name)
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_event_without_its_job_and_no_job_without_its_event(heard):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        emit(Moved(key="A"), by=CLERK, at=NINE)
        assert ProcrastinateJob.objects.count() == 1
        raise ZeroDivisionError
    assert not Line.objects.exists() and not ProcrastinateJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_real_worker_delivers(heard, brief_connections):
    emit(Moved(key="A"), by=CLERK, at=NINE)
    worker.run(wait=False)
    assert [number for _, number in heard] == [Line.objects.get().pk]
    assert not ProcrastinateJob.objects.filter(task_name="journal.deliver").exists()


@pytest.mark.django_db
def test_listeners_to_what_is_said_patiently_step_back_too(heard):
    with queue.patiently():
        emit(Moved(key="A", note="past"), by=CLERK, at=NINE)
    emit(Moved(key="A", note="now"), by=CLERK, at=NINE)
    queue.drain()
    assert [event.note for event, _ in heard] == ["now", "past"]


@pytest.mark.django_db(transaction=True)
def test_what_a_job_writes_and_then_takes_back_defers_nothing(heard, brief_connections):
    """Inside a worker, too, deferring belongs to the job's own transaction."""

    @listens(Opened)
    def fail_after_writing(event: Opened, line: int) -> None:
        emit(Moved(key=event.key), by=Actor.system("worker"), at=NINE)
        raise RuntimeError("after writing")

    emit(Opened(key="A", title="t"), by=CLERK, at=NINE)
    worker.run(wait=False)
    assert heard == []
    assert Line.objects.count() == 1
    waiting = ProcrastinateJob.objects.get(task_name="journal.deliver")
    assert (waiting.status, waiting.attempts, waiting.args["listener"].split(".")[-1]) == (
        "todo",
        1,
        "fail_after_writing",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_line", "journal_delivery"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_was_written(table, statement, heard):
    emit(Moved(key="A"), by=CLERK, at=NINE)
    queue.drain()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_many_things_said_at_once_are_the_same_lines_as_one_by_one(heard):
    news = [(Opened(key=key, title=f"办件 {key}"), CLERK, NINE) for key in "BA"]
    news += [(Moved(key="A", note=f"第 {n} 步", amount_cents=n), CLERK, NINE) for n in range(1, 4)]
    events.emit_all(news)
    events.emit_all([])
    lines = timeline("trial:A")
    assert [line.seq for line in lines] == [1, 2, 3, 4]
    assert [line.prev for line in lines] == [GENESIS, *(line.hash for line in lines[:3])]
    assert Stream.objects.get(pk="trial:A").head == lines[-1].hash
    emit(Moved(key="A", note="后来"), by=CLERK, at=NINE)
    assert timeline("trial:A")[-1].prev == lines[-1].hash
    assert queue.drain() == 4
    assert [event.note for event, _ in heard] == ["第 1 步", "第 2 步", "第 3 步", "后来"]


@pytest.mark.django_db
def test_a_stream_that_has_begun_is_not_opened_again():
    events.emit_all([(Opened(key="A", title="一"), CLERK, NINE)])
    with pytest.raises(ValueError, match="begun"):
        events.emit_all([(Opened(key="A", title="二"), CLERK, NINE)])
