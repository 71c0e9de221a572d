"""The ClamAV client against a small daemon that speaks INSTREAM, and the fake beside it: they answer alike."""

import socket
import struct
import threading

import pytest

from banshi.kernel.files.scan import EICAR, ClamAv, FakeScan


def serve_once(listener: socket.socket, reply: bytes = b"") -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        connection.sendall(reply or (b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"))


@pytest.fixture
def daemon(settings):
    def start(reply: bytes = b"") -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        settings.CLAMAV = f"127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=lambda: (serve_once(listener, reply), listener.close()), daemon=True)
        thread.start()

    return start


@pytest.mark.parametrize("content", [b"harmless" * 50_000, b"x" * 70_000 + EICAR])
def test_daemon_and_fake_answer_alike(daemon, content):
    daemon()
    assert ClamAv().scan(content) == FakeScan().scan(content)


def test_an_unclear_answer_is_no_answer(daemon):
    daemon(b"INSTREAM size limit exceeded. ERROR\0")
    with pytest.raises(OSError, match="ClamAV answered"):
        ClamAv().scan(b"x")


def test_an_absent_daemon_is_no_answer(settings):
    settings.CLAMAV = "/nonexistent/clamd.sock"
    with pytest.raises(OSError):
        ClamAv().scan(b"x")
