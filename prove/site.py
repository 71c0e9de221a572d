"""The whole stack under proof: `banshi up` in a home and on a port of its own, seen only from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg

PROC = Path("/proc")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """One home, one port; started and stopped as a person would."""

    home: Path
    port: int = field(default_factory=free_port)
    supervisor: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BANSHI_", "DATABASE_URL"))}
        return kept | {"BANSHI_HOME": str(self.home), "BANSHI_MODE": "demo"}

    def start(self, *, patience: float = 240) -> None:
        with (self.home / "up.log").open("ab") as log:
            command = [sys.executable, "-m", "banshi", "up", "--port", str(self.port)]
            self.supervisor = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + patience
        while not self.answers():
            assert self.supervisor.poll() is None, (self.home / "up.log").read_text()
            assert time.monotonic() < until, "the site did not come up"
            time.sleep(0.3)

    def answers(self) -> bool:
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        return False

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """`banshi …` in this home."""
        return self.python("-m", "banshi", *command)

    def python(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )

    def database(self) -> psycopg.Connection:
        return psycopg.connect(self.address, autocommit=True)

    @cached_property
    def address(self) -> str:
        return self.python("-c", "from banshi.site import devdb; print(devdb.url())").stdout.strip()

    def interrupt(self) -> float:
        """Ctrl-C. Returns how many seconds it took to stop everything."""
        assert self.supervisor
        begun = time.monotonic()
        self.supervisor.send_signal(signal.SIGINT)
        self.supervisor.wait(timeout=60)
        return time.monotonic() - begun

    def end(self) -> None:
        """After a test, whatever happened in it: only what this site started."""
        kill(self.processes())
        if self.supervisor:
            self.supervisor.wait(timeout=10)

    def processes(self) -> list[int]:
        """Everything that belongs to this home: the supervisor, what it started, and the database."""
        roots = [self.supervisor.pid] if self.supervisor else []
        with suppress(OSError, ValueError, IndexError):
            roots.append(self.postmaster())
        below = [pid for root in roots for pid in descendants(root)]
        return [pid for pid in [*roots, *below] if alive(pid)]

    def postmaster(self) -> int:
        return int((self.home / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def web_workers(self) -> list[int]:
        return [child for web in self._children("granian") for child in children(web)]

    def web_server(self) -> list[int]:
        return self._children("granian")

    def job_worker(self) -> list[int]:
        return self._children("worker")

    def _children(self, word: str) -> list[int]:
        assert self.supervisor
        return [pid for pid in children(self.supervisor.pid) if word in command_of(pid).split()]

    def kill_web_worker(self) -> None:
        kill(self.web_workers()[:1])

    def kill_web_server(self) -> None:
        kill(self.web_server())

    def kill_job_worker(self) -> None:
        kill(self.job_worker())

    def kill_database(self) -> None:
        """The postmaster and all its children at one blow."""
        postmaster = self.postmaster()
        kill([postmaster, *children(postmaster)])


def kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _stat(pid: int) -> list[str]:
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def alive(pid: int) -> bool:
    with suppress(OSError):
        return _stat(pid)[0] != "Z"
    return False


def children(parent: int) -> list[int]:
    found = []
    for entry in PROC.iterdir():
        with suppress(OSError, ValueError):
            if int(_stat(int(entry.name))[1]) == parent:
                found.append(int(entry.name))
    return found


def descendants(root: int) -> Iterator[int]:
    for child in children(root):
        yield child
        yield from descendants(child)


def command_of(pid: int) -> str:
    with suppress(OSError):
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
