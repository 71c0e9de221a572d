from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.insight.indicators import rules

NUMBERS = st.integers(0, 10**9)


@given(NUMBERS, NUMBERS)
def test_a_percentage_is_its_two_numbers_rounded_once(numerator, denominator):
    value = rules.value("percent", numerator, denominator)
    if denominator == 0:
        assert value is None
    else:
        exact = Fraction(numerator * 100, denominator)
        assert abs(Fraction(value) - exact) <= Fraction(1, 20000)


def test_nothing_counted_is_no_data_and_not_zero():
    assert rules.value("percent", 0, 0) is None
    assert rules.shown("percent", 0, 0) == ""
    assert rules.light("percent", "higher", 0, 0, "51") == ""
    assert rules.shown("percent", 0, 3) == "0.00"


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"), [(2, 3, "66.67"), (1, 8, "12.50"), (1, 800, "0.13"), (5, 5, "100.00")]
)
def test_percentages_as_people_read_them(numerator, denominator, shown):
    assert rules.shown("percent", numerator, denominator) == shown


def test_a_negative_share_rounds_away_from_zero_too():
    assert rules.value("percent", -1, 3) == Decimal("-33.3333")
    assert rules.value("percent", -1, 80000) == Decimal("-0.0013")


def test_a_median_is_shown_as_whole_days():
    assert rules.shown("days", 3, 10) == "3"


def test_the_target_is_compared_with_the_exact_share():
    # 50.995 % would be shown as 51.00, and yet does not reach 51
    assert rules.shown("percent", 50995, 100000) == "51.00"
    assert rules.light("percent", "higher", 50995, 100000, "51") == "red"
    assert rules.light("percent", "higher", 51, 100, "51") == "green"
    assert rules.light("days", "lower", 4, 9, "3") == "red"
    assert rules.light("days", "lower", 3, 9, "3") == "green"


def test_the_target_of_a_day():
    targets = [{"from": "2021-01-01", "value": "51"}, {"from": "2026-01-01", "value": "60"}]
    days = (date(2020, 12, 31), date(2025, 12, 31), date(2026, 1, 1))
    assert [rules.target_on(targets, day) for day in days] == ["", "51", "60"]


def test_what_people_said_is_public_for_whole_months_that_are_over_and_not_over_fewer_than_five():
    today = date(2026, 3, 10)

    def public(first: date, last: date, area: str = "", n: int = 5, least: int = 5) -> bool:
        return rules.is_public(first, last, area, n, least=least, today=today)

    january, february = date(2026, 1, 1), date(2026, 2, 28)
    assert public(january, february) and public(date(2026, 2, 1), february)
    assert not public(january, date(2026, 2, 27)) and not public(date(2026, 1, 2), february)
    assert not public(date(2026, 3, 1), date(2026, 3, 31))
    assert not public(january, february, area="xlt") and not public(january, february, n=4)
    assert public(date(2026, 3, 9), today, area="xlt", n=1, least=0)


def test_the_ends_of_the_months_that_are_over():
    assert rules.month_ends(date(2026, 3, 10), 3) == [date(2026, 2, 28), date(2026, 1, 31), date(2025, 12, 31)]


def test_the_night_takes_yesterday_and_its_month_so_far():
    day = date(2026, 3, 9)
    assert rules.periods(date(2026, 3, 10), date(2026, 3, 8)) == [(day, day), (date(2026, 3, 1), day)]
    assert rules.periods(date(2026, 3, 10), None) == rules.periods(date(2026, 3, 10), date(2026, 3, 8))
    assert rules.periods(date(2026, 3, 10), day) == []


def test_the_first_of_a_month_is_its_month_so_far():
    assert rules.periods(date(2026, 3, 2), date(2026, 2, 28)) == [(date(2026, 3, 1), date(2026, 3, 1))]


def test_a_worker_that_was_away_catches_up_a_month_and_no_more():
    assert len({last for _first, last in rules.periods(date(2026, 3, 10), date(2025, 1, 1))}) == rules.CATCH_UP_DAYS
    assert rules.periods(date(2026, 3, 10), date(2026, 3, 5))[-1] == (date(2026, 3, 1), date(2026, 3, 9))
