"""English is complete: every sentence has a translation that keeps its placeholders."""

import re

from babel.messages.pofile import read_po

from banshi.site import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")


def translated() -> dict[str, tuple[str, ...]]:
    with messages.catalog_path().open("rb") as file:
        return messages.forms(read_po(file))


def test_every_sentence_is_translated() -> None:
    known = translated()
    assert {s: places[:2] for s, places in messages.collect().items() if not all(known.get(s, ("",)))} == {}


def test_counted_sentences_have_a_plural() -> None:
    """Django does not fall back to the singular entry: without its plural form the reader would see Chinese."""
    known = translated()
    assert [s for s in messages.counted() if len(known[s]) != 2] == []


def test_translations_keep_their_placeholders() -> None:
    said = ((s, t) for s, translations in translated().items() for t in translations if t)
    assert [s for s, t in said if sorted(PLACEHOLDER.findall(s)) != sorted(PLACEHOLDER.findall(t))] == []


def test_translations_are_english() -> None:
    """Names that are Chinese in English too (中文, Banshi 办事) stand in the list."""
    own = {"中文", "简体中文"}
    said = ((s, t) for s, translations in translated().items() for t in translations)
    assert [s for s, t in said if messages.CHINESE.search(t) and s not in own and "办事" not in t] == []
