"""The owner of the database lifts the triggers and tampers. Whatever he does is named."""

import pytest
from django.db import connection

from banshi.kernel.journal import seals, verifying
from banshi.kernel.journal.chain import line_hash
from banshi.kernel.journal.events import emit
from banshi.kernel.journal.models import Line, Seal, Stream
from banshi.kernel.journal.tests.happenings import CLERK, NINE, Moved, write


@pytest.fixture
def owner(db):
    """Three streams of five lines, and the database's owner, whom no trigger stops."""
    for key in "ABC":
        write(key, 5)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("journal_line", "journal_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor


def named() -> list[tuple[str, str]]:
    return [(fault.where, fault.why) for fault in verifying.verify().faults]


def line(seq: int, key: str = "B") -> Line:
    return Line.objects.get(stream=f"trial:{key}", seq=seq)


def rehash(found: Line, **changes) -> str:
    """Change a line and make its own hash right again."""
    for name, value in changes.items():
        setattr(found, name, value)
    fields = {name: getattr(found, name) for name in ("stream", "seq", "kind", "actor", "at", "data", "prev")}
    found.hash = line_hash(**fields)
    found.save()
    return found.hash


def forge_from(seq: int) -> None:
    """Change a line and rewrite everything after it, head included: a perfect forgery of one stream."""
    prev = line(seq).prev
    for found in Line.objects.filter(stream="trial:B", seq__gte=seq).order_by("seq"):
        prev = rehash(found, prev=prev, data={**found.data, "note": "改"})
    Stream.objects.filter(name="trial:B").update(head=prev)


def test_an_untouched_journal_is_sound(owner):
    seals.seal(at=NINE)
    write("D", 2)
    report = verifying.verify()
    assert report.sound
    assert (report.lines, report.streams, report.seals, report.sealed_lines) == (17, 4, 1, 15)


@pytest.mark.parametrize(
    "change",
    ['data = \'{"note": "改"}\'', "actor = 'staff:8'", "kind = 'tests.Other'", "at = at + interval '1 microsecond'"],
)
def test_an_altered_line_is_named(owner, change):
    owner.execute(f"UPDATE journal_line SET {change} WHERE stream = 'trial:B' AND seq = 3")
    assert named() == [("trial:B#3", "altered")]


def test_an_altered_hash_is_named(owner):
    owner.execute("UPDATE journal_line SET hash = prev WHERE stream = 'trial:B' AND seq = 3")
    assert named() == [("trial:B#3", "altered")]


def test_a_hash_that_is_no_hash_is_named(owner):
    seals.seal(at=NINE)
    owner.execute("UPDATE journal_line SET hash = '不是哈希' WHERE stream = 'trial:B' AND seq = 3")
    assert named() == [("trial:B#3", "altered"), ("seal 1", "seal-root")]


def test_an_altered_link_is_named(owner):
    owner.execute("UPDATE journal_line SET prev = hash WHERE stream = 'trial:B' AND seq = 3")
    assert named() == [("trial:B#3", "altered")]


def test_a_line_deleted_in_the_middle_is_named(owner):
    owner.execute("DELETE FROM journal_line WHERE stream = 'trial:B' AND seq = 3")
    assert named() == [("trial:B#3", "deleted")]


def test_the_first_line_deleted_is_named(owner):
    owner.execute("DELETE FROM journal_line WHERE stream = 'trial:B' AND seq = 1")
    assert named() == [("trial:B#1", "deleted")]


def test_the_last_line_deleted_is_named(owner):
    owner.execute("DELETE FROM journal_line WHERE stream = 'trial:B' AND seq = 5")
    assert named() == [("trial:B#5", "deleted")]


def test_a_deleted_line_is_named_even_when_the_gap_is_closed(owner):
    owner.execute("DELETE FROM journal_line WHERE stream = 'trial:B' AND seq = 3")
    for seq in (4, 5):
        owner.execute("UPDATE journal_line SET seq = seq - 1 WHERE stream = 'trial:B' AND seq = %s", [seq])
    assert named()[0] == ("trial:B#3", "moved")


def test_a_whole_stream_deleted_before_a_seal_is_named_by_its_head(owner):
    owner.execute("DELETE FROM journal_line WHERE stream = 'trial:B'")
    assert named() == [("trial:B#1", "deleted")]


def test_a_whole_stream_deleted_with_its_head_is_caught_by_the_seal(owner):
    seals.seal(at=NINE)
    owner.execute("DELETE FROM journal_line WHERE stream = 'trial:B'")
    owner.execute("DELETE FROM journal_stream WHERE name = 'trial:B'")
    assert named() == [("seal 1", "seal-count")]


def test_two_lines_that_changed_places_are_named(owner):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        owner.execute("UPDATE journal_line SET seq = %s WHERE stream = 'trial:B' AND seq = %s", [new, old])
    assert named()[:2] == [("trial:B#2", "moved"), ("trial:B#3", "moved")]


def test_two_lines_that_changed_contents_are_named(owner):
    second, third = line(2), line(3)
    Line.objects.filter(pk=second.pk).update(data=third.data)
    Line.objects.filter(pk=third.pk).update(data=second.data)
    assert named() == [("trial:B#2", "altered"), ("trial:B#3", "altered")]


def test_lines_rewritten_in_another_order_of_writing_are_named(owner):
    second, third = line(2), line(3)
    for number, pk in ((-1, second.pk), (second.pk, third.pk), (third.pk, -1)):
        Line.objects.filter(pk=pk).update(id=number)
    assert named() == [("trial:B#3", "reordered")]


def insert(seq: int, prev: str) -> None:
    new = Line(stream="trial:B", seq=seq, kind="tests.Moved", actor="staff:7", at=NINE, data={}, prev=prev)
    rehash(new)


def test_a_line_forged_at_the_end_is_named(owner):
    insert(6, line(5).hash)
    assert named() == [("trial:B#6", "forged")]


def test_a_line_forged_into_the_middle_is_named(owner):
    for seq in (5, 4, 3):
        owner.execute("UPDATE journal_line SET seq = seq + 1 WHERE stream = 'trial:B' AND seq = %s", [seq])
    insert(3, line(2).hash)
    owner.execute("UPDATE journal_stream SET length = 6 WHERE name = 'trial:B'")
    assert named()[0] == ("trial:B#3", "inserted")


def test_a_line_backdated_into_a_sealed_day_is_caught_by_the_seal(owner):
    write("gap", 1)
    gap = Line.objects.get(stream="trial:gap").pk
    owner.execute("DELETE FROM journal_line WHERE id = %s", [gap])
    owner.execute("DELETE FROM journal_stream WHERE name = 'trial:gap'")
    write("D", 1)
    seals.seal(at=NINE)
    write("E", 1)
    Line.objects.filter(stream="trial:E").update(id=gap)
    assert named() == [("seal 1", "seal-count")]


def test_a_line_altered_with_its_hash_is_named_by_the_line_after_it(owner):
    rehash(line(3), data={"note": "改"})
    assert named() == [("trial:B#3", "forged")]


def test_the_last_line_altered_with_its_hash_is_named_by_the_head(owner):
    rehash(line(5), data={"note": "改"})
    assert named() == [("trial:B#5", "head")]


def test_a_chain_rewritten_to_its_head_is_caught_by_the_seal_alone(owner):
    forge_from(2)
    assert named() == []
    seals.seal(at=NINE)
    assert named() == []
    forge_from(2)
    rehash(line(5), data={"note": "再改"})
    Stream.objects.filter(name="trial:B").update(head=line(5).hash)
    assert named() == [("seal 1", "seal-root")]


def test_a_lost_head_is_named(owner):
    owner.execute("DELETE FROM journal_stream WHERE name = 'trial:B'")
    assert named() == [("trial:B", "head")]


@pytest.mark.parametrize("change", ["root = prev", "day = day + 1", "count = 14", "at = at + interval '1 day'"])
def test_an_altered_seal_is_named(owner, change):
    seals.seal(at=NINE)
    owner.execute(f"UPDATE journal_seal SET {change}")
    assert named()[0] == ("seal 1", "seal-altered")


def test_a_seal_made_anew_over_forged_lines_breaks_the_chain_of_seals(owner):
    first = seals.seal(at=NINE)
    seals.seal(at=NINE)
    forge_from(2)
    first.root = seals.merkle.root(seals.leaves(first)).hex()
    first.hash = seals.seal_hash(first)
    Seal.objects.filter(number=1).update(root=first.root, hash=first.hash)
    assert named() == [("seal 2", "seal-chain")]


def test_a_deleted_seal_is_named(owner):
    for _ in range(3):
        seals.seal(at=NINE)
    owner.execute("DELETE FROM journal_seal WHERE number = 2")
    assert named() == [("seal 2", "seal-deleted")]


def test_verifying_since_a_seal_walks_only_what_came_later(owner):
    seals.seal(at=NINE)
    write("D", 2)
    owner.execute("UPDATE journal_line SET actor = 'staff:8' WHERE stream IN ('trial:B', 'trial:D') AND seq = 2")
    later = verifying.verify(since=2)
    assert [fault.where for fault in later.faults] == ["trial:D#2"]
    assert later.lines == 2


def test_verifying_since_a_seal_knows_the_lines_before_it(owner):
    seals.seal(at=NINE)
    second = line(5)
    emit(Moved(key="B"), by=CLERK, at=NINE)
    assert verifying.verify(since=2).sound
    assert line(6).prev == second.hash
    owner.execute("UPDATE journal_line SET seq = 7 WHERE stream = 'trial:B' AND seq = 6")
    assert not verifying.verify(since=2).sound


def test_of_many_faults_the_first_thousand_are_named(owner, monkeypatch):
    monkeypatch.setattr(verifying, "MOST_NAMED", 4)
    owner.execute("UPDATE journal_line SET actor = 'x'")
    assert len(named()) == 4
