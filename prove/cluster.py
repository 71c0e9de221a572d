"""A real Spark cluster on this machine: one master and two workers, each a process of its own, all on loopback."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

from prove.site import free_port

WORKERS, WORKER_MEMORY = 2, "3g"
PATIENCE = 900  # seconds
_HERE = "127.0.0.1"


def missing() -> str:
    """What a cluster needs and this machine does not have."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed (make prove-spark brings it)"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "there is no Java (17 or newer)"
    return ""


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of its master; whatever happens inside, all of it is stopped afterwards. Logs lie in the folder."""
    started: list[subprocess.Popen[bytes]] = []
    port, pages = free_port(), free_port()
    address = f"spark://{_HERE}:{port}"
    try:
        started.append(_start(folder, "master", ["--host", _HERE, "--port", str(port), "--webui-port", str(pages)]))
        _until(lambda: _alive(pages) is not None, started)
        for n in range(WORKERS):
            options = ["--host", _HERE, "--cores", "1", "--memory", WORKER_MEMORY, "--webui-port", str(free_port())]
            started.append(
                _start(folder, f"worker-{n}", [*options, "--work-dir", str(folder / f"worker-{n}"), address])
            )
        _until(lambda: _alive(pages) == WORKERS, started)
        yield address
    finally:
        for process in reversed(started):
            _stop(process)


def environment(folder: Path) -> dict[str, str]:
    """For the processes of the cluster and for who speaks to it."""
    return os.environ | {
        "SPARK_LOCAL_IP": _HERE,
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_MASTER_OPTS": f"-Dspark.worker.timeout={PATIENCE}",  # a worker on a busy machine is not a dead one
        "JAVA_TOOL_OPTIONS": "-XX:+UseSerialGC",  # one core each
    }


def _start(folder: Path, name: str, options: list[str]) -> "subprocess.Popen[bytes]":
    found = find_spec("pyspark")
    assert found is not None and found.origin
    home = Path(found.origin).parent
    kind = name.partition("-")[0]
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}.{kind.capitalize()}", *options]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command, env=environment(folder) | {"SPARK_HOME": str(home)}, stdout=log, stderr=log, start_new_session=True
        )


def _alive(pages: int) -> int | None:
    """How many workers the master knows; None while it does not answer."""
    with suppress(OSError, ValueError), urlopen(f"http://{_HERE}:{pages}/json/", timeout=5) as answer:
        return int(json.load(answer)["aliveworkers"])
    return None


def _until(holds: Callable[[], bool], started: "list[subprocess.Popen[bytes]]", patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not holds():
        assert all(process.poll() is None for process in started), "a process of the cluster has ended"
        assert time.monotonic() < until, "the cluster did not come up"
        time.sleep(0.5)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """The process and what it started: executors are in its group."""
    for sign, patience in ((signal.SIGTERM, 20), (signal.SIGKILL, 20)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
