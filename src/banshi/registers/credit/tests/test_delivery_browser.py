"""A unit mends its quarantine, in a real browser; its pages are accessible on a telephone and at a desk.

CREDIT_SHOTS=<folder> keeps a picture of every page.
"""

import os
from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from banshi.kernel.access.models import User
from banshi.kernel.access.sessions import BACKEND
from banshi.registers.credit.models import Delivery, RecordKind
from banshi.registers.credit.tests.offices import BAD_DATE, GOOD, HEADER, TORN, offices, take_in
from tests.browser import chromium, faults

__all__ = ["offices"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("CREDIT_SHOTS", "")
PENALTY = {
    "number": 4,
    "name": "行政处罚",
    "name_en": "Penalty",
    "adverse": True,
    "published": True,
    "basis": "t",
    "pack": "t",
}


def meanwhile(act: Callable[[], object]) -> None:
    """In a thread of its own: Django refuses the database where the browser's event loop runs."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def look(page: Page, name: str) -> None:
    """At both widths: nothing that axe finds, nothing wider than the screen; and a picture for people."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == [], (name, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def test_a_unit_mends_its_quarantine(offices, live_server):
    RecordKind.objects.get_or_create(code="penalty", defaults=PENALTY)
    client = Client()
    client.force_login(User.objects.get(username="police.officer"), backend=BACKEND)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{live_server.url}/desk/credit/units/")
        deliver(page)
        meanwhile(take_in)
        page.get_by_role("link", name="修正隔离的2行").click(timeout=15_000)  # the page looks again by itself
        mend(page)
        meanwhile(take_in)
        look_at_what_became_of_it(page)
        context.close()
    last = Delivery.objects.get(number=2)
    assert (last.received, last.linked, last.quarantined) == (1, 1, 0)


def deliver(page: Page) -> None:
    look(page, "empty")
    content = "\n".join([HEADER, GOOD, BAD_DATE, TORN, ""]).encode()
    page.get_by_label("文件").set_input_files({"name": "二月处罚.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.get_by_role("progressbar", name="待归集")).to_be_visible()
    look(page, "waiting")


def mend(page: Page) -> None:
    look(page, "quarantine")
    page.get_by_role("link", name="修正 1-3").click()
    expect(page.get_by_label("文书号")).to_have_value("公罚〔2022〕3号")
    look(page, "torn")
    page.go_back()
    page.get_by_role("link", name="修正 1-2").click()
    expect(page.get_by_label("决定日期")).to_have_value("2022-02-30")
    page.get_by_role("button", name="修正并重新报送").click()
    expect(page.get_by_text("决定日期不是日期").first).to_be_visible()
    look(page, "still-wrong")
    page.get_by_label("决定日期").fill("2022-02-28")
    page.get_by_role("button", name="修正并重新报送").click()
    expect(page.get_by_text("已修正并重新报送")).to_be_visible()


def look_at_what_became_of_it(page: Page) -> None:
    page.get_by_label("包括已修正的").check()
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("第2批次")).to_be_visible()
    look(page, "mended")
    page.get_by_role("link", name="示例公安局").click()
    expect(page.get_by_role("row", name="修正第1批次第2行")).to_be_visible()
    look(page, "unit")
