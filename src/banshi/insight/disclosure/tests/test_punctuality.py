"""双公示及时率: the last day is in time, the day after is not; both clocks run; what says nothing is not counted."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from banshi.insight.disclosure import selectors
from banshi.insight.disclosure.models import Punctuality
from banshi.insight.disclosure.services import measuring
from banshi.insight.exchange.tests.cities import MACHINE
from banshi.kernel.journal.models import Line
from banshi.registers.credit.models import Delivery, Subject
from banshi.registers.credit.selectors import punctuality
from banshi.registers.credit.selectors.punctuality import DOUBLE, MARKET, outcome
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.people import ENVIRONMENT, MONDAY, PERSON, SID
from banshi.registers.credit.tests.people import MARKET as MARKET_UNIT
from banshi.registers.credit.tests.served import Record

pytestmark = pytest.mark.usefixtures("bureau")
LICENCE, PENALTY = 3, 4
DECIDED = date(2022, 2, 8)  # Tuesday; day 1 is the 9th; the seventh working day is Thursday the 17th
SEVENTH, TWENTIETH = date(2022, 2, 17), date(2022, 3, 8)
FIRST = date(2021, 4, 1)
DAY = timedelta(days=1)


def delivered(number: int, day: date | None, unit: int = ENVIRONMENT) -> int:
    Delivery.objects.create(
        number=number, run=number, unit=unit, file=f"{number}.csv", batch=str(number), received=0, linked=0, unlinked=0,
        duplicate=0, quarantined=0, delivered_on=day,
    )  # fmt: skip
    return number


def record(fp: int, batch: int, **said: Any) -> Record:
    """A licence of the environment bureau to the company, or what is said."""
    return Record(
        **{"sid": SID, "fp": fp, "unit": ENVIRONMENT, "kind": LICENCE, "decided_on": DECIDED, "batch": batch} | said
    )


def tally(unit: int = ENVIRONMENT, clock: str = DOUBLE) -> punctuality.Tally:
    (found,) = [one for one in punctuality.tallies(FIRST, MONDAY.date()) if (one.unit, one.clock) == (unit, clock)]
    return found


@pytest.mark.parametrize(("day", "in_time"), [(DECIDED, 1), (SEVENTH, 1), (SEVENTH + DAY, 0)])
def test_seven_working_days(day: date, in_time: int) -> None:
    delivered(1, date(2022, 1, 4))
    served.serve([record(1, delivered(2, day))])
    found = tally()
    assert (found.records, found.in_time, found.late) == (1, in_time, 1 - in_time)
    assert (found.kind, found.month) == ("licence", date(2022, 2, 1))


@pytest.mark.parametrize(("day", "in_time"), [(TWENTIETH, 1), (TWENTIETH + DAY, 0)])
def test_a_market_regulators_penalty_has_twenty_working_days_beside_the_seven(day: date, in_time: int) -> None:
    delivered(1, date(2022, 1, 4), MARKET_UNIT)
    served.serve([record(1, delivered(2, day, MARKET_UNIT), unit=MARKET_UNIT, kind=PENALTY)])
    assert tally(MARKET_UNIT, MARKET).in_time == in_time
    assert tally(MARKET_UNIT, DOUBLE).late == 1, "both clocks run"


@pytest.mark.parametrize(("unit", "kind"), [(MARKET_UNIT, LICENCE), (ENVIRONMENT, PENALTY)])
def test_others_have_one_clock(unit: int, kind: int) -> None:
    served.serve([record(1, delivered(1, DECIDED, unit), unit=unit, kind=kind)])
    assert [one.clock for one in punctuality.tallies(FIRST, MONDAY.date())] == [DOUBLE]


def test_what_was_due_before_the_unit_began_is_not_counted() -> None:
    """The first delivery brings the history. What fell due on that very day was late, though."""
    begun = delivered(1, SEVENTH + DAY)
    later = delivered(2, SEVENTH + 2 * DAY)
    served.serve([record(1, begun), record(2, later, decided_on=DECIDED + DAY)])  # due the day before, and on the day
    found = tally()
    assert (found.before, found.late, found.in_time) == (1, 1, 0)


def test_no_day_no_answer() -> None:
    served.serve([record(1, delivered(1, None)), record(2, 99)])
    assert tally().unknown == 2
    assert outcome(SEVENTH, None, None) == "unknown"


def test_people_other_kinds_and_older_decisions_are_not_in_it() -> None:
    batch = delivered(1, SEVENTH)
    assert Subject.objects.get(pk=PERSON).kind == "P"
    served.serve([
        record(1, batch, sid=PERSON), record(2, batch, kind=12), record(3, batch, decided_on=FIRST - DAY),
        record(4, batch, decided_on=FIRST),
    ])  # fmt: skip
    assert [one.month for one in punctuality.tallies(FIRST, MONDAY.date())] == [FIRST]


def test_twelve_months_are_this_one_and_eleven() -> None:
    assert measuring.first_day(MONDAY.date()) == FIRST
    assert measuring.first_day(date(2022, 12, 31)) == date(2022, 1, 1)


def measure() -> int:
    return measuring.measure(by=MACHINE, at=MONDAY)


def test_measuring_replaces_what_was_measured_and_says_so_once() -> None:
    delivered(1, date(2022, 1, 4))
    served.serve([record(1, delivered(2, SEVENTH)), record(2, delivered(3, SEVENTH + DAY)), record(3, 2)])
    assert (measure(), measure()) == (3, 3)
    (line,) = Line.objects.filter(kind="disclosure.PunctualityMeasured")
    assert (line.data["records"], line.data["in_time"]) == (3, 2)
    (share,) = selectors.shares()
    assert (share.percent, share.counted) == ("66.6", 3)
    assert Punctuality.objects.count() == 1


def test_a_unit_of_which_nothing_counts_has_no_share() -> None:
    served.serve([record(1, delivered(1, None))])
    measure()
    (share,) = selectors.shares()
    assert (share.percent, selectors.total([share], DOUBLE).percent) == ("", "")


def test_figures_add_up() -> None:
    served.serve([record(1, delivered(1, SEVENTH))])
    measure()
    with pytest.raises(IntegrityError, match="disclosure_punctuality_adds_up"), transaction.atomic():
        Punctuality.objects.update(late=5)


def test_the_statements_do_not_grow(django_assert_num_queries) -> None:
    served.serve([record(n, delivered(n, SEVENTH + n * DAY)) for n in range(1, 20)])
    punctuality.tallies(FIRST, MONDAY.date())  # calendar and statutes are remembered
    with django_assert_num_queries(5):
        punctuality.tallies(FIRST, MONDAY.date())
