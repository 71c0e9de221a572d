from datetime import UTC, date, datetime, timedelta

import pytest

from banshi.kernel.clock import Due, Limit, Pause, due, explain
from banshi.kernel.clock.counting import CHINA


def day(text):
    return date.fromisoformat(text)


def test_the_two_fixtures_everybody_knows(calendar):
    assert due(day("2026-02-12"), Limit.parse("5wd"), calendar) == Due(day("2026-02-26"))
    assert due(day("2026-01-05"), Limit.parse("60wd"), calendar) == Due(day("2026-04-03"))


@pytest.mark.parametrize("text", ["5wd", "15d", "3mo", "4h", "0", "9999wd"])
def test_a_limit_is_written_as_it_is_read(text):
    assert str(Limit.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "5", "wd", "0wd", "-5wd", "05wd", "5 wd", "5WD", "5w", "5wd ", "5wd\n", "10000wd", "５wd", "1.5d", "9" * 9],
)
def test_a_strange_limit_is_refused(text):
    with pytest.raises(ValueError, match="a limit is"):
        Limit.parse(text)


def test_a_limit_is_never_negative():
    with pytest.raises(ValueError, match="negative"):
        Limit(-1)


def test_limits_in_words():
    words = [Limit.parse(text).words for text in ("20wd", "15d", "3mo", "4h", "0")]
    assert words == ["20个工作日", "15日", "3个月", "4小时", "当场办结"]


def test_an_extension_has_the_unit_of_its_limit(calendar):
    with pytest.raises(ValueError, match="units differ"):
        due(day("2022-01-27"), Limit.parse("15d"), calendar, extensions=[Limit.parse("10wd")])
    assert Limit.parse("0").extended([Limit.parse("2h")]) == Limit(2, "h")


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(day("2022-02-10"), day("2022-02-08"))


def test_on_the_spot_ends_the_same_day_even_on_a_sunday(calendar):
    assert due(day("2022-02-13"), Limit(0), calendar) == Due(day("2022-02-13"))
    assert due(day("2031-02-14"), Limit(0), calendar).provisional is False


def test_hours_run_through_nights_and_weekends(calendar):
    friday = datetime(2022, 3, 4, 16, 30, tzinfo=CHINA)
    assert due(friday, Limit.parse("4h"), calendar).at == datetime(2022, 3, 4, 20, 30, tzinfo=CHINA)
    assert due(friday, Limit.parse("24h"), calendar).on == day("2022-03-05")


def test_hours_stand_still_on_paused_days(calendar):
    friday = datetime(2022, 3, 4, 16, 0, tzinfo=CHINA)
    weekend = Pause(day("2022-03-05"), day("2022-03-06"))
    assert due(friday, Limit.parse("24h"), calendar, pauses=[weekend]).at == datetime(2022, 3, 7, 16, 0, tzinfo=CHINA)
    assert due(friday, Limit.parse("8h"), calendar, pauses=[weekend]).at == datetime(2022, 3, 5, 0, 0, tzinfo=CHINA)
    today = Pause(day("2022-03-04"), day("2022-03-04"))
    assert due(friday, Limit.parse("2h"), calendar, pauses=[today]).at == datetime(2022, 3, 5, 2, 0, tzinfo=CHINA)
    rows = explain(friday, Limit.parse("24h"), calendar, pauses=[weekend])
    assert [(row.counted, row.why, row.n) for row in rows] == [
        (True, "16:00起计", 8),
        (False, "停表", 8),
        (False, "停表", 8),
        (True, "16:00届满", 24),
    ]


def test_hours_need_a_moment(calendar):
    with pytest.raises(ValueError, match="needs the moment"):
        due(day("2022-03-04"), Limit.parse("4h"), calendar)


def test_a_moment_falls_on_its_day_in_china(calendar):
    late = datetime(2022, 3, 3, 16, 30, tzinfo=UTC)  # half past midnight on the 4th in China
    assert due(late, Limit.parse("1wd"), calendar).on == day("2022-03-07")
    assert due(late, Limit.parse("1h"), calendar).at == datetime(2022, 3, 4, 1, 30, tzinfo=CHINA)


def test_an_open_pause_lasts_through_the_day_of_asking(calendar):
    waiting = [Pause(day("2022-03-08"))]
    limit = Limit.parse("5wd")
    assert due(day("2022-03-04"), limit, calendar, pauses=waiting) == Due(day("2022-03-14"), provisional=True)
    assert due(day("2022-03-04"), limit, calendar, pauses=waiting, as_of=day("2022-03-09")).on == day("2022-03-15")
    before = due(day("2022-03-04"), limit, calendar, pauses=waiting, as_of=day("2022-03-01"))
    assert before.on == day("2022-03-14")


def test_a_pause_that_begins_after_the_last_day_changes_nothing(calendar):
    later = [Pause(day("2022-03-14"))]
    assert due(day("2022-03-04"), Limit.parse("5wd"), calendar, pauses=later) == Due(day("2022-03-11"))


def test_2027_is_provisional_as_long_as_it_is_not_proclaimed(calendar):
    assert due(day("2026-12-14"), Limit.parse("20wd"), calendar) == Due(day("2027-01-11"), provisional=True)
    assert not due(day("2026-12-14"), Limit.parse("10wd"), calendar).provisional
    assert due(day("2026-12-20"), Limit.parse("15d"), calendar) == Due(day("2027-01-04"), provisional=True)
    assert not due(datetime(2026, 12, 31, 23, 0), Limit.parse("4h"), calendar).provisional


def test_explain_says_why_of_every_day(calendar):
    rows = explain(
        day("2022-01-27"),
        Limit.parse("5wd"),
        calendar,
        pauses=[Pause(day("2022-02-08"), day("2022-02-09"), "专家评审")],
    )
    assert [(f"{row.date:%m-%d}", row.why, row.n) for row in rows] == [
        ("01-27", "触发日不计", 0),
        ("01-28", "第1个工作日", 1),
        ("01-29", "调休上班，第2个工作日", 2),
        ("01-30", "调休上班，第3个工作日", 3),
        *((f"{date(2022, 1, 31) + timedelta(days=n):%m-%d}", "春节放假", 3) for n in range(7)),
        ("02-07", "第4个工作日", 4),
        ("02-08", "停表：专家评审", 4),
        ("02-09", "停表：专家评审", 4),
        ("02-10", "第5个工作日", 5),
    ]


def test_explain_says_why_a_last_day_moves(calendar):
    rows = explain(day("2022-01-20"), Limit.parse("15d"), calendar)
    assert [(f"{row.date:%m-%d}", row.counted, row.why) for row in rows[-4:]] == [
        ("02-04", True, "第15日，春节放假，届满日顺延"),
        ("02-05", False, "春节放假，顺延"),
        ("02-06", False, "春节放假，顺延"),
        ("02-07", False, "顺延至此工作日届满"),
    ]


def test_explain_says_when_a_year_is_not_proclaimed(calendar):
    assert explain(day("2026-12-31"), Limit(1), calendar)[-1].why == "放假安排未公布，暂按平日，第1个工作日"


def test_a_long_limit_ends_where_the_calendar_of_python_ends(calendar):
    with pytest.raises((ValueError, OverflowError)):
        due(day("9990-01-01"), Limit.parse("9999wd"), calendar)
