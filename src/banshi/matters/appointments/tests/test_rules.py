"""The rules, without a database."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.refusal import Refused
from banshi.matters.appointments import rules
from banshi.matters.appointments.rules import Span, Standing

from . import at

MINUTES = st.integers(0, 600)
MORNING = (time(8, 30), time(11, 30))


@given(st.integers(1, 240), st.lists(st.tuples(st.integers(0, 600), st.integers(10, 300)), max_size=3))
def test_slots_are_whole_do_not_overlap_and_stay_inside_the_sessions(minutes, drawn):
    sessions, clock = [], 0
    for gap, length in drawn:
        opens = clock + gap
        clock = opens + length
        if clock >= 24 * 60:
            break
        sessions.append((time(*divmod(opens, 60)), time(*divmod(clock, 60))))
    slots = list(rules.day_slots(date(2022, 3, 7), sessions, minutes, CHINA))
    for slot in slots:
        assert slot.end - slot.start == timedelta(minutes=minutes)
        assert any(a <= slot.start.time() and slot.end.time() <= b for a, b in sessions)
    assert not any(a.overlaps(b) for a, b in zip(slots, slots[1:], strict=False))
    unused = sum((b.hour * 60 + b.minute - a.hour * 60 - a.minute) % minutes for a, b in sessions)
    assert sum((b.hour * 60 + b.minute - a.hour * 60 - a.minute) for a, b in sessions) == len(slots) * minutes + unused


def test_a_morning_of_half_hours_has_six_slots():
    assert len(list(rules.day_slots(date(2022, 3, 7), [MORNING], 30, CHINA))) == 6


COMING = st.tuples(MINUTES, st.sampled_from(["none", "elderly", "disabled"]), st.none() | MINUTES)


def _standing(n, drawn):
    joined, care, due = drawn
    joined_at = at(7, 8) + timedelta(minutes=joined)
    due_at = None
    if due is not None:  # who has an appointment signs in between an hour before and a quarter of an hour after
        due_at = joined_at + timedelta(minutes=due % 75 - 15)
    return Standing(
        n,
        rules.rank_at(joined_at=joined_at, due_at=due_at, care=care),
        rules.ready_at(joined_at=joined_at, due_at=due_at),
    ), joined_at


@given(st.lists(COMING, min_size=1, max_size=40))
def test_nobody_is_overtaken_by_who_came_more_than_95_minutes_later(drawn):
    people = [_standing(n, one) for n, one in enumerate(drawn)]
    joined = {standing.id: came for standing, came in people}
    now = max(joined.values()) + timedelta(hours=2)  # everybody is ready
    line = rules.order([standing for standing, _ in people], now)
    for place, one in enumerate(line):
        for before in line[:place]:
            assert joined[before.id] <= joined[one.id] + timedelta(minutes=95)


@given(st.lists(st.tuples(MINUTES, st.just("none"), st.none()), min_size=1, max_size=40))
def test_ordinary_numbers_are_called_in_the_order_they_were_taken(drawn):
    people = [_standing(n, one)[0] for n, one in enumerate(drawn)]
    line = rules.order(people, at(8, 8))
    assert [(p.rank_at, p.id) for p in line] == sorted((p.rank_at, p.id) for p in people)


def test_who_keeps_an_appointment_is_called_before_who_walked_in_half_an_hour_earlier():
    walked_in = Standing(1, rules.rank_at(joined_at=at(7, 9)), at(7, 9))
    due = {"joined_at": at(7, 9, 25), "due_at": at(7, 9, 30)}
    booked = Standing(2, rules.rank_at(**due), rules.ready_at(**due))
    assert [p.id for p in rules.order([walked_in, booked], at(7, 9, 30))] == [2, 1]
    assert [p.id for p in rules.order([walked_in, booked], at(7, 9, 24))] == [1, 2]  # not yet the time


def test_an_elderly_person_goes_before_who_came_up_to_twenty_minutes_earlier():
    elderly = Standing(2, rules.rank_at(joined_at=at(7, 9, 15), care="elderly"), at(7, 9, 15))
    assert [p.id for p in rules.order([Standing(1, at(7, 9), at(7, 9)), elderly], at(7, 10))] == [2, 1]
    assert [p.id for p in rules.order([Standing(1, at(7, 8, 50), at(7, 9)), elderly], at(7, 10))] == [1, 2]


def test_the_register_knows_who_is_elderly_and_nobody_must_prove_a_disability():
    assert rules.care(date(1957, 3, 6), "none", date(2022, 3, 6)) == "elderly"
    assert rules.care(date(1957, 3, 7), "none", date(2022, 3, 6)) == "none"
    assert rules.care(None, "disabled", date(2022, 3, 6)) == "disabled"
    assert rules.care(None, "king", date(2022, 3, 6)) == "none"


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_the_steps_of_a_plan_follow_one_another(minutes):
    plan = rules.following(at(6, 9), minutes)
    assert all(a.end == b.start for a, b in zip(plan, plan[1:], strict=False))
    for n, span in enumerate(plan):
        rules.check_leg(Span(at(6, 8), at(6, 20)), [*plan[:n], None, *plan[n + 1 :]], n, span, at(5, 12))


def test_the_window_cannot_come_before_the_examination():
    exam = Span(at(6, 9), at(6, 9, 10))
    with pytest.raises(Refused, match="前一环节"):
        rules.check_leg(Span(at(6, 8), at(6, 12)), [exam, None], 1, Span(at(6, 9, 5), at(6, 9, 15)), at(5, 12))
    window = Span(at(6, 9, 10), at(6, 9, 15))
    with pytest.raises(Refused, match="后一环节"):
        rules.check_leg(Span(at(6, 8), at(6, 12)), [None, window], 0, Span(at(6, 9, 5), at(6, 9, 15)), at(5, 12))
    with pytest.raises(Refused, match="希望的时间"):
        rules.check_leg(Span(at(6, 8), at(6, 12)), [None], 0, Span(at(6, 13), at(6, 13, 5)), at(5, 12))


def test_a_request_leaves_the_offices_two_hours_and_looks_at_most_a_week_ahead():
    rules.check_request(Span(at(5, 13), at(5, 18)), at(5, 12))
    with pytest.raises(Refused, match="两小时"):
        rules.check_request(Span(at(5, 12), at(5, 13)), at(5, 12))
    with pytest.raises(Refused, match="七天"):
        rules.check_request(Span(at(13, 9), at(13, 12)), at(5, 12))


def test_the_offices_answer_within_four_hours_or_an_hour_before():
    assert rules.answer_by(Span(at(6, 8), at(6, 12)), at(5, 12)) == at(5, 16)
    assert rules.answer_by(Span(at(5, 15), at(5, 18)), at(5, 12)) == at(5, 14)
    assert rules.answer_by(Span(at(5, 12, 10), at(5, 18)), at(5, 12)) == at(5, 12, 30)


@pytest.mark.parametrize("text", ["电话13804270001", "身份证211103198803150026 请查"])
def test_personal_numbers_do_not_enter_the_record(text):
    with pytest.raises(Refused, match="身份证号"):
        rules.check_public_text(text)


def test_checking_in_opens_an_hour_before_and_closes_a_quarter_after():
    rules.check_in_time(at(6, 9), at(6, 8))
    rules.check_in_time(at(6, 9), at(6, 9, 15))
    with pytest.raises(Refused, match="还未到"):
        rules.check_in_time(at(6, 9), at(6, 7, 59))
    with pytest.raises(Refused, match="十五分钟"):
        rules.check_in_time(at(6, 9), at(6, 9, 16))


def test_the_expected_wait_is_people_ahead_times_median_over_windows():
    assert rules.expected_wait(0, [], 0, usual_minutes=8) == 0
    assert rules.expected_wait(6, [], 2, usual_minutes=8) == 24
    assert rules.expected_wait(6, [4, 4, 5, 5, 60], 2, usual_minutes=8) == 15
    assert rules.expected_wait(1, [], 3, usual_minutes=8) == 3


@pytest.mark.parametrize("table", [rules.APPOINTMENT, rules.REQUEST, rules.LEG, rules.TICKET, rules.ENTRY])
def test_a_verb_that_the_table_does_not_know_is_refused(table):
    with pytest.raises(Refused):
        rules.step(table, next(iter(table))[0], "explode")
    assert rules.verbs(table, next(iter(table))[0])
