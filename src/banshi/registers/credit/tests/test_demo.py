"""演示: a small one. Every row is accounted for, our people have a file, and done twice it is done once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue
from banshi.registers.credit import demo
from banshi.registers.credit.models import Delivery, Subject
from banshi.registers.credit.selectors import deliveries, files, standing, subjects
from banshi.registers.credit.tests.people import MONDAY
from banshi.registers.parties import demo as people

ROWS = 2_000


@pytest.fixture(scope="module")
def taken_in(planted, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """As the worker would do it, once for this module. The people of the other tests make room."""
    home = tmp_path_factory.mktemp("credit")
    with django_db_blocker.unblock(), moments.travel(MONDAY), override_settings(CREDIT_HOME=home):
        Subject.objects.all().delete()
        demo.plant(rows=ROWS)
        queue.drain()
        yield home


def test_what_is_shown_is_what_was_received(taken_in, bureau):
    account, state = deliveries.account(), deliveries.state()
    own = len(demo.COMPANY) + len(demo.PERSON) * len(people.RESIDENTS)
    assert state is not None and account.holds
    assert account.received == ROWS + own
    assert 0.85 * account.received < state.records <= account.linked
    assert sum(one.linked for one in Delivery.objects.filter(file__endswith="own.parquet")) == own


def test_nothing_is_left_lying_about(taken_in, bureau):
    assert sorted(path.name for path in taken_in.iterdir()) == ["lake"]


def test_the_company_and_the_residents_have_a_file(taken_in, bureau):
    company = subjects.organisation(people.COMPANY[1])
    assert company is not None
    file = files.opened(company, on=MONDAY.date())
    assert file.profile is not None and file.profile.records == len(demo.COMPANY)
    shown, _place = standing.public_page(company, on=MONDAY.date())
    assert {one.kind.code for one in shown} >= {"licence", "penalty", "promise", "honour"}
    assert all(one.decided_on > date(2020, 1, 1) for one in shown if one.kind.adverse)  # the old fine has expired
    for resident in people.RESIDENTS:
        person = subjects.person(resident.citizen_id)
        assert person is not None and len(files.opened(person, on=MONDAY.date()).records) == len(demo.PERSON)


def test_done_twice_it_is_done_once(taken_in, bureau):
    before = deliveries.account(), deliveries.state()
    demo.deliver(ROWS, at=MONDAY)
    assert (deliveries.account(), deliveries.state()) == before
