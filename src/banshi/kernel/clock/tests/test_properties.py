"""What must hold for every matter, not only for the cases somebody thought of."""

from datetime import date, datetime, timedelta

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.clock import (
    Calendar,
    Limit,
    Pause,
    days_taken,
    due,
    explain,
    light,
    notice_lapsed,
    working_days_between,
)
from banshi.kernel.clock.counting import CHINA
from banshi.kernel.clock.tests.conftest import CSV

CALENDAR = Calendar.from_csv(CSV)
DAY = timedelta(days=1)

triggers = st.dates(date(2004, 1, 1), date(2025, 6, 30))
day_limits = st.builds(Limit, st.integers(0, 120), st.sampled_from(["wd", "d"])) | st.builds(
    Limit, st.integers(0, 12), st.just("mo")
)


@st.composite
def pauses_near(draw, trigger):
    """None, one or several, in any order, overlapping or not."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = trigger + DAY * draw(st.integers(-15, 120))
        found.append(Pause(first, first + DAY * draw(st.integers(0, 30))))
    return found


@st.composite
def matters(draw, limits=day_limits):
    trigger = draw(triggers)
    return trigger, draw(limits), draw(pauses_near(trigger))


def paused(day, pauses):
    return any(pause.first <= day <= pause.last for pause in pauses)


@given(matters(limits=st.builds(Limit, st.integers(0, 120))))
def test_exactly_the_promised_working_days_are_given(matter):
    trigger, limit, pauses = matter
    last = due(trigger, limit, CALENDAR, pauses=pauses).on
    given_days = [
        day
        for day in (trigger + DAY * n for n in range(1, (last - trigger).days + 1))
        if chinese_calendar.is_workday(day) and not paused(day, pauses)
    ]
    assert len(given_days) == limit.count
    assert last == (given_days[-1] if given_days else trigger)


@given(matters())
def test_explain_and_due_tell_the_same(matter):
    trigger, limit, pauses = matter
    last = due(trigger, limit, CALENDAR, pauses=pauses)
    rows = explain(trigger, limit, CALENDAR, pauses=pauses)
    assert [row.date for row in rows] == [trigger + DAY * n for n in range((last.on - trigger).days + 1)]
    assert [row.n for row in rows] == [sum(row.counted for row in rows[: n + 1]) for n in range(len(rows))]
    if limit.unit in {"wd", "d"}:
        assert rows[-1].n == limit.count
    assert not any(row.counted and paused(row.date, pauses) for row in rows)
    assert all(row.why for row in rows)


@given(matters(), st.data())
def test_one_more_pause_never_makes_it_earlier(matter, data):
    trigger, limit, pauses = matter
    more = data.draw(pauses_near(trigger))
    assert due(trigger, limit, CALENDAR, pauses=[*pauses, *more]).on >= due(trigger, limit, CALENDAR, pauses=pauses).on


@given(matters(), st.randoms(use_true_random=False))
def test_the_order_of_the_pauses_and_their_repetition_do_not_matter(matter, random):
    trigger, limit, pauses = matter
    shuffled = [*pauses, *pauses]
    random.shuffle(shuffled)
    assert due(trigger, limit, CALENDAR, pauses=shuffled) == due(trigger, limit, CALENDAR, pauses=pauses)


@given(matters(), st.integers(0, 40))
def test_a_longer_limit_never_ends_earlier(matter, more):
    trigger, limit, pauses = matter
    longer = due(trigger, limit, CALENDAR, pauses=pauses, extensions=[Limit(more, limit.unit)])
    assert longer.on >= due(trigger, limit, CALENDAR, pauses=pauses).on


@given(matters())
def test_who_begins_later_never_ends_earlier(matter):
    trigger, limit, pauses = matter
    assert due(trigger + DAY, limit, CALENDAR, pauses=pauses).on >= due(trigger, limit, CALENDAR, pauses=pauses).on


@given(matters())
def test_a_limit_never_ends_on_a_day_off_or_in_a_pause(matter):
    trigger, limit, pauses = matter
    last = due(trigger, limit, CALENDAR, pauses=pauses).on
    assert limit.on_the_spot or (CALENDAR.is_working(last) and not paused(last, pauses))


@given(matters(limits=st.builds(Limit, st.integers(1, 120))))
def test_days_taken_until_the_last_day_are_the_limit(matter):
    trigger, limit, pauses = matter
    last = due(trigger, limit, CALENDAR, pauses=pauses).on
    assert days_taken(trigger, last, CALENDAR, pauses=pauses) == limit.count
    assert days_taken(trigger, last - DAY, CALENDAR, pauses=pauses) == limit.count - 1


@given(matters(), st.integers(0, 200))
def test_days_taken_are_the_days_that_can_be_counted(matter, later):
    trigger, _, pauses = matter
    end = trigger + DAY * later
    expected = sum(
        CALENDAR.is_working(day) and not paused(day, pauses) for day in (trigger + DAY * n for n in range(1, later + 1))
    )
    assert days_taken(trigger, end, CALENDAR, pauses=pauses) == expected


@given(triggers, st.integers(0, 400))
def test_working_days_between_are_those_a_second_calendar_counts(first, later):
    last = first + DAY * later
    expected = sum(chinese_calendar.is_workday(first + DAY * n) for n in range(1, later + 1))
    assert working_days_between(first, last, CALENDAR) == expected == -working_days_between(last, first, CALENDAR)


@given(triggers, st.integers(1, 60), st.integers(-5, 100))
def test_lights_go_green_yellow_red_and_never_back(trigger, count, offset):
    last = due(trigger, Limit(count), CALENDAR).on
    today = trigger + DAY * offset
    colours = ["green", "yellow", "red"]
    now, tomorrow = (colours.index(light(last, day, CALENDAR)) for day in (today, today + DAY))
    assert tomorrow >= now
    assert (now == 2) == (today > last)
    assert light(last, last, CALENDAR) == "yellow"
    if count > 2:
        assert light(last, trigger, CALENDAR) == "green"


@given(triggers, st.integers(0, 20))
def test_the_notice_lapses_after_the_fifth_working_day(received, later):
    today = received + DAY * later
    assert notice_lapsed(received, today, CALENDAR) == (
        working_days_between(received, today, CALENDAR) > 5
        or (working_days_between(received, today, CALENDAR) == 5 and not CALENDAR.is_working(today))
    )


@given(
    st.datetimes(datetime(2004, 1, 1), datetime(2025, 6, 30)).map(lambda at: at.replace(tzinfo=CHINA)),
    st.integers(0, 100),
    st.data(),
)
def test_exactly_the_promised_hours_are_given(began, hours, data):
    pauses = data.draw(pauses_near(began.date()))
    found = due(began, Limit(hours, "h"), CALENDAR, pauses=pauses)
    if not hours:
        assert found.on == began.date()
        return
    stops = {began.date() + DAY * n for n in range(200) if paused(began.date() + DAY * n, pauses)}
    left, day, end = timedelta(hours=hours), began.date(), None
    while end is None:
        begins = max(began, datetime.combine(day, datetime.min.time(), CHINA))
        ends = datetime.combine(day + DAY, datetime.min.time(), CHINA)
        if day not in stops:
            end = begins + left if begins + left <= ends else None
            left -= ends - begins
        day += DAY
    assert found.at == end
    assert explain(began, Limit(hours, "h"), CALENDAR, pauses=pauses)[-1].date == found.on


@settings(max_examples=300)
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), day_limits)
def test_provisional_says_whether_an_unknown_year_could_matter(trigger, limit):
    """A calendar that learns 2027 and later, whatever it says, moves provisional days only."""
    all_closed = {
        day: CALENDAR.special.get(day) or type(CALENDAR.special[date(2026, 1, 1)])(False, "假设")
        for day in (date(2027, 1, 1) + DAY * n for n in range(400))
    }
    other = Calendar.of({**CALENDAR.special, **all_closed})
    before, after = due(trigger, limit, CALENDAR), due(trigger, limit, other)
    assert before.provisional or before.on == after.on
