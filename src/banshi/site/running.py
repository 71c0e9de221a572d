"""Running everything on one machine: database, web, worker; started in order, watched, and stopped cleanly."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from types import FrameType

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from rich.console import Console

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import worker as jobs
from banshi.kernel.packs import services as packs
from banshi.site import demo, devdb, translations

console = Console(stderr=True, highlight=False)


def prepare(*, plant: bool = True) -> None:
    """Everything that must be there before the first page: each step says what it does and does nothing twice."""
    if not os.environ.get("DATABASE_URL"):
        _step("database  PostgreSQL", devdb.up)
    _step("tables    migrations", lambda: call_command("migrate", verbosity=0, interactive=False))
    _step("words     translations", translations.compile_all)
    _step("pages     static files", lambda: call_command("collectstatic", verbosity=0, interactive=False))
    _step("law       packs", lambda: packs.load((), by=Actor.system("packs"), at=moments.now()))
    if plant:
        _step("city      demonstration (synthetic)", demo.plant_once)
    connections.close_all()


def _step(name: str, act: Callable[[], object]) -> None:
    begun = time.monotonic()
    with console.status(f"{name} …"):
        act()
    console.print(f"  [green]✓[/green] {name}  [dim]{time.monotonic() - begun:.1f} s[/dim]")


def work() -> None:
    """The worker's whole life. The process ends when the database goes away; who watches it starts another."""
    jobs.run()


def web(port: int) -> list[str]:
    """The web server's command: two processes of two threads; one that dies is replaced.

    More threads in a process wait for each other (docs/benchmarks.md). Who waits for a slow client is the proxy in front.
    """
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--http", "1", "--no-ws", "--workers", "2", "--blocking-threads", "2",
        "--respawn-failed-workers", "--respawn-interval", "0.5",
        "--log-level", "warning", "--no-access-log", "banshi.site.wsgi:application",
    ]  # fmt: skip


def up(*, port: int, offset: float = 0.0) -> None:
    """Prepare, start web and worker, watch all of it, and stop it on Ctrl-C or SIGTERM."""
    _check_port(port)
    if offset and settings.PRODUCTION:
        raise typer.BadParameter("another time is for demonstrations")
    if offset:
        os.environ["BANSHI_CLOCK_OFFSET"] = str(offset)
        settings.CLOCK_OFFSET = timedelta(seconds=offset)  # and here, where the demonstration is planted
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a start that is interrupted stops what it started
    commands = {"web": web(port), "worker": [sys.executable, "-m", "banshi", "worker"]}
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        prepare()
        processes |= {name: _start(command) for name, command in commands.items()}
        _step("site      web and worker", lambda: _wait_for(f"http://127.0.0.1:{port}/readyz", processes["web"]))
        console.print(
            f"\n[bold]Banshi 办事[/bold]  [link]http://localhost:{port}/[/link]\n\n{demo.logins()}\n", soft_wrap=True
        )
        console.print("[dim]Ctrl-C stops everything and keeps it[/dim]")
        stopping = _told_to_stop()
        while not stopping.wait(0.5):
            _revive_database()
            _revive(commands, processes)
    finally:
        _stop_all(processes)


def _check_port(port: int) -> None:
    """Another `banshi up` may run here already: then nothing is touched."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise typer.BadParameter(
                f"port {port} is taken; stop what listens there, or choose another: PORT=8001"
            ) from None


def _told_to_stop() -> threading.Event:
    """Set by Ctrl-C or SIGTERM."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopping


def _revive_database() -> None:
    """A database that was killed recovers what it had promised, and is there again after a second or two."""
    if not os.environ.get("DATABASE_URL") and devdb.gone():
        console.print("[yellow]database ended; starting it again[/yellow]")
        devdb.up()


def _revive(commands: dict[str, list[str]], processes: "dict[str, subprocess.Popen[bytes]]") -> None:
    """Start again what ended. Children that a killed parent left behind would hold its port, so they go first."""
    for name, process in processes.items():
        if process.poll() is None:
            continue
        console.print(f"[yellow]{name} ended ({process.returncode}); starting it again[/yellow]")
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        processes[name] = _start(commands[name])


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Until the site answers, or its process is gone (the port is taken, say), or a minute has passed."""
    for _ in range(300):
        if process.poll() is not None:
            raise typer.BadParameter(f"the web server did not start; is something else listening at {address}?")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _stop_all(processes: "dict[str, subprocess.Popen[bytes]]") -> None:
    console.print("\nstopping …")
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        try:
            process.wait(timeout=35)
        except subprocess.TimeoutExpired:
            process.kill()
    if not os.environ.get("DATABASE_URL"):
        devdb.down()
    console.print("stopped; everything is kept")
