"""What the portal's pages say and do, without a browser."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from banshi.faces import portal
from banshi.faces.portal.urls import urlpatterns

PAGES = (
    "/", "/?for=organisation", "/search", "/search?q=驾照", "/search?q=没有这回事xyz", "/items/", "/items/?window=traffic",
    "/items/sc-qysl/", "/items/jsz-qmhz/?s-overdue=no", "/items/sc-qysl/print/", "/items/jsz-qmhz/versions/",
    "/items/jsz-qmhz/?on=2021-06-01", "/my/", "/elder/", "/accessibility/", "/about/", "/offline/",
)  # fmt: skip
CHINESE = re.compile(r"[\u4e00-\u9fff]")

pytestmark = pytest.mark.django_db


class _Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy would drop, and every address outside the site."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.faults += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.faults.append(f"inline {tag}")
        self.faults += [
            f"{tag} {given[name]}" for name in ("src", "href") if (given.get(name) or "").startswith("http")
        ]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_one_heading_a_title_and_nothing_inline(client: Client, city: None, page: str) -> None:
    response = client.get(page)
    html = response.content.decode()
    inline = _Inline()
    inline.feed(html)
    assert response.status_code == 200
    assert inline.faults == []
    assert html.count("<h1") == 1
    assert re.search(r"<title>[^<·]*\S[^<·]* · \S", html)


def test_a_page_costs_few_questions_to_the_database(client: Client, city: None, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(14):
        client.get("/items/sc-qysl/")


def test_words_of_everyday_speech_and_initials_find_the_item(client: Client, city: None) -> None:
    for words in ("驾照到期", "jsz", "jiashizheng", "我要换驾照"):
        assert "/items/jsz-qmhz/" in client.get("/search", {"q": words}).content.decode(), words


def test_suggestions_come_while_typing_and_are_only_a_fragment(client: Client, city: None) -> None:
    html = client.get("/search/suggest", {"q": "开公司"}).content.decode()
    assert "/items/sc-qysl/" in html
    assert "<html" not in html


def test_a_search_that_finds_nothing_says_what_to_do_next(client: Client, city: None) -> None:
    html = client.get("/search", {"q": "qqqqq"}).content.decode()
    assert "没有找到相符的事项" in html
    assert "12345" in html


def test_the_reader_s_words_are_never_markup(client: Client, city: None) -> None:
    html = client.get("/search", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html


def test_filters_narrow_the_list_and_unknown_values_filter_nothing(client: Client, city: None) -> None:
    traffic = client.get("/items/", {"window": "traffic"}).content.decode()
    assert "/items/jsz-qmhz/" in traffic
    assert "/items/sc-qysl/" not in traffic
    assert "/items/sc-qysl/" in client.get("/items/", {"window": "nonsense"}).content.decode()


def test_the_guide_promises_a_day_and_shows_how_it_is_counted(client: Client, city: None) -> None:
    html = client.get("/items/sc-qysl/").content.decode()
    assert "1个工作日" in html
    assert "3个工作日" in html
    assert "2026年11月24日（星期二）" in html
    assert "触发日不计" in html


def test_the_guide_states_everything_the_law_wants_stated(client: Client, city: None) -> None:
    html = client.get("/items/jsz-qmhz/").content.decode()
    for word in ("受理条件", "材料", "办理流程", "设定依据", "收费", "法定时限", "承诺时限", "常见问题", "行政复议", "行政诉讼", "监督投诉",
                 "到哪里办", "实施主体", "基本编码", "第六十三条", "10.00元"):  # fmt: skip
        assert word in html, word


def test_what_the_city_already_knows_is_not_asked_for(client: Client, city: None) -> None:
    html = client.get("/items/jsz-qmhz/").content.decode()
    card = html[html.index('data-origin="shared"') :][:600]
    assert "居民身份证" in card
    assert "无需提交" in card


def test_answers_about_the_situation_change_the_list_of_materials(client: Client, city: None) -> None:
    assert "前置许可批准文件" in client.get("/items/sc-qysl/", {"s-pre-approval": "yes"}).content.decode()
    assert "前置许可批准文件" not in client.get("/items/sc-qysl/", {"s-pre-approval": "no"}).content.decode()


def test_an_earlier_version_is_shown_as_such_and_promises_nothing(client: Client, city: None) -> None:
    html = client.get("/items/jsz-qmhz/", {"on": "2021-06-01"}).content.decode()
    assert "这不是现行版本" in html
    assert "/items/jsz-qmhz/apply/" not in html


@pytest.mark.parametrize(
    "address", ["/items/none/", "/items/jsz-qmhz/?on=1990-01-01", "/items/jsz-qmhz/?on=x", "/items/none/versions/"]
)
def test_what_does_not_exist_is_not_found(client: Client, city: None, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_elder_mode_is_kept_in_a_cookie_and_left_again(client: Client, city: None) -> None:
    client.post("/elder/", {"elder": "on"})
    assert 'data-elder="on"' in client.get("/").content.decode()
    client.post("/ui/preferences/", {"elder": "", "next": "/"})
    assert 'data-elder=""' in client.get("/").content.decode()


def test_synthetic_values_carry_their_mark(client: Client, city: None) -> None:
    html = client.get("/items/sc-qysl/").content.decode()
    assert re.search(r"0427-5550008</a> <span class=\"synthetic\"", html)


def test_english_readers_get_english_names(client: Client, city: None) -> None:
    html = client.get("/items/sc-qysl/", headers={"accept-language": "en"}).content.decode()
    assert "<h1>Company registration</h1>" in html
    assert "Articles of association" in html
    assert 'lang="en"' in html


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/?for=organisation",
        "/search?q=qqqqq",
        "/items/",
        "/my/",
        "/elder/",
        "/accessibility/",
        "/about/",
        "/items/none/",
    ],
)
def test_an_english_page_says_nothing_in_chinese(client: Client, city: None, page: str) -> None:
    with translation.override("en"):
        if gettext("首页") == "首页":
            pytest.skip("the translations are not compiled")
    html = client.get(page, headers={"accept-language": "en"}).content.decode()
    html = re.sub(r'<(\w+)[^>]* lang="zh-CN".*?</\1>', "", html, flags=re.DOTALL)
    assert re.findall(r"[^<>\n]*[\u4e00-\u9fff][^<>\n]*", html) == []


def test_every_word_on_a_page_can_be_translated() -> None:
    """No Chinese stands in a template outside a translation tag; the language's own name is the exception."""
    folders = [
        Path(portal.__file__).parent / "templates",
        settings.ROOT / "ui" / "templates",
        settings.ROOT / "faces" / "desk" / "templates",
    ]
    templates = [path for folder in folders for path in folder.rglob("*.html") if path.name != "style_guide.html"]
    assert len(templates) > 30
    for path in templates:
        text = re.sub(
            r"{% blocktranslate.*?{% endblocktranslate %}|{% comment %}.*?{% endcomment %}",
            "",
            path.read_text(),
            flags=re.S,
        )
        text = re.sub(r"{%.*?%}|{{.*?}}|》|《|（|）", "", text, flags=re.S).replace("中文</button>", "")
        assert not CHINESE.search(text), path


def test_the_worker_keeps_looks_and_never_pages(client: Client, city: None) -> None:
    response = client.get("/service-worker.js")
    kept = re.search(r"const KEPT = (\[.*?\])", response.content.decode())
    assert kept
    assert response["Content-Type"].startswith("text/javascript")
    assert all(path.startswith("/static/") or path == "/offline/" for path in re.findall(r'"(/[^"]*)"', kept[1]))


def test_the_manifest_names_icons_that_exist(client: Client) -> None:
    body = client.get("/manifest.webmanifest").json()
    here = Path(portal.__file__).parent / "static"
    assert {icon["purpose"] for icon in body["icons"]} == {"any", "maskable"}
    assert all((here / icon["src"].removeprefix("/static/")).exists() for icon in body["icons"])


def test_every_route_has_a_name() -> None:
    assert all(route.name for route in urlpatterns)
    assert reverse("portal:item", args=["jsz-qmhz"]) == "/items/jsz-qmhz/"
