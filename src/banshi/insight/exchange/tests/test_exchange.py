"""Two cities exchange what they publish: each with its own key, subjects, records and lines."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from typer.testing import CliRunner

from banshi.insight.exchange import keys, rules
from banshi.insight.exchange.cli import app
from banshi.insight.exchange.models import ForeignRecord, Neighbour
from banshi.insight.exchange.rules import Broken
from banshi.insight.exchange.selectors import feed
from banshi.insight.exchange.services import neighbours
from banshi.insight.exchange.tests import cities, feeds
from banshi.insight.exchange.tests.cities import AT, COMPANY, MACHINE, OTHER, company, fine, mark, publish
from banshi.insight.exchange.tests.feeds import change, change_text
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal.models import Line as JournalLine
from banshi.kernel.refusal import Refused
from banshi.registers.credit.tests.served import Record
from banshi.registers.parties.tests.people import WANG

pytestmark = pytest.mark.usefixtures("city")
PANJIN, NEXT = "panjin-demo", "linhai-demo"
HERE = settings.EXCHANGE_KEY
SECRET = "the next city's own secret"
READER = Path(__file__).resolve().parents[5] / "tools" / "read_exchange.py"
LAST = datetime(2023, 1, 10, 12, tzinfo=CHINA)


def next_city():
    return cities.beside(NEXT, SECRET)


@pytest.fixture
def two(city):
    """Panjin publishes a licence and a fine of one company; the next city a licence of another. Each pins the other's key."""
    company(35, COMPANY, Record(sid=35, fp=1), fine(35, 2))
    publish()
    here = keys.public_key()
    with next_city():
        company(35, OTHER, Record(sid=35, fp=1))
        publish()
        there = keys.public_key()
        neighbours.pin(PANJIN, name="盘锦", key=here, by=MACHINE, at=AT)
    neighbours.pin(NEXT, name="邻海", key=there, by=MACHINE, at=AT)


def take(file: list[bytes], code: str = PANJIN, at: datetime = AT) -> neighbours.Taken:
    return neighbours.take(code, file, by=MACHINE, at=at)


def kept() -> list[tuple]:
    return list(ForeignRecord.objects.order_by("record").values_list("record", "seq", "code", "body__content", "ended"))


@pytest.mark.usefixtures("two")
def test_two_cities_exchange() -> None:
    ours = cities.hand_over()
    with next_city():
        theirs = cities.hand_over()
        assert (take(ours).published, kept()) == (2, [
            ("07-0000000000000001", 1, COMPANY, "准予食品经营许可", ""), ("07-0000000000000002", 2, COMPANY, "罚款：占道经营", ""),
        ])  # fmt: skip
        (licence, penalty) = feed.known_elsewhere(COMPANY, AT.date())
        assert {licence.body["kind"], penalty.body["kind"]} == {"licence", "penalty"}
        assert feed.known_elsewhere(OTHER, AT.date()) == [], "its own are not among its neighbours'"
    assert kept() == []
    assert take(theirs, NEXT).published == 1
    assert [one.body["code"] for one in feed.known_elsewhere(OTHER, AT.date())] == [OTHER]


TAMPERED = {
    "a text": (change_text(2, content="警告"), "changed_body"),
    "a field": (change(2, until="2022-03-06"), "changed_line"),
    "a line left out": (lambda rows: [rows[0], rows[2]], "missing_line"),
    "the order": (lambda rows: [rows[0], rows[2], rows[1]], "reordered"),
    "the end cut off": (lambda rows: rows[:2], "truncated"),
    "cut off within a line": (lambda rows: [*rows[:2], rows[2][:99]], "truncated"),
    "another end on the cover": (lambda rows: change(0, to=1, to_hash=json.loads(rows[1])["hash"])(rows[:2]), "bad_signature"),
    "another key": (change(0, key=feeds.PINNED), "foreign_key"),
    "another city": (lambda rows: rows, "other_city"),
    "no feed": (lambda rows: [b"<html>"], "not_a_feed"),
}  # fmt: skip


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("name", TAMPERED)
def test_when_somebody_tampers_it_is_named_and_nothing_is_kept(name: str) -> None:
    tamper, code = TAMPERED[name]
    honest = cities.hand_over()
    with next_city():
        if name == "another city":
            neighbours.pin("other", name="另一市", key=Neighbour.objects.get(pk=PANJIN).key, by=MACHINE, at=AT)
        with pytest.raises(Broken) as found:
            take(tamper(honest), "other" if name == "another city" else PANJIN)
        assert found.value.code == code
        assert kept() == []
        assert Neighbour.objects.get(pk=PANJIN).seq == 0
        assert take(honest).published == 2, "the honest file is still welcome"


@pytest.mark.usefixtures("two")
def test_a_chain_that_began_anew_is_refused() -> None:
    """Panjin lost its database and publishes again, under the same key: the next city must be told by people."""
    before = cities.hand_over()
    with cities.beside("panjin-again", ""), override_settings(CITY_PACK=PANJIN, EXCHANGE_KEY=HERE):
        company(35, COMPANY, Record(sid=35, fp=1))
        publish()
        again = cities.hand_over()
    with next_city():
        take(before)
        with pytest.raises(Broken) as found:
            take(again)
        assert found.value.code == "restarted"
        assert "只有1行" in found.value.message


@pytest.mark.usefixtures("two")
def test_reading_goes_on_where_it_stopped_and_twice_is_once() -> None:
    first, second = cities.hand_over(most=1), cities.hand_over(since=1)
    mark(35, 1, "withdrawn")
    publish()
    third = cities.hand_over(since=2)
    with next_city():
        assert (take(first).seq, take(second).seq, take(second).published) == (1, 2, 0)
        said = JournalLine.objects.filter(kind="exchange.FeedTaken").count()
        assert (take(third).ended, take(third).ended) == (1, 0)
        assert JournalLine.objects.filter(kind="exchange.FeedTaken").count() == said + 1
        assert kept()[0] == ("07-0000000000000001", 3, "", None, "withdrawn")
        with pytest.raises(Broken) as found:
            Neighbour.objects.update(seq=0, hash=rules.GENESIS)
            take(third)
        assert found.value.code == "gap"


@pytest.mark.usefixtures("two")
def test_what_ended_before_it_was_read_comes_without_its_text() -> None:
    mark(35, 2, "repaired")
    publish()
    given = cities.hand_over()
    assert "占道经营".encode() not in b"".join(given)
    with next_city():
        taken = take(given)
        assert (taken.published, taken.ended, taken.withheld) == (2, 1, [])
        assert [one.record for one in feed.known_elsewhere(COMPANY, AT.date())] == ["07-0000000000000001"]


@pytest.mark.usefixtures("two")
def test_a_text_taken_out_on_the_way_is_named_and_may_be_brought_later() -> None:
    honest = cities.hand_over()
    with next_city():
        assert take(change(2, body=None)(honest)).withheld == [2]
        assert take(honest).withheld == []
        assert len(feed.known_elsewhere(COMPANY, AT.date())) == 2


@pytest.mark.usefixtures("two")
def test_a_period_ends_with_the_neighbour_too_without_any_news() -> None:
    given, later = cities.hand_over(), cities.hand_over(at=LAST + timedelta(days=1))
    with next_city():
        take(given)
        assert len(feed.known_elsewhere(COMPANY, LAST.date())) == 2
        assert len(feed.known_elsewhere(COMPANY, LAST.date() + timedelta(days=1))) == 1
        take(given, at=LAST + timedelta(days=1))
        assert kept()[1] == ("07-0000000000000002", 2, "", None, ""), "its text is not kept either"
        assert take(later, at=LAST + timedelta(days=1)).withheld == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"content": f"身份证号{WANG[1]}"}, "personal_number"),
        ({"note": "电话 13912345678"}, "personal_number"),
        ({"code": WANG[1]}, "bad_text"),
        ({"code": "91211103MA10ABC34X"}, "bad_text"),
        ({"decided_on": "2022-02-30"}, "bad_text"),
        ({"name": 5}, "bad_text"),
    ],
)
def test_a_text_that_no_city_may_publish_is_not_kept_even_if_it_is_signed(more: dict, code: str) -> None:
    neighbours.pin(feeds.CITY, name="邻市", key=feeds.PINNED, by=MACHINE, at=AT)
    given = feeds.file(feeds.chain([feeds.publish(1), feeds.publish(2, **more)]))
    with pytest.raises(Broken) as found:
        take(given)
    assert (found.value.code, found.value.line, kept()) == (code, 2, [])
    assert WANG[1] not in found.value.message


def test_nobody_is_read_without_a_pinned_key() -> None:
    with pytest.raises(Refused, match="没有约定过"):
        take(feeds.file([]))
    for code, key in (("UPPER", feeds.PINNED), (feeds.CITY, "12")):
        with pytest.raises(Refused, match="公钥"):
            neighbours.pin(code, name="邻市", key=key, by=MACHINE, at=AT)


@pytest.mark.usefixtures("two")
def test_the_feed_is_served_page_by_page(client: Client, django_assert_num_queries) -> None:
    with moments.travel(AT):
        about = client.get("/api/exchange").json()
        assert (about["city"], about["latest"], about["standing"]) == (PANJIN, 2, 2)
        answer = client.get("/api/exchange/feed?limit=1")
        assert answer["Content-Type"] == "application/x-ndjson"
        first = answer.getvalue()
        with django_assert_num_queries(4):
            page = client.get("/api/exchange/feed?since=1").getvalue()
        assert client.get("/api/exchange/feed?since=-1").status_code == 422
        assert client.get("/api/exchange/feed?limit=5001").status_code == 422
        beyond = json.loads(client.get("/api/exchange/feed?since=99").getvalue())
        assert (beyond["since"], beyond["latest"]) == (2, 2)
    with next_city():
        assert take(first.splitlines(keepends=True)).seq == 1
        assert take(page.splitlines(keepends=True)).seq == 2


def command(*words: str) -> dict:
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return json.loads(done.stdout) | {"exit": done.exit_code}


@pytest.mark.usefixtures("two")
def test_the_command_hands_over_files_and_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "panjin.jsonl"
    with moments.travel(AT):
        assert command("publish")["published"] == 0
        assert command("export", "--out", str(file))["bytes"] == file.stat().st_size
        with next_city():
            assert command("import", str(file), "--from", PANJIN) == {
                "seq": 2, "latest": 2, "published": 2, "ended": 0, "withheld": [], "exit": 0
            }  # fmt: skip
            about = command("about")
            assert (about["city"], about["latest"], about["neighbours"][0]["seq"]) == (NEXT, 1, 2)
        file.write_bytes(b"".join(change(2, body=None)(file.read_bytes().splitlines(keepends=True))))
        with next_city():
            ForeignRecord.objects.all().delete()
            assert command("import", str(file), "--from", PANJIN)["exit"] == 1
    with pytest.raises(Refused, match="nowhere"):
        CliRunner().invoke(app, ["import", "nowhere", "--from", PANJIN], catch_exceptions=False)


def program(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, READER, *words], capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("two")
def test_another_program_reads_the_same(tmp_path: Path) -> None:
    """tools/read_exchange.py shares no line with Banshi."""
    key, state = keys.public_key(), str(tmp_path / "state.json")
    (tmp_path / "first").write_bytes(b"".join(cities.hand_over(most=1)))
    (tmp_path / "second").write_bytes(b"".join(cities.hand_over(since=1)))
    done = program(key, PANJIN, str(tmp_path / "first"), state)
    assert (done.returncode, json.loads(done.stdout)["code"]) == (0, COMPANY), done.stderr
    assert program(key, PANJIN, str(tmp_path / "second"), state).returncode == 0
    assert "does not go on" in program(key, PANJIN, str(tmp_path / "second"), state).stderr
    for n, (name, (tamper, _code)) in enumerate(TAMPERED.items()):
        file, city = tmp_path / f"tampered-{n}", "other" if name == "another city" else PANJIN
        file.write_bytes(b"".join(tamper(cities.hand_over())))
        done = program(key, city, str(file), str(tmp_path / "fresh.json"))
        assert (done.returncode, done.stdout) in ((1, ""), (2, "")), name
    assert not (tmp_path / "fresh.json").exists()
