"""Seals cover every committed line once, are chained, and cannot be changed."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from banshi.kernel.journal import merkle, seals
from banshi.kernel.journal.chain import GENESIS
from banshi.kernel.journal.models import Line, Seal
from banshi.kernel.journal.tests.happenings import NINE, write


@pytest.mark.django_db
def test_a_seal_covers_the_lines_since_the_seal_before():
    write("A", 3)
    first = seals.seal(at=NINE)
    write("B", 2)
    second = seals.seal(at=NINE)
    assert (first.number, first.count, first.prev) == (1, 3, GENESIS)
    assert (second.number, second.count, second.prev) == (2, 2, first.hash)
    assert second.first_id == first.last_id + 1
    hashes = Line.objects.order_by("id").values_list("hash", flat=True)
    assert first.root == merkle.root(bytes.fromhex(h) for h in hashes[:3]).hex()


@pytest.mark.django_db
def test_a_day_without_lines_is_sealed_as_empty():
    write("A", 1)
    seals.seal(at=NINE)
    empty = seals.seal(at=NINE)
    assert (empty.count, empty.root) == (0, merkle.root([]).hex())
    write("B", 1)
    assert seals.seal(at=NINE).count == 1


@pytest.mark.django_db
def test_the_night_is_sealed_once_and_named_after_the_day_before():
    midnight = NINE.replace(hour=0, minute=10)
    write("A", 1)
    assert seals.seal(at=midnight - timedelta(hours=8)).day == date(2026, 3, 1)
    sealed = seals.seal_night(at=midnight)
    assert sealed and sealed.day == date(2026, 3, 1)
    assert seals.seal_night(at=midnight + timedelta(hours=1)) is None
    caught_up = seals.seal_night(at=midnight + timedelta(days=1, hours=9))
    assert caught_up and caught_up.day == date(2026, 3, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_seal SET root = prev",
        "DELETE FROM journal_seal",
        "TRUNCATE journal_seal",
        "UPDATE journal_seal SET token = 'a', count = 9",
    ],
)
def test_the_database_refuses_to_change_a_seal(statement):
    write("A", 1)
    seals.seal(at=NINE)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_time_stamp_may_be_added_to_a_seal_once():
    seals.seal(at=NINE)
    Seal.objects.update(token=b"stamp")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Seal.objects.update(token=b"another")


@pytest.mark.django_db(transaction=True)
def test_a_line_whose_transaction_is_still_open_falls_under_the_next_seal_never_between_two():
    """The open transaction took the smaller id; the seal waits for it instead of passing over it."""
    written, go = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write("slow", 1)
            written.set()
            go.wait(5)
        connection.close()

    other = threading.Thread(target=slow)
    other.start()
    written.wait(5)
    threading.Timer(0.3, go.set).start()
    sealed = seals.seal(at=NINE)
    other.join()
    assert sealed.count == 1
    write("quick", 1)
    assert seals.seal(at=NINE).count == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_seal_at_once_make_two_chained_seals():
    write("A", 3)

    def one() -> None:
        seals.seal(at=NINE)
        connection.close()

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    first, second = Seal.objects.order_by("number")
    assert (first.count, second.count, second.prev) == (3, 0, first.hash)
