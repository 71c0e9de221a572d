"""What people and programs read when a step is not possible; what logs and ports refuse."""

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from banshi.kernel import logs, ports
from banshi.kernel.access import answers
from banshi.kernel.access.addresses import client_address
from banshi.kernel.access.models import User
from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.refusal import Refused

LATE = Refused("too_late", "期限已过，不能延长。", article="行政许可法 第四十二条")


def ask(path: str = "/desk/", user: object = None, **headers: str):
    request = RequestFactory(headers=headers).get(path)
    request.user = user or User(username="li.ming", kind="staff")
    return request


def test_a_refusal_is_a_page_with_its_article():
    response = answers.answer(ask(), LATE)
    assert response.status_code == 409
    assert LATE.message in response.content.decode() and LATE.article in response.content.decode()


def test_a_refusal_inside_a_page_is_a_fragment():
    response = answers.answer(ask(**{"HX-Request": "true"}), LATE)
    assert response.status_code == 409
    assert "<html" not in response.content.decode() and LATE.message in response.content.decode()


def test_a_program_reads_a_refusal_as_json():
    response = answers.answer(ask("/api/applications"), LATE)
    assert (response.status_code, json.loads(response.content)["code"]) == (409, "too_late")


@pytest.mark.parametrize(("exception", "status"), [(Forbidden("x"), 403), (Hidden("x"), 404)])
def test_forbidden_and_hidden_have_their_own_answers(exception, status):
    assert answers.answer(ask(), exception).status_code == status
    assert answers.answer(ask("/api/x"), exception).status_code == status


def test_a_visitor_is_asked_to_log_in_at_the_right_door():
    visitor = AnonymousUser()
    assert answers.answer(ask("/desk/a/", visitor), Forbidden("x")).url == "/staff/login/?next=%2Fdesk%2Fa%2F"
    assert answers.answer(ask("/me/", visitor), Forbidden("x")).url == "/login/?next=%2Fme%2F"
    assert answers.answer(ask("/api/x", visitor), Forbidden("x")).status_code == 403
    assert answers.answer(ask("/me/", visitor), Hidden("x")).status_code == 404


def test_a_part_of_a_page_left_open_past_its_session_asks_no_more():
    answer = answers.answer(ask("/desk/a/", AnonymousUser(), **{"HX-Request": "true"}), Forbidden("x"))
    assert (answer.status_code, answer["HX-Reswap"]) == (401, "outerHTML")
    page = answer.content.decode()
    assert "请重新登录" in page and 'href="/staff/login/?next=%2Fdesk%2Fa%2F"' in page and "<html" not in page


def test_other_exceptions_are_not_swallowed():
    assert answers.answer(ask(), ValueError("x")) is None


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.0.0.1", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "evil, 10.0.0.1", "10.0.0.1"),
        (2, "evil, 10.0.0.1, 10.0.0.2", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_say_where_somebody_comes_from(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory(headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="192.0.2.1").get("/")
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("id 211103198503120022.", "id 2111**********0022."),
        ("id 21110319850312002X", "id 2111**********002X"),
        ("old 211103850312002", "old 2111*******2002"),
        ("call 13800000001", "call 138****0001"),
        ("call +86 138-0000-0001", "call +86 138****0001"),
        ("phone=8613800000001&x", "phone=86138****0001&x"),
        ("SQ-2026-000001 took 1234567890123 ns", "SQ-2026-000001 took 1234567890123 ns"),
        ("credit code 91211100MA0UYTRE00", "credit code 91211100MA0UYTRE00"),
    ],
)
def test_logs_mask_personal_numbers_and_nothing_else(text, kept):
    assert logs.masked(text) == kept


@pytest.mark.parametrize("name", ["sms", "identity", "virus_scan", "time_stamps"])
def test_production_refuses_a_fake_outside_system(settings, name):
    settings.PRODUCTION = True
    ports._made.cache_clear()
    with pytest.raises(ImproperlyConfigured, match=name):
        getattr(ports, name)()
    ports._made.cache_clear()


def test_an_absent_outside_system_is_named(settings):
    settings.PORTS = {}
    with pytest.raises(ImproperlyConfigured, match="BANSHI_SMS"):
        ports.sms()


def test_a_moment_is_no_personal_number():
    text = datetime(2026, 3, 2, tzinfo=UTC).isoformat()
    assert logs.masked(text) == text
