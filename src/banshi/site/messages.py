"""Every sentence that people read, collected from templates and code, for the translation and its test.

Sentences of rules are plain Chinese in code without Django (kernel.sentences) and are translated where they are shown; they
are collected by the calls they stand in, as are those of `Refused(...)` and of errors.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MARKED = re.compile(r"""\b(n?gettext|_)\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SHOWN_LATER = {"later", "Sentence", "Refused", "IdentifierError", "ValueError", "Invalid"}
BEGAN = datetime(2026, 11, 22, tzinfo=UTC)  # constant, so that the file changes only where its sentences do
COUNTED = {"ngettext", "ngettext_lazy"}  # English has a plural here; Chinese says both with one sentence
SKIPPED = {"tests", "migrations", "demo.py", "samples.py", "node_modules"}


def collect() -> dict[str, list[str]]:
    """{sentence: [where it stands, …]} for the whole project."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(settings.ROOT.rglob("*")):
        if SKIPPED & set(path.parts):
            continue
        where = str(path.relative_to(settings.ROOT))
        for sentence, _counted in _sentences(path):
            found[sentence].append(where)
    return dict(found)


def counted() -> set[str]:
    """The sentences with a number in them, which have a plural in English."""
    paths = (path for path in settings.ROOT.rglob("*") if not SKIPPED & set(path.parts))
    return {sentence for path in paths for sentence, plural in _sentences(path) if plural}


def _sentences(path: Path) -> Iterator[tuple[str, bool]]:
    if path.suffix in {".html", ".txt", ".ics"} and "templates" in path.parts:
        for match in MARKED.finditer(templatize(path.read_text(), origin=str(path))):
            yield ast.literal_eval(match[2]), match[1] in COUNTED
    elif path.suffix == ".py":
        yield from _in_code(ast.parse(path.read_text()))


def _in_code(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        if name in GETTEXT | SHOWN_LATER:
            for argument in [*node.args, *(k.value for k in node.keywords if k.arg != "article")]:
                for sentence in _whole(argument):
                    yield sentence, name in COUNTED


def _called(node: ast.Call) -> str:
    """The name of what is called; `map(later, …)` calls `later`."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return node.args[0].id if name == "map" and isinstance(node.args[0], ast.Name) else name


def _whole(argument: ast.AST) -> Iterator[str]:
    """The Chinese texts within an argument. The parts of an f-string are no sentences: use `Sentence`."""
    parts = {id(part) for node in ast.walk(argument) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(argument):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in parts else None
        if isinstance(text, str) and CHINESE.search(text):
            yield text


def catalog_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"


def forms(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """{sentence: its translation, or its singular and plural}."""
    return {
        entry.id if isinstance(entry.id, str) else entry.id[0]:
        (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        for entry in catalog if entry.id
    }  # fmt: skip


def update() -> list[str]:
    """Bring the English catalogue to today's sentences: new ones enter empty, gone ones leave. Returns the empty ones."""
    path, found, plural = catalog_path(), collect(), counted()
    old = read_po(path.open("rb"), locale="en") if path.exists() else Catalog()
    known = forms(old)
    fresh = Catalog(
        locale="en", project="Banshi", version="0.1", fuzzy=False, header_comment="# English translation of Banshi.",
        creation_date=BEGAN, revision_date=BEGAN, last_translator="Banshi", language_team="en", msgid_bugs_address="",
    )  # fmt: skip
    for sentence in sorted(found):
        said = known.get(sentence, ("",))
        if sentence in plural:
            fresh.add((sentence, sentence), (said[0], said[-1]), locations=[])
        else:
            fresh.add(sentence, said[-1], locations=[])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=0, omit_header=False, sort_output=True)
    return [sentence for sentence in sorted(found) if not all(known.get(sentence, ("",)))]
