"""Strangers 陌生人: what one person owns does not exist for another; no request is believed without its token; no page
is framed, cached or carried elsewhere; and no personal number is in an address, a log or the journal."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from banshi.kernel import logs
from banshi.kernel.journal.models import Line
from banshi.matters.applications.models import Application
from banshi.registers.parties import demo as people
from tests import whole_city
from tests.whole_city import RESIDENT, City, addresses

pytestmark = pytest.mark.django_db
SECRETS = {number for one in people.RESIDENTS for number in (one.citizen_id, one.phone)}
OWN = (
    "applications:progress", "applications:edit", "applications:supplement", "applications:withdraw",
    "applications:discard", "applications:proof", "appointments:plan", "appointments:ics", "appointments:cancel",
    "appointments:move", "ratings:rate", "file", "api:read", "api:withdraw", "api:supplement",
    "api:appointments_read", "api:appointments_cancel",
)  # fmt: skip
OFFICE = (
    "applications:matter",
    "applications:step",
    "ratings:slip",
    "ratings:matter",
    "ratings:close",
    "file",
    "api:read",
)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[City]:
    with django_db_blocker.unblock(), whole_city.undone(tmp_path_factory.mktemp("packs")) as city:
        yield city


@pytest.fixture
def undone(city) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def states(city: City) -> list[Any]:
    return list(Application.objects.order_by("pk").values_list("number", "state", "version"))


def read_or_post(browser: Client, address: str) -> set[int]:
    """What somebody gets who looks, and who presses."""
    given = (
        {"version": 1, "fields": {}} if address.startswith("/api/") else {"version": "1", "reason": "x", "level": "1"}
    )
    kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
    return {browser.get(address).status_code, browser.post(address, given, **kind).status_code} - {405}


@pytest.mark.parametrize(("who", "routes"), [("resident", OWN), ("liu.yang", OFFICE)])
def test_each_of_these_is_there_for_whom_it_concerns(city, who, routes):
    """Else the tests below would find nothing because there is nothing. (The rating desk needs a rating first.)"""
    browser = city.client(city.resident if who == "resident" else who)
    found = {route: browser.get(addresses(city)[route]).status_code for route in routes}
    missing = {route for route, status in found.items() if status == 404}
    assert missing <= {"ratings:matter", "ratings:close", "applications:proof"}


@pytest.mark.parametrize("route", OWN)
def test_what_a_resident_owns_does_not_exist_for_another(city, undone, route):
    before = states(city)
    assert read_or_post(city.client(city.stranger), addresses(city)[route]) == {404}
    assert states(city) == before


@pytest.mark.parametrize("route", OFFICE)
def test_what_an_office_decides_does_not_exist_for_another(city, undone, route):
    before = states(city)
    found = read_or_post(city.client("ma.li"), addresses(city)[route])
    assert found <= {404, 403} and found & {404, 403}
    assert states(city) == before


@pytest.mark.parametrize("route", OWN)
def test_a_visitor_is_told_nothing_of_anything(city, undone, route):
    """The same answer whether the thing is there or not."""
    there = addresses(city)[route]
    never = re.sub(r"2026-\d{6}", "2026-999999", there).replace(city.things["file"], "0" * 8 + city.things["file"][8:])
    assert read_or_post(Client(), there) == read_or_post(Client(), never) <= {302, 401, 404}


def caught(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """What the test puts in the place of the page about a missing token."""
    return HttpResponse(status=418)


@pytest.mark.parametrize("who", [None, "resident", "liu.yang", "sys.admin", "sec.admin"], ids=str)
def test_no_form_is_believed_without_its_token(city, settings, undone, who):
    """Every address, whatever it would have answered, asks for the token first; programs send a token of their own."""
    settings.CSRF_FAILURE_VIEW = "tests.test_strangers.caught"
    browser = city.client(city.resident if who == "resident" else who, enforce_csrf_checks=True)
    believed = {
        route: status
        for route, address in addresses(city).items()
        if not route.startswith("api:") and (status := browser.post(address).status_code) != 418
    }
    assert not believed


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(7)",
    "\thttps://evil.example",
)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_elsewhere(city, undone, wanted):
    visitor, resident = Client(), city.client(city.resident)
    visitor.get("/login/", {"next": wanted})
    code = visitor.post("/login/", {"phone": RESIDENT.phone, "next": wanted}, follow=True).context["asked"].shown
    answers = [
        visitor.post("/login/code/", {"code": code}),
        resident.post("/i18n/setlang/", {"language": "en", "next": wanted}),
        resident.post("/ui/preferences/", {"theme": "dark", "next": wanted}),
        city.client("li.ming").get("/staff/login/", {"next": wanted}),
        city.client("li.ming").post("/staff/logout/", {"next": wanted}),
        city.client(city.resident).post("/logout/", {"next": wanted}),
    ]
    for answer in answers:
        assert answer.status_code == 302
        to = urlsplit(answer.url.strip())
        assert not to.netloc and to.scheme == "" and not answer.url.startswith(("//", "/\\")), answer.url


def test_another_host_is_nobody(city, settings):
    settings.ALLOWED_HOSTS = ["banshi.example"]
    for address in ("/", "/api/items", "/login/"):
        assert Client().get(address, headers={"host": "evil.example"}).status_code == 400
        assert (
            Client().get(address, headers={"host": "banshi.example", "x-forwarded-host": "evil.example"}).status_code
            == 200
        )


@pytest.mark.parametrize("who", [None, "resident", "liu.yang", "sec.admin"], ids=str)
def test_every_page_forbids_what_browsers_would_allow(city, undone, who):
    browser = city.client(city.resident if who == "resident" else who)
    found: list[str] = []
    for route, address in addresses(city).items():
        answer = browser.get(address)
        policy = answer.get("Content-Security-Policy", "")
        kept = answer.get("Cache-Control", "")
        found += [
            f"{answer.status_code} {route} lacks {what}"
            for what, right in {
                "a policy": "unsafe" not in policy
                and ("default-src 'self'" in policy or "default-src 'none'" in policy),
                "no framing": "frame-ancestors 'none'" in policy or "sandbox" in policy,
                "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
                "a referrer policy": answer.get("Referrer-Policy") == "same-origin",
                "no-store": who is None or "no-store" in kept or route == "portal:service_worker",
            }.items()
            if not right
        ]
        if answer.get("Content-Type", "").startswith("text/html") and not route.startswith("api:"):
            page = answer.content.decode()
            found += [f"{route} inline {one}" for one in re.findall(r"<[^>]+\s(?:style|on\w+)=", page)[:2]]
            found += [f"{route} outside {one}" for one in re.findall(r'(?:src|href)="(?:https?:)?//[^"]+"', page)[:2]]
    assert not found


def test_cookies_stay_with_the_browser_and_with_this_site(city, undone):
    browser = Client()
    browser.get("/login/")
    browser.post("/login/", {"phone": RESIDENT.phone})
    browser.post("/ui/preferences/", {"theme": "dark"})
    assert browser.cookies["sessionid"]["httponly"] and browser.cookies["sessionid"]["samesite"] == "Lax"
    assert all(cookie["samesite"] in {"Lax", "Strict"} for cookie in browser.cookies.values())


def test_known_and_unknown_accounts_and_numbers_answer_alike(city, undone):
    def page(address: str, given: dict[str, str]) -> str:
        content = Client().post(address, given, follow=True).content.decode()
        return re.sub(r'value="[^"]*"|nonce="[^"]+"|X-CSRFToken": "\w+|\d{6}|\d{4}', "", content)

    wrong = [page("/staff/login/", {"login": name, "password": "wrong-wrong"}) for name in ("li.ming", "nobody")]
    assert wrong[0] == wrong[1]
    assert page("/login/", {"phone": RESIDENT.phone}) == page("/login/", {"phone": "13900000009"})


@pytest.fixture
def told(city) -> Iterator[io.StringIO]:
    """Everything that is logged, down to DEBUG, as production writes it."""
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    handler.setFormatter(logs.formatter(as_json=True))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


def test_no_personal_number_is_in_an_address_a_log_or_the_journal(city, undone, told):
    """The demonstration has planted them through every service; here the pages that take numbers take them once more."""
    seen: list[str] = []
    visitor, clerk = Client(), city.client("liu.yang")
    code = visitor.post("/login/", {"phone": RESIDENT.phone}, follow=True).context["asked"].shown
    seen.append(visitor.post("/login/code/", {"code": code}).url)
    number = {"kind": "person", "name": RESIDENT.name, "number": RESIDENT.citizen_id, "phone": RESIDENT.phone}
    for given in (number, number | {"number": RESIDENT.citizen_id[:-1] + "9"}):
        answer = clerk.post("/desk/receive/jsz-qmhz/", given | {"key": "k" * 16, "action": "submit"}, follow=True)
        seen += [url for url, _ in answer.redirect_chain]
    caller = {"caller-name": RESIDENT.name, "caller-id_number": RESIDENT.citizen_id, "caller-phone": RESIDENT.phone}
    asked = {"item": "jsz-qmhz", "day": "2026-03-03", "part": "morning", "reason": "x"}
    seen += [
        url
        for url, _ in city.client("wu.ting")
        .post("/desk/appointments/assist/", caller | asked, follow=True)
        .redirect_chain
    ]
    assert len(seen) > 1
    journal = " ".join(f"{line.stream} {line.actor} {line.data}" for line in Line.objects.all())
    logged = told.getvalue()
    assert len(logged) > 100 and len(journal) > 10_000
    for secret in SECRETS:
        assert secret not in " ".join(seen) and secret not in logged and secret not in journal


@pytest.mark.parametrize("who", ["resident", "liu.yang", "he.hua", "wu.ting"], ids=str)
def test_others_see_numbers_masked(city, undone, who):
    """Only in the forms of one's own application does one's own number stand in full."""
    browser = city.client(city.resident if who == "resident" else who)
    own = {RESIDENT.citizen_id, RESIDENT.phone} if who == "resident" else set()
    for route, address in addresses(city).items():
        answer = browser.get(address)
        page = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(errors="replace")
        assert not [secret for secret in SECRETS - own if secret in page], route
        if route not in {"applications:apply", "applications:edit"}:
            assert not [secret for secret in own if secret in page], route
