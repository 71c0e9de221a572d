"""The time stamp of a commitment: asked for, checked, kept, shown; and what happens without one. With local authorities only."""

import shutil
import subprocess
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from banshi.kernel import ports
from banshi.kernel.calendar import moments
from banshi.kernel.journal.models import Line
from banshi.matters.enforcement.inspections import folders, stamping
from banshi.matters.enforcement.inspections.drawing import beacons, timestamps, verdicts
from banshi.matters.enforcement.inspections.drawing.local_authority import Identity, LocalAuthority
from banshi.matters.enforcement.inspections.drawing.tests import verifiers
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust
from banshi.matters.enforcement.inspections.models import Chain, Draw
from banshi.matters.enforcement.inspections.services import draws, lots

from . import at
from .test_pages import browser, see
from .test_rules import refused

pytestmark = pytest.mark.django_db
STAMPED = at(7, 11)


@pytest.fixture(autouse=True)
def the_hour_of_commitment(city):
    with moments.travel(STAMPED):
        yield


class Silent:
    roots = ()

    def stamp(self, digest):
        raise ConnectionRefusedError("nobody there")


class Foreign(LocalAuthority):
    """Its tokens are signed by somebody else than its roots say."""

    def __init__(self):
        super().__init__(moments.now, Identity.make(stamping.BEGINS))

    @property
    def roots(self):
        return [Identity.make(stamping.BEGINS).root]


class Slow(stamping.DemonstrationAuthority):
    """Answers after the last moment at which a commitment may be published."""

    def stamp(self, digest):
        with moments.travel(at(11, 10, 1)):
            return super().stamp(digest)


def behind(monkeypatch, authority):
    monkeypatch.setattr(ports, "time_stamps", authority)


def judge(draw, **trust):
    with folders.unfolded(draw.outputs | draw.inputs) as folder:
        return verdicts.verify(folder, Trust(demonstration=True, **trust))


def test_a_commitment_of_the_pages_is_stamped_and_its_moment_proven(city):
    draw = city.revealed()
    assert draw.stamped_at == STAMPED
    verdict = judge(draw, roots=stamping.roots())
    assert verdict["ok"], verdict
    assert verdict["published"] == {"at": STAMPED.isoformat(), "proof": "timestamp"}
    assert draw.committed["policy"]["time_stamp"] == "required"
    line = Line.objects.get(stream=f"draw:{draw.number}", kind="inspections.DrawCommitted")
    assert datetime.fromisoformat(line.data["stamped_at"]) == STAMPED


def test_the_token_is_public_at_once_and_everything_else_later(city):
    draw, client = city.committed(), browser(city)
    token = client.get(f"/inspections/draws/{draw.number}/files/commit.tsr")
    assert (token.status_code, token["Content-Type"]) == (200, "application/timestamp-reply")
    assert token.content == folders.contents(draw.outputs)["commit.tsr"]
    assert "commit.tsr" in see(client, "draw", draw.number)
    pem = client.get("/inspections/time-stamp-authority.pem")
    assert load_pem_x509_certificates(pem.content) == list(stamping.roots())
    see(client, "file", draw.number, "pool.csv", expect=404)


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs the command openssl")
def test_openssl_says_the_same(city, tmp_path):
    """A checker that shares nothing with us."""
    draw = city.committed()
    (tmp_path / "commit.json").write_text(draw.commit)
    (tmp_path / "commit.tsr").write_bytes(folders.contents(draw.outputs)["commit.tsr"])
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in stamping.roots())
    (tmp_path / "authority.pem").write_bytes(pem)
    command = ["openssl", "ts", "-verify", "-data", "commit.json", "-in", "commit.tsr", "-CAfile", "authority.pem"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in said.stdout + said.stderr, said
    (tmp_path / "commit.json").write_text(draw.commit.replace('"seq":1', '"seq":2'))
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode != 0


@pytest.mark.parametrize("authority", [Silent, Foreign, Slow])
def test_without_a_stamp_that_was_demanded_nothing_is_committed(city, monkeypatch, authority):
    draw = sealed(city, "required")
    behind(monkeypatch, authority)
    with refused("no_time_stamp"):
        draws.commit(draw.number, by=city.actor("manager"), at=STAMPED)
    assert Draw.objects.get().state == "frozen"
    assert not Chain.objects.exists(), "no number is used up"


@pytest.mark.parametrize("authority", [Silent, Foreign, Slow])
def test_without_a_stamp_that_was_only_wanted_the_moment_stays_a_claim(city, monkeypatch, authority):
    draw = sealed(city, "wanted")
    behind(monkeypatch, authority)
    draw = draws.commit(draw.number, by=city.actor("manager"), at=STAMPED)
    assert (draw.state, draw.stamped_at, draw.outputs) == ("committed", None, {})
    assert "只是一种说法" in see(browser(city), "draw", draw.number)
    draw = lots.reveal(draw.number, beacons.demonstrate(draw.round), by=city.actor("manager"), at=at(12, 10))
    verdict = judge(draw, roots=[Identity.make(stamping.BEGINS).root])
    assert (verdict["ok"], verdict["published"]["proof"]) == (True, "claim")
    assert "published_at is only a claim: there is no time stamp" in verdict["notes"]


def sealed(city, time_stamp):
    draw = city.frozen(time_stamp=time_stamp)
    for holder in ("holder.a", "holder.b"):
        draws.seal(draw.number, by=city.actor(holder), at=at(7, 10))
    return draw


@pytest.mark.parametrize(
    ("time_stamp", "words"), [("required", "时间戳服务机构没有应答，没有承诺"), ("wanted", "没有取得时间戳")]
)
def test_the_desk_says_clearly_what_became_of_it(city, monkeypatch, time_stamp, words):
    draw = sealed(city, time_stamp)
    behind(monkeypatch, Silent)
    client = browser(city, "manager")
    answer = client.post(f"/desk/inspections/draws/{draw.number}/commit/", follow=True)
    assert words in answer.content.decode()


def test_a_token_that_was_demanded_cannot_be_left_out_afterwards(city):
    draw = city.revealed()
    with folders.unfolded(draw.outputs | draw.inputs) as folder:
        assert verifiers.outside(folder)["ok"]
        (folder / "commit.tsr").unlink()
        assert verdicts.verify(folder, Trust(demonstration=True))["rule"] == "timestamp"
        assert verifiers.outside(folder)["rule"] == "timestamp"


def test_a_city_without_an_authority_is_told_so(city, settings):
    draw = sealed(city, "required")
    settings.PORTS = {}
    with refused("no_time_stamp") as why:
        draws.commit(draw.number, by=city.actor("manager"), at=STAMPED)
    assert "没有接通时间戳服务机构" in why.value.message
    see(browser(city), "authority", expect=404)


def test_the_demonstrations_authority_keeps_its_keys(tmp_path, settings):
    settings.SECRETS = tmp_path / "secrets"
    first, again = (stamping._identity.__wrapped__() for _ in range(2))
    assert first.root == again.root
    assert (tmp_path / "secrets" / "time-stamps.pem").stat().st_mode & 0o077 == 0
    assert [one.name for one in (tmp_path / "secrets").iterdir()] == ["time-stamps.pem"]


# An authority over HTTP, played by a local one


@contextmanager
def served(status=200, spoil=lambda token: token):
    local = LocalAuthority(lambda: STAMPED, Identity.make(stamping.BEGINS))  # in a thread of its own
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            query = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.headers["Content-Type"], query["cert_req"].native))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(spoil(local.stamp(query["message_imprint"]["hashed_message"].native)))

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", local, asked
    finally:
        server.shutdown()
        server.server_close()


def over_http(monkeypatch, settings, tmp_path, address, local):
    (tmp_path / "roots.pem").write_bytes(local.roots[0].public_bytes(Encoding.PEM))
    settings.TIME_STAMP_URL, settings.TIME_STAMP_ROOTS = address, str(tmp_path / "roots.pem")
    behind(monkeypatch, stamping.HttpAuthority)


def test_an_authority_over_http_stamps(city, monkeypatch, settings, tmp_path):
    commitment = city.committed().committed
    with served() as (address, local, asked):
        over_http(monkeypatch, settings, tmp_path, address, local)
        token, moment = stamping.stamp(commitment, until=moments.now() + timedelta(days=1))
    assert moment == STAMPED
    assert asked == [("application/timestamp-query", True)]
    assert stamping.roots() == local.roots
    assert timestamps.verify(token, timestamps.digest_of(commitment), local.roots) == STAMPED


@pytest.mark.parametrize("how", [{"status": 503}, {"spoil": lambda token: b""}, {"spoil": lambda token: token[:-9]}])
def test_an_authority_over_http_that_fails_gives_none(city, monkeypatch, settings, tmp_path, how):
    commitment = city.committed().committed
    with served(**how) as (address, local, _):
        over_http(monkeypatch, settings, tmp_path, address, local)
        with pytest.raises(stamping.NoStamp):
            stamping.stamp(commitment, until=moments.now() + timedelta(days=1))
    with pytest.raises(stamping.NoStamp):  # nobody listens any more
        stamping.stamp(commitment, until=moments.now() + timedelta(days=1))
