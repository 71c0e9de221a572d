"""English is complete: every sentence has a translation that keeps its placeholders."""

import re

from babel.messages.pofile import read_po

from banshi.site import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")


def translated() -> dict[str, str]:
    with messages.catalog_path().open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file) if isinstance(entry.id, str) and entry.id}


def test_every_sentence_is_translated() -> None:
    known = translated()
    assert {s: places[:2] for s, places in messages.collect().items() if not known.get(s)} == {}


def test_translations_keep_their_placeholders() -> None:
    wrong = [
        s for s, t in translated().items() if t and sorted(PLACEHOLDER.findall(s)) != sorted(PLACEHOLDER.findall(t))
    ]
    assert wrong == []


def test_translations_are_english() -> None:
    """Names that are Chinese in English too (中文, Banshi 办事) stand in the list."""
    own = {"中文", "简体中文"}
    assert [s for s, t in translated().items() if messages.CHINESE.search(t) and s not in own and "办事" not in t] == []
