"""The API: the pages' own rules, for programs."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from banshi.faces.api import services as tokens
from banshi.kernel.calendar import moments
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import State
from banshi.matters.applications.services import acceptance

from .people import FOOD, MONDAY, on, pdf

CREATE_MOST, READ_MOST = 3, 2
STEPS_MOST = {"accept": 3, "grant": 4, "issue": 7, "deliver": 5}


class Program:
    """Somebody's program, with a token."""

    def __init__(self, secret: str) -> None:
        self.client, self.secret = Client(), secret

    def get(self, path, **more):
        return self.client.get(f"/api{path}", more, headers={"Authorization": f"Bearer {self.secret}"})

    def post(self, path, body, **headers):
        return self.client.post(
            f"/api{path}", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )  # fmt: skip

    def upload(self, file):
        return self.client.post("/api/files", {"file": file}, headers={"Authorization": f"Bearer {self.secret}"})


@pytest.fixture
def program(town):
    def of(name, scopes=("read", "write")):
        return Program(tokens.make(name="测试", scopes=list(scopes), days=30, by=town.actor(name), at=MONDAY))

    return of


def body_of(town, program):
    handed = town.handed(FOOD, town.wang)
    ids = {code: program.upload(pdf(f"{code}.pdf")).json()["id"] for code in handed.materials}
    return {"item": FOOD, "answers": handed.answers, "form": handed.form, "materials": ids}


def test_it_works(town, program):
    wang = program("王芳")
    answer = wang.post("/applications", body_of(town, wang), **{"Idempotency-Key": "first-of-all"})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["state"], said["item"], said["allowed"]) == ("submitted", FOOD, ["withdraw"])
    assert wang.get(f"/applications/{said['number']}").json() == said


def test_the_same_key_answers_with_the_same_application(town, program):
    wang = program("王芳")
    body = body_of(town, wang)
    numbers = {wang.post("/applications", body, **{"Idempotency-Key": "k" * 8}).json()["number"] for _ in range(3)}
    assert len(numbers) == Application.objects.count() == 1


@pytest.mark.parametrize("key", ["short", "x" * 81, "with space in it", "中文中文中文中文"])
def test_a_key_that_is_none_is_said_so(town, program, key):
    wang = program("王芳")
    try:
        answer = wang.post("/applications", {"item": FOOD}, **{"Idempotency-Key": key})
    except UnicodeEncodeError:  # no header can carry it
        return
    assert answer.status_code == 422


def test_every_fault_is_named(town, program):
    answer = program("王芳").post("/applications", {"item": FOOD}, **{"Idempotency-Key": "nothing-in-it"})
    assert answer.status_code == 422
    assert {"kind", "premises", "area"} <= set(answer.json()["errors"])


def test_me_says_who_and_for_whom(town, program):
    said = program("王芳").get("/me").json()
    assert (said["name"], said["kind"], [p["name"] for p in said["parties"]]) == ("王芳", "resident", ["王芳"])
    assert "*" in said["parties"][0]["id_masked"]
    assert program("窗口李明").get("/me").json() == {"name": "窗口李明", "kind": "staff", "parties": []}


def test_the_office_goes_all_the_way(town, program):
    number, li, head = town.submit(), program("窗口李明"), program("负责人张伟")
    assert [line["number"] for line in li.get("/worklist").json()] == [number]
    for who, verb, version, fields in (
        (li, "accept", 1, {}),
        (head, "extend", 2, {"days": 5, "reason": "案情复杂需要核查"}),
        (head, "grant", 3, {}),
        (li, "issue", 4, {}),
        (li, "deliver", 5, {"way": "online"}),
    ):
        with moments.travel(MONDAY + timedelta(minutes=version)):
            answer = who.post(f"/applications/{number}/steps/{verb}", {"version": version, "fields": fields})
        assert answer.status_code == 200, answer.json()
        assert answer.json()["version"] == version + 1
    assert answer.json()["certificate"].startswith("ZZ-")
    assert li.get("/worklist").json() == []


def test_refusals_have_their_codes(town, program):
    number, li, head = town.submit(), program("窗口李明"), program("负责人张伟")

    def step(who, verb, version=1, **fields):
        return who.post(f"/applications/{number}/steps/{verb}", {"version": version, "fields": fields})

    assert (step(li, "grant").status_code, step(li, "grant").json()["code"]) == (403, "forbidden")
    assert step(head, "grant").json()["code"] == "wrong_state"
    assert step(li, "accept", version=7).json()["code"] == "stale"
    assert step(li, "accept", version=7).status_code == 409
    assert step(li, "submit").status_code == 404
    assert step(li, "nonsense").status_code == 422
    assert step(li, "notify", deficiencies="x" * 4001).status_code == 422
    assert "reason" in step(li, "answer_not_required").json()["errors"]
    acceptance.accept(number, by=town.li, at=MONDAY)
    answer = step(head, "extend", version=2, days=60, reason="案情复杂需要核查").json()
    assert (answer["code"], answer["article"]) == ("extension_too_long", "行政许可法 第四十二条")


def test_withdraw_and_supplement(town, program):
    number, wang = town.submit(), program("王芳")
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 2, 11))
    file_id = wang.upload(pdf()).json()["id"]
    assert wang.post(f"/applications/{number}/supplement", {"version": 2, "fields": {}}).status_code == 409
    answer = wang.post(f"/applications/{number}/supplement", {"version": 2, "fields": {"layout": file_id}})
    assert answer.json()["state"] == State.SUBMITTED
    answer = wang.post(f"/applications/{number}/withdraw", {"version": 3, "fields": {"reason": "请联系13812345678"}})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["reason"])
    answer = wang.post(f"/applications/{number}/withdraw", {"version": 3, "fields": {}})
    assert answer.json()["state"] == State.WITHDRAWN


def test_a_token_that_only_reads_changes_nothing(town, program):
    number, reader = town.submit(), program("王芳", ["read"])
    assert reader.get(f"/applications/{number}").status_code == 200
    assert reader.post(f"/applications/{number}/withdraw", {"version": 1, "fields": {}}).status_code == 401
    assert town.state(number) == State.SUBMITTED


def test_a_wrong_revoked_or_expired_token_is_nobody(town, program):
    wang = program("王芳")
    assert Program("wrong").get("/me").status_code == 401
    with moments.travel(MONDAY + timedelta(days=30)):
        assert wang.get("/me").status_code == 200
    with moments.travel(MONDAY + timedelta(days=31)):
        assert wang.get("/me").status_code == 401
    tokens.revoke(tokens.standing(town.wang).get().pk, by=town.wang, at=MONDAY)
    assert wang.get("/me").status_code == 401


def test_a_locked_account_s_token_is_nobody(town, program):
    wang, user = program("王芳"), town.user("王芳")
    user.is_active = False
    user.save()
    assert wang.get("/me").status_code == 401


def test_a_session_needs_the_csrf_token(town):
    number, client = town.submit(), Client(enforce_csrf_checks=True)
    client.force_login(town.user("王芳"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/api/applications/{number}").status_code == 200
    body = json.dumps({"version": 1, "fields": {}})
    answer = client.post(f"/api/applications/{number}/withdraw", body, content_type="application/json")
    assert answer.status_code == 403
    assert town.state(number) == State.SUBMITTED


def test_a_visitor_sees_the_items_and_nothing_else(town):
    client = Client()
    assert len(client.get("/api/items").json()) >= 5
    assert client.get("/api/items", {"q": "x\x00y"}).status_code in {200, 400}
    for path in ("/api/me", "/api/worklist", f"/api/applications/{town.submit()}"):
        assert client.get(path).status_code == 401
    assert client.post("/api/files", {"file": pdf()}).status_code == 401


def test_the_document_names_every_answer(town):
    document = Client().get("/api/openapi.json").json()
    assert set(document["paths"]) >= {
        "/api/me", "/api/files", "/api/applications", "/api/applications/{number}", "/api/worklist",
        "/api/applications/{number}/steps/{verb}",
    }  # fmt: skip


def test_submitting_and_reading_take_few_statements(town, program):
    wang = program("王芳")
    body = body_of(town, wang)
    wang.post("/applications", body_of(town, wang), **{"Idempotency-Key": "warmed-up"})
    with CaptureQueriesContext(connection) as created:
        number = wang.post("/applications", body, **{"Idempotency-Key": "counted-now"}).json()["number"]
    assert statements(created) <= CREATE_MOST, listed(created)
    wang.get(f"/applications/{number}")  # the item is remembered from now on
    with CaptureQueriesContext(connection) as read:
        wang.get(f"/applications/{number}")
    assert statements(read) <= READ_MOST, listed(read)


def test_each_step_takes_few_statements(town, program):
    number, li, head = town.submit(), program("窗口李明"), program("负责人张伟")
    warm = town.submit()
    for version, (verb, who) in enumerate((("accept", li), ("grant", head), ("issue", li), ("deliver", li)), start=1):
        for one in (warm, number):
            fields = {"way": "online"} if verb == "deliver" else {}
            with CaptureQueriesContext(connection) as taken:
                answer = who.post(f"/applications/{one}/steps/{verb}", {"version": version, "fields": fields})
            assert answer.status_code == 200
        assert statements(taken) <= STEPS_MOST[verb], listed(taken)


def statements(captured) -> int:
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def listed(captured) -> str:
    return "\n".join(query["sql"][:110] for query in captured.captured_queries)
