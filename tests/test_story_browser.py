"""预约延时服务 in a real browser: from the telephone call on Saturday noon to the new licence on Sunday morning.

STORY_SHOTS=1 keeps a picture of every step in docs/story/.
"""

import base64
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from banshi.kernel.access import demo as second_factors
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.journal.selectors import timeline
from banshi.matters.appointments.models import Appointment
from tests import story
from tests.story import CALLER, Clock, at

# ruff: noqa: PLR0915 -- a story is told in one breath

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = Path(__file__).parents[1] / "docs" / "story" if os.environ.get("STORY_SHOTS") else None
FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-quic", "--no-first-run", "--lang=zh-CN",
]  # fmt: skip
STILL = ".tabbar { position: static !important }"  # on a picture of a whole page it would lie across the middle
SIZES = {"phone": (390, 844), "desk": (1440, 900), "screen": (1920, 1080), "kiosk": (1080, 1920)}


@pytest.fixture
def clock(settings, monkeypatch, db) -> Iterator[Clock]:
    settings.SECOND_FACTOR = True
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # the worker's threads close theirs
    yield Clock(settings)
    calendars.forget()


@pytest.fixture
def site(settings, clock, tmp_path, live_server) -> str:
    clock.set(at(5, 11, 55))
    settings.SITE_URL = live_server.url
    story.plant(tmp_path)
    return str(live_server.url)


@pytest.fixture
def browser(site: str) -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium here: `make browser` brings one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"})
        yield browser
        browser.close()


SMALL = {"width": 390, "height": 844}
TO_WEBP = """async (png) => {
  const picture = new Image(); picture.src = png; await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: picture.width, height: picture.height});
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", 0.82);
}"""


class Stage:
    """The devices on which the story plays; each is its own fresh browser profile."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site, self.said = browser, site, list[str]()
        self.contexts: dict[str, BrowserContext] = {}
        self.count = 0
        self.number: dict[str, str] = {}

    def device(self, size: str) -> Page:
        width, height = SIZES[size]
        phone = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2} if size == "phone" else {}
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            bypass_csp=SHOTS is not None,
            **phone,  # for STILL; an ordinary run keeps to the policy
        )
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda line: self.said.append(f"{page.url} {line.text}") if line.type == "error" else None)
        return page

    def staff(self, username: str) -> Page:
        """Somebody sits down at a desk: password, then the code of the authenticator."""
        page = self.device("desk")
        story.fresh_codes()
        page.goto(self.site + "/staff/login/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(second_factors.PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        if (left := 30 - time.time() % 30) < 10:  # the next code rather than the last moments of this one
            page.wait_for_timeout(left * 1000)
        page.locator("[name=code]").fill(second_factors.totp_code(username))
        page.get_by_role("button", name="验证", exact=True).click()
        expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
        return page

    def resident(self, page: Page) -> None:
        """The one-time code, which a demonstration shows on the page."""
        page.goto(self.site + "/login/")
        page.locator("[name=phone]").fill(CALLER.phone)
        page.get_by_role("button", name="获取验证码").click()
        page.locator("[name=code]").fill(page.locator("code").inner_text())
        page.get_by_role("button", name="确认").click()
        expect(page.get_by_role("heading", name=CALLER.name)).to_be_visible()

    def learn(self, page: Page, kind: str) -> str:
        """The number that a page shows: YS for a request, YY for an appointment, SQ for an application."""
        found = re.search(rf"{kind}-2022-\d{{6}}", page.locator("main").inner_text())
        assert found, f"no number {kind} on {page.url}"
        self.number[kind] = found[0]
        return found[0]

    def shot(self, page: Page, name: str, *, full: bool = False) -> None:
        """Keep a picture of what the device shows, as WebP, which the browser itself can make of a PNG."""
        self.count += 1
        if not SHOTS:
            return
        SHOTS.mkdir(exist_ok=True)
        scale: Literal["css", "device"] = "css" if full and page.viewport_size != SMALL else "device"
        png = page.screenshot(full_page=full, animations="disabled", style=STILL, scale=scale)
        easel = self.browser.new_page()
        webp = easel.evaluate(TO_WEBP, "data:image/png;base64," + base64.b64encode(png).decode())
        easel.close()
        (SHOTS / f"{self.count:02}-{name}.webp").write_bytes(base64.b64decode(webp.partition(",")[2]))


@pytest.fixture
def stage(browser: Browser, site: str, tmp_path: Path) -> Iterator[Stage]:
    """Where the story breaks off, every device's page is kept as a picture beside the test's other files."""
    stage = Stage(browser, site)
    yield stage
    for n, page in enumerate(page for context in browser.contexts for page in context.pages):
        page.screenshot(path=tmp_path / f"last-{n}.png")


def test_a_licence_that_expired_on_friday_is_renewed_on_sunday(stage: Stage, clock: Clock) -> None:
    call(stage, clock)
    offices_answer(stage, clock)
    phone = plan(stage, clock)
    visit(stage, clock, phone)
    afterwards(stage, clock, phone)
    assert stage.said == []


def call(stage: Stage, clock: Clock) -> None:
    """Saturday noon: the hotline."""
    clock.set(at(5, 12))
    operator = stage.staff("wu.ting")
    operator.get_by_role("link", name="预约与排队").click()
    operator.get_by_role("link", name="代来电人申请延时服务").click()
    operator.get_by_role("searchbox").first.fill("jsz")
    operator.keyboard.press("Enter")
    operator.get_by_role("link", name="机动车驾驶证有效期满换证").click()
    operator.get_by_label("姓名").fill(CALLER.name)
    operator.get_by_label("身份证号").fill(CALLER.citizen_id)
    operator.get_by_label("手机", exact=True).fill(CALLER.phone)
    operator.get_by_label("为什么").fill("驾驶证昨天过期，周一上班要开车")
    stage.shot(operator, "hotline", full=True)
    operator.get_by_role("button", name="提出申请").click()
    expect(operator.get_by_text("已提出，编号 YS-2022-")).to_be_visible()
    stage.learn(operator, "YS")
    stage.shot(operator, "hotline-filed")
    story.work()


def offices_answer(stage: Stage, clock: Clock) -> None:
    """Each office names its person, from its own worklist."""
    for name, username, moment in (("exam", "chen.jing", at(5, 12, 20)), ("police", "li.ming", at(5, 12, 45))):
        clock.set(moment)
        clerk = stage.staff(username)
        stage.shot(clerk, f"{name}-worklist")
        clerk.get_by_role("link", name=stage.number["YS"]).click()
        expect(clerk.get_by_text("驾驶证昨天过期，周一上班要开车")).to_be_visible()
        stage.shot(clerk, f"{name}-confirm", full=True)
        clerk.get_by_role("button", name="确认安排").click()
        expect(clerk.get_by_text("已安排。")).to_be_visible()
    story.work()


def plan(stage: Stage, clock: Clock) -> Page:
    """One plan, on her telephone."""
    clock.set(at(5, 12, 50))
    phone = stage.device("phone")
    stage.resident(phone)
    stage.shot(phone, "my")
    phone.get_by_role("link", name="我的预约").click()
    stage.shot(phone, "my-appointments")
    phone.get_by_role("link", name="机动车驾驶证有效期满换证").click()
    expect(phone.get_by_text("陈静等您")).to_be_visible()
    expect(phone.get_by_text("李明等您")).to_be_visible()
    stage.learn(phone, "YY")
    stage.shot(phone, "plan", full=True)
    return phone


def visit(stage: Stage, clock: Clock, phone: Page) -> None:
    """Sunday morning."""
    clock.set(at(6, 8, 55))
    screen = stage.device("screen")
    screen.goto(stage.site + "/hall/pj-hall/screen/")
    manager = stage.staff("he.hua")
    kiosk = manager
    kiosk.set_viewport_size({"width": 1080, "height": 1500})
    stage.resident(phone)
    phone.goto(f"{stage.site}/appointments/{stage.number['YY']}/")
    token = story.aside(lambda: Appointment.objects.get().token)  # what the kiosk's scanner reads off her screen
    doctor, officer = stage.staff("chen.jing"), stage.staff("li.ming")

    clock.set(at(6, 9))
    kiosk.goto(stage.site + "/hall/pj-hall/kiosk/")
    stage.shot(kiosk, "kiosk")
    kiosk.get_by_label("扫预约二维码").fill(f"{stage.site}/hall/arrive/{token}/")
    kiosk.get_by_role("button", name="签到").click()
    expect(kiosk.get_by_text("T001")).to_be_visible()
    stage.shot(kiosk, "kiosk-ticket")
    phone.reload()
    stage.shot(phone, "waiting")

    clock.set(at(6, 9, 0, 10))
    doctor.goto(stage.site + "/desk/queue/pj-hall-36/")
    doctor.get_by_role("button", name="叫下一位").click()
    expect(doctor.locator(".now-number")).to_have_text("T001")
    stage.shot(doctor, "exam-called")
    screen.reload()
    expect(screen.locator(".screen-call b")).to_have_text("T001")
    stage.shot(screen, "screen-exam")
    clock.set(at(6, 9, 0, 20))
    doctor.get_by_role("button", name="开始办理").click()
    clock.set(at(6, 9, 2, 20))
    doctor.locator("[data-key=f]").click()
    expect(doctor.get_by_text("窗口空闲")).to_be_visible()

    clock.set(at(6, 9, 2, 30))
    officer.goto(stage.site + "/desk/queue/pj-hall-23/")
    officer.get_by_role("button", name="叫下一位").click()
    expect(officer.locator(".now-number")).to_have_text("F001")
    screen.reload()
    stage.shot(screen, "screen-traffic")
    phone.reload()
    stage.shot(phone, "called")
    clock.set(at(6, 9, 2, 40))
    officer.get_by_role("button", name="开始办理").click()
    stage.shot(officer, "window-serving")
    counter(stage, clock, officer)


def counter(stage: Stage, clock: Clock, officer: Page) -> None:
    """The window receives her application and finishes it on the spot: two things to fill in, one box to tick."""
    officer.get_by_role("link", name="收件：机动车驾驶证有效期满换证").click()
    expect(officer.get_by_text("2111**********0020")).to_be_visible()
    officer.get_by_label("已超过有效期，不满一年").check()
    officer.get_by_label("准驾车型").select_option("c1")
    officer.get_by_label("驾驶证有效期止").fill("2022-03-04")
    officer.get_by_label("原机动车驾驶证").check()
    officer.get_by_label("机动车驾驶人身体条件证明").check()
    stage.shot(officer, "receive", full=True)
    clock.set(at(6, 9, 4, 10))
    officer.get_by_role("button", name="收件并当场办结").click()
    expect(officer.get_by_role("heading", name="机动车驾驶证有效期满换证")).to_be_visible()
    stage.learn(officer, "SQ")
    story.work()
    officer.reload()
    expect(officer.get_by_text("下载证照（PDF）")).to_be_visible()
    stage.shot(officer, "matter-done", full=True)
    officer.get_by_role("link", name="回到窗口叫号").click()
    expect(officer.get_by_label("办件编号")).to_have_value(stage.number["SQ"])
    stage.shot(officer, "window-done")
    clock.set(at(6, 9, 4, 30))
    officer.locator("[data-key=f]").click()
    expect(officer.get_by_text("窗口空闲")).to_be_visible()
    served = story.aside(lambda: timeline(f"appointment:{stage.number['YY']}"))[-1]
    assert served.kind == "appointments.AppointmentServed"
    assert served.data["seconds"] < 5 * 60


def afterwards(stage: Stage, clock: Clock, phone: Page) -> None:
    """The licence on her telephone, her rating; the bureau's look at the whole record."""
    clock.set(at(6, 9, 6))
    phone.reload()
    stage.shot(phone, "served")
    phone.get_by_role("link", name="看结果、领证照、评价").click()
    stage.shot(phone, "result", full=True)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下载证照（PDF）").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    phone.get_by_role("link", name="核验页").click()
    expect(phone.get_by_text("有效", exact=True)).to_be_visible()
    stage.shot(phone, "certificate")
    phone.go_back()
    phone.get_by_role("link", name="评价本次服务").click()
    phone.get_by_label("非常满意", exact=True).check()
    stage.shot(phone, "rate", full=True)
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_text("谢谢您的评价")).to_be_visible()
    stage.shot(phone, "rated")
    story.work()
    bureau(stage, clock)


def bureau(stage: Stage, clock: Clock) -> None:
    """Monday: timeline, clock table, the sealed journal, and a proof that anybody can check."""
    for context in stage.browser.contexts:
        context.close()  # Sunday is over; their sessions end by themselves
    clock.set(at(7, 0, 15))
    story.seal()
    clock.set(at(7, 9))
    leader = stage.staff("lin.dao")
    leader.goto(f"{stage.site}/desk/applications/{stage.number['SQ']}/")
    leader.locator("summary", has_text="送达期限").click()
    expect(leader.get_by_role("table").get_by_text("第10个工作日")).to_be_visible()
    stage.shot(leader, "record", full=True)
    leader.get_by_text("每一步都记在不可改动的日志里").click()
    leader.get_by_role("link", name="证明 #1").click()
    stage.shot(leader, "proof", full=True)
    with leader.expect_download() as download:
        leader.get_by_role("link", name="下载证明").click()

    anybody = stage.device("desk")
    anybody.goto(stage.site + "/open/journal/")
    anybody.get_by_role("link", name="第 1 号").click()
    stage.shot(anybody, "seal")
    anybody.goto(stage.site + "/open/proof/")
    anybody.locator("input[type=file]").set_input_files(download.value.path())
    anybody.get_by_role("button", name="逐步核验").click()
    expect(anybody.get_by_text("证明成立")).to_be_visible()
    stage.shot(anybody, "verified", full=True)
