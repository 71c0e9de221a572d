import csv
from datetime import date, timedelta

import chinese_calendar
import pytest

from banshi.kernel.clock import Calendar
from banshi.kernel.clock.tests.conftest import CSV

EVERY_DAY = [date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2004, 1, 1)).days)]


def test_every_single_day_agrees_with_a_second_opinion(calendar):
    assert [day for day in EVERY_DAY if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_the_proclaimed_years_are_2004_to_2026(calendar):
    assert calendar.proclaimed == set(range(2004, 2027))
    assert not calendar.is_proclaimed(date(2027, 1, 1))


def test_the_table_holds_only_days_that_a_notice_names():
    with CSV.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["date"] for row in rows] == sorted({row["date"] for row in rows})
    assert {row["kind"] for row in rows} == {"holiday", "workday"}
    assert all(date.fromisoformat(row["date"]).weekday() >= 5 for row in rows if row["kind"] == "workday")
    assert all(row["name"] for row in rows)
    assert all(row["basis"] for row in rows if row["date"] >= "2008")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2022-01-29", True),
        ("2022-01-30", True),
        ("2022-01-31", False),
        ("2022-04-02", True),
        ("2023-01-28", True),
        ("2024-02-04", True),
        ("2024-02-09", True),
        ("2024-02-18", True),
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-09-20", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
    ],
)
def test_famous_days(calendar, day, works):
    assert calendar.is_working(date.fromisoformat(day)) is works


def test_beyond_the_last_notice_weekdays_are_assumed(calendar):
    assert calendar.is_working(date(2027, 1, 1))  # a Friday; will be a holiday once the notice is out
    assert not calendar.is_working(date(2027, 1, 2))


def test_positions_count_working_days_one_by_one(calendar):
    for day in EVERY_DAY:
        step = calendar.position(day) - calendar.position(day - timedelta(days=1))
        assert step == calendar.is_working(day)


def test_a_calendar_without_notices_knows_weekdays():
    ordinary = Calendar.from_rows([])
    assert ordinary.after(date(2026, 2, 12), 5) == date(2026, 2, 19)
    assert ordinary.proclaimed == frozenset()


def test_a_year_of_holidays_does_not_end_the_search():
    rows = [{"date": str(day), "kind": "holiday", "name": "停业"} for day in EVERY_DAY if day.year == 2022]
    assert Calendar.from_rows(rows).after(date(2021, 12, 31), 1) == date(2023, 1, 2)
