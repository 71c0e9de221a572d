"""一户一档: a subject's profile and records, the newest first, page after page without a gap and without a repetition."""

import random
from datetime import date, timedelta

import pytest

from banshi.registers.credit.models import Subject
from banshi.registers.credit.selectors import records, subjects
from banshi.registers.credit.selectors.records import Place
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.served import Record
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import WANG

pytestmark = pytest.mark.django_db
COMPANY, SOLD = "91211103MA10ABC34U", "91211100MA0UYTRE00"


def invented(size: int, sid: int = 35) -> list[Record]:
    """Several records on each day, by several units, with fingerprints in no order."""
    chance = random.Random(size)
    return [
        Record(sid=sid, fp=fp, unit=chance.choice([3, 7, 59]), kind=chance.choice([3, 4, 12]),
               decided_on=date(2022, 1, 1) + timedelta(days=chance.randrange(20)))
        for fp in {chance.getrandbits(63) for _ in range(size)}
    ]  # fmt: skip


def in_order(rows: list[Record]) -> list[Place]:
    return sorted(
        (Place(r.decided_on, r.unit, r.fp) for r in rows), key=lambda p: (-p.decided_on.toordinal(), p.unit, p.fp)
    )


def places(found: list[records.Record]) -> list[Place]:
    return [one.place for one in found]


def test_a_file_is_the_profile_and_the_newest_records(django_assert_num_queries):
    laid = invented(120)
    served.serve([*laid, Record(sid=67, fp=1)])  # the same part, another subject
    with django_assert_num_queries(1):
        profile, newest = records.file_of(35)
    assert profile is not None and (profile.records, profile.adverse) == (120, sum(r.kind == 4 for r in laid))
    assert profile.unit_numbers == sorted({r.unit for r in laid})
    assert places(newest) == in_order(laid)[:50]
    assert records.profile_of(35) == profile


def test_nobody_delivered_anything_about_a_stranger():
    assert records.file_of(5) == (None, [])
    assert records.profile_of(5) is None


@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_follow_each_other(size):
    laid, read, after = invented(100), [], None
    served.serve(laid)
    while page := records.older(35, after, size=size):
        read += page
        after = page[-1].place
    assert places(read) == in_order(laid)


def test_pages_of_some_kinds_leave_the_others_out():
    laid = invented(100)
    served.serve(laid)
    found = records.older(35, kinds=[4, 12], size=200)
    assert places(found) == in_order([r for r in laid if r.kind in (4, 12)])


def test_a_record_is_found_by_its_unit_and_fingerprint_among_its_subjects():
    laid = invented(30)
    served.serve([*laid, Record(sid=3, fp=laid[0].fp, unit=laid[0].unit, decided_on=laid[0].decided_on)])
    place = Place.of(records.older(35)[4].place.token)
    assert place is not None
    assert records.named(35, place.unit, place.fp) == records.older(35)[4]
    assert records.named(3, place.unit, place.fp + 1) is None


@pytest.mark.parametrize("token", ["", "x", "20220110-07", "20221310-07-00", "2022011-07-00", "20220110-99-00", "20220110-07-zz",
                                   "20220110-07-" + "f" * 40, "20220110-07-\x00", "99999999-01-1", "²0220110-07-0a"])  # fmt: skip
def test_what_is_no_token_names_nothing(token):
    assert Place.of(token) is None


@pytest.fixture
def people_and_companies():
    served.write_subject(1, name="盘锦示例稻米有限公司", number=COMPANY)
    served.write_subject(2, name="盘锦示例苇业有限公司", number=SOLD)
    served.write_subject(3, name="辽河示例稻米加工厂", number="92211103MA0UYTRF12")
    served.write_subject(10_000_001, name=WANG[0], number=WANG[1], kind="P")


@pytest.mark.parametrize("text, found", [
    (COMPANY, [1]), (COMPANY.lower(), [1]), (f" {COMPANY} ", [1]), ("盘锦示例", [2, 1]), ("稻米", [1, 3]), ("辽河示例稻米加工厂", [3]),
    ("%", []), ("米", []), ("没有这家", []), ("稻米_", []),
])  # fmt: skip
def test_organisations_are_found_by_code_and_by_any_part_of_their_name(people_and_companies, text, found):
    assert sorted(one.sid for one in subjects.search(text)) == sorted(found)


@pytest.mark.parametrize("text", [WANG[0], WANG[1], WANG[1].lower(), WANG[1][:17], WANG[2], "2111031985", "王"])
def test_no_search_finds_a_person(people_and_companies, text):
    assert subjects.search(text) == []


def test_a_name_that_begins_so_goes_before_one_that_contains_it(people_and_companies):
    served.write_subject(4, name="稻米示例商行", number="92211103MA0UYTRG06")
    assert [one.sid for one in subjects.search("稻米")] == [4, 1, 3]


def test_a_merged_organisation_is_found_under_the_one_that_stands(people_and_companies):
    Subject.objects.filter(pk=2).update(merged_into=1)
    found = subjects.organisation(SOLD)
    assert found is not None and found.sid == 1
    assert [one.sid for one in subjects.search("盘锦示例")] == [1]


def test_a_person_is_found_only_by_the_number(people_and_companies):
    found = subjects.person(WANG[1])
    assert found is not None and found.sid == 10_000_001
    assert subjects.person(COMPANY) is None and subjects.organisation(WANG[1]) is None
    assert subjects.of_party(Party(id_fingerprint=found.code_fingerprint)) == found
