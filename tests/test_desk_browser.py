"""The desk in a real browser: accessible, no sideways scrolling, and driven by the keyboard alone.

DESK_SHOTS=<folder> keeps a picture of every page.
"""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import Limit
from banshi.matters.applications.services import acceptance, review
from banshi.matters.applications.tests.conftest import copy_packs, load
from banshi.matters.applications.tests.people import FOOD, LICENCE, Town, plant_people
from tests.browser import chromium, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("DESK_SHOTS", "")
STAFF = ("市级刘洋", "负责人张伟")


class Site:
    """A running server with a morning's work on it, and who is logged in."""

    def __init__(self, address: str, town: Town) -> None:
        self.address, self.cookies = address, {}
        now = moments.now()
        self.numbers = [town.submit(at=now - timedelta(days=days)) for days in (0, 1, 12, 0)]
        self.review = town.submit(at=now - timedelta(days=30))
        acceptance.accept(self.review, by=town.li, at=now - timedelta(days=29))
        self.special = town.submit(at=now - timedelta(days=2))
        acceptance.accept(self.special, by=town.li, at=now - timedelta(days=2))
        review.start_special(
            self.special, kind="专家评审", needed=Limit.parse("5wd"), reason="需要专家现场评审", by=town.li, at=now
        )
        town.run_jobs()
        for name in (*STAFF, "王芳"):
            client = Client()
            client.force_login(town.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
            self.cookies[name] = client.cookies["sessionid"].value

    def page(self, browser: Browser, name: str, width: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": self.cookies[name], "url": self.address}])
        return context.new_page()


@pytest.fixture
def site(live_server, tmp_path) -> Iterator[Site]:
    load(copy_packs(tmp_path))
    plant_people()
    yield Site(str(live_server.url), Town())
    calendars.forget()


@pytest.fixture
def browser(site) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("width", [390])
def test_the_desk_on_a_phone_is_accessible_and_fits(browser, site, width):
    """At the desk's own width each page is in test_accessibility.py; here are the states of a matter that it does not see."""
    pages = {
        "worklist": ("市级刘洋", "/desk/"),
        "worklist-state": ("市级刘洋", "/desk/?state=submitted"),
        "counter": ("市级刘洋", "/desk/counter/"),
        "receive": ("市级刘洋", f"/desk/receive/{FOOD}/"),
        "receive-licence": ("市级刘洋", f"/desk/receive/{LICENCE}/"),
        "matter": ("市级刘洋", f"/desk/applications/{site.numbers[0]}/"),
        "matter-overdue": ("负责人张伟", f"/desk/applications/{site.review}/"),
        "matter-special": ("市级刘洋", f"/desk/applications/{site.special}/"),
        "step-notify": ("市级刘洋", f"/desk/applications/{site.numbers[0]}/notify/"),
        "step-refuse": ("负责人张伟", f"/desk/applications/{site.review}/refuse/"),
        "apply": ("王芳", f"/items/{FOOD}/apply/"),
        "progress": ("王芳", f"/my/applications/{site.review}/"),
        "mine": ("王芳", "/my/applications/"),
        "tokens": ("王芳", "/me/tokens/"),
        "check": ("王芳", "/certificates/check/"),
    }
    wrong = {}
    for name, (who, address) in pages.items():
        page = site.page(browser, who, width)
        answer = page.goto(site.address + address)
        assert answer is not None and answer.status == 200, address
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        found, wide = faults(page), page.evaluate("document.documentElement.scrollWidth")
        if found or wide > width:
            wrong[name] = [wide, *found]
        page.context.close()
    assert wrong == {}


def test_the_keyboard_alone_does_the_work(browser, site):
    page = site.page(browser, "市级刘洋", 1440)
    page.goto(f"{site.address}/desk/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-rows] tbody tr a").first
    expect(first).to_be_focused()
    number = first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/applications/{number}/")
    page.keyboard.press("Escape")
    page.wait_for_url("**/desk/")


def test_several_are_accepted_at_once(browser, site):
    page = site.page(browser, "市级刘洋", 1440)
    page.goto(f"{site.address}/desk/?state=submitted")
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    assert page.locator("[data-rows] input:checked").count() == 2
    page.get_by_role("button", name="对选中的办件：受理").click()
    assert page.get_by_text("已完成").count() == 2
