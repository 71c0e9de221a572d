"""Halls, windows and opening hours of the model city."""

from datetime import date, datetime, time

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.clock import Calendar, Special
from banshi.kernel.packs import services
from banshi.registers.places import selectors
from banshi.registers.places.models import OpeningHours

MAKE_UP_SATURDAY, HOLIDAY, MONDAY = date(2022, 1, 29), date(2022, 4, 4), date(2022, 4, 11)
CALENDAR = Calendar.of({MAKE_UP_SATURDAY: Special(True, "春节", ""), HOLIDAY: Special(False, "清明节", "")})
FILES = {
    "national": ("pack.toml", "divisions.csv"),
    "panjin-demo": ("pack.toml", "reporting_areas.csv", "offices.csv", "halls.csv", "windows.csv", "opening_hours.csv"),
}


@pytest.fixture(autouse=True)
def places(tmp_path, db) -> None:
    for pack, names in FILES.items():
        (tmp_path / pack).mkdir()
        for name in names:
            (tmp_path / pack / name).write_bytes((settings.PACKS / pack / name).read_bytes())
    services.load(folder=tmp_path, by=Actor.system("tests"), at=moments.now())


def test_five_halls_with_windows_of_all_eight_kinds() -> None:
    assert selectors.halls().first().code == "pj-hall"
    assert selectors.halls().count() == 5
    for hall in selectors.halls():
        assert set(selectors.WINDOW_KINDS) <= set(selectors.windows(hall.code).values_list("kind", flat=True))


def test_only_the_city_hall_has_an_examination_station() -> None:
    assert [one.code for one in selectors.halls_with(selectors.EXAM_CENTRE)] == ["pj-hall"]
    window = selectors.windows("pj-hall", selectors.EXAM_CENTRE).first()
    assert window.office_path == "/2111/pj-wjw/pj-tjzx/"


def test_every_hall_has_low_counters() -> None:
    for hall in selectors.halls():
        assert selectors.windows(hall.code).filter(low_counter=True).exists()


def test_halls_are_open_on_working_days_as_the_calendar_knows_them() -> None:
    morning = selectors.Session(time(8, 30), time(11, 30))
    assert selectors.sessions("pj-hall", MONDAY, CALENDAR)[0] == morning
    assert len(selectors.sessions("pj-hall", MAKE_UP_SATURDAY, CALENDAR)) == 2
    assert selectors.sessions("pj-hall", HOLIDAY, CALENDAR) == []


@pytest.mark.parametrize(
    ("clock", "expected"),
    [((8, 29), False), ((8, 30), True), ((11, 30), False), ((13, 0), True), ((16, 30), False)],
)
def test_open_from_the_first_minute_until_before_the_last(clock: tuple[int, int], expected: bool) -> None:
    at = datetime.combine(MONDAY, time(*clock), tzinfo=moments.CHINA)
    assert selectors.is_open("pj-hall", at, CALENDAR) is expected


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(selectors.UnknownPlace):
        selectors.hall("nowhere")
    with pytest.raises(selectors.UnknownPlace):
        selectors.window("nowhere")
    assert selectors.window("pj-hall-01").label


def test_the_database_refuses_a_session_that_ends_before_it_begins() -> None:
    with pytest.raises(IntegrityError, match="opens_before_it_closes"), transaction.atomic():
        OpeningHours.objects.update(closes=time(1, 0))
