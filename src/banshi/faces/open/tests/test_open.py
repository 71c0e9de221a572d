"""What anyone may check, and what nobody may see."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.actors import Actor
from banshi.kernel.journal import chain, guards, seals, selectors
from banshi.kernel.journal.tests.happenings import write

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STATIC = Path(__file__).parents[1] / "static" / "open"
TOOLS = Path(__file__).parents[5] / "tools"


@pytest.fixture
def sealed(db):
    write("SQ-2026-000001", 3)
    seals.seal(at=NINE)
    write("SQ-2026-000002", 1)
    found = selectors.proof("trial:SQ-2026-000001", 2)
    assert found is not None
    return found


@pytest.fixture
def everyone_may_see(monkeypatch):
    monkeypatch.setattr(guards, "_guards", {"trial": lambda actor, key: True})


def states(response) -> list[str]:
    return [step.state for step in response.context["steps"]]


def test_the_home_of_openness_needs_no_log_in(client, sealed):
    page = client.get("/open/")
    assert page.status_code == 200
    assert sealed["root"] in page.text


@pytest.mark.django_db
def test_a_city_without_seals_says_so(client):
    assert "还没有封存" in client.get("/open/journal/").text
    assert client.get("/open/").status_code == 200


def test_every_seal_is_published_and_leads_to_its_page(client, sealed):
    assert sealed["root"] in client.get("/open/journal/").text
    page = client.get("/open/journal/1/")
    assert sealed["seal"]["hash"] in page.text
    assert client.get("/open/journal/2/").status_code == 404
    assert client.get("/open/journal/99999999999999/").status_code == 404


def test_all_seals_can_be_downloaded(client, sealed):
    response = client.get("/open/journal/seals.json")
    assert response["Content-Disposition"].startswith("attachment")
    assert response.json() == {"seals": [sealed["seal"]]}


@pytest.mark.django_db
def test_the_list_of_seals_is_paged(client):
    for _ in range(35):
        seals.seal(at=NINE)
    page = client.get("/open/journal/")
    assert [seal["number"] for seal in page.context["seals"]] == list(range(35, 5, -1))
    older = client.get("/open/journal/" + page.context["older_url"])
    assert [seal["number"] for seal in older.context["seals"]] == [5, 4, 3, 2, 1]
    assert client.get("/open/journal/?until=²x").status_code == 200


def test_no_public_page_names_a_matter(client, sealed):
    for address in ("/open/", "/open/journal/", "/open/journal/1/", "/open/journal/seals.json", "/open/proof/"):
        assert "SQ-2026" not in client.get(address).text


def test_a_good_proof_is_green_in_every_step(client, sealed):
    page = client.post("/open/proof/", {"text": json.dumps(sealed), "root": sealed["root"]})
    assert page.status_code == 200
    assert states(page) == ["good"] * 6
    assert "证明成立" in page.text


def test_a_proof_may_be_uploaded(client, sealed):
    file = SimpleUploadedFile("proof.json", json.dumps(sealed).encode())
    assert states(client.post("/open/proof/", {"file": file})) == ["good"] * 5


def test_a_tampered_proof_is_red_where_it_breaks(client, sealed):
    sealed["line"]["actor"] = "staff:8"
    page = client.post("/open/proof/", {"text": json.dumps(sealed)})
    assert states(page) == ["good", "bad", "open", "open", "open"]
    assert "证明不成立" in page.text


def test_a_proof_against_a_seal_that_was_never_published_is_red(client, sealed):
    seal = sealed["seal"]
    seal["number"] = 7
    without = {name: value for name, value in seal.items() if name != "hash"}
    seal["hash"] = chain.digest(chain.canonical(without))
    assert states(client.post("/open/proof/", {"text": json.dumps(sealed)})) == ["good"] * 4 + ["bad"]


def test_another_root_than_the_one_kept_is_red(client, sealed):
    page = client.post("/open/proof/", {"text": json.dumps(sealed), "root": "ab" * 32})
    assert states(page)[-2:] == ["bad", "open"]


RUBBISH = ["", "{", "[" * 100_000, "nonsense", "9" * 5000]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
def test_what_is_no_json_is_told_so_beside_the_form(client, db, rubbish):
    page = client.post("/open/proof/", {"text": rubbish})
    assert page.status_code == 422
    assert "alert" in page.text


@pytest.mark.parametrize("rubbish", ["null", "7", "[]", '{"format": "banshi-proof/1"}', '{"a": "\\ud800"}', "NaN"])
def test_what_is_no_proof_is_told_so_in_the_first_step(client, db, rubbish):
    page = client.post("/open/proof/", {"text": rubbish})
    assert states(page)[0] == "bad"


def test_what_a_proof_says_is_shown_as_text(client, sealed):
    sealed["line"]["data"]["note"] = "<script>alert(1)</script>"
    page = client.post("/open/proof/", {"text": json.dumps(sealed)})
    assert "<script>alert(1)" not in page.text


def test_the_proof_of_a_line_does_not_exist_for_who_may_not_see_its_stream(client, sealed):
    for address in ("/open/proof/trial:SQ-2026-000001/2/", "/open/proof/trial:SQ-2026-000001/2.json"):
        assert client.get(address).status_code == 404


def test_who_may_see_the_stream_gets_the_proof(client, sealed, everyone_may_see):
    page = client.get("/open/proof/trial:SQ-2026-000001/2/")
    assert states(page) == ["good"] * 5
    assert client.get("/open/proof/trial:SQ-2026-000001/2.json").json() == sealed
    assert client.get("/open/proof/trial:SQ-2026-000001/9/").status_code == 404


def test_a_line_of_today_has_no_proof_yet(client, sealed, everyone_may_see):
    assert "还没有封存" in client.get("/open/proof/trial:SQ-2026-000002/1/").text
    assert client.get("/open/proof/trial:SQ-2026-000002/1.json").status_code == 302


def test_the_guard_is_asked_about_the_actor_and_the_matter(client, sealed, monkeypatch):
    asked = []
    monkeypatch.setattr(
        guards, "_guards", {"trial": lambda actor, key: bool(asked.append((actor == Actor.anonymous(), key)))}
    )
    assert client.get("/open/proof/trial:SQ-2026-000001/2/").status_code == 404
    assert asked == [(True, "SQ-2026-000001")]


def test_the_verifier_to_download_is_the_verifier():
    assert (STATIC / "verify_journal.py").read_bytes() == (TOOLS / "verify_journal.py").read_bytes()
