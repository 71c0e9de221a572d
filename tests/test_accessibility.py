"""Every page that a person can open, checked by axe-core (WCAG 2.2 AA, GB/T 37668-2019) in Chromium, each as its reader sees
it: residents on a telephone, staff at a desk, the hall on its own screens. Nothing is fetched elsewhere, no policy is broken."""

from typing import Any

import pytest
from django.conf import settings as site_settings
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.matters.appointments import selectors as appointments
from banshi.registers.catalogue import selectors as catalogue
from tests import whole_city
from tests.browser import chromium, faults
from tests.test_bad_input import text
from tests.whole_city import MONDAY, City, addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READERS = (None, "resident", "liu.yang", "he.hua", "zheng.hao", "sys.admin", "sec.admin")
PHONE, DESK = (390, 844), (1440, 900)
SCREENS = {"hall:screen": (1920, 1080), "hall:kiosk": (1080, 1920), "hall:ticket": (1080, 1920)}
NOT_OURS = ("api:openapi-view",)  # the API's own page, drawn by Swagger
SEND = """() => { const form = document.querySelector('main form[method=post]'); form.noValidate = true;
    form.requestSubmit(form.querySelector('[name=action][value=submit]')) }"""
FORMS = {
    "resident": ("apply", "/items/sc-spjy/apply/", PHONE),
    "liu.yang": ("receive", "/desk/receive/jsz-qmhz/", DESK),
}
Visit = tuple[str, str, tuple[int, int]]  # route, address, window


def visits(city: City) -> dict[str | None, list[Visit]]:
    """Who opens which page, how large: each page once, by the first reader who may."""
    found: dict[str | None, list[Visit]] = {who: [] for who in READERS}
    known, seen = [*addresses(city).items(), *asking(city)], set[str]()
    for who in READERS:
        browser = city.client(city.resident if who == "resident" else who)
        for route, address in known:
            if address in seen or route in NOT_OURS:
                continue
            answer = browser.get(address)
            html = answer.get("Content-Type", "").startswith("text/html") and answer.status_code in {200, 409}
            if html and "<html" in text(answer):
                seen.add(address)
                found[who].append((route, address, SCREENS.get(route, PHONE if who in {None, "resident"} else DESK)))
    return found


def asking(city: City) -> list[tuple[str, str]]:
    """Pages that need to be asked something."""
    steps = appointments.steps(catalogue.find("jsz-qmhz", moments.today()), "pj-hall")
    free = appointments.free_slots(steps[0], first=moments.today(), last=moments.today(), at=moments.now())
    slot = next(offer.id for offer in free if offer.free)
    return [
        ("search", "/search?q=驾照"), ("nothing found", "/search?q=xyzxyz"), ("not found", "/items/none/"),
        ("calendar", "/appointments/new/?item=jsz-qmhz&hall=pj-hall"),
        ("confirm", f"/appointments/confirm/?item=jsz-qmhz&slot={slot}"), ("ask", "/appointments/request/?item=jsz-qmhz"),
        ("assist", "/desk/appointments/assist/?item=jsz-qmhz"), ("receive", "/desk/receive/jsz-qmhz/"),
        ("notify", f"/desk/applications/{city.things['submitted']}/notify/"),
        ("accept", f"/desk/applications/{city.things['submitted']}/accept/"),
        ("record", f"/my/applications/{city.things['done']}/"),
    ]  # fmt: skip


class Walk:
    """One reader's browser; collects what is wrong."""

    def __init__(self, browser: Browser, site: str, session: str) -> None:
        self.context: BrowserContext = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        if session:
            self.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        self.page, self.site, self.size, self.found = self.context.new_page(), site, PHONE, list[Any]()
        self.page.on("console", lambda said: self.say(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.say(str(error)))
        self.page.on("request", lambda asked: None if asked.url.startswith((site, "data:")) else self.say(asked.url))

    def say(self, what: str) -> None:
        if "the server responded with a status of" not in what:
            self.found.append((self.page.url, what))

    def look(self, name: str) -> None:
        self.found += [(name, *fault) for fault in faults(self.page)]
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > self.size[0]:
            self.found.append((name, f"{width} wide in a window of {self.size[0]}"))

    def visit(self, visit: Visit) -> None:
        name, address, self.size = visit
        self.page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        self.page.goto(self.site + address)
        self.look(name)


def log_in(walk: Walk) -> None:
    """The pages of residents' log-in follow each other: number, code, wrong code, who one is, and what is wrong with that."""
    page = walk.page
    walk.visit(("login", "/login/", PHONE))
    page.get_by_label("手机号码").fill("13700000009")
    press(walk, "login code")
    code = page.locator("main").inner_text().split("验证码")
    shown = next(part for part in map(digits, code) if part)
    for given, name in (("000000" if shown != "000000" else "000001", "login wrong code"), (shown, "login who")):
        page.get_by_label("短信验证码").fill(given)
        press(walk, name)
    empty(walk, "login who refused")


def press(walk: Walk, name: str) -> None:
    with walk.page.expect_navigation():
        walk.page.locator("main form button[type=submit], main form button:not([type])").first.click()
    walk.look(name)


def digits(text: str) -> str:
    return next((word for word in text.split() if len(word) == 6 and word.isdecimal()), "")


def empty(walk: Walk, name: str) -> None:
    """The page's own form, sent with nothing in it: the faults stand beside their fields."""
    with walk.page.expect_navigation():
        walk.page.evaluate(SEND)
    walk.look(name)


def test_every_page_is_accessible_to_its_readers(live_server: LiveServer, settings: Any, tmp_path: Any) -> None:
    settings.CLOCK_OFFSET = MONDAY - moments.now() + site_settings.CLOCK_OFFSET
    settings.SITE_URL = live_server.url
    city = whole_city.plant(tmp_path)
    walks = visits(city)
    sessions = {
        who: city.client(city.resident if who == "resident" else who).cookies["sessionid"].value
        for who in READERS
        if who
    }
    assert sum(map(len, walks.values())) > 70
    found: list[Any] = []
    with chromium() as browser:
        for who, pages in walks.items():
            walk = Walk(browser, live_server.url, sessions.get(who, ""))
            for one in pages:
                walk.visit(one)
            if who is None:
                log_in(walk)
            if who in FORMS:
                walk.visit(FORMS[who])
                empty(walk, f"{FORMS[who][0]} refused")
            found += walk.found
            walk.context.close()
    calendars.forget()
    assert not found, "\n".join(map(str, found))
