"""演示: a small one. Every row is accounted for, our people have a file, the pages say the figures that were asked for, and
done twice it is done once.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client, override_settings

from banshi.kernel.access import services as accounts
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue
from banshi.kernel.journal.models import Line
from banshi.registers.credit import demo, demo_cases, demo_cast
from banshi.registers.credit.demo_cast import Figures
from banshi.registers.credit.models import Delivery, JointAction, Listing, Repair, Subject
from banshi.registers.credit.selectors import deliveries, files, measures, standing, subjects
from banshi.registers.credit.tests.people import MACHINE, MONDAY
from banshi.registers.parties import demo as people

ROWS = 2_000
FIGURES = Figures(promises=43, cases=17, repaired=3)
STAFF = {demo_cases.OFFICER: "credit_officer", demo_cases.HEAD: "head"}


@pytest.fixture(scope="module")
def taken_in(planted, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """As the worker would do it, once for this module. The people of the other tests make room."""
    home = tmp_path_factory.mktemp("credit")
    with django_db_blocker.unblock(), moments.travel(MONDAY), override_settings(CREDIT_HOME=home):
        Subject.objects.all().delete()
        for username, role in STAFF.items():
            user = accounts.create_staff(username=username, name=username, by=MACHINE, at=MONDAY)
            accounts.grant(user, role=role, office_path="/2111/", first=date(2020, 1, 1), by=MACHINE, at=MONDAY)
        demo.plant(rows=ROWS, figures=FIGURES)
        queue.drain()
        yield home


def test_what_is_shown_is_what_was_received(taken_in, bureau):
    account, state = deliveries.account(), deliveries.state()
    own = len(demo.COMPANY) + len(demo.PERSON) * len(people.RESIDENTS)
    own += len(list(demo_cast.records(FIGURES, promises=FIGURES.promises - 1)))
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


def test_the_public_list_of_promises_says_as_many_as_were_asked_for(taken_in, bureau):
    page = Client().get("/credit/promises/").content.decode()
    assert f'disclosed-sum">{FIGURES.promises}<' in page
    totals = [int(count) for count in re.findall(r'<span>[^<]+ <b class="number">(\d+)</b></span>', page)]
    assert sum(totals) == FIGURES.promises and min(totals) > 0  # kept, broken, running, unknown


def test_as_many_measures_were_applied_each_by_its_law_and_after_its_ground(taken_in, bureau):
    figures = measures.figures()
    assert sum(figures.values()) == FIGURES.cases and min(figures.values()) > 0
    answered = JointAction.objects.exclude(outcome="")
    assert all(one.reason and one.law and one.grounds and one.answered_at > one.met_at for one in answered)
    assert JointAction.objects.filter(outcome="").count() >= demo_cases.OPEN
    since = {entry.sid: entry.since for entry in Listing.objects.filter(state="listed")}
    assert since and all(one.met_at.date() >= since[one.sid] for one in JointAction.objects.filter(sid__in=since))


def test_as_many_companies_are_repaired_with_a_certificate_and_shown_no_more(taken_in, bureau):
    found = Repair.objects.filter(state="agreed")
    assert found.count() == found.values("sid").distinct().count() == FIGURES.repaired
    for repair in found:
        assert repair.certificate_id and repair.filed_at.date() < repair.agreed_on
        company = Subject.objects.get(sid=repair.sid)
        shown, _place = standing.public_page(company, on=MONDAY.date())
        assert shown and not any(one.kind.adverse for one in shown)


def test_nothing_that_was_planted_is_of_the_future(taken_in, bureau):
    assert not Line.objects.filter(at__gt=MONDAY).exists()


def test_where_another_lake_is_served_nothing_is_planted(taken_in, bureau):
    Repair.objects.all().delete()
    Subject.objects.filter(sid__gte=demo_cast.FIRST, sid__lt=demo_cast.FIRST + FIGURES.companies).delete()
    demo_cases.plant(FIGURES, at=MONDAY)
    assert not Repair.objects.exists()


def test_done_twice_it_is_done_once(taken_in, bureau):
    def counted():
        return [model.objects.count() for model in (Repair, Listing, JointAction, Line)]

    before = deliveries.account(), deliveries.state(), counted()
    demo.deliver(ROWS, FIGURES, at=MONDAY)
    queue.drain()
    assert (deliveries.account(), deliveries.state(), counted()) == before
