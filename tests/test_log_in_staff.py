"""Staff log-in from end to end: password, second factor, lock-out, session end. As in production, with the second factor."""

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from banshi.kernel.access import allauth_adapters, demo, services
from banshi.kernel.access.models import User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal.models import Line

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
MACHINE = Actor.system("test")
PASSWORD = "correct-horse-9"
LOGIN, SECOND, STAFF_PAGE = "/staff/login/", "/staff/2fa/authenticate/", "/staff/accounts/"


@pytest.fixture(autouse=True)
def second_factor(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def li(db) -> User:
    return services.create_staff(username="li.ming", name="李明", password=PASSWORD, by=MACHINE, at=NOW)


@pytest.fixture
def enrolled(li) -> User:
    demo.give_second_factor(li)
    return li


def log_in(client: Client, password: str = PASSWORD, username: str = "li.ming"):
    return client.post(LOGIN, {"login": username, "password": password})


def test_password_then_code_opens_the_desk(client, enrolled):
    response = log_in(client)
    assert response.url == SECOND
    assert client.get(STAFF_PAGE).status_code == 302  # the password alone is nobody yet
    response = client.post(SECOND, {"code": demo.totp_code("li.ming")})
    assert response.url == "/desk/"
    assert client.get(STAFF_PAGE).status_code == 403  # in, but without a role
    line = Line.objects.filter(stream=f"account:{enrolled.pk}").latest("seq")
    assert (line.kind, line.data) == ("access.LoggedIn", {"methods": ["password", "totp"]})


def test_without_a_second_factor_no_staff_page_opens_until_it_is_set_up(client, li):
    assert log_in(client).status_code == 302
    for page in (STAFF_PAGE, "/staff/password/", "/me/", "/"):
        assert client.get(page).url == "/staff/2fa/totp/activate/"
    form = client.get("/staff/2fa/totp/activate/").context["form"]
    code = demo.format_hotp_value(demo.hotp_value(form.secret, int(demo.time.time()) // 30))
    assert client.post("/staff/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.get(STAFF_PAGE).url == "/staff/2fa/totp/activate/"
    assert client.post("/staff/2fa/totp/activate/", {"code": code}).status_code == 302
    assert client.get("/staff/2fa/recovery-codes/").status_code == 200
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    client.post("/staff/logout/")
    assert log_in(client).url == SECOND  # from now on it is asked for


def test_the_secret_is_not_in_the_database_in_the_clear(enrolled):
    assert demo.totp_secret("li.ming") not in str(list(Authenticator.objects.values()))


def test_a_code_serves_once(client, enrolled):
    log_in(client)
    code = demo.totp_code("li.ming")
    assert client.post(SECOND, {"code": code}).status_code == 302
    other = Client()
    log_in(other)
    response = other.post(SECOND, {"code": code})
    assert response.status_code == 200 and "已用过" in response.content.decode()


def test_guessing_codes_is_stopped(client, enrolled):
    log_in(client)
    wrong = "000000" if demo.totp_code("li.ming") != "000000" else "000001"
    for _ in range(12):
        client.post(SECOND, {"code": wrong})
    response = client.post(SECOND, {"code": demo.totp_code("li.ming")})
    assert response.status_code == 200 and "过于频繁" in response.content.decode()


def test_a_recovery_code_serves_once(client, enrolled):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    log_in(client)
    assert client.post(SECOND, {"code": code}).status_code == 302
    other = Client()
    log_in(other)
    assert other.post(SECOND, {"code": code}).status_code == 200


def test_five_failures_lock_the_account_and_the_page_says_who_helps(client, enrolled):
    for _ in range(4):
        assert log_in(client, "wrong-password").status_code == 200
    response = log_in(client, "wrong-password")
    assert response.status_code == 429
    assert "429.html" in {template.name for template in response.templates}
    assert "安全管理员" in response.content.decode() and "30分钟" in response.content.decode()
    locked = log_in(Client(REMOTE_ADDR="203.0.113.9"))  # with the right password, and from elsewhere
    assert locked.status_code == 429


def test_the_security_administrator_unlocks(client, enrolled):
    for _ in range(5):
        log_in(client, "wrong-password")
    services.unlock(enrolled, reason="核实身份", by=MACHINE, at=NOW)
    assert log_in(Client()).url == SECOND


def test_an_unknown_account_answers_like_a_wrong_password(client, enrolled):
    known = log_in(client, "wrong-password").context["form"].errors
    unknown = log_in(client, "wrong-password", "nobody.here").context["form"].errors
    assert str(known) == str(unknown)


def test_a_locked_account_is_out_at_its_next_request(client, enrolled):
    log_in(client)
    client.post(SECOND, {"code": demo.totp_code("li.ming")})
    services.lock(enrolled, reason="离岗", by=MACHINE, at=NOW)
    assert client.get(STAFF_PAGE).url.startswith(LOGIN)


def test_the_session_gets_a_new_key_at_log_in(client, enrolled):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    log_in(client)
    client.post(SECOND, {"code": demo.totp_code("li.ming")})
    assert client.session.session_key != before
    assert Client(HTTP_COOKIE=f"sessionid={before}").get(STAFF_PAGE).status_code == 302


def entered(client: Client) -> None:
    log_in(client)
    client.post(SECOND, {"code": demo.totp_code("li.ming")})


def test_thirty_idle_minutes_end_a_staff_session(client, enrolled):
    with moments.travel(NOW):
        entered(client)
        assert client.get(STAFF_PAGE).status_code == 403
    with moments.travel(NOW + timedelta(minutes=29)):
        assert client.get(STAFF_PAGE).status_code == 403
    with moments.travel(NOW + timedelta(minutes=58)):
        assert client.get(STAFF_PAGE).status_code == 403
    with moments.travel(NOW + timedelta(minutes=89)):
        assert client.get(STAFF_PAGE).url.startswith(LOGIN)


def test_eight_hours_end_every_session(client, enrolled):
    with moments.travel(NOW):
        entered(client)
    for minutes in range(0, 480, 20):
        with moments.travel(NOW + timedelta(minutes=minutes)):
            assert client.get(STAFF_PAGE).status_code == 403
    with moments.travel(NOW + timedelta(hours=8)):
        assert client.get(STAFF_PAGE).url.startswith(LOGIN)


def test_logging_out_needs_a_post(client, enrolled):
    entered(client)
    assert client.get("/staff/logout/").status_code == 200
    assert client.get(STAFF_PAGE).status_code == 403
    client.post("/staff/logout/")
    assert client.get(STAFF_PAGE).url.startswith(LOGIN)


def test_a_form_without_its_token_is_refused(enrolled):
    strict = Client(enforce_csrf_checks=True)
    for page in (LOGIN, "/login/", "/staff/logout/", "/logout/"):
        assert strict.post(page, {"login": "li.ming", "password": PASSWORD, "phone": "13800000001"}).status_code == 403


def test_there_is_no_sign_up_for_staff(client):
    for page in ("/staff/signup/", "/accounts/signup/", "/staff/email/", "/staff/password/reset/"):
        assert client.get(page).status_code == 404


def test_a_link_elsewhere_is_not_followed_after_log_in(client, enrolled):
    client.post(f"{LOGIN}?next=https://evil.example/", {"login": "li.ming", "password": PASSWORD})
    assert client.post(SECOND, {"code": demo.totp_code("li.ming")}).url == "/desk/"


def test_production_knows_no_demonstration_secret(settings, client, enrolled):
    assert demo.PASSWORD in client.get(LOGIN).content.decode()
    settings.PRODUCTION = True
    with pytest.raises(RuntimeError):
        demo.totp_code("li.ming")
    settings.SECURE_SSL_REDIRECT = False
    assert demo.PASSWORD not in client.get(LOGIN).content.decode()


def test_every_log_in_page_draws(client, enrolled):
    entered(client)
    for page in ("", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "passkeys/", "passkeys/add/"):
        assert client.get(f"/staff/2fa/{page}").status_code == 200, page
    for page in ("reauthenticate/", "password/", "logout/", "inactive/", "2fa/reauthenticate/"):
        assert client.get(f"/staff/{page}").status_code == 200, page


def test_later_a_second_factor_is_only_changed_with_the_password(client, enrolled, monkeypatch):
    entered(client)
    later = allauth_adapters.time.time() + 301
    monkeypatch.setattr(allauth_adapters.time, "time", lambda: later)
    assert client.get("/staff/2fa/totp/deactivate/").url.startswith("/staff/reauthenticate/")
    client.post("/staff/reauthenticate/", {"password": PASSWORD})
    assert client.get("/staff/2fa/totp/deactivate/").status_code == 200


def test_a_chinese_page_stays_chinese(client, enrolled):
    text = client.get(LOGIN).content.decode()
    assert "工作人员登录" in text and "Sign In" not in text
