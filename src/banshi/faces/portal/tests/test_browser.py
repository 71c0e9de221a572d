"""The portal in a real browser: accessible in every theme, no sideways scrolling on a phone, quicker with a script."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import faults

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/search?q=驾照", "/items/?event=driving", "/items/sc-qysl/", "/items/jsz-qmhz/?on=2021-06-01",
    "/items/jsz-qmhz/versions/", "/items/sc-qysl/print/", "/my/", "/elder/", "/accessibility/", "/about/", "/offline/",
    "/items/none/", "/ui/?name=x",
)  # fmt: skip
LOOKS = {
    "phone-light": {"width": 390, "theme": "light", "elder": ""},
    "desk-dark": {"width": 1440, "theme": "dark", "elder": ""},
    "phone-elder": {"width": 390, "theme": "light", "elder": "on"},
}


def opened(browser: Browser, site: str, look: dict[str, object]) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport={"width": int(str(look["width"])), "height": 844}, locale="zh-CN")
    context.add_cookies(
        [{"name": name, "value": str(look[name]), "url": site} for name in ("theme", "elder") if look[name]]
    )
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if "404" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else said.append(request.url))
    return page, said


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_fits(browser: Browser, site: str, look: str) -> None:
    page, said = opened(browser, site, LOOKS[look])
    for address in PAGES:
        page.goto(site + address)
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= LOOKS[look]["width"], address
    assert said == []


@pytest.mark.parametrize(("look", "least"), [("phone-light", 44), ("phone-elder", 60)])
def test_targets_are_large_enough_for_a_thumb(browser: Browser, site: str, look: str, least: int) -> None:
    page, _ = opened(browser, site, LOOKS[look])
    for address in ("/", "/items/sc-qysl/", "/my/"):
        page.goto(site + address)
        targets = page.locator(
            "main .btn, .doors a, .windows a, .elder-doors a, .elder-call, .tabbar a, .site-header .tool"
        )
        heights = targets.evaluate_all("all => all.filter(one => one.checkVisibility()).map(one => one.offsetHeight)")
        assert len(heights) > 5
        assert min(heights) >= least, (address, heights)


def test_typing_brings_suggestions_that_lead_to_the_guide(browser: Browser, site: str) -> None:
    page, said = opened(browser, site, LOOKS["phone-light"])
    page.goto(site)
    page.get_by_role("searchbox").fill("驾照")
    page.locator(".suggestions a").first.click()
    assert page.locator("h1").inner_text().startswith("机动车")
    assert said == []


def test_an_answer_changes_the_materials_in_place(browser: Browser, site: str) -> None:
    page, said = opened(browser, site, LOOKS["desk-dark"])
    page.goto(site + "/items/sc-qysl/")
    assert page.get_by_text("前置许可批准文件").count() == 1
    page.get_by_label("不含").check()
    page.get_by_text("前置许可批准文件").wait_for(state="detached")
    assert "s-pre-approval=no" in page.url
    assert said == []


def test_the_whole_way_works_without_any_script(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.goto(site)
    page.get_by_role("searchbox").fill("开公司")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="企业设立登记").click()
    page.get_by_label("不含").check()
    page.get_by_role("button", name="更新材料清单").click()
    assert page.get_by_text("前置许可批准文件").count() == 0
    page.get_by_text("看每一天怎么算").click()
    assert page.get_by_text("触发日不计").is_visible()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(browser: Browser, site: str) -> None:
    page, _ = opened(browser, site, LOOKS["desk-dark"])
    page.goto(site + "/items/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到主要内容"
