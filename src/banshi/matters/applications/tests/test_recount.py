"""期限重算: the State Council publishes next year's holidays, and what is still open is counted anew."""

import pytest
from django.conf import settings

from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs import services as packs
from banshi.matters.applications.services import acceptance, recounting, review

from .conftest import copy_packs
from .people import MACHINE, on

LATE = on(12, 28)


@pytest.fixture
def next_year(town, tmp_path):
    """2027's notice arrives: a made-up one, in which 4 January is off and Saturday 9 January is worked."""
    folder = copy_packs(tmp_path)
    with (folder / "national" / "calendar.csv").open("a", encoding="utf-8") as file:
        for day in ("2027-01-01", "2027-01-04", "2027-01-05"):
            file.write(f"{day},holiday,元旦,国办发明电〔2026〕测试\n")
        file.write("2027-01-09,workday,元旦调休,国办发明电〔2026〕测试\n")
    return lambda: packs.load(folder=folder, by=MACHINE, at=on(12, 29))


def test_the_columns_are_those_of_the_pack():
    first = (settings.PACKS / "national" / "calendar.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first.split(",")[:4] == ["date", "kind", "name", "basis"]


def test_open_applications_get_their_new_last_days(town, next_year):
    number = town.accepted(at=LATE)
    application = town.read(number)
    assert application.provisional
    before = (application.promised_due_on, application.statutory_due_on)
    version = application.version
    next_year()
    town.run_jobs()
    application = town.read(number)
    assert before == (on(12, 31).date(), on(1, 11, year=2027).date())
    assert application.promised_due_on == before[0]  # the promise ends before the new days
    assert application.statutory_due_on == on(1, 13, year=2027).date()
    assert not application.provisional
    assert application.version == version
    assert town.lines(number)[-1] == ("DueDaysRecomputed", None)
    said = town.said(number)
    assert said["before"] == {"promised": "2026-12-31", "statutory": "2027-01-11"}
    assert said["after"] == {"promised": "2026-12-31", "statutory": "2027-01-13"}
    assert town.timers(number)["statute"] == on(1, 13, year=2027).date()
    assert town.waiting(number).statutory_due_on == on(1, 13, year=2027).date()


def test_the_notice_clock_is_counted_anew_too(town, next_year):
    number = town.submit(at=LATE)
    before = town.read(number).notice_due_on
    next_year()
    town.run_jobs()
    application = town.read(number)
    assert application.notice_due_on != before
    assert town.timers(number) == {"deemed": application.notice_due_on}
    assert town.waiting(number).due_on == application.notice_due_on


def test_what_has_ended_and_what_the_days_do_not_touch_stay(town, next_year):
    ended, early = town.accepted(at=LATE), town.accepted(at=on(3, 2))
    review.withdraw(ended, by=town.wang, at=LATE)
    lines = {number: town.lines(number) for number in (ended, early)}
    days = {number: town.read(number).statutory_due_on for number in (ended, early)}
    next_year()
    town.run_jobs()
    for number in (ended, early):
        assert town.lines(number) == lines[number]
        assert town.read(number).statutory_due_on == days[number]


def test_a_day_that_has_done_its_work_is_history(town, next_year):
    number = town.submit(at=LATE)
    notice_due_on = town.read(number).notice_due_on
    acceptance.accept(number, by=town.li, at=LATE)
    next_year()
    town.run_jobs()
    assert town.read(number).notice_due_on == notice_due_on


def test_counting_twice_changes_nothing(town, next_year):
    number = town.accepted(at=LATE)
    next_year()
    town.run_jobs()
    length = len(town.lines(number))
    assert recounting.recount_all(by=MACHINE, at=on(12, 30)) == 0
    calendars.forget()
    assert len(town.lines(number)) == length
