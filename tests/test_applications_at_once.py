"""Applications with real commits: two requests with one key at the same moment, two clerks on one matter."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs.models import Timer
from banshi.kernel.journal.models import Line as Happened
from banshi.kernel.journal.models import Stream
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist.models import Line
from banshi.matters.applications.models import Application, Material
from banshi.matters.applications.services import acceptance, drafting
from banshi.matters.applications.tests.conftest import copy_packs, load
from banshi.matters.applications.tests.people import FOOD, MONDAY, Town, on, plant_people

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 6


@pytest.fixture
def town(tmp_path):
    load(copy_packs(tmp_path))
    plant_people()
    with moments.travel(MONDAY):
        yield Town()
    calendars.forget()


def at_once(function):
    """Run it in several threads at the same moment; the answers, or what they raised."""
    barrier = Barrier(THREADS)

    def run(place):
        barrier.wait()
        try:
            return function(place)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_one_key_at_the_same_moment_makes_one_application(town):
    party, wang = town.party("王芳"), town.wang
    handed = town.handed(FOOD, town.wang)

    def submit(place):
        return drafting.submit(
            FOOD, party=party, handed=handed, by=wang, at=MONDAY, idempotency_key="the-same-key"
        ).number

    numbers = at_once(submit)
    assert len(set(numbers)) == 1
    assert Application.objects.count() == 1
    assert town.lines(numbers[0]) == [("ApplicationSubmitted", 1)]


def test_a_submission_needs_no_transaction(town):
    """Its number and key, then everything that it writes: one statement is all or nothing by itself."""
    town.submit()  # what does not change is remembered from now on
    party, wang, handed = town.party("王芳"), town.wang, town.handed(FOOD, town.wang)
    with CaptureQueriesContext(connection) as asked:
        drafting.submit(FOOD, party=party, handed=handed, by=wang, at=MONDAY)
    assert [query["sql"].split()[0] for query in asked] == ["SELECT", "WITH"]


def test_of_a_refused_submission_nothing_stays(town):
    """Found out by the statement itself, while the rest of it is being written."""
    kinds = (Application, Material, Line, Timer, Stream, Happened, ProcrastinateJob)
    handed = town.handed(FOOD, town.wang)
    code = next(code for code, way in handed.materials.items() if way != "promised")
    handed.materials[code] = town.upload(town.li)
    before = [kind.objects.count() for kind in kinds]
    with pytest.raises(Refused, match="没有找到您上传的文件"):
        drafting.submit(
            FOOD, party=town.party("王芳"), handed=handed, by=town.wang, at=MONDAY, idempotency_key="refused-once"
        )
    assert [kind.objects.count() for kind in kinds] == before


def test_two_clerks_on_one_matter_take_one_step(town):
    number, li = town.submit(), town.li
    answers = at_once(lambda place: acceptance.accept(number, by=li, at=on(3, 3), version=1))
    assert sum(isinstance(answer, Application) for answer in answers) == 1
    assert town.read(number).version == 2
    assert len(town.lines(number)) == 2


def test_numbers_taken_at_once_are_all_different(town):
    party, wang = town.party("王芳"), town.wang
    prepared = [town.handed(FOOD, wang) for _ in range(THREADS)]
    numbers = at_once(lambda p: drafting.submit(FOOD, party=party, handed=prepared[p], by=wang, at=MONDAY).number)
    assert len(set(numbers)) == THREADS
