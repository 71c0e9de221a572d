"""The pages of leniency in a real browser: accessible on a telephone and at a desk, none wider than its window; the party
shows the correction by a photo."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs import selectors as packs_selectors
from banshi.kernel.packs import services as packs
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Correction
from banshi.matters.enforcement.leniency.services import decision, investigation, proposal
from banshi.matters.enforcement.leniency.tests.people import HARMFUL, MONDAY, PNG, Bureau, plant_people
from tests.browser import chromium, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def bureau(live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Bureau]:
    settings.CLOCK_OFFSET = MONDAY - moments.now() + site_settings.CLOCK_OFFSET
    settings.SITE_URL = live_server.url
    for pack in ("national", "panjin-demo"):
        shutil.copytree(site_settings.PACKS / pack, tmp_path / pack, ignore=shutil.ignore_patterns("items"))
    packs.load(folder=tmp_path, by=Actor.system("tests"), at=MONDAY)
    calendars.forget()
    plant_people()
    yield Bureau()
    calendars.forget()
    packs_selectors.forget()


def pages(bureau: Bureau) -> dict[str, list[tuple[str, str]]]:
    """Who opens which page; a case in each state worth a look."""
    officers = [bureau.user("甲").pk, bureau.user("乙").pk]
    ordered = bureau.file()
    investigation.assign(ordered.number, accounts=officers, by=bureau.by("甲"), at=MONDAY)
    investigation.order(
        ordered.number, what="把营业执照挂在店堂醒目的地方", until=MONDAY.date(), by=bureau.by("甲"), at=MONDAY
    )
    weighed = bureau.investigated(said={**HARMFUL, "established": None}, offence="sc-06", party="李强")
    noticed = bureau.proposed(said=HARMFUL, effect=Effect.ORDINARY, cents=50_000)
    proposal.notify(noticed.number, by=bureau.by("甲"), at=MONDAY)
    spared = bureau.decided(party="盘锦示例建设有限公司")
    decision.educate(spared.number, words="当面讲解变更登记的期限和后果", by=bureau.by("甲"), at=MONDAY)
    return {
        "": [("search", "/leniency/"), ("found", "/leniency/?q=食品&kind=minor"), ("slip", "/leniency/qd-cg-09/"),
             ("nothing", "/leniency/?q=xyz"), ("decisions", "/leniency/decisions/"),
             ("figures", "/leniency/figures/?of=relieved")],
        "王芳": [("mine", "/my/cases/"), ("case", f"/my/cases/{ordered.number}/"),
                 ("show", f"/my/cases/{ordered.number}/show/"), ("defend", f"/my/cases/{noticed.number}/defend/")],
        "甲": [("desk", "/desk/cases/"), ("new", "/desk/cases/new/"), ("spot", "/desk/cases/on-the-spot/"),
               ("weighed", f"/desk/cases/{weighed.number}/"),
               ("record", f"/desk/cases/{weighed.number}/record/"), ("propose", f"/desk/cases/{weighed.number}/propose/"),
               ("decided", f"/desk/cases/{spared.number}/")],
    }  # fmt: skip


def opened(browser: Browser, site: str, session: str, size: Any) -> Page:
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context.new_page()


def session_of(bureau: Bureau, who: str) -> str:
    client = Client()
    if who:
        client.force_login(bureau.user(who), backend=BACKEND)
    return client.cookies["sessionid"].value if who else ""


def test_every_page_is_accessible_and_fits(bureau: Bureau, live_server: LiveServer) -> None:
    walks = {who: (session_of(bureau, who), found) for who, found in pages(bureau).items()}
    said: list[Any] = []
    with chromium() as browser:
        for session, found in walks.values():
            for size in (PHONE, DESK):
                page = opened(browser, live_server.url, session, size)
                for name, address in found:
                    page.goto(live_server.url + address)
                    said += [(name, *fault) for fault in faults(page)]
                    if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                        said.append((name, size["width"], "too wide"))
                    if folder := os.environ.get("BANSHI_SHOTS"):
                        page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
    assert said == []


def test_the_party_shows_the_correction_from_the_phone(bureau: Bureau, live_server: LiveServer, tmp_path: Path) -> None:
    address = pages(bureau)["王芳"][2][1]
    session, photo = session_of(bureau, "王芳"), tmp_path / "改正.png"
    photo.write_bytes(PNG)
    with chromium() as browser:
        page = opened(browser, live_server.url, session, PHONE)
        page.goto(live_server.url + address)
        page.get_by_label("怎样改正的").fill("已经挂在收银台后面")
        page.get_by_label("改正后的照片").set_input_files(photo)
        with page.expect_navigation():
            page.get_by_role("button", name="提交").click()
        assert "已经挂在收银台后面" in page.locator("main").inner_text()
    assert Correction.objects.filter(photo__isnull=False).count() == 1
