"""The API attacked from its own document: whatever is sent, the answer is one that the document names. And by hand,
what a generator does not think of: broken JSON, wrong media types, wrong methods, credentials of nobody."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ninja.openapi import get_schema
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from banshi.faces.api import services as tokens
from banshi.faces.api.urls import api
from banshi.kernel.calendar import moments
from tests import whole_city
from tests.whole_city import City

EXAMPLES = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
PROMISES = [
    schemathesis.checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_headers_conformance, checks.response_schema_conformance, checks.negative_data_rejection,
]  # fmt: skip
DOCUMENT = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
DOCUMENT.app = get_wsgi_application()
OPERATIONS = {f"{o.ok().method.upper()} {o.ok().path}": o.ok() for o in DOCUMENT.get_all_operations()}
WHO = ("anonymous", "resident", "clerk")


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[City]:
    """The connection stays open between requests, as in Django's own test client: it holds what is undone later."""
    with django_db_blocker.unblock(), whole_city.undone(tmp_path_factory.mktemp("packs")) as city:
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        yield city
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def headers(city) -> dict[str, dict[str, str]]:
    users = {"resident": city.resident, "clerk": city.staff("liu.yang")}
    made = {
        who: tokens.make(name="test", scopes=["read", "write"], days=30, by=city.actor(user), at=moments.now())
        for who, user in users.items()
    }
    return {"anonymous": {}} | {who: {"Authorization": f"Bearer {secret}"} for who, secret in made.items()}


def cases(operation: Any, city: City) -> st.SearchStrategy[Any]:
    """What fits the document, what does not, and both about things that exist."""
    known = {
        "number": [city.things[name] for name in ("done", "waiting", "submitted", "appointment", "request")],
        "hall": ["pj-hall"], "window": ["pj-hall-23"], "resource": [city.things["leg"].partition(":")[2]],
        "item": ["sc-spjy", "jsz-qmhz"], "party": [city.party.pk], "version": [1, 2],
    }  # fmt: skip

    @st.composite
    def one(draw: Any) -> Any:
        mode = draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        case = draw(operation.as_strategy(generation_mode=mode))
        if mode is GenerationMode.POSITIVE:
            for part in (case.path_parameters, case.query, case.body):
                for name in set(known) & set(part) if isinstance(part, Mapping) else ():
                    part[name] = draw(st.sampled_from(known[name]))
        return case

    return one()


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_the_document_names(city, headers, name, who):
    @EXAMPLES
    @given(case=cases(OPERATIONS[name], city))
    def attack(case: Any) -> None:
        with transaction.atomic():  # each request is undone
            response = case.call(headers=headers[who])
            case.validate_response(response, checks=PROMISES)
            transaction.set_rollback(True)

    attack()


def send(
    city: City, method: str, path: str, content: bytes = b"", kind: str = "application/json", **options: Any
) -> Any:
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        response = client.generic(method, path, content, content_type=kind, **options)
        transaction.set_rollback(True)
    return response


def is_a_problem(response: Any, *statuses: int) -> bool:
    return response.status_code in statuses and {"code", "message"} <= set(response.json())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"{", b"", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"item": "a", "item": {}}',
        b'{"item": "\\ud800"}', b'{"item": NaN}', b'{"item": 1' + b"0" * 6000 + b"}", b'{"item": "sc-spjy", "form": {"x": "\\u0000"}}',
    ],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
def test_a_body_that_is_none_is_a_problem_not_a_failure(city, headers, content):
    asked = headers["resident"] | {"Idempotency-Key": "test-0001"}
    for kind in (
        "application/json",
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "application/json; charset=utf-99",
    ):
        response = send(city, "POST", "/api/applications", content, kind, headers=asked)
        assert is_a_problem(response, 400, 404, 415, 422), (kind, response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"])
def test_a_method_that_is_none_is_405(city, headers, name, method):
    path = OPERATIONS[name].path
    if f"{method} {path}" in OPERATIONS:
        return
    parts = (
        dict.fromkeys(("window", "resource", "code", "key", "sha256"), "x")
        | {"batch": 1, "row": 1}
        | {"hall": "pj-hall", "verb": "accept", "seq": 1}
    )
    filled = path.format(number=city.things["done"], **parts)
    response = send(city, method, filled, headers=headers["clerk"])
    assert response.status_code == 405 and response["Allow"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "credentials",
    ["", "Bearer", "Bearer ", "Bearer \x00", "Bearer " + "x" * 5000, "Basic YTpi", "bearer ' OR 1=1 --", "Bearer 王芳"],
    ids=repr,
)  # fmt: skip
def test_credentials_that_are_none_are_nobodys(city, credentials):
    assert is_a_problem(send(city, "GET", "/api/me", HTTP_AUTHORIZATION=credentials), 401)


@pytest.mark.django_db
def test_a_token_serves_until_its_day_within_its_scope_and_until_it_is_revoked(city):
    by = city.actor(city.resident)
    secret = tokens.make(name="reader", scopes=["read"], days=1, by=by, at=moments.now())
    asked = {"Authorization": f"Bearer {secret}"}
    assert send(city, "GET", "/api/me", headers=asked).json()["name"] == by.name
    assert is_a_problem(send(city, "POST", "/api/applications", b"{}", headers=asked), 401)
    with moments.travel(moments.now() + timedelta(days=2)):
        assert send(city, "GET", "/api/me", headers=asked).status_code == 401
    tokens.revoke(tokens.standing(by).get(name="reader").pk, by=by, at=moments.now())
    assert send(city, "GET", "/api/me", headers=asked).status_code == 401


@pytest.mark.django_db
def test_a_session_must_prove_itself_where_something_changes(city):
    client = city.client(city.resident, enforce_csrf_checks=True)
    assert client.get("/api/me").status_code == 200
    response = client.post(
        "/api/applications", {}, content_type="application/json", headers={"Idempotency-Key": "test-0002"}
    )
    assert is_a_problem(response, 403)


@pytest.mark.django_db
def test_answers_about_people_are_kept_by_nobody(city, headers):
    for path in ("/api/me", f"/api/applications/{city.things['done']}", "/api/worklist"):
        assert "no-store" in send(city, "GET", path, headers=headers["resident"]).headers.get("Cache-Control", ""), path


@pytest.mark.django_db
def test_the_document_is_put_together_once_and_stays_right(city, monkeypatch):
    anew = json.loads(json.dumps(get_schema(api, "/api/"), default=str))
    assert send(city, "GET", "/api/openapi.json").json() == anew
    monkeypatch.delattr("ninja.main.get_schema")
    for language in ("zh-hans", "en"):
        assert send(city, "GET", "/api/openapi.json", headers={"Accept-Language": language}).json() == anew


@pytest.mark.django_db
def test_the_document_and_its_page_take_no_form(city):
    for address, method in product(("/api/openapi.json", "/api/docs"), ("POST", "PUT", "PATCH", "DELETE")):
        assert send(city, method, address).status_code == 405


@pytest.mark.django_db
def test_the_document_and_its_page_ask_nobody_outside(city):
    assert send(city, "GET", "/api/openapi.json").json()["info"]["version"] == "1"
    page = send(city, "GET", "/api/docs").content.decode()
    assert "https://" not in page and '"validatorUrl": null' in page
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page)
    assert not inline and "<style" not in page  # the policy would stop them


def commands() -> list[str]:
    """The curl commands of docs/api.md, in order."""
    page = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("curl")]


def play(command: str, known: dict[str, str]) -> Any:
    """One curl command, played on this site."""
    for name, value in known.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command)[1:]
    headers = dict(words[n + 1].split(": ", 1) for n, word in enumerate(words) if word == "-H")
    kind = headers.pop("Content-Type", "application/octet-stream")
    content = words[words.index("-d") + 1].encode() if "-d" in words else b""
    path = next(word for word in words if word.startswith("/api"))
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    return Client().generic(method, path, content, content_type=kind, headers=headers)


@pytest.mark.django_db
def test_the_worked_example_works(city, headers):
    known = {"SITE": "", "TOKEN": headers["resident"]["Authorization"].removeprefix("Bearer ")}
    with transaction.atomic():
        me, items, made, again = (play(command, known) for command in [*commands()[:3], commands()[2]])
        assert [one.status_code for one in (me, items, made, again)] == [200, 200, 201, 201], made.json()
        assert me.json()["parties"][0]["id_masked"] == "2111**********0020"
        assert items.json()[0]["code"] == made.json()["item"]
        assert made.json() == again.json() and made.json()["allowed"] == ["withdraw"]
        known["NUMBER"] = made.json()["number"]
        page = city.client(city.resident).get(f"/my/applications/{known['NUMBER']}/")
        assert ("补发期间需要临时行驶车号牌", "否") in page.context["form_rows"]
        read, withdrawn, stale = (play(command, known) for command in [*commands()[3:], commands()[4]])
        assert read.json() == made.json()
        assert (withdrawn.json()["state"], withdrawn.json()["version"]) == ("withdrawn", 2)
        assert is_a_problem(stale, 409)
        transaction.set_rollback(True)
