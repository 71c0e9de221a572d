"""Screens that nobody touches, in Chromium: the kiosk goes back to its first page, a desk whose session is over says so once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from tests import whole_city
from tests.browser import chromium
from tests.whole_city import MONDAY, addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(live_server: LiveServer, settings: Any, tmp_path: Any) -> Iterator[dict[str, str]]:
    """The address of the desk's window, of the kiosk's slip, and the session of who opens them."""
    settings.CLOCK_OFFSET = MONDAY - moments.now() + settings.CLOCK_OFFSET
    city = whole_city.plant(tmp_path)
    known = {name: live_server.url + address for name, address in addresses(city).items()}
    yield known | {"session": city.client("he.hua").cookies["sessionid"].value, "site": live_server.url}
    calendars.forget()


@pytest.fixture
def browser(pages: dict[str, str]) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def opened(browser: Browser, pages: dict[str, str]) -> Page:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.add_cookies([{"name": "sessionid", "value": pages["session"], "url": pages["site"]}])
    page = context.new_page()
    page.clock.install()
    return page


def test_screens_that_nobody_touches(browser: Browser, pages: dict[str, str]) -> None:
    """One city for all of them: planting it takes longer than looking."""
    a_slip_gives_way_to_the_next_person(opened(browser, pages), pages)
    for name in ("appointments:window", "hall:kiosk"):
        a_page_left_open_past_its_session_says_so_and_asks_no_more(opened(browser, pages), pages[name])


def a_slip_gives_way_to_the_next_person(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["hall:ticket"])
    page.clock.fast_forward(29_000)
    page.keyboard.press("Shift")  # who still reads touches it
    page.clock.fast_forward(29_000)
    assert page.url == pages["hall:ticket"]
    page.clock.fast_forward(2_000)
    page.wait_for_url(pages["hall:kiosk"])


def a_page_left_open_past_its_session_says_so_and_asks_no_more(page: Page, address: str) -> None:
    asked: list[str] = []
    page.goto(address)
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response(address) as answered:
        page.clock.fast_forward(31_000)
    assert answered.value.status == 200
    expect(page.get_by_role("link", name="请重新登录")).to_have_count(0)
    before = len(asked)
    page.context.clear_cookies()
    page.clock.fast_forward(31_000)
    door = page.get_by_role("link", name="请重新登录")
    expect(door).to_be_visible()
    assert "/staff/login/?next=" in (door.get_attribute("href") or "")
    for _ in range(3):
        page.clock.fast_forward(31_000)
        page.wait_for_function("fetch('/healthz').then(answer => answer.ok)")  # whatever was asked before it has left
    asked = [url for url in asked if not url.endswith("/healthz")]
    assert len(asked) == before + 1
