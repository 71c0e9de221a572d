from datetime import date

import pytest
from django.db import DatabaseError, transaction

from banshi.insight.indicators import services
from banshi.insight.indicators.models import Definition, Snapshot
from banshi.insight.ratings.tests.city import MACHINE, at
from banshi.kernel.actors import Forbidden
from banshi.kernel.journal import selectors as journal
from banshi.kernel.measures import Period
from banshi.kernel.refusal import Refused

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))


def take(code="on_time_rate", *, period=WEEK, by=MACHINE, when=None):
    return services.take(code, period=period, by=by, at=when or at(26))


def test_a_snapshot_holds_the_two_numbers_the_value_and_the_definition_of_the_day(city):
    city.decided()
    city.decided(refuse=True)
    taken = {one.area: one for one in take()}
    assert set(taken) == {"", "-", "stz", "xlt", "dw", "ps", "ldw", "gxq"}
    whole = Snapshot.objects.get(definition="on_time_rate", area="")
    assert (whole.numerator, whole.denominator, str(whole.value)) == (2, 2, "100.0000")
    assert whole.digest == Definition.objects.get(pk="on_time_rate").digest
    assert (whole.taken_at, taken["xlt"].value) == (at(26), None)


def test_the_journal_holds_the_figures_of_every_area(city):
    city.decided()
    take()
    (line,) = journal.timeline("indicator:on_time_rate")
    assert line.kind == "indicators.IndicatorTaken"
    assert line.data["figures"][""] == [1, 1] and line.data["figures"]["dw"] == [0, 0]


def test_taking_twice_changes_nothing(city):
    take()
    city.decided()
    assert take() == []
    assert Snapshot.objects.get(definition="on_time_rate", area="").denominator == 0
    assert len(journal.timeline("indicator:on_time_rate")) == 1


def test_the_database_refuses_to_change_or_delete_a_snapshot(city):
    take()
    for change in (lambda: Snapshot.objects.update(numerator=9), lambda: Snapshot.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_a_period_that_is_not_over_has_no_snapshot(city):
    with pytest.raises(Refused, match="还没有结束"):
        take(when=at(8, 23))


def test_nobody_takes_snapshots_by_hand(city):
    with pytest.raises(Forbidden):
        take(by=city.quality)


def test_the_night_takes_every_indicator_once_for_the_day_and_the_month(city):
    assert services.take_night(by=MACHINE, at=at(26, 1)) == 10 * 8 * 2
    assert services.take_night(by=MACHINE, at=at(26, 2)) == 0
    periods = set(Snapshot.objects.values_list("first", "last"))
    assert periods == {(date(2026, 3, 25), date(2026, 3, 25)), (date(2026, 3, 1), date(2026, 3, 25))}


def test_a_retired_definition_is_taken_no_more_and_keeps_its_past(city):
    take()
    Definition.objects.filter(pk="on_time_rate").update(retired_on=date(2026, 3, 20))
    services.take_night(by=MACHINE, at=at(26, 1))
    assert Snapshot.objects.filter(definition="on_time_rate").count() == 8
