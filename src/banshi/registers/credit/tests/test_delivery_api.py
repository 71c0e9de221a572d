"""A unit's own system delivers and mends by program: the same rules as the pages."""

import json
from datetime import datetime

import pytest
from django.test import Client

from banshi.kernel.access.models import User
from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.registers.credit.tests.offices import (
    BAD_DATE,
    GOOD,
    MARKET,
    PERSON,
    POLICE,
    TORN,
    file,
    offices,
    take_in,
)

__all__ = ["offices"]
AT = datetime(2022, 3, 5, 9, tzinfo=CHINA)
RIGHT = {
    "kind": "penalty", "subject_kind": "P", "name": "王芳", "code": PERSON, "doc_no": "公罚〔2022〕2号", "decided_on": "2022-02-28",
    "amount": "200", "content": "罚款二百元",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(offices):
    with moments.travel(AT):
        yield


def ask(method: str, path: str, name: str = "police.officer", body: object = None, **files: object):
    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    address = f"/api/credit/units/{path}"
    if method == "get":
        answer = client.get(address)
    elif files:
        answer = client.post(address, files)
    else:
        answer = client.post(address, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_file_is_delivered_and_asked_after_until_its_rows_are_accounted_for():
    status, given = ask("post", f"{POLICE}/deliveries", file=file(GOOD, BAD_DATE, TORN))
    assert (status, given["state"], given["received"], given["number"]) == (201, "waiting", 3, None)
    again = ask("post", f"{POLICE}/deliveries", file=file(GOOD, BAD_DATE, TORN))[1]
    assert again == given
    take_in()
    status, told = ask("get", f"{POLICE}/deliveries/{given['sha256']}")
    assert (status, told["state"], told["number"]) == (200, "taken", 1)
    assert told["received"] == told["linked"] + told["unlinked"] + told["duplicate"] + told["quarantined"] == 3
    assert ask("get", f"{POLICE}/deliveries")[1] == [told]


def test_what_waits_stands_before_what_was_taken_in():
    ask("post", f"{POLICE}/deliveries", file=file(GOOD))
    take_in()
    ask("post", f"{POLICE}/deliveries", file=file(BAD_DATE))
    assert [one["state"] for one in ask("get", f"{POLICE}/deliveries")[1]] == ["waiting", "taken"]


def test_a_file_that_cannot_be_read_is_refused_with_a_code():
    status, told = ask("post", f"{POLICE}/deliveries", file=file(GOOD, name="a.txt"))
    assert (status, told["code"]) == (409, "suffix")


def test_a_quarantined_row_is_read_masked_and_mended():
    ask("post", f"{POLICE}/deliveries", file=file(GOOD, BAD_DATE, TORN))
    take_in()
    rows = ask("get", f"{POLICE}/quarantine")[1]
    assert [(row["batch"], row["row"], row["reason"]) for row in rows] == [
        (1, 2, "decided_on_unreadable"),
        (1, 3, "unclosed_quote"),
    ]
    assert PERSON not in json.dumps(rows)
    status, told = ask("post", f"{POLICE}/quarantine/1/2", body={**RIGHT, "decided_on": "2022-02-31"})
    assert (status, told["code"], list(told["errors"])) == (422, "decided_on_unreadable", ["decided_on"])
    status, told = ask("post", f"{POLICE}/quarantine/1/2", body=RIGHT)
    assert (status, told["mends"], told["received"]) == (201, "1-2", 1)
    take_in()
    assert [row["row"] for row in ask("get", f"{POLICE}/quarantine")[1]] == [3]
    assert [row["row"] for row in ask("get", f"{POLICE}/quarantine?reason=unclosed_quote&batch=1")[1]] == [3]
    assert ask("get", f"{POLICE}/quarantine?page=2")[1] == []


@pytest.mark.parametrize(
    ("name", "read", "write"), [("market.officer", 404, 404), ("city.reader", 200, 403), ("city.officer", 200, 201)]
)
def test_who_may_what(name, read, write):
    ask("post", f"{POLICE}/deliveries", file=file(BAD_DATE))
    take_in()
    assert ask("get", f"{POLICE}/deliveries", name)[0] == read
    assert ask("get", f"{POLICE}/quarantine", name)[0] == read
    assert ask("post", f"{POLICE}/deliveries", name, file=file(GOOD))[0] == write
    assert ask("post", f"{POLICE}/quarantine/1/1", name, body=RIGHT)[0] == write


@pytest.mark.parametrize("path", ["9/deliveries", "3/deliveries/" + "0" * 64, f"{MARKET}/quarantine"])
def test_what_is_not_there(path):
    assert ask("get", path)[0] == 404


@pytest.mark.parametrize(
    "path", ["0/deliveries", "99/deliveries", "3/deliveries/xyz", "3/quarantine?page=0", "3/quarantine?batch=-1"]
)
def test_what_makes_no_sense(path):
    assert ask("get", path)[0] == 422
