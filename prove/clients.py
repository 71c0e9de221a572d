"""Clients that do not give up: every submission is sent with its key until it is answered."""

import hashlib
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

PATIENCE = 180  # seconds that one request is tried again


@dataclass
class Acknowledged:
    """What the site said it had taken."""

    submitted: dict[str, str] = field(default_factory=dict)  # key -> number
    files: dict[str, str] = field(default_factory=dict)  # id -> sha256
    served: set[str] = field(default_factory=set)
    tries: int = 0
    answers: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client:
    """One resident's program."""

    def __init__(self, port: int, cast: dict[str, Any], place: int, told: Acknowledged) -> None:
        self.port, self.cast, self.place, self.told = port, cast, place, told
        self.token = cast["residents"][place]
        self.connection: HTTPConnection | None = None

    def submit(self) -> str:
        """Upload what the item asks for, and hand it in."""
        files = {code: self.upload() for code in self.cast["uploaded"]}
        key = uuid.uuid4().hex
        body = {name: self.cast[name] for name in ("item", "answers", "form")}
        body["materials"] = self.cast["materials"] | files
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        answer = self.insist("POST", "/api/applications", self.token, headers, json.dumps(body).encode(), 201)
        with self.told.lock:
            self.told.submitted[key] = answer["number"]
        return str(answer["number"])

    def upload(self) -> str:
        content = b"%PDF-1.4\n% " + uuid.uuid4().hex.encode() * 20 + b"\n%%EOF\n"
        part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        answer = self.insist("POST", "/api/files", self.token, headers, part + content + b"\r\n--b--\r\n", 201)
        with self.told.lock:
            self.told.files[answer["id"]] = hashlib.sha256(content).hexdigest()
        return str(answer["id"])

    def serve(self, number: str) -> None:
        """The clerk serves it on the spot. Asked again after a lost answer, the site says that it is done."""
        path, headers = f"/api/applications/{number}", {"Content-Type": "application/json"}
        body = json.dumps({"version": 1}).encode()
        self.insist("POST", f"{path}/steps/serve", self.cast["clerk"], headers, body, 200, 409)
        state = self.insist("GET", path, self.cast["clerk"], {}, b"", 200)["state"]
        with self.told.lock:
            self.told.served.add(number)
            if state != "delivered":
                self.told.faults.append(f"{number} is {state}")

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def insist(
        self, method: str, path: str, token: str, headers: dict[str, str], body: bytes, *right: int
    ) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.told.tries += 1
            try:
                if self.connection is None:
                    self.connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
                self.connection.request(method, path, body, headers | {"Authorization": f"Bearer {token}"})
                response = self.connection.getresponse()
                content = response.read()
            except (OSError, HTTPException):
                self.close()
                time.sleep(0.2)
                continue
            self.told.answers += 1
            if response.status in right:
                found: dict[str, Any] = json.loads(content)
                return found
            if response.status < 500:
                raise AssertionError(f"{method} {path}: {response.status} {content[:300]!r}")
            time.sleep(0.2)
        raise AssertionError(f"{method} {path}: no answer within {PATIENCE} s")
