"""A small HTTP client over raw sockets, so that what asks is never slower than what answers."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Request = tuple[str, str, str, Mapping[str, str], object]  # method, path, token, more headers, JSON body or None
Maker = Callable[[], Request]


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: Request) -> tuple[int, bytes]:
        method, path, token, headers, body = request
        content = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(content)}"]
        lines += [f"Authorization: Bearer {token}"] if token else []
        lines += ["Content-Type: application/json", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self.socket.sendall("\r\n".join(lines).encode() + content)
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:"))
        while len(body) < length:
            body += self._more()
        return int(status.split()[1]), body

    def _more(self) -> bytes:
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received

    def close(self) -> None:
        self.socket.close()


@dataclass
class Run:
    """What one scene did: seconds each request took, how long all of it took, and what was not as it should be."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.took) / self.seconds if self.seconds else 0.0


def together(workers: int, work: Callable[[Run], None]) -> Run:
    """The same work in several threads at once, added up."""
    runs = [Run() for _ in range(workers)]
    threads = [threading.Thread(target=work, args=(run,)) for run in runs]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Run(
        [took for run in runs for took in run.took],
        time.perf_counter() - begun,
        [fault for run in runs for fault in run.wrong],
    )


def hammer(port: int, requests: Iterator[Request], *, expect: int, clients: int, seconds: float) -> Run:
    """Eight clients ask one request after the other, without a pause, for some seconds."""
    lock = threading.Lock()
    until = time.perf_counter() + seconds

    def work(run: Run) -> None:
        connection = Connection(port)
        while time.perf_counter() < until:
            with lock:
                request = next(requests, None)
            if request is None:
                run.wrong.append("there was nothing left to ask; plant more")
                break
            begun = time.perf_counter()
            status, body = connection.ask(request)
            run.took.append(time.perf_counter() - begun)
            if status != expect:
                run.wrong.append(f"{status} instead of {expect}: {body[:200]!r}")
        connection.close()

    return together(clients, work)
