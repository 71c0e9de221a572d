"""Four ways through public credit information in a real browser, by the keyboard alone: what a citizen looks up, a company has
repaired, an officer links, a unit mends. Every page on the way is accessible and fits its screen.

CREDIT_SHOTS=<folder> keeps a picture of every page.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs import selectors as packs
from banshi.registers.credit.tests.offices import HEADER
from banshi.registers.credit.tests.people import MONDAY, WANG
from tests import credit_city
from tests.browser import chromium, look
from tests.credit_city import CODE, DOUBTFUL, FINE, LICENCE, NAME, OLD, REPORTER, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("CREDIT_SHOTS", "")
PHONE, DESK = 390, 1440
OFFICER, HEAD, COMPARER = "专管员", "负责人", "平台专管员"
DELIVERY = f"""{HEADER}
penalty,E,{NAME},{CODE},消罚〔2022〕1号,2022-02-01,500,罚款五百元
penalty,E,{NAME},{CODE},消罚〔2022〕1号,2022-02-01,500,罚款五百元
penalty,E,盘锦无名商行,,消罚〔2022〕2号,2022-02-01,500,罚款五百元
penalty,E,{NAME},{CODE},消罚〔2022〕3号,2022-02-30,800,罚款八百元
penalty,P,"王芳,{WANG[1]},消罚〔2022〕4号,2022-02-03,200,罚款
"""
ACCOUNT = "收到{} 已归集{} 待定主体{} 重复{} 隔离{}".format


class Reader:
    """Somebody at a telephone or a desk who has a keyboard and no mouse."""

    def __init__(self, browser: Browser, site: str, name: str, session: str = "", *, width: int) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()
        self.site, self.name, self.width, self.looks = site, name, width, 0

    def open(self, address: str) -> None:
        self.page.goto(self.site + address)

    def look(self) -> None:
        """At the page as it stands: nothing that axe finds, nothing wider than the screen."""
        self.looks += 1
        look(self.page, Path(SHOTS, f"{self.name}-{self.looks}-{self.width}.png") if SHOTS else None)

    def reach(self, control: Locator) -> None:
        """With the Tab key, from where one is."""
        for _ in range(60):
            if control.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {control} on {self.page.url}")

    def press(self, name: str, role: Any = "link", *, beside: str = "") -> None:
        """Go to a link or a button (`beside`: the one of the record with these words) and press Enter; another page comes."""
        where: Any = self.page.locator("article", has_text=beside) if beside else self.page
        self.reach(where.get_by_role(role, name=re.compile(f"^{name}")))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def field(self, label: str) -> Locator:
        """By how its label begins."""
        return self.page.get_by_label(re.compile(rf"^\s*{label}"))

    def tick(self, label: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("Space")

    def write(self, label: str, text: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def misses(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)


@pytest.fixture
def site(live_server: LiveServer, settings: Any, tmp_path: Any) -> Iterator[dict[str, str]]:
    """The address of the site, and the sessions of those who log in."""
    settings.CLOCK_OFFSET = MONDAY - moments.now() + site_settings.CLOCK_OFFSET
    settings.CREDIT_HOME, settings.SITE_URL = tmp_path / "credit", live_server.url
    credit_city.plant(tmp_path)
    names = (WANG[0], OFFICER, HEAD, COMPARER, REPORTER[0])
    yield {"": live_server.url} | {name: credit_city.session(name) for name in names}
    calendars.forget()
    packs.forget()


def test_the_four_journeys_of_credit(site: dict[str, str], subtests: Any) -> None:
    """One delivery, one browser; each journey is judged by itself."""
    with chromium() as browser:

        def reader(name: str, width: int) -> Reader:
            return Reader(browser, site[""], name or "citizen", site[name] if name else "", width=width)

        with subtests.test("a citizen looks up a company"):
            look_up(reader("", PHONE))
        with subtests.test("an officer reviews a doubtful link"):
            review(reader(COMPARER, DESK))
        with subtests.test("a unit mends its quarantine"):
            mend(reader(REPORTER[0], DESK))
        with subtests.test("a company has its record repaired"):
            number = apply_for_repair(reader(WANG[0], PHONE))
            decide(reader(OFFICER, DESK), reader(HEAD, DESK), number)
            work()
            check(reader(WANG[0], PHONE), reader("", PHONE), number)


def look_up(citizen: Reader) -> None:
    citizen.open("/credit/")
    citizen.write("单位名称或者统一社会信用代码", WANG[1])
    citizen.press("查询", "button")
    citizen.sees("输入的像是个人的号码，没有查询，也没有记录")
    citizen.look()
    assert WANG[1] not in citizen.page.url + citizen.page.content()
    citizen.write("单位名称或者统一社会信用代码", "示例建设")
    citizen.press("查询", "button")
    citizen.sees(NAME)
    citizen.write("单位名称或者统一社会信用代码", CODE)
    citizen.press("查询", "button")
    citizen.press(NAME)
    citizen.sees(FINE, "最长至2022-11-05", "发改办财金〔2019〕527号", LICENCE)
    citizen.misses(OLD, DOUBTFUL, "王芳")
    citizen.look()
    citizen.press("公示规则")
    citizen.sees("不利信息公示到哪天", "发改办财金〔2019〕527号")


def apply_for_repair(company: Reader) -> str:
    company.open("/my/credit/")
    company.sees(FINE, "公开中")
    company.look()
    company.press("申请信用修复", beside=FINE)
    company.sees("修复条件", "信用承诺")
    company.look()
    company.write("怎样纠正的、义务怎样履行的", "罚款已经缴清，设施已经修好")
    company.tick("我代表本单位作出上述信用承诺")
    company.press("提交申请", "button")
    company.sees("单位正在审查是否受理")
    company.look()
    return company.page.url.split("/")[-2]


def decide(officer: Reader, head: Reader, number: str) -> None:
    officer.open("/desk/credit/requests/")
    officer.press(number)
    officer.look()
    officer.press("受理", "button")
    head.open(f"/desk/credit/requests/{number}/")
    head.press("同意修复")
    head.look()
    head.tick("已经核实")
    head.write("理由", "罚款已经缴清，整改已经验收")
    head.press("同意修复", "button")
    head.sees("已终止公示，停止共享和使用")


def check(company: Reader, anybody: Reader, number: str) -> None:
    """Nowhere is the fine shown any more, and everybody may ask whether the certificate holds."""
    company.open(f"/my/credit/{number}/")
    company.look()
    pdf = company.page.get_by_role("link", name="下载修复证明").get_attribute("href")
    assert company.page.request.get(f"{company.site}{pdf}").body().startswith(b"%PDF")
    anybody.open(str(company.page.get_by_role("link", name="核验页").get_attribute("href")))
    anybody.sees("修复有效", number, NAME)
    anybody.look()
    anybody.open(f"/credit/organisations/{CODE}/")
    anybody.sees(LICENCE)
    anybody.misses(FINE)
    anybody.open("/credit/penalties/")
    anybody.misses(FINE)
    feed = anybody.page.request.get(f"{anybody.site}/api/exchange/feed").text()
    assert LICENCE in feed and FINE not in feed and '"repaired"' in feed


def review(officer: Reader) -> None:
    """A fine under a name like the company's is found to be the company's; then it is found not to be."""
    officer.open("/desk/credit/reviews/")
    officer.press("示例建设")
    officer.sees(NAME, "不一致", "去掉行政区划和组织形式后名称相同，没有别的佐证")
    officer.look()
    judge(officer, "同一主体", "住所相同，已经电话核实")
    officer.sees("没有待判定的关联", "住所相同，已经电话核实")
    work()
    officer.open(f"/desk/credit/organisations/{CODE}/")
    officer.sees(DOUBTFUL)
    officer.open("/desk/credit/reviews/")
    officer.reach(officer.page.locator("summary", has_text="撤销这个判定"))
    officer.page.keyboard.press("Enter")
    officer.look()
    officer.write("理由", "核实有误，另有其人")
    officer.press("撤销", "button")
    officer.sees("判定已经撤销")
    officer.press("示例建设")
    judge(officer, "不是同一主体", "核实有误，另有其人")
    work()
    officer.open(f"/desk/credit/organisations/{CODE}/")
    officer.misses(DOUBTFUL)


def judge(officer: Reader, verdict: str, reason: str) -> None:
    """Tab leads into the choices, an arrow from one to the next."""
    officer.tick("同一主体")
    if verdict != "同一主体":
        officer.page.keyboard.press("ArrowDown")
    expect(officer.field(verdict)).to_be_checked()
    officer.write("理由", reason)
    officer.press("判定", "button")


def mend(reporter: Reader) -> None:
    page = reporter.page
    reporter.open("/desk/credit/units/")
    chosen = page.get_by_label("文件")
    reporter.reach(chosen)
    chosen.set_input_files({"name": "二月处罚.csv", "mimeType": "text/csv", "buffer": DELIVERY.encode()})
    reporter.press("报送", "button")
    expect(page.get_by_role("progressbar", name="待归集")).to_be_visible()
    reporter.look()
    work()
    expect(page.get_by_role("link", name="修正隔离的2行")).to_be_visible(
        timeout=15_000
    )  # the page looks again by itself
    assert account(page) == ACCOUNT(5, 1, 1, 1, 2)
    reporter.look()
    reporter.press("修正隔离的2行")
    reporter.look()
    reporter.press("修正 3-4")
    expect(page.get_by_label("决定日期")).to_have_value("2022-02-30")
    reporter.press("修正并重新报送", "button")
    reporter.sees("决定日期不是日期")
    reporter.look()
    reporter.write("决定日期", "2022-02-28")
    reporter.press("修正并重新报送", "button")
    reporter.sees("已修正并重新报送")
    work()
    reporter.press("盘锦市消防救援支队")
    expect(page.get_by_role("row", name="修正第3批次第4行")).to_be_visible()
    assert account(page) == ACCOUNT(6, 2, 1, 1, 2)


def account(page: Page) -> str:
    return " ".join("".join(told.split()) for told in page.locator(".account .stat").all_inner_texts())
