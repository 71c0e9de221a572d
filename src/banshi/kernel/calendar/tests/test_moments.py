from datetime import UTC, date, datetime, timedelta

import pytest

from banshi.kernel.calendar import moments


def test_now_is_chinas_time():
    assert moments.now().utcoffset() == timedelta(hours=8)
    assert abs(moments.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_demonstration_may_live_in_another_time(settings):
    settings.CLOCK_OFFSET = timedelta(days=-365)
    assert abs(datetime.now(UTC) - moments.now() - timedelta(days=365)) < timedelta(seconds=5)


def test_travelling_stands_still_and_comes_back():
    with moments.travel(datetime(2022, 1, 27, 9, 30)):
        assert moments.today() == date(2022, 1, 27)
        assert moments.now() == moments.now()
        with moments.travel(datetime(2022, 3, 1, 20, tzinfo=UTC)):
            assert moments.today() == date(2022, 3, 2)
        assert moments.today() == date(2022, 1, 27)
    assert moments.today().year >= 2026


def test_production_does_not_travel(settings):
    settings.PRODUCTION = True
    with pytest.raises(RuntimeError), moments.travel(datetime(2022, 1, 27)):
        pass
