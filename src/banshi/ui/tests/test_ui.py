"""The words, marks and forms of the UI."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils import translation

from banshi import ui
from banshi.ui import city, preferences, wording
from banshi.ui.forms import Renderer
from banshi.ui.samples import SampleForm

STATIC = Path(ui.__file__).parent / "static" / "ui"


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("limit", "chinese", "english"),
    [
        ("5wd", "5个工作日", "5个工作日"),
        ("15d", "15个自然日", "15个自然日"),
        ("3mo", "3个月", "3个月"),
        ("4h", "4小时", "4小时"),
        ("0", "当场办结", "当场办结"),
        (None, "—", "—"),
        ("", "—", "—"),
    ],
)
def test_limits_are_put_into_words(limit: str | None, chinese: str, english: str) -> None:
    del english  # the catalogue of translations belongs to the site
    with translation.override("zh-hans"):
        assert wording.limit(limit) == chinese


def test_days_are_written_as_the_reader_writes_them() -> None:
    day = date(2026, 11, 22)
    with translation.override("zh-hans"):
        assert wording.day(day) == "2026年11月22日（星期日）"
        assert wording.day(day, "short") == "11月22日"
        assert wording.day(day, "brief") == "11月22日 周日"
        assert wording.day(None) == "—"
    with translation.override("en"):
        assert wording.day(day) == "Sun, 22 Nov 2026"


def test_moments_are_shown_in_china_s_time() -> None:
    with translation.override("zh-hans"):
        assert wording.day(datetime(2026, 11, 22, 17, 5, tzinfo=UTC), "time") == "2026年11月23日 01:05"


@pytest.mark.parametrize(
    ("cents", "words"), [(0, "0.00元"), (1000, "10.00元"), (123456789, "1,234,567.89元"), (-5, "-0.05元"), (None, "—")]
)
def test_money_is_cents_until_it_is_read(cents: int | None, words: str) -> None:
    with translation.override("zh-hans"):
        assert wording.yuan(cents) == words


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("触发日不计", "the day it begins does not count"),
        ("第3个工作日", "working day 3"),
        ("调休上班，第1个工作日", "make-up working day, working day 1"),
        ("国庆节放假", "National Day holiday"),
        ("第15日，周末，届满日顺延", "day 15, weekend, so the last day moves on"),
        ("顺延至此工作日届满", "moved on to this working day, the last"),
    ],
)
def test_the_clock_s_reasons_are_read_in_english_too(chinese: str, english: str) -> None:
    with translation.override("en"):
        assert wording.reason(chinese) == english
    with translation.override("zh-hans"):
        assert wording.reason(chinese) == chinese


def test_a_name_in_the_reader_s_language_falls_back_to_chinese() -> None:
    thing = {"name": "营业执照", "name_en": "Business licence"}
    with translation.override("en"):
        assert draw('{{ thing|bilingual:"name" }}', thing=thing) == "Business licence"
        assert draw('{{ thing|bilingual:"name" }}', thing={"name": "营业执照"}) == "营业执照"
    with translation.override("zh-hans"):
        assert draw('{{ thing|bilingual:"name" }}', thing=thing) == "营业执照"


def test_a_light_says_its_meaning_in_words() -> None:
    with translation.override("zh-hans"):
        assert "已超期" in draw('{% light "red" %}')


def test_a_qr_code_has_a_name_for_those_who_do_not_see_it() -> None:
    drawn = draw('{% qr "https://banshi.example/verify/x" "扫码核验" %}')
    assert 'role="img"' in drawn
    assert 'aria-label="扫码核验"' in drawn
    assert "style=" not in drawn


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    used = {
        name
        for path in settings.ROOT.rglob("templates/**/*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert used <= sprite, used - sprite


def test_vendored_files_ask_nobody_for_anything() -> None:
    for path in STATIC.rglob("*"):
        if path.suffix in {".css", ".js"}:
            text = path.read_text(encoding="utf-8")
            assert "sourceMappingURL" not in text, path
            assert not re.search(r"(url\(|@import\s*)['\"]?https?:", text), path


def test_a_missing_route_is_an_empty_link_and_no_error() -> None:
    assert draw('{% link "nobody:nothing" as address %}[{{ address }}]') == "[]"


def test_a_field_ties_label_help_and_error_together() -> None:
    with translation.override("zh-hans"):
        drawn = draw("{% form_fields form %}", form=SampleForm({"name": "王芳", "phone": "12"}))
    assert 'href="#id_phone"' in drawn
    assert re.search(
        r'<input[^>]*id="id_phone"[^>]*aria-describedby="id_phone_error"|aria-describedby="id_phone_error"[^>]*id="id_phone"',
        drawn,
    )
    assert 'id="id_name_helptext"' in drawn
    assert drawn.count('class="required">必填') == 5
    assert "<legend" in drawn


def test_the_renderer_gives_the_same_markup_to_a_plain_form() -> None:
    class Plain(forms.Form):
        default_renderer = Renderer
        name = forms.CharField(label="姓名")

    assert '<div class="field">' in str(Plain())
    assert "form-control" in Plain()["name"].as_field_group()


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_no_request_and_say_what_to_do(code: str) -> None:
    with translation.override("zh-hans"):
        page = get_template(f"{code}.html").render()
    assert "回到首页" in page
    assert page.count("<h1") == 1


def test_a_forged_preference_falls_back_to_the_default(client: Client) -> None:
    response = client.post("/ui/preferences/", {"theme": "purple", "next": "/my/"})
    assert response.cookies["theme"].value == "auto"
    request = RequestFactory().get("/")
    request.COOKIES["elder"] = '"><script>'
    assert preferences.read(request, "elder") == ""


def test_preferences_never_lead_to_another_site(client: Client) -> None:
    assert client.post("/ui/preferences/", {"theme": "dark", "next": "https://evil.example/"})["Location"] == "/"


def test_the_style_guide_is_not_there_in_production(client: Client, settings: object) -> None:
    settings.PRODUCTION = True
    assert client.get("/ui/").status_code == 404


def test_a_pack_without_a_site_file_gives_a_nameless_city(settings: object, tmp_path: Path) -> None:
    settings.PACKS = tmp_path
    city.facts.cache_clear()
    assert city.fact("city", "en") == "Sample City"
    city.facts.cache_clear()
