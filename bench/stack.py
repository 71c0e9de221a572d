"""The stack under test: an embedded database and web processes of its own, in a temporary home; CPU and statements."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
TRANSACTION = ("begin", "commit", "rollback")


def new_home() -> Path:
    """A home under the temporary directory that the database's own account can reach."""
    home = Path(tempfile.mkdtemp(prefix="banshi-bench-"))
    home.chmod(0o755)
    os.environ["BANSHI_HOME"] = str(home)
    return home


@dataclass(frozen=True)
class Cpu:
    """Milliseconds of processor time that these clients, the web processes and the database have used so far."""

    client: float
    web: float
    database: float

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.client - other.client, self.web - other.web, self.database - other.database)


def _milliseconds(keep: "set[int]", parents: bool) -> float:
    """Over all processes whose session (or parent) is in `keep`, those that already ended included."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            parent, session = int(fields[1]), int(fields[3])
            itself = int(entry.name) in keep
            if itself or (parent if parents else session) in keep:
                total += sum(int(value) for value in (fields[11:15] if itself else fields[11:13]))
    return total * 1000 / TICK


def cpu(web: "subprocess.Popen[bytes]", postmaster: int) -> Cpu:
    client = time.process_time() * 1000
    return Cpu(client, _milliseconds({web.pid}, parents=False), _milliseconds({postmaster}, parents=True))


def postmaster_pid(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])


@contextmanager
def web(port: int, command: list[str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The web processes, started and stopped; `log` keeps what they say."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    from client import Connection  # noqa: PLC0415 -- a neighbour file, not a package

    for _ in range(200):
        time.sleep(0.1)
        if process.poll() is not None:
            raise SystemExit("the web server ended at once; its words are in the log")
        with suppress(OSError):
            Connection(port).ask(("GET", "/api/openapi.json", "", {}, None))
            return
    raise SystemExit("the web server did not answer within twenty seconds")
