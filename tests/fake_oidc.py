"""A province's identity service on localhost, for tests: an OpenID provider with signed ID tokens, PKCE and single-use codes."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "banshi", "province-secret"


class Province:
    """`claims` is who logs in; `forge` changes the ID token as an attacker or a careless province would."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.forge: dict[str, Any] = {}
        self.codes: dict[str, str] = {}  # code -> PKCE challenge
        self.url = ""

    def authorize(self, query: dict[str, list[str]]) -> str:
        """What the resident's consent does: a code for the redirect back."""
        assert query["client_id"] == [CLIENT_ID] and query["code_challenge_method"] == ["S256"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = query["code_challenge"][0]
        return code

    def token(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        challenge = self.codes.pop(form.get("code", [""])[0], None)
        verifier = form.get("code_verifier", [""])[0].encode()
        shown = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        if challenge != shown or form.get("client_secret") != [CLIENT_SECRET]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {"iss": self.url, "aud": CLIENT_ID, "sub": "p-1", "iat": now, "exp": now + 300} | self.forge
        id_token = jwt.encode(told, self.key, "RS256", headers={"kid": "1"})
        return 200, {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}


@contextmanager
def running() -> Iterator[Province]:
    """A province that answers on a free port until the block ends."""
    province = Province()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {
                "/.well-known/openid-configuration": province.configuration,
                "/jwks": province.jwks,
                "/userinfo": lambda: {"sub": "p-1"} | province.claims,
            }
            self.answer(200, pages[urlsplit(self.path).path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*province.token(parse_qs(body)))

        def answer(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    province.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield province
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
