"""What was changed on the way is named, whatever it was."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.insight.exchange import rules
from banshi.insight.exchange.rules import Broken, Place
from banshi.insight.exchange.tests import feeds
from banshi.insight.exchange.tests.feeds import OTHER, chain, change, change_text, end, file, publish, read, rehash

LINES = chain([*(publish(n) for n in range(1, 9)), end(3), publish(9, until="2022-06-01")])
WHOLE = file(LINES)

TAMPERED = {
    "the text of a line": (change_text(5, content="罚款"), "changed_body", 5),
    "a field of a line": (change(5, until="2030-01-01"), "changed_line", 5),
    "a field and its hash": (rehash(5, until="2030-01-01"), "does_not_follow", 6),
    "the last line and its hash": (rehash(10, until="2030-01-01"), "not_signed", 10),
    "the chain from a line on": (feeds.rewrite, "not_signed", 10),
    "a line left out": (lambda rows: rows[:4] + rows[5:], "missing_line", 4),
    "two lines left out": (lambda rows: rows[:4] + rows[6:], "missing_line", 4),
    "two lines in the other order": (lambda rows: [*rows[:4], rows[5], rows[4], *rows[6:]], "reordered", 4),
    "a line twice": (lambda rows: [*rows[:5], rows[4], *rows[5:]], "reordered", 4),
    "cut off after a line": (lambda rows: rows[:-2], "truncated", 9),
    "cut off within a line": (lambda rows: [*rows[:-1], rows[-1][:40]], "truncated", 10),
    "cut off after the cover": (lambda rows: rows[:1], "truncated", 1),
    "a line more": (lambda rows: [*rows, feeds.row(chain([*map(publish, range(11))])[10].facts())], "surplus", 11),
    "a line that is none": (lambda rows: [*rows[:3], b'{"hello": 1}\n', *rows[3:]], "unreadable", 3),
    "a line with half a character": (lambda rows: [*rows[:3], rows[3].replace("许可".encode(), b"\\ud800"), *rows[4:]], "unreadable", 3),
    "a text for what has ended": (change(9, body=feeds.body(3)), "changed_body", 9),
    "the end that the cover names": (change(0, to=8, to_hash=LINES[7].hash), "bad_signature", 0),
    "the city on the cover": (change(0, city="elsewhere"), "bad_signature", 0),
    "the signature": (change(0, signature="00" * 64), "bad_signature", 0),
    "a signature that is no number": (change(0, signature="?"), "bad_signature", 0),
    "no cover": (lambda rows: rows[1:], "not_a_feed", 0),
    "nothing": (lambda rows: [], "not_a_feed", 0),
    "another format": (change(0, format="banshi-exchange/2"), "not_a_feed", 0),
    "truth for a number": (change(0, since=False), "not_a_feed", 0),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_changed_is_named(name: str) -> None:
    tamper, code, line = TAMPERED[name]
    with pytest.raises(Broken) as found:
        read(tamper(WHOLE))
    assert (found.value.code, found.value.line) == (code, line), found.value.message


def test_an_honest_feed_is_read() -> None:
    assert read(WHOLE) == LINES


def test_a_feed_of_no_lines_is_a_feed() -> None:
    assert read(file([])) == []


def test_the_text_of_what_has_ended_may_be_missing_and_the_chain_holds() -> None:
    without = [replace(line, body=None) if line.record == feeds.record(3) else line for line in LINES]
    assert read(file(without)) == without


def test_another_key_is_foreign_even_if_it_signs_properly() -> None:
    with pytest.raises(Broken, match="不是约定的") as found:
        read(file(LINES, key=OTHER))
    assert found.value.code == "foreign_key"
    forged = feeds.row(json.loads(file(LINES, key=OTHER)[0]) | {"key": feeds.PINNED})
    with pytest.raises(Broken) as found:
        read([forged, *WHOLE[1:]])
    assert found.value.code == "bad_signature"


def test_another_city_under_the_same_key_is_not_taken_for_this_one() -> None:
    with pytest.raises(Broken) as found:
        read(file(LINES, city="elsewhere"))
    assert found.value.code == "other_city"


def place(n: int) -> Place:
    return Place(n, LINES[n - 1].hash) if n else Place()


def test_pages_follow_each_other() -> None:
    found = [line for since in (0, 4, 8) for line in read(file(LINES, since, min(since + 4, 10)), place(since))]
    assert found == LINES


def test_a_page_that_begins_earlier_is_checked_from_its_beginning() -> None:
    assert read(file(LINES, 2), place(5)) == LINES[2:]


def test_a_page_that_was_read_before_changes_nothing() -> None:
    assert read(file(LINES, 0, 4), place(6)) == LINES[:4]


def test_a_page_left_out_is_a_gap() -> None:
    with pytest.raises(Broken, match="缺第5行至第6行") as found:
        read(file(LINES, 6), place(4))
    assert found.value.code == "gap"


OTHERWISE = chain(publish(n, content="别的") for n in range(1, 11))


def test_a_chain_that_is_shorter_than_it_was_has_restarted() -> None:
    with pytest.raises(Broken, match="只有3行") as found:
        read(file(OTHERWISE[:3]), place(5))
    assert found.value.code == "restarted"


@pytest.mark.parametrize("since", [5, 3, 0])
def test_a_chain_that_says_something_else_than_before_is_rewritten(since: int) -> None:
    """Signed with the right key: the city itself went back on what it said. Its earlier cover proves it."""
    with pytest.raises(Broken) as found:
        read(file(OTHERWISE, since), place(5))
    assert (found.value.code, found.value.line) == ("rewritten", 5)


SAID = st.lists(
    st.one_of(
        st.builds(publish, st.integers(1, 30), st.none() | st.dates().map(lambda day: f"2022-{day:%m-%d}"), content=st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
        st.builds(end, st.integers(1, 30)),
    ),
    min_size=1, max_size=12,
)  # fmt: skip
SMALL = settings(max_examples=60, derandomize=True)


@SMALL
@given(said=SAID, size=st.integers(1, 5))
def test_any_feed_in_pages_of_any_size_is_read_as_it_was_written(said, size) -> None:
    lines, found, after = chain(said), [], Place()
    while after.seq < len(lines):
        found += read(file(lines, after.seq, min(after.seq + size, len(lines))), after)
        after = Place(found[-1].seq, found[-1].hash)
    assert found == lines


@SMALL
@given(said=SAID, data=st.data())
def test_whatever_byte_is_changed_it_is_refused(said, data) -> None:
    whole = b"".join(file(chain(said)))
    at = data.draw(st.integers(0, len(whole) - 2), label="at")
    changed = bytes([data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]), label="byte")])
    tampered = whole[:at] + changed + whole[at + 1 :]
    try:
        assert [rules.canonical(line.facts()) for line in read(tampered.splitlines(keepends=True))] == [
            rules.canonical(line.facts()) for line in chain(said)
        ], "read, but not as it was written"
    except Broken as broken:
        assert broken.code


@SMALL
@given(said=SAID.filter(lambda said: len(said) > 2), data=st.data())
def test_any_lines_left_out_or_moved_are_missed(said, data) -> None:
    rows = file(chain(said))
    order = data.draw(
        st.permutations(rows[1:]) | st.lists(st.sampled_from(rows[1:]), max_size=len(rows)), label="order"
    )
    if order != rows[1:]:
        with pytest.raises(Broken):
            read([rows[0], *order])
