"""kill -9 at random moments: what was acknowledged is there once and whole, and everything comes back by itself."""

import hashlib
import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from .clients import Acknowledged, Client
from .site import Site, kill

pytestmark = pytest.mark.prove

SUBMISSIONS, CLIENTS, KILLS, SEED = 1000, 8, 3, 20220305
SERVED_EVERY = 5  # of a client's submissions, one in five is served at once: certificate, PDF, listeners


@pytest.fixture(scope="module")
def cast(site: Site) -> dict[str, Any]:
    site.start()
    made = site.python(str(Path(__file__).with_name("cast.py")), str(CLIENTS))
    assert made.returncode == 0, made.stderr
    found: dict[str, Any] = json.loads(made.stdout)
    return found


@pytest.fixture(scope="module")
def told(site: Site, cast: dict[str, Any]) -> Acknowledged:
    """A thousand submissions, while web processes, worker and database are killed three times each."""
    told, calm = Acknowledged(), threading.Event()

    def work(place: int) -> None:
        client, done = Client(site.port, cast, place, told), 0
        try:
            while done < SUBMISSIONS // CLIENTS or not calm.is_set():
                number = client.submit()
                done += 1
                if done % SERVED_EVERY == 0:
                    client.serve(number)
        except AssertionError as fault:
            told.faults.append(str(fault))
        finally:
            client.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    _kill_at_random(site)
    calm.set()
    for thread in threads:
        thread.join()
    _until(lambda: _waiting_jobs(site) == 0, "the queue is worked through", patience=240)
    return told


def _kill_at_random(site: Site) -> None:
    chance = random.Random(SEED)
    blows = [site.kill_web_worker, site.kill_job_worker, site.kill_database] * KILLS + [site.kill_web_server]
    chance.shuffle(blows)
    for blow in blows:
        time.sleep(chance.uniform(1.0, 4.0))
        _until(lambda: bool(site.web_workers() and site.job_worker() and site.answers()), "everything came back")
        blow()


def _until(true: Callable[[], bool], what: str, *, patience: float = 120) -> None:
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, f"not within {patience} s: {what}"
        time.sleep(0.3)


def _waiting_jobs(site: Site) -> int:
    try:
        with site.database() as database:
            return _number(
                database,
                "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND starts_with(task_name, 'journal.')",
            )
    except psycopg.OperationalError:
        return -1


def _number(database: psycopg.Connection, query: str, *arguments: object) -> int:
    found = database.execute(query, arguments).fetchone()  # type: ignore[arg-type]
    assert found
    return int(found[0])


def test_nobody_was_told_something_else_than_what_is_so(told: Acknowledged) -> None:
    assert told.faults == []
    assert len(told.submitted) >= SUBMISSIONS
    assert told.tries > told.answers, "no request was ever cut off: the blows fell into the void"


def test_every_acknowledged_submission_is_there_exactly_once(site: Site, told: Acknowledged) -> None:
    with site.database() as database:
        rows = database.execute(
            "SELECT idempotency_key, number FROM applications_application WHERE idempotency_key IS NOT NULL"
        )
        kept = rows.fetchall()
    assert len(kept) == len({number for _, number in kept}) == len({key for key, _ in kept})
    assert dict(kept) == told.submitted, "an application that nobody asked for, or one that is lost"


def test_every_application_is_whole(site: Site, cast: dict[str, Any], told: Acknowledged) -> None:
    with site.database() as database:
        broken = database.execute("""
            SELECT a.number FROM applications_application a WHERE a.idempotency_key IS NOT NULL AND (
                (SELECT count(*) FROM applications_material m WHERE m.application_id = a.id) <> %s
             OR (SELECT count(*) FROM worklist_line w WHERE w.matter = 'application' AND w.key = a.number AND w.state = a.state) <> 1
             OR (SELECT count(*) FROM jobs_timer t WHERE t.key = a.number AND t.kind = 'applications.deemed')
                <> (a.state = 'submitted')::int
             OR (SELECT count(*) FROM journal_line l WHERE l.stream = 'application:' || a.number
                 AND l.kind = 'applications.ApplicationSubmitted') <> 1)
        """, [cast["asked"]]).fetchall()  # fmt: skip
    assert broken == []


def test_every_job_had_its_effect_once(site: Site, told: Acknowledged) -> None:
    with site.database() as database:
        certificates = dict(database.execute("""
            SELECT a.number, count(f.id) FROM applications_application a
            JOIN applications_certificate c ON c.application_id = a.id
            LEFT JOIN files_storedfile f ON f.owner_kind = 'certificate' AND f.owner_key = c.number
            WHERE a.idempotency_key IS NOT NULL GROUP BY a.number""").fetchall())  # fmt: skip
        issued = _number(database, "SELECT count(*) FROM journal_line WHERE kind = 'applications.CertificateIssued'")
        made = _number(database, """
            SELECT count(DISTINCT d.line_id) FROM journal_delivery d JOIN journal_line l ON l.id = d.line_id
            WHERE l.kind = 'applications.CertificateIssued'""")  # fmt: skip
        lost = _number(database, "SELECT count(*) FROM applications_certificate WHERE file_id IS NULL")
    assert told.served <= set(certificates)
    assert set(certificates.values()) == {1}, "a certificate without its PDF, or with two"
    assert issued == made
    assert lost == 0


def test_every_acknowledged_file_is_on_the_disk_byte_for_byte(site: Site, told: Acknowledged) -> None:
    with site.database() as database:
        known = {str(key): digest for key, digest in database.execute("SELECT id, sha256 FROM files_storedfile")}
    for key, digest in known.items():
        name = key.replace("-", "")
        assert hashlib.sha256((site.home / "files" / name[:2] / name).read_bytes()).hexdigest() == digest
    assert told.files.items() <= known.items()


def test_the_journal_verifies(site: Site, told: Acknowledged) -> None:
    verdict = site.run("journal", "verify")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_a_worker_killed_in_the_middle_of_a_job_leaves_it_to_the_next(
    site: Site, cast: dict[str, Any], told: Acknowledged
) -> None:
    client = Client(site.port, cast, 0, Acknowledged())
    number = client.submit()
    (worker,) = site.job_worker()
    os.kill(worker, signal.SIGSTOP)  # it does not begin before the certificate's row is taken
    client.serve(number)
    client.close()
    with site.database() as database, database.transaction():
        held = "SELECT c.id FROM applications_certificate c JOIN applications_application a ON a.id = c.application_id"
        database.execute(f"{held} WHERE a.number = %s FOR UPDATE OF c", [number])
        os.kill(worker, signal.SIGCONT)
        _until(lambda: _doing(site) > 0, "the job is being done, and waits for the row")
        time.sleep(1)
        kill([worker])
    _until(lambda: _waiting_jobs(site) == 0, "another worker took the job up", patience=240)
    with site.database() as database:
        assert _number(database, """
            SELECT count(*) FROM applications_certificate c JOIN applications_application a ON a.id = c.application_id
            JOIN files_storedfile f ON f.owner_kind = 'certificate' AND f.owner_key = c.number
            WHERE a.number = %s AND c.file_id = f.id""", number) == 1  # fmt: skip


def _doing(site: Site) -> int:
    with site.database() as database:
        return _number(
            database,
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND starts_with(task_name, 'journal.')",
        )
