"""Virus scanning 病毒查杀: a client of ClamAV's INSTREAM command, and a fake that knows the EICAR test string."""

import socket
import struct

from django.conf import settings

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CHUNK = 64 * 1024


class FakeScan:
    """演示: finds nothing but the harmless test string. Refused in production."""

    fake = True

    def scan(self, content: bytes) -> str:
        return "Eicar-Test-Signature" if EICAR in content else ""


class ClamAv:
    """A ClamAV daemon at settings.CLAMAV: a socket's path, or host:port."""

    def scan(self, content: bytes) -> str:
        with self._connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            connection.sendall(struct.pack("!I", 0))
            reply = self._reply(connection)
        if reply.endswith("FOUND"):
            return reply.removeprefix("stream: ").removesuffix(" FOUND")
        if reply != "stream: OK":
            raise OSError(f"ClamAV answered {reply[:80]!r}")
        return ""

    def _connected(self) -> socket.socket:
        place: str = settings.CLAMAV
        if place.startswith("/"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(20)
            try:
                connection.connect(place)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=20)

    def _reply(self, connection: socket.socket) -> str:
        received = b""
        while not received.endswith(b"\0") and (part := connection.recv(4096)):
            received += part
        return received.rstrip(b"\0").decode(errors="replace")
