"""数据更新 while others read, refresh, or kill it: real connections and real commits."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Thread

import duckdb
import psycopg
import pytest
from django.db import connection, connections

from banshi.registers.credit.models import Serving, Subject
from banshi.registers.credit.services import serving
from banshi.registers.credit.tests import lakes
from banshi.registers.credit.tests.test_refresh import AT, MACHINE, counted, invented, served

pytestmark = pytest.mark.django_db(transaction=True)
OF_BOTH = "SELECT (SELECT count(*) FROM credit_record), (SELECT sum(records) FROM credit_profile)"
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted AND {what} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
CHILD = """
import sys
from pathlib import Path
import django; django.setup()
from banshi.registers.credit.pipeline.lake import Lake
from banshi.registers.credit.services import serving
from banshi.registers.credit.tests.lakes import KEY
from banshi.registers.credit.tests.test_refresh import AT, MACHINE

def told(stage, done, of):
    print(stage, done, flush=True)
    if (stage, str(done)) == tuple(sys.argv[2:]):
        sys.stdin.read()

serving.refresh(Lake(Path(sys.argv[1]), KEY), by=MACHINE, at=AT, progress=told)
"""


@pytest.fixture(autouse=True)
def emptied():
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE credit_record, credit_profile; DROP SCHEMA IF EXISTS credit_loading CASCADE")


@pytest.fixture
def lake(tmp_path):
    return lakes.make(tmp_path / "lake")


def refresh(lake, **options):
    return serving.refresh(lake, by=MACHINE, at=AT, **options)


def beside(act: Callable[[], object]) -> Thread:
    """Do it in a thread with a connection of its own."""

    def run() -> None:
        act()
        connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def until(met: Callable[[], object]) -> None:
    for _ in range(3000):
        if met():
            return
        time.sleep(0.01)
    raise AssertionError("it never came about")


def other() -> psycopg.Connection:
    return psycopg.connect(**connection.get_connection_params())


def waits(watcher: psycopg.Connection, what: str) -> bool:
    return bool(watcher.execute(WAITING.format(what=what)).fetchone())


def test_two_connections_load_what_one_would(lake):
    laid = invented(5, 200)
    lakes.add_run(lake, laid)
    told: list[tuple] = []
    assert refresh(lake, progress=lambda *step: told.append(step)).records == 200
    assert served()[1] == counted(laid)
    assert told == [("load", done, 32) for done in range(1, 33)] + [("apply", 1, 1)]


def test_a_part_that_cannot_be_made_undoes_what_was_done_beside_it(lake):
    lakes.add_run(lake, invented(1, 60), subjects=[lakes.subject(3)])
    file = lake.runs()[0].records(3)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    with pytest.raises(duckdb.Error):
        refresh(lake)
    assert served() == ([], []) and not Subject.objects.exists() and not Serving.objects.exists()
    file.write_bytes(whole)
    assert refresh(lake).records == 60
    assert Subject.objects.exists()


def test_who_is_reading_goes_on_reading_the_old_and_is_waited_for(lake):
    lakes.add_run(lake, invented(1, 100))
    refresh(lake)
    lakes.add_run(lake, invented(2, 50, first=1000))
    with other() as reader, other() as watcher:
        watcher.autocommit = True
        assert reader.execute(OF_BOTH).fetchone() == (100, 100)
        thread = beside(lambda: refresh(lake, full=True))
        until(lambda: waits(watcher, "mode = 'AccessExclusiveLock'"))
        assert reader.execute(OF_BOTH).fetchone() == (100, 100)
        reader.commit()
        thread.join()
        assert reader.execute(OF_BOTH).fetchone() == (150, 150)


def test_a_statement_prepared_before_the_swap_reads_the_new_rows_after_it(lake):
    lakes.add_run(lake, invented(1, 100))
    refresh(lake)
    with other() as reader:
        reader.autocommit = True
        reader.execute(OF_BOTH, prepare=True)
        lakes.add_run(lake, invented(2, 50, first=1000))
        refresh(lake, full=True)
        assert reader.execute(OF_BOTH, prepare=True).fetchone() == (150, 150)


def test_a_second_refresh_waits_and_then_finds_nothing_to_do(lake):
    lakes.add_run(lake, invented(1, 30))
    done: list[serving.Refreshed] = []
    with other() as first, other() as watcher:
        watcher.autocommit = True
        first.execute("SELECT pg_advisory_lock(%s)", [serving.LOCK])
        threads = [beside(lambda: done.append(refresh(lake))) for _ in range(2)]
        until(lambda: waits(watcher, "locktype = 'advisory'"))
        assert not done
        first.close()
        for thread in threads:
            thread.join()
    assert sorted(one.applied for one in done) == [0, 1]
    assert served()[1] == counted(invented(1, 30))


@pytest.mark.parametrize("step", [("load", "5"), ("apply", "1")])
def test_killed_in_the_middle_it_has_changed_nothing_and_the_next_one_completes(lake, step):
    lakes.add_run(lake, invented(1, 60), subjects=[lakes.subject(3)])
    address = psycopg.conninfo.make_conninfo(
        **{k: v for k, v in connection.get_connection_params().items() if k in {"dbname", "user", "password", "host", "port"}}
    )  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(lake.root), *step],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"DATABASE_URL": address},
    )  # fmt: skip
    assert child.stdout and child.stdin
    assert any(line.split() == list(step) for line in child.stdout)
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()
    assert served() == ([], []) and not Serving.objects.exists()
    assert refresh(lake).records == 60
    assert served()[1] == counted(invented(1, 60))
