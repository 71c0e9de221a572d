"""令牌: the secret is shown once, the scopes hold, one's own only."""

from datetime import timedelta

import pytest
from django.test import Client

from banshi.faces.api import services
from banshi.faces.api.models import Token
from banshi.kernel.access import selectors as access
from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.parties.tests.people import LI, NOW, WANG, resident

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def monday():
    with moments.travel(NOW):
        yield


@pytest.fixture
def wang() -> Actor:
    return resident(WANG)[1]


@pytest.fixture
def browser(wang) -> Client:
    client = Client()
    client.force_login(access.User.objects.get(pk=wang.user_id), backend=BACKEND)
    return client


def secret_of(answer) -> str:
    return str(answer.context["secret"])


def asked(secret: str, method: str = "get", path: str = "/api/me") -> int:
    return int(getattr(Client(), method)(path, headers={"Authorization": f"Bearer {secret}"}).status_code)


def test_the_secret_is_shown_once_and_kept_nowhere(browser):
    answer = browser.post("/me/tokens/", {"name": "报税软件", "scope": "write", "days": 30})
    secret = secret_of(answer)
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert secret not in browser.get("/me/tokens/").content.decode()
    token = Token.objects.get()
    assert secret not in str(vars(token))
    assert asked(secret) == 200


def test_making_and_revoking_leave_their_lines(browser, wang):
    browser.post("/me/tokens/", {"name": "报税软件", "scope": "read", "days": 90})
    token = Token.objects.get()
    assert token.expires_on == (NOW + timedelta(days=90)).date()
    assert browser.post(f"/me/tokens/{token.pk}/revoke/").status_code == 302
    kinds = list(Line.objects.filter(stream=f"account:{wang.user_id}").order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["api.TokenMade", "api.TokenRevoked"]


def test_a_token_that_reads_does_not_write(browser):
    secret = secret_of(browser.post("/me/tokens/", {"name": "x", "scope": "read", "days": 30}))
    assert asked(secret) == 200
    assert asked(secret, "post", "/api/files") == 401


def test_a_revoked_token_is_nobody_at_once(browser):
    secret = secret_of(browser.post("/me/tokens/", {"name": "x", "scope": "read", "days": 30}))
    browser.post(f"/me/tokens/{Token.objects.get().pk}/revoke/")
    assert asked(secret) == 401


def test_one_s_own_tokens_only(browser):
    other = resident(LI)[1]
    services.make(name="别人的", scopes=["read"], days=30, by=other, at=NOW)
    token = Token.objects.get()
    assert "别人的" not in browser.get("/me/tokens/").content.decode()
    assert browser.post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_visitor_has_no_tokens():
    assert Client().get("/me/tokens/").status_code == 302
    assert Client().post("/me/tokens/1/revoke/").status_code == 302
    with pytest.raises(Forbidden):
        services.make(name="x", scopes=["read"], days=30, by=Actor.anonymous(), at=NOW)


@pytest.mark.parametrize(("scopes", "days"), [([], 30), (["admin"], 30), (["read"], 0), (["read"], 367)])
def test_no_other_scope_and_no_longer_than_a_year(wang, scopes, days):
    with pytest.raises(Refused):
        services.make(name="x", scopes=scopes, days=days, by=wang, at=NOW)


@pytest.mark.parametrize(
    "sent",
    [{}, {"name": "x"}, {"name": "x", "scope": "all", "days": 30}, {"name": "x" * 81, "scope": "read", "days": 30}],
)
def test_a_form_with_faults_makes_no_token(browser, sent):
    assert browser.post("/me/tokens/", sent).status_code == 422
    assert not Token.objects.exists()


def test_a_name_is_text(browser):
    browser.post("/me/tokens/", {"name": "<script>alert(1)</script>", "scope": "read", "days": 30})
    assert "<script>alert(1)" not in browser.get("/me/tokens/").content.decode()


def test_twenty_tokens_are_enough(wang):
    for _ in range(services.MOST):
        services.make(name="x", scopes=["read"], days=30, by=wang, at=NOW)
    with pytest.raises(Refused):
        services.make(name="x", scopes=["read"], days=30, by=wang, at=NOW)


def test_a_token_revoked_twice_is_hidden(wang):
    services.make(name="x", scopes=["read"], days=30, by=wang, at=NOW)
    token = Token.objects.get().pk
    services.revoke(token, by=wang, at=NOW)
    with pytest.raises(Hidden):
        services.revoke(token, by=wang, at=NOW)


def test_a_session_never_speaks_for_a_program_that_shows_a_token(browser):
    assert browser.get("/api/me").status_code == 200
    assert browser.get("/api/me", headers={"Authorization": "Bearer nobody's"}).status_code == 401


def test_no_cache_keeps_what_a_program_gets_and_no_cookie_comes_with_it(wang):
    secret = services.make(name="报税软件", scopes=["read"], days=30, by=wang, at=NOW)
    answer = Client().get("/api/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


@pytest.mark.parametrize(("path", "status"), [("/api/nothing", 404), ("/api/items?q=%00", 400), ("/api/me%00", 400)])
def test_what_is_no_address_and_what_is_no_text_is_told_to_programs_too(wang, path, status):
    secret = services.make(name="报税软件", scopes=["read"], days=30, by=wang, at=NOW)
    assert asked(secret, path=path) == status
