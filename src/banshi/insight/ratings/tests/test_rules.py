from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.insight.ratings import rules
from banshi.kernel.refusal import Refused

COUNTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3), st.lists(st.integers(0, 9), min_size=5, max_size=5)
)


@given(COUNTS)
def test_what_is_published_never_tells_apart_fewer_than_five(counts):
    rows = rules.published(counts)
    assert all(row.total >= rules.LEAST for row in rows)
    assert all(len(row.offices) > 1 or row.total >= rules.LEAST for row in rows)


@given(COUNTS)
def test_taking_the_shown_rows_from_the_total_reveals_no_small_office(counts):
    rows = rules.published(counts)
    hidden = sum(sum(levels) for levels in counts.values()) - sum(row.total for row in rows)
    assert hidden == 0 if rows else hidden < rules.LEAST or not counts or _all_few(counts)
    joined = [row for row in rows if len(row.offices) > 1]
    assert len(joined) <= 1


def _all_few(counts):
    return sum(sum(levels) for levels in counts.values()) < rules.LEAST


@given(COUNTS)
def test_a_small_office_is_never_joined_alone(counts):
    few = {office for office, levels in counts.items() if sum(levels) < rules.LEAST}
    for row in rules.published(counts):
        assert not (set(row.offices) & few) or len(row.offices) > 1


def test_offices_with_enough_stand_by_themselves_the_largest_first():
    rows = rules.published({"a": (9, 0, 0, 0, 0), "b": (20, 0, 0, 0, 1), "c": (1, 0, 0, 0, 0), "d": (0, 1, 0, 0, 3)})
    assert [row.offices for row in rows] == [("b",), ("a",), ("c", "d")]


def test_one_small_office_takes_the_next_smallest_with_it():
    rows = rules.published({"a": (9, 0, 0, 0, 0), "b": (20, 0, 0, 0, 1), "c": (0, 0, 0, 0, 1)})
    assert [row.offices for row in rows] == [("b",), ("c", "a")]


@pytest.mark.parametrize(
    "words",
    ["我的身份证211103198803150026请回电", "电话：13800000001。", "13800000001和13900000002"],
)
def test_numbers_inside_words_are_masked(words):
    shown = rules.masked(words)
    assert "********" in shown or "****" in shown
    assert not rules.NUMBER.search(shown)


def test_other_numbers_stay():
    assert rules.masked("窗口3号，等了120分钟，SQ-2026-000001") == "窗口3号，等了120分钟，SQ-2026-000001"


def test_the_link_serves_to_the_thirtieth_day():
    rules.check_link(date(2026, 3, 1), date(2026, 3, 31))
    with pytest.raises(Refused):
        rules.check_link(date(2026, 3, 1), date(2026, 4, 1))
