"""Chromium for the tests that need one, and axe-core, the accessibility checker."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-quic", "--no-first-run", "--lang=zh-CN",
]  # fmt: skip
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start it after the server, and after the last query: Django refuses the database where an event loop runs."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("the browser tests need Chromium and Chinese fonts: apt-get install -y chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def faults(page: Page) -> list[tuple[Any, ...]]:
    """What axe finds on the page as it stands: the rule, the first element, what to do about it."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [(one["id"], one["nodes"][0]["target"], one["nodes"][0].get("failureSummary")) for one in found]


def look(page: Page, picture: Path | None = None) -> None:
    """At the page as it stands: nothing that axe finds, nothing wider than the screen. A picture, for people, if one is wanted."""
    assert faults(page) == [], page.url
    assert page.viewport_size
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    if picture:
        page.screenshot(path=picture, full_page=True)
