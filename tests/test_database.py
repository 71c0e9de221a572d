"""How the city speaks to its database: kept connections, statements that travel together, rows written at once."""

from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from banshi.kernel import rows
from banshi.kernel.jobs.models import Timer
from banshi.kernel.writing import together, whole, write
from banshi.registers.parties.models import Party

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
ADD = "INSERT INTO jobs_timer (kind, key, due_at, attempts, last_error) VALUES (%s, %s, %s, 0, '')"
COPY = "INSERT INTO jobs_timer (kind, key, due_at, attempts, last_error) SELECT %s, key, due_at, 0, ''"
RING = "UPDATE jobs_timer SET attempts = attempts + 1 WHERE kind = %s"
NAMED = "name = %s"


def party(name: str = "王芳") -> Party:
    return Party(
        pk=7, kind="person", name=name, id_type="citizen_id", id_masked="2111**********1234", id_fingerprint=name,
        id_cipher=b"\x01\xff", birth_on=date(1990, 1, 1), registered_at=NOON,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_living_connection_is_not_asked_whether_it_lives() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert len(asked) == 0


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_not_used_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    assert not connection.is_usable()
    connection.close()


@pytest.mark.django_db
def test_what_is_written_together_is_one_statement_and_all_of_it_arrives() -> None:
    with CaptureQueriesContext(connection) as asked, together():
        for key in "abc":
            write(ADD, ["some.kind", key, NOON])
        with together():
            write(ADD, ["some.kind", "d", NOON])
    assert len(asked) == 1
    assert sorted(Timer.objects.values_list("key", flat=True)) == ["a", "b", "c", "d"]


@pytest.mark.django_db
def test_a_part_reads_what_another_returns() -> None:
    with together():
        part = write(f"{ADD} RETURNING key, due_at", ["some.kind", "a", NOON])
        write(f"{COPY} FROM {part}", ["other.kind"])
    assert set(Timer.objects.values_list("kind", "key")) == {("some.kind", "a"), ("other.kind", "a")}


@pytest.mark.django_db
def test_alone_it_is_written_at_once_and_nothing_at_all_is_no_statement() -> None:
    write(ADD, ["some.kind", "a", NOON])
    assert Timer.objects.count() == 1
    with CaptureQueriesContext(connection) as asked, together():
        pass
    assert len(asked) == 0


@pytest.mark.django_db
def test_of_what_was_written_together_all_or_nothing_stays() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        write(ADD, ["some.kind", "b", NOON])
        write(ADD, ["some.kind", "a", NOON])
        write(ADD, ["some.kind", "a", NOON])
    assert not Timer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("alone", [True, False])
def test_what_must_touch_just_so_many_rows_is_counted(alone: bool) -> None:
    write(ADD, ["some.kind", "a", NOON])
    for count, error in ((1, None), (2, KeyError("two"))):
        expected = pytest.raises(KeyError, match="two") if error else nullcontext()
        with expected, transaction.atomic(), nullcontext() if alone else together():
            write(ADD, [f"other.{count}", "b", NOON])
            write(f"{RING} RETURNING id", ["some.kind"], must=(1, KeyError("one")))
            write(f"{RING} RETURNING id", [f"other.{count}"], must=(count - 1 + alone, error or KeyError()))
    assert Timer.objects.get(kind="some.kind").attempts == 1
    assert set(Timer.objects.values_list("kind", flat=True)) == {"some.kind", "other.1"}


@pytest.mark.django_db(transaction=True)
def test_a_whole_is_one_statement_without_a_transaction_and_takes_all_back_by_itself() -> None:
    with CaptureQueriesContext(connection) as asked, whole():
        write(ADD, ["some.kind", "a", NOON])
        write(f"{RING} RETURNING id", ["no.kind"], must=(0, KeyError()))
    assert len(asked) == 1
    with pytest.raises(KeyError), whole():
        write(ADD, ["some.kind", "b", NOON])
        write(f"{RING} RETURNING id", ["some.kind"], must=(2, KeyError()))
    with transaction.atomic():
        with pytest.raises(IntegrityError), whole():
            write(ADD, ["some.kind", "a", NOON])
        assert list(Timer.objects.values_list("key", "attempts")) == [("a", 0)]


@pytest.mark.django_db
def test_what_was_kept_is_forgotten_when_something_else_fails() -> None:
    with pytest.raises(ZeroDivisionError), together():
        write(ADD, ["some.kind", "a", NOON])
        1 / 0  # noqa: B018
    write(ADD, ["some.kind", "b", NOON])
    assert list(Timer.objects.values_list("key", flat=True)) == ["b"]


@pytest.mark.django_db
def test_a_row_is_inserted_found_and_updated_as_the_orm_would() -> None:
    written = party()
    rows.insert(written)
    assert Party.objects.get(pk=written.pk).id_cipher == b"\x01\xff"

    found = rows.find(Party, NAMED, ["王芳"])
    assert found is not None
    for field in Party._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(Party.objects.get(), field.attname), field.name
    assert rows.find(Party, NAMED, ["nobody"]) is None

    found.name, found.birth_on = "王芳芳", None
    rows.update(found, {"name"})
    assert (Party.objects.get().name, Party.objects.get().birth_on) == ("王芳芳", date(1990, 1, 1))


@pytest.mark.django_db
def test_each_takes_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        one = party()
        rows.insert(one)
        rows.find(Party, NAMED, ["王芳"])
        rows.update(one, ["name", "kind"])
    assert len(asked) == 3
