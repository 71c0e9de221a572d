"""Two hundred people press at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from banshi.kernel.refusal import Refused
from banshi.matters.appointments.models import Booking, Place, Slot, Ticket
from banshi.matters.appointments.services import bookings, queue

from . import at
from .conftest import MACHINE, person

SLOTS = 50
PEOPLE = 200


@pytest.fixture
def crowded(transactional_db, planting):
    return planting()


def in_threads(work, things, workers=20):
    def run(thing):
        try:
            return work(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, things))


def test_two_hundred_bookings_of_fifty_places_give_exactly_fifty(crowded):
    slot = Slot.objects.create(
        resource_id=crowded.traffic, during=DateTimeTZRange(at(7, 7), at(7, 7, 30)), kind="regular"
    )
    Place.objects.bulk_create(Place(slot=slot, number=n) for n in range(SLOTS))
    people = [person(f"市民{n}", f"21110319900101{n:03d}X", "") for n in range(PEOPLE)]
    item = crowded.item("jdc-hpbl")

    def press(party):
        try:
            return bookings.book(item=item, party=party, slot_id=slot.pk, by=MACHINE, at=at(5, 12)).number
        except Refused as why:
            return why.code

    answers = in_threads(press, people)
    assert answers.count("full") == PEOPLE - SLOTS
    assert len({a for a in answers if a.startswith("YY-")}) == SLOTS
    assert Booking.objects.filter(place__slot=slot).values("place").distinct().count() == SLOTS


def test_windows_that_call_at_the_same_moment_never_call_the_same_number(crowded):
    for _n in range(12):
        queue.take_ticket(resource=crowded.traffic, by=MACHINE, at=at(7, 9))
    numbers = ["23", "24", "25", "26", "27"]
    officer = crowded.actor("民警张伟")

    def call(window):
        return queue.call_next(window, by=officer, at=at(7, 9, 1)).number

    called = in_threads(call, [crowded.window(number) for number in numbers], workers=5)
    assert len(set(called)) == len(numbers)
    assert Ticket.objects.filter(state="called").count() == len(numbers)


def test_one_window_that_presses_twice_calls_one_person(crowded):
    for _n in range(5):
        queue.take_ticket(resource=crowded.traffic, by=MACHINE, at=at(7, 9))
    officer, window = crowded.actor("民警张伟"), crowded.window("23")

    def call(_n):
        try:
            return queue.call_next(window, by=officer, at=at(7, 9, 1)).number
        except Refused as why:
            return why.code

    answers = in_threads(call, range(6), workers=6)
    assert answers.count("window_busy") == 5


def test_numbers_of_a_day_have_no_gap_and_no_double(crowded):
    def take(_n):
        return queue.take_ticket(resource=crowded.traffic, by=MACHINE, at=at(7, 9)).number

    assert sorted(in_threads(take, range(30))) == [f"F{n:03d}" for n in range(1, 31)]
