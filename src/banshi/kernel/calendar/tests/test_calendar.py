from datetime import date

import pytest
from django.db import connection
from pydantic import ValidationError

from banshi.kernel.calendar import selectors, services
from banshi.kernel.calendar.models import Day
from banshi.kernel.calendar.schema import CalendarRow
from banshi.kernel.calendar.tests.conftest import CSV
from banshi.kernel.clock import Calendar

NEXT_YEAR = [
    CalendarRow(date=date(2027, 1, 1), kind="holiday", name="元旦"),
    CalendarRow(date=date(2027, 2, 5), kind="holiday", name="春节"),
    CalendarRow(date=date(2027, 2, 6), kind="workday", name="春节"),
]


@pytest.mark.django_db
def test_the_table_gives_back_the_calendar_of_the_pack(loaded):
    assert selectors.current() == Calendar.from_csv(CSV)


@pytest.mark.django_db
def test_the_table_has_every_day_to_fourteen_years_beyond(loaded):
    assert Day.objects.count() == len(loaded.added) == (date(2041, 1, 1) - date(2004, 1, 1)).days
    assert not Day.objects.filter(proclaimed=True, date__year__gt=2026).exists()


@pytest.mark.django_db
def test_loading_twice_changes_nothing(loaded, rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert not services.load(rows)


@pytest.mark.django_db
def test_a_new_notice_makes_its_year_known_and_names_what_moved(loaded, rows):
    changes = services.load([*rows, *NEXT_YEAR])
    assert (changes.changed[0], changes.changed[-1], len(changes.changed)) == (
        date(2027, 1, 1),
        date(2027, 12, 31),
        365,
    )
    assert changes.added[-1] == date(2041, 12, 31)
    calendar = selectors.current()
    assert 2027 in calendar.proclaimed
    assert not calendar.is_working(date(2027, 2, 5))
    assert calendar.is_working(date(2027, 2, 6))
    assert Day.objects.get(date=date(2040, 12, 31)).ordinal == calendar.position(
        date(2040, 12, 31)
    ) - calendar.position(date(2003, 12, 31))


@pytest.mark.django_db
def test_a_corrected_row_moves_the_running_numbers_both_ways(loaded, rows):
    services.load([*rows, *NEXT_YEAR])
    fewer = services.load([row for row in [*rows, *NEXT_YEAR] if row.date != date(2027, 2, 6)])
    assert fewer.changed == (date(2027, 2, 6),)
    assert selectors.stored().position(date(2027, 3, 1)) == Calendar.of(selectors.stored().special).position(
        date(2027, 3, 1)
    )
    worked = Day.objects.filter(is_working=True).count()
    assert Day.objects.order_by("date").last().ordinal == worked


@pytest.mark.django_db
def test_an_empty_table_gives_ordinary_weekdays_and_is_asked_again(rows):
    assert selectors.current().proclaimed == frozenset()
    services.load(rows)
    assert selectors.current().proclaimed


@pytest.mark.django_db
def test_the_calendar_is_read_once_a_minute_not_once_a_question(loaded, django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(1):
        selectors.current()
        selectors.current()
    monkeypatch.setattr(selectors, "_FRESH_FOR_SECONDS", -1.0)
    with django_assert_num_queries(1):
        selectors.current()


@pytest.mark.django_db
def test_sql_counts_working_days(loaded):
    with connection.cursor() as cursor:
        cursor.execute("SELECT banshi_working_days('2026-02-12', '2026-02-26')")
        assert cursor.fetchone() == (5,)


@pytest.mark.parametrize(
    "row",
    [
        {"date": "2027-02-05", "kind": "workday", "name": "春节"},
        {"date": "2027-02-30", "kind": "holiday", "name": "春节"},
        {"date": "2027-02-05", "kind": "feast", "name": "春节"},
        {"date": "2027-02-05", "kind": "holiday", "name": ""},
        {"date": "2027-02-05", "kind": "holiday", "name": "春节", "colour": "red"},
    ],
)
def test_a_wrong_row_is_refused(row):
    with pytest.raises(ValidationError):
        CalendarRow.model_validate(row)
