"""Residents' log-in from end to end: number and code, first visit, limits, province identity, own data."""

import io
import logging
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client

from banshi.kernel import logs
from banshi.kernel.access import codes
from banshi.kernel.access.models import OneTimeCode, User
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.parties import selectors
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import LI, WANG, ZHAO, resident
from tests import fake_oidc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def now():
    with moments.travel(NOW):
        yield


def ask(client: Client, phone: str) -> str:
    """Ask for a code; returns the one that the demonstration shows."""
    response = client.post("/login/", {"phone": phone}, follow=True)
    assert response.redirect_chain == [("/login/code/", 302)]
    return response.context["asked"].shown


def enter(client: Client, phone: str):
    return client.post("/login/code/", {"code": ask(client, phone)})


def test_the_first_visit_registers_and_the_second_only_asks_for_the_code(client):
    assert enter(client, WANG[2]).url == "/login/who/"
    told = {"name": WANG[0], "citizen_id": WANG[1], "agree": "on"}
    assert client.post("/login/who/", told).url == "/my/"
    person = Party.objects.get()
    assert (person.name, person.user.kind) == (WANG[0], "resident")
    assert WANG[2] not in person.user.username and not person.user.has_usable_password()
    with moments.travel(NOW + timedelta(minutes=2)):
        again = Client()
        assert enter(again, WANG[2]).url == "/my/"
        assert again.get("/me/").status_code == 200
    line = Line.objects.filter(stream=f"account:{person.user_id}").latest("seq")
    assert (line.kind, line.data) == ("access.LoggedIn", {"methods": ["phone"]})


def test_without_consent_nothing_is_registered(client):
    enter(client, WANG[2])
    assert client.post("/login/who/", {"name": WANG[0], "citizen_id": WANG[1]}).status_code == 200
    assert not Party.objects.exists()


def test_naming_oneself_needs_a_proven_number(client):
    told = {"name": WANG[0], "citizen_id": WANG[1], "agree": "on"}
    assert client.post("/login/who/", told).url == "/login/"
    enter(client, WANG[2])
    with moments.travel(NOW + timedelta(minutes=16)):
        assert client.post("/login/who/", told).url == "/login/"
    assert not Party.objects.exists()


def test_known_and_unknown_numbers_answer_alike():
    resident(WANG)
    pages = []
    for phone in (WANG[2], LI[2]):
        client = Client()
        shown = ask(client, phone)
        page = client.get("/login/code/").content.decode()
        page = re.sub(r'value="\w{64}"|X-CSRFToken": "\w+"|nonce="[^"]+"', "", page)
        pages.append(page.replace(phone[-4:], "").replace(shown, ""))
    assert pages[0] == pages[1]


def test_a_code_serves_once(client):
    resident(WANG)
    code = ask(client, WANG[2])
    ticket = OneTimeCode.objects.get().pk
    assert client.post("/login/code/", {"code": code}).url == "/my/"
    with pytest.raises(Refused):
        codes.check(str(ticket), code, purpose="login", at=NOW)


def test_a_code_dies_after_five_minutes(client):
    resident(WANG)
    code = ask(client, WANG[2])
    with moments.travel(NOW + timedelta(minutes=5)):
        assert client.post("/login/code/", {"code": code}).status_code == 200


def test_the_fifth_wrong_attempt_ends_the_code(client):
    resident(WANG)
    code = ask(client, WANG[2])
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        assert client.post("/login/code/", {"code": wrong}).status_code == 200
    assert client.post("/login/code/", {"code": code}).status_code == 200
    assert client.get("/me/").status_code == 302


def test_a_code_for_one_purpose_serves_no_other(client):
    code = ask(client, WANG[2])
    with pytest.raises(Refused):
        codes.check(str(OneTimeCode.objects.get().pk), code, purpose="phone", at=NOW)


def test_another_browser_cannot_use_the_code(client):
    resident(WANG)
    code = ask(client, WANG[2])
    other = Client()
    ask(other, WANG[2])  # within the pause: nothing is sent, and the answer is the same
    assert other.post("/login/code/", {"code": code}).status_code == 200
    assert OneTimeCode.objects.count() == 1


def test_a_second_click_keeps_the_code_under_way(client):
    resident(WANG)
    first = ask(client, WANG[2])
    assert ask(client, WANG[2]) == first


def test_one_number_gets_five_codes_an_hour_and_ten_a_day():
    for minute in range(0, 24 * 60, 2):
        codes.ask(WANG[2], purpose="login", address=f"198.51.100.{minute % 250}", at=NOW + timedelta(minutes=minute))
        if minute == 58:
            assert OneTimeCode.objects.count() == 5
    assert OneTimeCode.objects.count() == 10


def test_one_address_gets_twenty_codes_in_ten_minutes():
    for n in range(40):
        codes.ask(f"138{n:08d}", purpose="login", address="198.51.100.7", at=NOW)
    assert OneTimeCode.objects.count() == 20


def test_a_forged_forwarding_header_is_no_new_address(client, settings):
    for n in range(25):
        client.post("/login/", {"phone": f"138{n:08d}"}, headers={"X-Forwarded-For": f"10.0.0.{n}"})
    assert OneTimeCode.objects.count() == 20


def test_neither_code_nor_number_stands_in_the_database(client):
    code = ask(client, WANG[2])
    row = str(OneTimeCode.objects.values().get())
    assert WANG[2] not in row and f"'{code}'" not in row
    enter(Client(), LI[2])
    sessions = str([session.get_decoded() for session in Session.objects.all()])
    assert WANG[2] not in sessions and LI[2] not in sessions


def test_production_shows_no_code(client, settings, monkeypatch):
    sent: list[tuple[str, str]] = []

    class Gateway:
        reveals = False

        def send(self, number: str, text: str) -> None:
            sent.append((number, text))

    monkeypatch.setattr("banshi.kernel.ports.sms", Gateway)
    assert ask(client, WANG[2]) == ""
    assert sent[0][0] == WANG[2]
    assert client.post("/login/code/", {"code": sent[0][1].split("验证码")[1][:6]}).url == "/login/who/"


@pytest.mark.parametrize("phone", ["", "12345", "1380000000", "23800000001", "1380000000a", "1" * 1000])
def test_a_number_that_is_none_is_told_so(client, phone):
    assert client.post("/login/", {"phone": phone}).status_code == 200
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("phone", ["138 0000 0001", "+86 138-0000-0001", "8613800000001"])
def test_numbers_are_taken_as_people_type_them(phone):
    assert codes.clean_mobile(phone) == WANG[2]


def test_the_session_gets_a_new_key_at_log_in(client):
    resident(WANG)
    code = ask(client, WANG[2])
    before = client.session.session_key
    client.post("/login/code/", {"code": code})
    assert client.session.session_key != before
    assert Client(HTTP_COOKIE=f"sessionid={before}").get("/me/").status_code == 302


def test_after_log_in_one_is_where_one_wanted_to_go(client):
    resident(WANG)
    assert client.get("/me/").url == "/login/?next=%2Fme%2F"
    client.get("/login/?next=/me/")
    assert enter(client, WANG[2]).url == "/me/"


def test_but_never_on_another_site(client):
    resident(WANG)
    client.get("/login/?next=https://evil.example/")
    assert enter(client, WANG[2]).url == "/my/"


def test_a_resident_opens_no_staff_page(client):
    person, _ = resident(WANG)
    client.force_login(person.user)
    assert client.get("/staff/accounts/").status_code == 403


def test_a_resident_cannot_log_in_by_password(client):
    person, _ = resident(WANG)
    for password in ("", "!", "banshi-demo-2026"):
        assert client.post("/staff/login/", {"login": person.user.username, "password": password}).status_code == 200


def test_no_personal_number_reaches_a_log(client):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(as_json=True))
    root = logging.getLogger()
    level, root.level = root.level, logging.DEBUG
    root.addHandler(handler)
    try:
        enter(client, WANG[2])
        client.post("/login/who/", {"name": WANG[0], "citizen_id": WANG[1], "agree": "on"})
        logging.getLogger("x").warning("number %s and %s", WANG[1], WANG[2], extra={"phone": WANG[2]})
        try:
            raise ValueError(f"bad number {WANG[1]}")
        except ValueError:
            logging.getLogger("x").exception("failed")
    finally:
        root.removeHandler(handler)
        root.level = level
    text = stream.getvalue()
    assert "failed" in text and WANG[1][:4] in text
    assert WANG[1] not in text and WANG[2] not in text


def test_my_page_shows_masked_numbers_and_exports_them(client):
    person, _ = resident(WANG)
    client.force_login(person.user)
    page = client.get("/me/").content.decode()
    told = client.post("/me/export/")
    assert told.json()["id_number"] == person.id_masked
    for text in (page, told.content.decode()):
        assert person.id_masked in text and WANG[1] not in text and WANG[2] not in text
    assert Line.objects.filter(kind="parties.DataExported").count() == 1


def test_a_changed_number_is_the_one_to_log_in_with(client):
    person, _ = resident(WANG)
    client.force_login(person.user)
    response = client.post("/me/phone/", {"phone": ZHAO[2]}, follow=True)
    assert client.post("/me/phone/code/", {"code": response.context["asked"].shown}).url == "/me/"
    person.refresh_from_db()
    assert selectors.phone(person) == ZHAO[2]
    with moments.travel(NOW + timedelta(minutes=2)):
        assert enter(Client(), ZHAO[2]).url == "/my/"


def test_agents_through_the_pages(client):
    (wang, _), (li, li_) = resident(WANG), resident(LI)
    client.force_login(wang.user)
    told = {"principal": wang.pk, "agent_name": LI[0], "agent_phone": LI[2], "scope": "all", "until": "2026-12-31"}
    assert client.post("/me/agents/", told).url == "/me/"
    assert "等待对方同意" in client.get("/me/").content.decode()
    told["principal"] = li.pk
    assert client.post("/me/agents/", told).status_code == 200  # not one's own party
    other = Client()
    other.force_login(li.user)
    assert WANG[0] in other.get("/me/").content.decode()
    (offer,) = selectors.offers_to(li)
    assert other.post(f"/me/agents/{offer.pk}/accept/").url == "/me/"
    assert selectors.may_act_for(li_, wang.pk)
    zhao, _ = resident(ZHAO)
    stranger = Client()
    stranger.force_login(zhao.user)
    assert stranger.post(f"/me/agents/{offer.pk}/end/").status_code == 404
    assert client.post(f"/me/agents/{offer.pk}/end/").url == "/me/"
    assert not selectors.may_act_for(li_, wang.pk)


@pytest.fixture
def province(settings):
    with fake_oidc.running() as running:
        app = {
            "provider_id": "province",
            "name": "省统一身份认证",
            "client_id": fake_oidc.CLIENT_ID,
            "secret": fake_oidc.CLIENT_SECRET,
            "settings": {"server_url": running.url, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "SCOPE": ["openid", "profile"]}}
        running.claims = {"name": WANG[0], "id_number": WANG[1], "phone_number": WANG[2]}
        yield running


def consent(client: Client, province: fake_oidc.Province, **changed: str):
    """Press the button, agree at the province, come back."""
    away = client.post("/login/province/start/")
    query = parse_qs(urlsplit(away.url).query)
    back = {"code": province.authorize(query), "state": query["state"][0]} | changed
    return client.get("/login/province/callback/", back)


def test_the_province_identifies_a_resident(client, province):
    assert consent(client, province).url == "/my/"
    assert Party.objects.get().name == WANG[0]
    assert client.get("/me/").status_code == 200
    assert consent(Client(), province).url == "/my/"
    assert User.objects.count() == 1


def test_nothing_the_province_says_is_stored(client, province):
    consent(client, province)
    assert not SocialAccount.objects.exists() and not SocialToken.objects.exists()


def test_the_state_must_be_the_browsers_own(client, province):
    assert consent(client, province, state="forged").status_code != 302
    away = Client().post("/login/province/start/")  # another browser's
    query = parse_qs(urlsplit(away.url).query)
    back = {"code": province.authorize(query), "state": query["state"][0]}
    assert client.get("/login/province/callback/", back).status_code != 302
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "forge",
    [{"iss": "https://evil.example"}, {"aud": "another-client"}, {"exp": 1}],
    ids=["issuer", "audience", "expired"],
)
def test_a_forged_id_token_opens_nothing(client, province, forge):
    province.forge = forge
    assert consent(client, province).status_code != 302
    assert not User.objects.exists()


def test_a_replayed_code_opens_nothing(client, province):
    away = client.post("/login/province/start/")
    query = parse_qs(urlsplit(away.url).query)
    back = {"code": province.authorize(query), "state": query["state"][0]}
    assert client.get("/login/province/callback/", back).status_code == 302
    assert Client().get("/login/province/callback/", back).status_code != 302


def test_a_name_that_differs_goes_to_a_counter(client, province):
    consent(Client(), province)
    province.claims["name"] = "另一人"
    assert consent(client, province).url == "/login/"
    assert client.get("/me/").status_code == 302


def test_the_province_is_only_visited_by_pressing_the_button(client, province):
    assert client.get("/login/province/start/").status_code == 200
