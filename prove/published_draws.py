"""The published draws of a year as somebody outside gets them: from the public pages, without an account."""

import io
import json
import time
import zipfile
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from .site import Site

Commitment = dict[str, Any]


class Reader:
    """Reads addresses of the site over one connection."""

    def __init__(self, site: Site) -> None:
        self._connection = HTTPConnection("127.0.0.1", site.port, timeout=60)

    def close(self) -> None:
        self._connection.close()

    def get(self, address: str) -> bytes:
        self._connection.request("GET", address)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (address, answer.status)
        return content

    def commitments(self, year: int) -> list[Commitment]:
        """The chain of a year: number, hash, state and the commitment itself, by its number."""
        return list(json.loads(self.get(f"/inspections/commitments/{year}.json"))["draws"])


def wait_for(site: Site, *, year: int, draws: int, patience: float) -> list[Commitment]:
    """The chain as soon as so many draws of it are opened."""
    until = time.monotonic() + patience
    while True:
        with closing(Reader(site)) as reader:
            found = reader.commitments(year)
        if sum(one["state"] == "opened" for one in found) >= draws:
            return found
        assert time.monotonic() < until, f"{len(found)} of {draws} draws after {patience} s"
        time.sleep(3)


def export(site: Site, found: list[Commitment], home: Path) -> list[Path]:
    """All files of every opened draw, each draw in a folder of its own, in the order of their numbers."""
    with closing(Reader(site)) as reader:
        for one in found:
            with zipfile.ZipFile(io.BytesIO(reader.get(f"/inspections/draws/{one['draw']}/files.zip"))) as archive:
                archive.extractall(home)
        (home / "authority.pem").write_bytes(reader.get("/inspections/time-stamp-authority.pem"))
    return [home / one["draw"] for one in found]
