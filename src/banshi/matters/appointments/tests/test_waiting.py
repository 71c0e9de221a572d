"""候补."""

from datetime import date

import pytest

from banshi.kernel.actors import Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import selectors
from banshi.matters.appointments.models import Entry, Place
from banshi.matters.appointments.services import bookings, waiting

from . import at
from .test_book import book

DAY = date(2022, 3, 7)


@pytest.fixture(autouse=True)
def _then():
    with moments.travel(at(5, 12)):
        yield


@pytest.fixture
def full(city):
    """Every place of the day is taken, one of them by 王芳."""
    made = book(city, item="jdc-hpbl", moment=at(7, 9))
    offers = selectors.free_slots(city.resource(city.traffic), first=DAY, last=DAY, at=at(5, 12))
    Place.objects.filter(slot__in=[offer.id for offer in offers]).update(taken=True)
    return made


def join(city, name, minute):
    return waiting.join(
        item=city.item("jdc-hpbl"), party=city.party(name), hall=city.hall, day=DAY, by=city.actor(name),
        at=at(5, 12, minute),
    )  # fmt: skip


def test_a_cancelled_place_is_held_for_the_first_who_waits(city, full):
    first, second = join(city, "赵强", 1), join(city, "孙奶奶", 2)
    bookings.cancel(full.number, by=city.actor("王芳"), at=at(5, 13))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("offered", "waiting")
    with pytest.raises(Refused, match="已约满"):  # nobody else gets it
        bookings.book(
            item=city.item("jdc-hpbl"), party=city.party("孙奶奶"), slot_id=first.place.slot_id,
            by=city.actor("孙奶奶"), at=at(5, 13, 1),
        )  # fmt: skip
    made = waiting.take_offer(first.number, by=city.actor("赵强"), at=at(5, 13, 20))
    assert made.span.start == at(7, 9)
    assert Entry.objects.get(pk=first.pk).state == "taken"


def test_an_offer_that_is_not_taken_goes_to_the_next_and_comes_back_later(city, full):
    first, second = join(city, "赵强", 1), join(city, "孙奶奶", 2)
    bookings.cancel(full.number, by=city.actor("王芳"), at=at(5, 13))
    timers.run_due(at(5, 13, 30))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "offered")
    with pytest.raises(Refused):
        waiting.take_offer(first.number, by=city.actor("赵强"), at=at(5, 13, 31))
    waiting.leave(second.number, by=city.actor("孙奶奶"), at=at(5, 13, 40))
    first.refresh_from_db()
    assert first.state == "offered"


def test_with_nobody_waiting_the_place_is_free_for_all(city, full):
    bookings.cancel(full.number, by=city.actor("王芳"), at=at(5, 13))
    free = selectors.free_slots(city.resource(city.traffic), first=DAY, last=DAY, at=at(5, 13))
    assert sum(offer.free for offer in free) == 1


def test_one_waits_once_a_day_and_for_oneself(city, full):
    entry = join(city, "赵强", 1)
    with pytest.raises(Refused, match="候补名单"):
        join(city, "赵强", 2)
    with pytest.raises(Hidden):
        waiting.leave(entry.number, by=city.actor("王芳"), at=at(5, 13))
