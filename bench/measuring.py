"""Runs the scenes in rounds and counts: requests, latencies, statements, processor time."""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import stack
from client import Run, hammer
from planting import Planter
from scenes import Cast, Scene, floor

from banshi.kernel.access.models import User
from banshi.site import demo, devdb, running

COUNTED = """
    SELECT query, calls, total_exec_time FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE 'SELECT % FROM ONLY %' -- foreign-key checks at commit
    ORDER BY calls DESC, query"""


class Bench:
    """One database, one pair of web processes, one cast."""

    def __init__(self, home: Path, *, port: int, clients: int, seed: int) -> None:
        self.home, self.port, self.clients, self.seed = home, port, clients, seed

    def prepare(self) -> None:
        """Tables, packs, staff and residents; the statement counter goes into the server before it starts again."""
        running.prepare(plant=False)
        with psycopg.connect(devdb.url(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
        devdb.down()
        devdb.up()
        self.connection = psycopg.connect(devdb.url(), autocommit=True)
        self.connection.execute("CREATE EXTENSION pg_stat_statements")
        demo.plant_staff()
        owner = User.objects.create(username="planted", name="planted", kind="resident")
        self.planter = Planter(self.connection, seed=self.seed, owner=owner.pk)
        self.cast = Cast(self.planter, seed=self.seed)
        self.planted = 0

    def plant(self, size: int) -> None:
        self.planter.plant(size - self.planted, told=lambda done: None)
        self.planted = size
        self.connection.execute("VACUUM ANALYZE")
        self.connection.execute("CHECKPOINT")
        os.sync()  # what is measured next shall not share the machine with what was written before

    @contextmanager
    def web(self) -> Iterator[None]:
        with stack.web(self.port, running.web(self.port), self.home / "web.log") as process:
            self.process = process
            yield

    @contextmanager
    def worker(self) -> Iterator[None]:
        process = subprocess.Popen([sys.executable, "-m", "banshi", "worker"], start_new_session=True)
        yield
        process.terminate()
        process.wait(timeout=40)

    def end(self) -> None:
        self.connection.close()
        devdb.down()

    def rounds(self, size: int, given: argparse.Namespace, say: Callable[[str], None]) -> list[dict[str, Any]]:
        """Floor and scenes in turn, `rounds` times; each scene's ratio is to the floor of its own round."""
        scenes = [scene for scene in self.cast.scenes() if not given.only or scene.name in given.only]
        sources = {scene.name: scene.requests() for scene in scenes}
        for scene in scenes:  # both processes have served everything once before anything is measured
            hammer(
                self.port, sources[scene.name], expect=scene.expect, clients=self.clients, seconds=min(3, given.seconds)
            )
        taken: dict[str, list[dict[str, Any]]] = {}
        for turn in range(given.rounds):
            ground, used = self._watched(lambda: floor(devdb.url(), clients=self.clients, seconds=given.seconds))
            taken.setdefault("floor", []).append(_figures(ground, used))
            for scene in scenes:
                measured = self._measure(scene, sources[scene.name], given.seconds)
                measured["ratio"] = measured["per_second"] / ground.per_second
                taken.setdefault(scene.name, []).append(measured)
            done = ", ".join(f"{name} {runs[-1]['per_second']:.0f}/s" for name, runs in taken.items())
            say(f"round {turn + 1} of {given.rounds}: {done}")
        words = {"floor": "两行一事务 two rows in one transaction", **{scene.name: scene.words for scene in scenes}}
        if given.statements:
            for name, runs in taken.items():
                say("\n".join([name, *(f"  {line}" for line in runs[-1].get("statements_seen", []))]))
        return [{"size": size, "scene": name, "words": words[name], **_together(runs)} for name, runs in taken.items()]

    def _measure(self, scene: Scene, source: Any, seconds: float) -> dict[str, Any]:
        self.connection.execute("SELECT pg_stat_statements_reset()")
        run, used = self._watched(
            lambda: hammer(self.port, source, expect=scene.expect, clients=self.clients, seconds=seconds)
        )
        return _figures(run, used) | self._statements(len(run.took))

    def _watched(self, act: Callable[[], Run]) -> tuple[Run, stack.Cpu]:
        """Do something, and count the processor time that clients, web and database spend on it."""
        postmaster = stack.postmaster_pid(self.home)
        before = stack.cpu(self.process, postmaster)
        run = act()
        return run, stack.cpu(self.process, postmaster) - before

    def _statements(self, requests: int) -> dict[str, Any]:
        rows = self.connection.execute(COUNTED).fetchall()
        inner = [(query, calls, ms) for query, calls, ms in rows if query.lower().split()[0] not in stack.TRANSACTION]
        ends = sum(calls for _, calls, _ in rows) - sum(calls for _, calls, _ in inner)
        seen = [
            f"{calls / requests:6.2f} × {ms / calls:7.3f} ms  {' '.join(query.split())[:150]}"
            for query, calls, ms in inner
        ]
        return {
            "statements": sum(calls for _, calls, _ in inner) / max(requests, 1),
            "begin_commit": ends / max(requests, 1),
            "statements_seen": seen[:20],
        }


def _figures(run: Run, used: stack.Cpu) -> dict[str, Any]:
    took = sorted(run.took) or [0.0]
    at = {f"p{p}": took[min(len(took) - 1, len(took) * p // 100)] * 1000 for p in (50, 95, 99)}
    spent = {f"{name}_ms": value / len(took) for name, value in vars(used).items()}
    return {
        "per_second": run.per_second,
        "requests": len(run.took),
        **at,
        **spent,
        "wrong": run.wrong[:3],
        "wrongs": len(run.wrong),
    }


def _together(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of the rounds; what went wrong, added up."""
    numbers = [name for name, value in runs[0].items() if isinstance(value, int | float) and name != "wrongs"]
    found: dict[str, Any] = {name: statistics.median(run[name] for run in runs) for name in numbers}
    found["wrongs"] = sum(run["wrongs"] for run in runs)
    found["wrong"] = [fault for run in runs for fault in run["wrong"]][:3]
    found["rounds"] = [round(run["per_second"], 1) for run in runs]
    return found
