import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from banshi.kernel.jobs.models import Timer
from banshi.kernel.numbering import next_number, next_number_and_key
from banshi.kernel.numbering.series import open_year


@pytest.mark.django_db
def test_numbers_of_a_series_follow_each_other():
    assert [next_number("SQ", 2091) for _ in range(3)] == ["SQ-2091-000001", "SQ-2091-000002", "SQ-2091-000003"]


@pytest.mark.django_db
def test_each_prefix_and_each_year_counts_for_itself():
    next_number("SQ", 2091)
    assert next_number("YY", 2091) == "YY-2091-000001"
    assert next_number("SQ", 2092) == "SQ-2092-000001"


@pytest.mark.django_db
def test_a_series_does_not_end_with_six_digits():
    next_number("SQ", 2091)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('number_sq_2091', 999999)")
    assert next_number("SQ", 2091) == "SQ-2091-1000000"


@pytest.mark.django_db
def test_a_number_comes_with_the_key_of_its_row(django_assert_num_queries):
    with django_assert_num_queries(1):
        number, key = next_number_and_key("SQ", 2091, Timer)
    assert number == "SQ-2091-000001"
    later = Timer.objects.create(kind="some.kind", key="a", due_at=datetime(2091, 1, 1, tzinfo=UTC))
    assert later.pk == key + 1


@pytest.mark.django_db
def test_a_number_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        next_number("SQ", 2091)


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "year"), [("", 2026), ("sq", 2026), ("SQ'; --", 2026), ("A" * 9, 2026), ("SQ", 26)])
def test_a_strange_series_is_refused(prefix, year):
    with pytest.raises(ValueError, match="series"):
        next_number(prefix, year)


@pytest.mark.django_db
def test_a_new_year_can_be_opened_ahead():
    next_number("SQ", 2091)
    open_year(2092)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('number_sq_2092') IS NOT NULL")
        assert cursor.fetchone() == (True,)
    open_year(2092)
    assert next_number("SQ", 2092) == "SQ-2092-000001"


@pytest.fixture
def series():
    yield "PARALLEL"
    with connection.cursor() as cursor:
        cursor.execute("DROP SEQUENCE IF EXISTS number_parallel_2093")


def in_threads(work, count):
    def closed(index):
        try:
            work(index)
        finally:
            connection.close()

    threads = [threading.Thread(target=closed, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_get_the_same_number(series):
    taken: list[str] = []

    def take(_):
        for _ in range(25):
            with transaction.atomic():
                taken.append(next_number(series, 2093))

    in_threads(take, 8)
    assert len(taken) == len(set(taken)) == 200
    assert max(taken) == "PARALLEL-2093-000200"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_transaction_that_has_not_ended(series):
    next_number(series, 2093)
    first_has_a_number, second_is_done = threading.Event(), threading.Event()
    waited: list[bool] = []

    def work(index):
        if index == 0:
            with transaction.atomic():
                next_number(series, 2093)
                first_has_a_number.set()
                waited.append(not second_is_done.wait(10))
        else:
            first_has_a_number.wait(10)
            with transaction.atomic():
                next_number(series, 2093)
            second_is_done.set()

    in_threads(work, 2)
    assert waited == [False]


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_leaves_a_gap_and_no_duplicate(series):
    first = next_number(series, 2093)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_number(series, 2093)
        raise ZeroDivisionError
    assert (first, next_number(series, 2093)) == ("PARALLEL-2093-000001", "PARALLEL-2093-000003")
