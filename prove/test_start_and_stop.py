"""One command starts everything, Ctrl-C stops everything, nothing is lost, and two at once do not fight."""

import subprocess
import sys
import time

import pytest

from .site import Site, alive

pytestmark = pytest.mark.prove

A_FEW_SECONDS = 15


def test_a_second_start_says_that_the_port_is_taken(site: Site) -> None:
    site.start()
    command = [sys.executable, "-m", "banshi", "up", "--port", str(site.port)]
    second = subprocess.run(command, env=site.environment, capture_output=True, text=True, check=False, timeout=60)
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert "taken" in second.stderr
    assert site.answers(), "the first one goes on"


def test_ctrl_c_stops_everything_and_leaves_no_process(site: Site) -> None:
    processes = site.processes()
    assert len(processes) > 5
    took = site.interrupt()
    assert took < A_FEW_SECONDS
    time.sleep(2)  # what was stopped is reaped
    assert [pid for pid in processes if alive(pid)] == []
    assert "stopped; everything is kept" in (site.home / "up.log").read_text()


def test_started_again_it_has_everything_it_had(site: Site) -> None:
    site.start()
    lines = "SELECT id, hash FROM journal_line"
    with site.database() as database:
        before = set(database.execute(lines).fetchall())
    site.interrupt()
    site.start()
    with site.database() as database:
        after = set(database.execute(lines).fetchall())
    site.interrupt()
    assert before - after == set(), "the worker goes on planting, so there may be more"


def test_an_interrupted_start_leaves_nothing_behind(site: Site) -> None:
    command = [sys.executable, "-m", "banshi", "up", "--port", str(site.port)]
    started = subprocess.Popen(command, env=site.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    site.supervisor = started
    while started.poll() is None and not (site.home / "postgres" / "postmaster.pid").exists():
        time.sleep(0.05)
    site.interrupt()
    assert not (site.home / "postgres" / "postmaster.pid").exists()
    assert site.processes() == []
