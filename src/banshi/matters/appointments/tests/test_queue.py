"""排队叫号."""

import pytest

from banshi.kernel.actors import Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.journal.selectors import timeline
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import selectors
from banshi.matters.appointments.models import Appointment, Ticket
from banshi.matters.appointments.services import queue

from . import at
from .conftest import MACHINE
from .test_book import book


@pytest.fixture(autouse=True)
def _then():
    with moments.travel(at(5, 12)):
        yield


@pytest.fixture
def officer(city):
    return city.actor("民警张伟")


def take(city, minute, care="none"):
    return queue.take_ticket(resource=city.traffic, care=care, by=MACHINE, at=at(7, 9, minute))


def test_elderly_people_go_before_who_came_shortly_before_and_then_it_is_first_come(city, officer):
    for minute, care in ((0, "none"), (5, "none"), (15, "elderly"), (30, "none")):
        take(city, minute, care)
    called = []
    for minute in range(31, 35):
        ticket = queue.call_next(city.window("23"), by=officer, at=at(7, 9, minute))
        queue.serve(ticket.key, by=officer, at=at(7, 9, minute))
        queue.finish(ticket.key, by=officer, at=at(7, 9, minute, 30))
        called.append(ticket.number)
    assert called == ["F003", "F001", "F002", "F004"]
    assert queue.call_next(city.window("23"), by=officer, at=at(7, 9, 40)) is None


def test_who_booked_is_called_at_the_booked_time(city, officer):
    made = book(city, item="jdc-hpbl", moment=at(7, 9, 30))
    take(city, 0)
    ticket = queue.check_in(hall=city.hall, number=made.number[-6:], by=MACHINE, at=at(7, 9, 10))
    assert [t.number for t in selectors.line(city.traffic, at(7, 9, 20))] == ["F001", ticket.number]
    assert [t.number for t in selectors.line(city.traffic, at(7, 9, 26))] == [ticket.number, "F001"]


def test_an_empty_window_does_not_let_an_early_comer_wait(city, officer):
    made = book(city, item="jdc-hpbl", moment=at(7, 9, 30))
    ticket = queue.check_in(hall=city.hall, token=made.token, by=MACHINE, at=at(7, 9))
    assert queue.call_next(city.window("23"), by=officer, at=at(7, 9, 1)) == ticket


def test_checking_in_twice_gives_the_same_number(city):
    made = book(city, item="jdc-hpbl", moment=at(7, 9, 30))
    first = queue.check_in(hall=city.hall, number=made.number, by=MACHINE, at=at(7, 9))
    assert queue.check_in(hall=city.hall, token=made.token, by=MACHINE, at=at(7, 9, 5)) == first


@pytest.mark.parametrize(("hall", "number", "says"), [("pj-hall", "999999", "没有找到"), ("dw-hall", "", "其他大厅")])
def test_the_kiosk_says_what_is_wrong(city, hall, number, says):
    made = book(city, item="jdc-hpbl", moment=at(7, 9, 30))
    with pytest.raises(Refused, match=says):
        queue.check_in(hall=hall, number=number or made.number, by=MACHINE, at=at(7, 9, 20))


def test_a_kiosk_of_another_hall_has_no_right_here(city):
    with pytest.raises(Hidden):
        queue.take_ticket(resource="dw-hall-traffic", by=city.actor("大厅管理员周敏"), at=at(7, 9))


def test_a_clerk_calls_at_the_windows_of_the_own_office_only(city):
    take(city, 0)
    with pytest.raises(Hidden):
        queue.call_next(city.window("23"), by=city.actor("外单位吴刚"), at=at(7, 9, 5))


def test_a_window_finishes_one_before_it_calls_the_next(city, officer):
    take(city, 0)
    take(city, 1)
    queue.call_next(city.window("23"), by=officer, at=at(7, 9, 5))
    with pytest.raises(Refused, match="先办结"):
        queue.call_next(city.window("23"), by=officer, at=at(7, 9, 6))


def test_who_misses_the_call_comes_back_ten_minutes_further_down(city, officer):
    first, _second, _third = take(city, 0), take(city, 5), take(city, 12)
    queue.call_next(city.window("23"), by=officer, at=at(7, 9, 15))
    queue.recall(first.key, by=officer, at=at(7, 9, 16))
    queue.skip(first.key, by=officer, at=at(7, 9, 17))
    queue.rejoin(first.key, by=officer, at=at(7, 9, 20))
    assert [t.number for t in selectors.line(city.traffic, at(7, 9, 20))] == ["F002", "F001", "F003"]
    assert timers.run_due(at(7, 10)) == 0


def test_who_does_not_come_back_in_half_an_hour_is_gone(city, officer):
    first = take(city, 0)
    queue.call_next(city.window("23"), by=officer, at=at(7, 9, 15))
    queue.skip(first.key, by=officer, at=at(7, 9, 17))
    timers.run_due(at(7, 9, 47))
    assert Ticket.objects.get(pk=first.pk).state == "no_show"
    with pytest.raises(Refused):
        queue.rejoin(first.key, by=officer, at=at(7, 9, 48))


def test_a_person_sent_to_another_window_keeps_the_time_of_coming(city, officer):
    ticket = take(city, 0)
    queue.take_ticket(resource="pj-hall-civil", by=MACHINE, at=at(7, 9, 10))
    queue.call_next(city.window("23"), by=officer, at=at(7, 9, 15))
    following = queue.transfer(ticket.key, resource="pj-hall-civil", by=officer, at=at(7, 9, 16))
    assert following.number == "A002"
    assert selectors.line("pj-hall-civil", at(7, 9, 16)).first() == following
    assert [line.kind.split(".")[1] for line in timeline(f"ticket:{ticket.key}")] == [
        "TicketTaken",
        "TicketCalled",
        "TicketTransferred",
    ]


def test_the_night_ends_what_the_day_left_open(city, officer):
    made = book(city, item="jdc-hpbl", moment=at(7, 9, 30))
    queue.check_in(hall=city.hall, token=made.token, by=MACHINE, at=at(7, 9, 20))
    take(city, 40)
    served = queue.call_next(city.window("23"), by=officer, at=at(7, 9, 41))
    queue.serve(served.key, by=officer, at=at(7, 9, 42))
    assert queue.close_day(by=MACHINE, at=at(8, 2)) == 1
    assert set(Ticket.objects.values_list("state", flat=True)) == {"done", "no_show"}
    assert Appointment.objects.get().state == "served"


def test_the_expected_wait_counts_people_ahead_and_windows_at_work(city, officer):
    tickets = [take(city, minute) for minute in range(6)]
    queue.call_next(city.window("23"), by=officer, at=at(7, 9, 10))
    queue.call_next(city.window("24"), by=officer, at=at(7, 9, 10))
    standing = selectors.standing(tickets[5], at(7, 9, 11))
    assert (standing.ahead, standing.windows, standing.minutes) == (3, 2, 8)  # 3 × 5 minutes ÷ 2


def test_the_screen_shows_numbers_and_no_names(city, officer):
    take(city, 0)
    take(city, 1)
    queue.call_next(city.window("23"), by=officer, at=at(7, 9, 10))
    board = selectors.board(city.hall, at(7, 9, 11))
    assert [t.number for t in board.calling] == ["F001"]
    waiting = {pool.pk: standing.ahead for pool, standing in board.lines}
    assert waiting[city.traffic] == 1 and waiting["pj-hall-civil"] == 0
