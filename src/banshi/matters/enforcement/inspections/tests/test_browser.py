"""Inspections in a real browser: accessible on a telephone and at a desk, a draw checked offline, a sheet filled in offline.

INSPECTION_SHOTS=<folder> keeps a picture of every page.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.matters.enforcement.inspections import folders
from banshi.matters.enforcement.inspections.drawing import beacons
from banshi.matters.enforcement.inspections.models import Draw, Visit
from banshi.matters.enforcement.inspections.services import draws, lots, plans, registers, visits
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.served import Record
from banshi.registers.parties.tests.people import WANG
from tests.browser import chromium, faults

from . import at
from .conftest import MARKET, City, credit_code, plant
from .test_class_pages import resident
from .test_classing import punish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("INSPECTION_SHOTS", "")
GOOD = "[data-verdict][data-state=good]"


class Site:
    """A server on the evening of the day of inspection: one draw opened, one committed, one visit still to be made."""

    def __init__(self, address: str, city: City) -> None:
        self.address, self.city, self.cookies = address, city, {}
        self.draw = city.revealed()
        visits_of_draw = Visit.objects.filter(task__draw=self.draw).select_related("object", "task__first__account")
        self.visit, *others = visits_of_draw.order_by("pk")
        for visit in others:
            city.recorded(visit)
            visits.publish(visit.number, by=city.actor("manager"), at=at(17, 12))
        city.time_passes(at(17, 17))
        self.frozen = city.frozen(title="再抽一次", items=("sc-tzsb", "sc-cyfw"))
        early = self.committed(city, at(15, 10), "下周查")
        lot = beacons.demonstrate(early.round or 0)
        early = lots.reveal(early.number, lot, by=city.actor("manager"), at=at(15, 10, 5))
        self.early = early.tasks.first().number
        self.ready = self.committed(city, at(17, 17, 30), "夜里抽", second_source="双色球 2021053期")
        registers.strike_object(credit_code(3), reason="注销登记", by=city.actor("keeper"), at=at(17, 17))
        self.draft = plans.write(MARKET, city.wanted(), by=city.actor("manager"), at=at(6)).number
        self.officer = self.visit.task.first.account.username
        for name in ("manager", "chief", "keeper", "holder.a", self.officer):
            client = Client()
            client.force_login(city.user(name), backend=BACKEND)
            self.cookies[name] = client.cookies["sessionid"].value
        self.cookies["owner"] = self.owner().cookies["sessionid"].value
        contents = folders.contents(folders.published(Draw.objects.get(pk=self.draw.pk)))
        self.files = [{"name": name, "mimeType": "text/plain", "buffer": text} for name, text in contents.items()]

    def committed(self, city: City, moment: datetime, title: str, **more: str) -> Draw:
        """A committed draw of another plan, to be inspected after the day on which these tests live."""
        terms = draws.Terms(moment, date(2021, 5, 20), ("holder.a", "holder.b"), "required", **more)
        draw = draws.freeze(city.plan(title=title).number, terms, by=city.actor("manager"), at=at(8))
        for holder in terms.holders:
            draws.seal(draw.number, by=city.actor(holder), at=at(8))
        return draws.commit(draw.number, by=city.actor("manager"), at=at(8))

    def owner(self) -> Client:
        """A resident whose company has a penalty, one that nobody confirmed to be its own, and a promise that it kept."""
        punish(1, fp=1)
        punish(1, fp=2, key=7, rule=14, content="吊销许可证", cents=None)
        kept = Record(901, 5, kind=17, decided_on=date(2021, 3, 1), doc_no="告知承诺〔2021〕8号", content="已履行")
        served.serve([kept])
        return resident(WANG, 1)

    def page(self, browser: Browser, name: str = "") -> Page:
        context = browser.new_context(viewport={"width": 390, "height": 900}, locale="zh-CN")
        if name:
            context.add_cookies([{"name": "sessionid", "value": self.cookies[name], "url": self.address}])
        return context.new_page()

    def addresses(self) -> list[tuple[str, str]]:
        number, code = self.draw.number, credit_code(1)
        task = self.visit.task.number
        everybody = [
            "", "items/", "plans/", f"plans/{self.draw.plan.number}/", "draws/", f"draws/{number}/", "verify/", "results/",
            f"draws/{number}/standing/?code={code}", f"draws/{self.ready.number}/",
            "classes/", "classes/?on=2022-03-01",
        ]  # fmt: skip
        manager = [
            "", "plans/new/", f"plans/{self.draft}/", f"plans/{self.draw.plan.number}/draw/", f"draws/{number}/",
            f"draws/{self.frozen.number}/", f"tasks/{task}/", f"tasks/{self.early}/", "inspectors/", "inspectors/ZF-007/",
            "inspectors/new/", f"draws/{self.ready.number}/",
        ]  # fmt: skip
        keeper = ["objects/", f"objects/{code}/", f"objects/{credit_code(3)}/", "objects/new/"]
        officer = ["visits/", f"visits/{self.visit.number}/"]
        return [
            *(("", f"/inspections/{path}") for path in everybody),
            *(("manager", f"/desk/inspections/{path}") for path in manager),
            *(("keeper", f"/desk/inspections/{path}") for path in keeper),
            *((self.officer, f"/desk/inspections/{path}") for path in officer),
            *(("owner", f"/my/inspections/{path}") for path in ("", f"{code}/")),
            ("holder.a", f"/desk/inspections/draws/{self.frozen.number}/"),
        ]


@pytest.fixture
def site(live_server, folder, settings) -> Iterator[Site]:
    with moments.travel(at(6)):
        city = plant(folder)
        settings.CLOCK_OFFSET = at(17, 18) - datetime.now(UTC)
        found = Site(str(live_server.url), city)
    yield found
    served.forget()
    calendars.forget()


@pytest.fixture
def browser(site) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_every_page_is_accessible_and_fits(browser, site):
    pages = {name: site.page(browser, name) for name, _ in site.addresses()}
    found = []
    for place, (name, address) in enumerate(site.addresses()):
        page = pages[name]
        answer = page.goto(site.address + address)
        found += [(address, answer.status)] if answer is None or answer.status != 200 else []
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            found += [(address, width, "scrolls sideways")] if wide else []
            found += [(address, width, *fault) for fault in faults(page)]
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/inspections-{place:02d}-{width}.png", full_page=True)
    assert found == []


def test_a_citizen_checks_a_draw_without_a_network(browser, site):
    page = site.page(browser)
    page.goto(f"{site.address}/inspections/draws/{site.draw.number}/")
    page.context.set_offline(True)
    page.set_input_files("[data-files]", site.files)
    expect(page.locator(GOOD)).to_contain_text("全部成立", timeout=20_000)
    assert page.locator("[data-rules] li[data-state=bad]").count() == 0

    tampered = [one | {"buffer": one["buffer"].replace(b",C,", b",A,")} for one in site.files]
    page.set_input_files("[data-files]", tampered)
    expect(page.locator("[data-verdict][data-state=bad]")).to_contain_text("pool-root", timeout=20_000)


def sign(page: Page, who: str) -> None:
    canvas = page.locator(f"[data-sign={who}] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=4)
    page.mouse.up()


def test_an_officer_records_a_visit_in_an_hour_without_network(browser, site):
    page = site.page(browser, site.officer)
    page.goto(f"{site.address}/desk/inspections/visits/")
    expect(page.locator("[data-kept]")).to_contain_text("已存到本机", timeout=20_000)
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("link", name=site.visit.object.name).click()
    page.get_by_label("未发现问题", exact=True).check()
    sign(page, "first")
    sign(page, "second")
    page.get_by_role("button", name="提交检查结果").click()
    expect(page.locator("[data-waiting]")).to_contain_text("已存到本机")

    page.context.set_offline(False)
    page.goto(f"{site.address}/desk/inspections/visits/")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.wait_for_timeout(2000)
    page.goto(f"{site.address}/desk/inspections/visits/{site.visit.number}/")
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible()
    expect(page.get_by_text("已检查，待公示")).to_be_visible()
