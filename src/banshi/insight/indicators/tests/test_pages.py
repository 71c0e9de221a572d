import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from banshi.insight.indicators import services
from banshi.insight.ratings.tests.city import MACHINE, at

CODES = (
    "compression_rate", "fully_online_rate", "good_rating_rate", "instant_rate", "median_days", "on_time_rate",
    "one_window_rate", "online_share", "rating_coverage", "rating_rate",
)  # fmt: skip
MARCH = {"from": "2026-03-01", "to": "2026-03-26"}
CHINESE, ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}, {"HTTP_ACCEPT_LANGUAGE": "en"}


def browser(user=None, **language) -> Client:
    client = Client(**(language or CHINESE))
    if user:
        client.force_login(user)
    return client


def page(response, status=200) -> str:
    assert response.status_code == status
    return response.content.decode()


def get(client, name, code, status=200, **query) -> str:
    return page(client.get(reverse(f"indicators:{name}", args=[code]), MARCH | query), status)


def test_every_indicator_stands_on_the_list(city):
    text = page(browser().get(reverse("indicators:list")))
    assert all(f"/indicators/{code}/" in text for code in CODES)
    assert "即办率" in text and "37.50" in text


def test_without_data_it_says_so(city):
    text = get(browser(), "indicator", "on_time_rate")
    assert "暂无数据" in text and "0.00" not in text


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_shows_its_definition_and_both_numbers(city, code):
    city.rated(1)
    text = get(browser(), "indicator", code)
    assert "口径" in text and "分母" in text or "样本" in text
    assert "依据" in text


@pytest.mark.parametrize("code", CODES)
def test_pages_speak_two_languages(city, code):
    client = browser(**ENGLISH)
    assert 'lang="en"' in get(client, "indicator", code)
    assert "÷" in get(client, "indicator", "instant_rate") and "On-the-spot rate" in get(
        client, "indicator", "instant_rate"
    )


def test_what_is_not_a_period_is_said_and_nothing_breaks(city):
    for wrong in (
        {"from": "2026-03-09", "to": "2026-03-01"},
        {"from": "yesterday"},
        {"area": "moon"},
        {"from": "1900-01-01"},
    ):
        text = page(browser().get(reverse("indicators:indicator", args=["instant_rate"]), wrong))
        assert "error-summary" in text or "field-error" in text


def test_the_future_ends_today(city):
    text = page(
        browser().get(
            reverse("indicators:indicator", args=["instant_rate"]), {"from": "2026-03-01", "to": "2030-01-01"}
        )
    )
    assert "2026年3月26日" in text


def test_an_unknown_indicator_or_part_does_not_exist(city):
    assert browser().get(reverse("indicators:indicator", args=["happiness"])).status_code == 404
    get(browser(), "records", "instant_rate", 404, part="remainder")


def test_items_behind_a_figure_are_open_to_everybody(city):
    text = get(browser(), "records", "instant_rate", part="numerator")
    assert "jsz-qmhz" in text and "共 3 条" in text


def test_cases_behind_a_figure_are_not_open_to_the_public(city):
    city.decided()
    assert "打开记录" not in get(browser(), "indicator", "on_time_rate")
    get(browser(), "records", "on_time_rate", 302)
    get(browser(city.wang.user), "records", "on_time_rate", 403)
    get(browser(city.user("clerk")), "records", "on_time_rate", 403)  # reads cases, not indicators
    get(browser(), "export", "on_time_rate", 302)


def test_staff_open_the_cases_of_their_offices_and_no_others(city):
    traffic, market = city.decided(), city.decided("sc-spjy")
    text = get(browser(city.user("quality")), "records", "on_time_rate")
    assert traffic.number in text and market.number in text and "王芳" not in text
    text = get(browser(city.user("county_quality")), "records", "on_time_rate")
    assert traffic.number not in text and "共 2 条" in text and "可见 0 条" in text


def test_a_post_that_may_not_see_cases_sees_none_behind_the_figure(city):
    application = city.decided()
    assert application.number not in get(browser(city.user("manager")), "records", "on_time_rate")


def test_the_records_of_an_area_are_those_of_its_figure(city):
    traffic, market = city.decided(), city.decided("sc-spjy")
    text = get(browser(city.user("quality")), "records", "on_time_rate", area="xlt")
    assert market.number in text and traffic.number not in text


def test_the_export_is_the_list(city):
    city.decided()
    city.decided(after=2)
    client = browser(city.user("quality"))
    response = client.get(reverse("indicators:export", args=["median_days"]), MARCH | {"part": "denominator"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head[-1] == "用时（工作日）" and [row[-1] for row in rows] == ["0", "2"]
    assert "王芳" not in text and "attachment" in response["Content-Disposition"]


def test_the_ratings_behind_a_figure_name_no_matter(city):
    rating = city.rated(5, words="太慢")
    text = get(browser(city.user("quality")), "records", "good_rating_rate")
    assert rating.number in text and rating.application.number not in text and "太慢" not in text


def test_the_public_cannot_cut_ratings_so_small_that_they_tell_who_gave_them(city):
    city.rated(5)
    services.take_night(by=MACHINE, at=at(26, 1))
    for cut in ({}, {"from": "2026-03-03", "to": "2026-03-03"}, {"area": "-"}):
        text = get(browser(), "indicator", "good_rating_rate", **cut)
        assert "未公布" in text and "0.00" not in text and "市本级</a>" not in text
    assert "未公布" in page(browser().get(reverse("indicators:list")))
    text = get(browser(city.user("quality")), "indicator", "good_rating_rate")
    assert "0.00" in text and "市本级</a>" in text


def test_rows_come_fifty_at_a_time(city):
    text = get(browser(), "records", "rating_coverage")
    assert text.count("<tr>") == 51 and "after=" in text


def test_the_areas_and_the_series_come_from_snapshots(city):
    city.decided()
    services.take_night(by=MACHINE, at=at(26, 1))
    text = get(browser(), "indicator", "on_time_rate")
    assert "兴隆台区" in text and "市本级" in text and "2026-03" in text and "chart" in text


def test_pages_take_few_statements(city, django_assert_max_num_queries):
    city.decided()
    services.take_night(by=MACHINE, at=at(26, 1))
    client = browser()
    addresses = [(reverse("indicators:list"), 3)]
    addresses += [(reverse("indicators:indicator", args=[code]), 11) for code in CODES]
    addresses += [(reverse("indicators:records", args=["instant_rate"]), 9)]
    for address, most in addresses:
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
