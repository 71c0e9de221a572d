"""Every event is documented and keeps to one kind of stream."""

import re
from pathlib import Path

import pytest

from banshi.kernel.journal import register

PAGE = Path(__file__).parents[5] / "docs" / "events.md"
KINDS = register.kinds()


def test_the_page_of_events_is_up_to_date():
    """If this fails: banshi journal events --out docs/events.md"""
    assert PAGE.read_text(encoding="utf-8") == register.as_markdown()


@pytest.mark.parametrize("event", KINDS, ids=[event.kind() for event in KINDS])
def test_every_event_has_a_kind_of_stream(event):
    assert re.fullmatch(r"[a-z][a-z-]*", event.stream_kind)


def test_no_two_events_share_a_name():
    names = [event.kind() for event in KINDS]
    assert len(names) == len(set(names))
    assert not any(name.startswith("tests.") for name in names)
