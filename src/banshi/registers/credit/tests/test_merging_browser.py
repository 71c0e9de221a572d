"""An officer reviews a doubtful link, merges two subjects and takes it back, in a real browser, on a telephone and at a desk.

CREDIT_SHOTS=<folder> keeps a picture of every page.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from banshi.kernel.access.models import User
from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.calendar import moments
from banshi.registers.credit.models import Subject
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.services import deliveries
from banshi.registers.credit.tests.offices import COMPANY, POLICE, file, offices, run_timers, staff, take_in
from banshi.registers.credit.tests.served import write_kinds
from banshi.registers.credit.tests.test_merging import AT, OTHER, line
from tests.browser import chromium, look
from tests.story import aside

__all__ = ["offices"]
HOUR = timedelta(hours=1)
SHOTS = os.environ.get("CREDIT_SHOTS")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def delivered(offices):
    """Penalties of two companies, a licence under the name of one, and one of somebody who is called almost as the other."""
    write_kinds()
    staff("credit.officer", "/2111/", Permission.READ, Permission.HANDLE)
    mine, theirs = line("penalty", COMPANY, 1, "盘锦示例公司"), line("penalty", OTHER[1], 2)
    given = file(mine, theirs, line("licence", "", 3), line("licence", "", 4, "示例公司"))
    deliveries.hand_in(POLICE, given, by=offices.officer, at=AT)
    take_in()


def seen(page: Page, name: str) -> None:
    """At both widths."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, Path(SHOTS, f"{name}-{width}.png") if SHOTS else None)


def logged_in(server: str) -> dict[str, str]:
    client = Client()
    client.force_login(User.objects.get(username="credit.officer"), backend=BACKEND)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}


def test_an_officer_reviews_merges_and_takes_it_back(delivered, live_server):
    site, cookie = f"{live_server.url}/desk/credit", logged_in(live_server.url)
    with chromium() as browser:
        chinese, english = (browser.new_context(locale=locale) for locale in ("zh-CN", "en-GB"))
        for context in (chinese, english):
            context.add_cookies([cookie])
        page = chinese.new_page()
        page.goto(f"{site}/reviews/")
        review(page)
        aside(lambda: run_timers(moments.now() + HOUR))
        page.goto(f"{site}/organisations/{OTHER[1]}/")
        merge(page)
        aside(lambda: run_timers(moments.now() + HOUR))
        page.goto(f"{site}/organisations/{OTHER[1]}/")
        hold_apart(page)
        read_in_english(english.new_page(), f"{site}/organisations/{COMPANY}/links/")
        page.goto(f"{site}/reviews/")
        take_back(page)
        aside(lambda: run_timers(moments.now() + HOUR))
        for context in (chinese, english):
            context.close()
    assert not Subject.objects.filter(merged_into__isnull=False).exists()


def read_in_english(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Links of the subject")).to_be_visible()
    seen(page, "english")


def review(page: Page) -> None:
    seen(page, "doubts")
    page.get_by_role("link", name="示例公司").click()
    page.get_by_label("同一主体", exact=True).check()
    page.get_by_label("理由").fill("住所相同，已电话核实")
    page.get_by_role("button", name="判定").click()
    expect(page.get_by_text("已经判定")).to_be_visible()


def merge(page: Page) -> None:
    page.get_by_role("link", name="主体的关联").click()
    seen(page, "links")
    page.get_by_label("另一主体的统一社会信用代码").fill(COMPANY)
    page.get_by_role("button", name="比对").click()
    expect(page.get_by_role("columnheader", name="另一主体")).to_be_visible()
    seen(page, "merge")
    assert COMPANY not in page.url
    page.get_by_label("盘锦示例公司").check()
    page.get_by_label("理由").fill("同一家公司，登记重复")
    page.get_by_role("button", name="合并").click()
    expect(page.get_by_text("已经合并")).to_be_visible()


def hold_apart(page: Page) -> None:
    expect(page.get_by_text("“盘锦另一公司”已与本主体合并")).to_be_visible()
    seen(page, "merged")
    page.get_by_role("link", name="主体的关联").click()
    page.get_by_label("盘锦另一公司").check()
    page.get_by_role("textbox", name="理由必填").fill("住所不同，另有其人")
    page.get_by_role("button", name="拆出勾选的").click()
    expect(page.get_by_text("已经拆出")).to_be_visible()
    seen(page, "apart")


def take_back(page: Page) -> None:
    seen(page, "decided")
    page.get_by_text("撤销这次合并").click()
    page.locator("details[open] input[name=reason]").fill("核实有误，是两家")
    page.locator("details[open]").get_by_role("button", name="撤销").click()
    expect(page.get_by_text("合并已经撤销")).to_be_visible()
