from datetime import datetime

import pytest
from django.test import Client

from banshi.insight.indicators.tests.test_pages import CODES
from banshi.kernel.calendar import moments

HEADERS = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}


def get(address, **query):
    response = Client(**HEADERS).get(f"/api/{address}", query)
    return response.status_code, response.json()


def test_every_indicator_with_its_newest_figure(city):
    status, found = get("indicators")
    assert status == 200 and sorted(one["code"] for one in found) == sorted(CODES)
    instant = next(one for one in found if one["code"] == "instant_rate")
    assert (instant["numerator"], instant["denominator"], instant["value"], instant["met"]) == (3, 8, "37.50", False)


def test_no_data_is_null_and_not_zero(city):
    status, found = get("indicators/on_time_rate")
    assert status == 200 and (found["value"], found["met"], found["denominator"]) == (None, None, 0)


def test_the_figure_of_a_period_and_area(city):
    city.decided("sc-spjy")
    city.decided()
    query = {"from": "2026-03-01", "to": "2026-03-31"}
    assert get("indicators/on_time_rate", **query)[1]["denominator"] == 2
    found = get("indicators/on_time_rate", **query, area="xlt")[1]
    assert (found["denominator"], found["area"], found["last"]) == (1, "xlt", "2026-03-26")
    assert "按时" in found["name"] and found["formula"] and len(found["digest"]) == 64


def test_ratings_are_told_for_whole_months_only(city):
    for _ in range(5):
        city.rated(1)
    found = get("indicators/good_rating_rate", **{"from": "2026-03-03", "to": "2026-03-03"})[1]
    assert (found["withheld"], found["value"], found["numerator"], found["denominator"]) == (True, None, None, None)
    with moments.travel(datetime(2026, 4, 2)):
        found = get("indicators/good_rating_rate", **{"from": "2026-03-01", "to": "2026-03-31"})[1]
    assert (found["withheld"], found["value"], found["denominator"]) == (False, "100.00", 5)


@pytest.mark.parametrize(
    "wrong",
    [{"from": "2026-03-09", "to": "2026-03-01"}, {"from": "soon"}, {"area": "moon"}, {"area": "x" * 61}],
    ids=str,
)
def test_what_is_not_a_period_is_answered_with_the_parameter(city, wrong):
    status, told = get("indicators/on_time_rate", **wrong)
    assert status == 422 and told["errors"]


def test_an_unknown_indicator_is_not_found(city):
    assert get("indicators/happiness")[0] == 404
    assert get("indicators/Bad-Code")[0] == 422
