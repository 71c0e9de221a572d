"""Python and SQL count the same: a deadline on a page and a deadline in a report are one deadline."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.calendar import selectors
from banshi.kernel.clock import Limit, Pause, due

days = st.dates(date(2004, 1, 1), date(2027, 12, 31))


@st.composite
def matters(draw):
    """A trigger, a limit, pauses near it (overlapping, adjoining, before, after), an extension."""
    trigger = draw(days)
    unit, most = draw(st.sampled_from([("wd", 90), ("d", 200), ("mo", 24)]))
    pauses = []
    for _ in range(draw(st.integers(0, 5))):
        first = trigger + timedelta(days=draw(st.integers(-20, 200)))
        pauses.append(Pause(first, first + timedelta(days=draw(st.integers(0, 40)))))
    return trigger, Limit(draw(st.integers(0, most)), unit), pauses, draw(st.integers(0, 30))


def in_sql(trigger, limit, pauses, extension):
    ranges = [f"[{pause.first},{pause.last}]" for pause in pauses]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT banshi_due(%s, %s, %s, %s::daterange[], %s)", [trigger, limit.count, limit.unit, ranges, extension]
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(max_examples=800)
@given(matter=matters())
def test_python_and_sql_agree(loaded, matter):
    trigger, limit, pauses, extension = matter
    found = due(trigger, limit, selectors.current(), pauses=pauses, extensions=[Limit(extension, limit.unit)])
    assert in_sql(trigger, limit, pauses, extension) == found.on


@pytest.mark.django_db
@pytest.mark.parametrize(("limit", "says"), [(Limit(4, "h"), "not h"), (Limit(9999, "d"), "does not reach")])
def test_sql_refuses_what_it_cannot_count(loaded, limit, says):
    with pytest.raises((InternalError, ProgrammingError), match=says), transaction.atomic():
        in_sql(date(2026, 1, 5), limit, [], 0)
