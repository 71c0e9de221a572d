"""数据更新: what is looked up equals what the lake holds, whichever way it got there."""

import random
from dataclasses import astuple, replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from banshi.kernel.actors import Actor
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.crypto import decrypt
from banshi.kernel.journal.models import Line
from banshi.registers.credit.models import Delivery, Serving, Subject
from banshi.registers.credit.services import serving
from banshi.registers.credit.tests import lakes
from banshi.registers.credit.tests.served import ADVERSE, Record, write_kinds
from banshi.registers.parties.selectors import number_fingerprint
from banshi.registers.parties.tests.people import WANG

pytestmark = pytest.mark.django_db
AT, MACHINE = datetime(2022, 3, 5, 12, tzinfo=CHINA), Actor.system("credit")


@pytest.fixture(autouse=True)
def kinds():
    write_kinds()


@pytest.fixture
def lake(tmp_path):
    return lakes.make(tmp_path / "lake")


def refresh(lake, **options):
    return serving.refresh(lake, by=MACHINE, at=AT, **options)


def served() -> tuple[list, list]:
    """Everything in both tables, in order; the state says how much that is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM credit_record ORDER BY unit, fp, sid")
        records = cursor.fetchall()
        cursor.execute(
            "SELECT sid, bucket, records, adverse, cents, units, first_on, last_on FROM credit_profile ORDER BY sid"
        )
        profiles = cursor.fetchall()
    for state in Serving.objects.all():
        assert (state.records, state.subjects) == (len(records), len(profiles))
    return records, profiles


def counted(records: list[Record]) -> list[tuple]:
    """The profiles that these records have, counted without a database."""
    mine: dict[int, list[Record]] = {}
    for one in records:
        mine.setdefault(one.sid, []).append(one)
    return [
        (sid, sid % 32, len(rows), sum(r.kind in ADVERSE for r in rows), sum(r.cents or 0 for r in rows),
         sum(1 << unit for unit in {r.unit for r in rows}), min(r.decided_on for r in rows), max(r.decided_on for r in rows))
        for sid, rows in sorted(mine.items())
    ]  # fmt: skip


def invented(seed: int, size: int, *, first: int = 0) -> list[Record]:
    chance = random.Random(seed)
    return [
        Record(
            sid=chance.choice([3, 4, 35, 36, 10_000_001, 10_000_034]), fp=first + n, unit=chance.choice([1, 7, 59]),
            kind=chance.randint(1, 21), decided_on=date(2021, 1, 1) + timedelta(days=chance.randrange(400)),
            cents=chance.choice([None, 0, 150_000]), row_no=n, key=chance.choice([None, n]),
        )
        for n in range(size)
    ]  # fmt: skip


def test_an_empty_lake_is_served_as_nothing(lake):
    assert refresh(lake) == serving.Refreshed(run=0)
    assert not Serving.objects.exists()


def test_the_first_refresh_loads_every_record_and_every_profile(lake):
    laid = invented(1, 300)
    lakes.add_run(lake, laid)
    done = refresh(lake)
    records, profiles = served()
    assert (done.run, done.full, done.came, done.records, done.subjects) == (1, True, 300, 300, 6)
    order = ("sid", "fp", "cents", "key", "decided_on", "valid_until", "batch", "row_no", "unit", "kind", "rule")
    wanted = [tuple(getattr(r, n) for n in order) + (r.sid % 32, r.doc_no, r.content) for r in laid]
    assert sorted(records, key=str) == sorted(wanted, key=str)
    assert profiles == counted(laid)


def test_what_is_served_already_is_left_alone(lake):
    lakes.add_run(lake, invented(1, 20))
    refresh(lake)
    lines, before = Line.objects.count(), served()
    assert refresh(lake) == serving.Refreshed(run=1, records=20, subjects=6)
    assert (Line.objects.count(), served()) == (lines, before)


def test_runs_that_came_since_are_applied_and_lost_records_are_counted_out(lake):
    first, second = invented(1, 200), invented(2, 80, first=1000)
    lakes.add_run(lake, first)
    refresh(lake)
    lost = first[:150]  # some subjects lose all they had
    lakes.add_run(lake, second, gone=lost)
    done = refresh(lake)
    assert (done.full, done.applied, done.came, done.went, done.records) == (False, 1, 80, 150, 130)
    records, profiles = served()
    assert {(r[8], r[1]) for r in records} == {(r.unit, r.fp) for r in [*first[150:], *second]}
    assert profiles == counted([*first[150:], *second])


def test_what_came_one_by_one_is_put_together_once_it_is_more_than_a_tenth(lake):
    lakes.add_run(lake, invented(1, 200))
    refresh(lake)
    for number, came, together in ((2, 20, False), (3, 1, True), (4, 22, False), (5, 1, True)):
        lakes.add_run(lake, [replace(one, batch=number) for one in invented(number, came, first=number * 1000)])
        refresh(lake)
        before = served()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE credit_record")
        done = serving.put_together(lake, by=MACHINE, at=AT)
        assert (done is not None and done.full) == together, came
        assert served() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM credit_record_03_since")
        assert cursor.fetchone() == (0,)


def test_a_record_that_moves_to_another_subject_leaves_the_first_one(lake):
    theirs = Record(sid=3, fp=1)
    lakes.add_run(lake, [theirs, Record(sid=3, fp=2)])
    refresh(lake)
    moved = replace(theirs, sid=36)
    lakes.add_run(lake, [moved], gone=[theirs])
    refresh(lake)
    assert served()[1] == counted([Record(sid=3, fp=2), moved])


@pytest.mark.parametrize("seed", range(3))
def test_step_by_step_and_all_at_once_come_to_the_same(lake, seed):
    chance, standing = random.Random(seed), []
    for run in range(4):
        came = invented(seed * 10 + run, 60, first=run * 1000)
        lost = chance.sample(standing, min(25, len(standing)))
        again = [replace(one, sid=chance.choice([3, 36])) for one in lost[:5]]  # gone from one, given to another
        came += [one for one in again if one not in lost]
        lakes.add_run(lake, came, gone=lost)
        standing = [one for one in standing if one not in lost] + came
        refresh(lake)
    by_steps = served()
    assert by_steps[1] == counted(standing)
    assert refresh(lake, full=True).full
    assert served() == by_steps


def test_another_lake_is_loaded_anew(lake, tmp_path):
    lakes.add_run(lake, invented(1, 30))
    refresh(lake)
    other = lakes.make(tmp_path / "other")
    lakes.add_run(other, invented(2, 10))
    done = refresh(other)
    assert (done.full, done.records, Delivery.objects.count()) == (True, 10, 1)


def test_the_parts_are_as_good_as_new_after_a_swap(lake):
    lakes.add_run(lake, invented(1, 30))
    refresh(lake)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'credit_loading'")
        assert cursor.fetchone() == (0,)
        cursor.execute("""SELECT i.relname, x.indisvalid, (SELECT count(*) FROM pg_inherits WHERE inhparent = i.oid)
                          FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
                          WHERE t.relname IN ('credit_record', 'credit_profile') ORDER BY 1""")
        assert cursor.fetchall() == [("credit_profile_pkey", True, 32), ("credit_record_sid_decided_on_idx", True, 32)]
        cursor.execute("""SELECT count(*) FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
                          WHERE t.relname ~ '^credit_(record_[0-9]{2}_(loaded|since)|profile_[0-9]{2})$'""")
        assert cursor.fetchone() == (96,)  # none twice
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO credit_record SELECT sid, fp, cents, key, decided_on, valid_until, batch, row_no, "
                       "unit, kind, rule, 99, doc_no, content FROM credit_record LIMIT 1")  # fmt: skip


def test_what_came_since_stands_apart_until_everything_is_loaded_anew(lake):
    lakes.add_run(lake, invented(1, 300))
    refresh(lake)
    lakes.add_run(lake, [replace(one, batch=2) for one in invented(2, 20, first=1000)])
    refresh(lake)
    assert apart() == {"loaded": 300, "since": 20}
    refresh(lake, full=True)
    assert apart() == {"loaded": 320}


def apart() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("""SELECT substr(tableoid::regclass::text, length('credit_record_00_') + 1), count(*)
                          FROM credit_record GROUP BY 1""")
        return dict(cursor.fetchall())


def test_an_account_that_does_not_add_up_changes_nothing(lake):
    lakes.add_run(lake, invented(1, 30))
    refresh(lake)
    before = served()
    lakes.add_run(lake, invented(2, 10, first=1000), deliveries=[lakes.delivery(2, 10) | {"linked": 9}])
    with pytest.raises(IntegrityError), transaction.atomic():
        refresh(lake)
    assert served() == before
    assert Serving.objects.get().run == 1


def test_the_ledger_keeps_every_delivery(lake):
    lakes.add_run(lake, invented(1, 3))
    lakes.add_run(lake, invented(2, 4, first=100), deliveries=[lakes.delivery(2, 4, unit=9)])
    refresh(lake)
    assert list(Delivery.objects.values_list("number", "run", "unit", "file", "received")) == [
        (2, 2, 9, "unit-09/2.csv", 4), (1, 1, 7, "unit-07/1.csv", 3),
    ]  # fmt: skip


def test_a_company_is_known_by_its_code_and_a_person_only_by_what_cannot_be_read(lake):
    number = WANG[1]
    lakes.add_run(lake, subjects=[
        lakes.subject(1, name="盘锦示例米业有限公司", code="91211100MA0EXAMP01"),
        lakes.subject(10_000_001, kind="P", name="王芳", code=number), lakes.subject(900_000_001, code=" ")[:3] + ("",) * 5,
    ])  # fmt: skip
    refresh(lake)
    company, person, nobody = Subject.objects.order_by("kind", "sid")[0], Subject.objects.get(kind="P"), None
    assert (company.code, company.code_masked, bytes(company.code_cipher)) == ("91211100MA0EXAMP01",) * 2 + (b"",)
    assert (person.code, person.code_masked) == ("", f"{number[:4]}{'*' * 10}{number[-4:]}")
    assert person.code_fingerprint == number_fingerprint(number)
    assert decrypt(person.code_cipher) == number
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM credit_subject s WHERE s::text LIKE %s", [f"%{number}%"])
        assert cursor.fetchone() == (0,)
    nobody = Subject.objects.get(sid=900_000_001)
    assert nobody.code == nobody.code_masked == ""


def test_a_subject_keeps_its_row_and_takes_its_new_name(lake):
    lakes.add_run(lake, subjects=[lakes.subject(1, name="旧名", code="A1"), lakes.subject(2, code="A2")])
    refresh(lake)
    lakes.add_run(lake, subjects=[lakes.subject(1, name="新名", code="A1")])
    refresh(lake)
    assert list(Subject.objects.order_by("sid").values_list("sid", "name")) == [(1, "新名"), (2, "第2号示例公司")]


def test_the_journal_says_what_a_refresh_did_and_names_nobody(lake):
    lakes.add_run(lake, invented(1, 30))
    refresh(lake)
    line = Line.objects.get(kind="credit.ServingRefreshed")
    assert line.data == {"run": 1, "full": True, "came": 30, "went": 0, "records": 30, "subjects": 6}


def test_astuple_of_a_record_is_what_a_lake_carries():
    assert len(astuple(Record(1, 1))) == len(lakes.RECORD)
