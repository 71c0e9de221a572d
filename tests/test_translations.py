"""English is complete: every sentence of templates and code is collected, and has a translation that keeps its placeholders."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import override

from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.kernel.translation import explained, translated
from banshi.site import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")


def catalogue() -> dict[str, tuple[str, ...]]:
    with messages.catalog_path().open("rb") as file:
        return messages.forms(read_po(file))


def test_every_sentence_is_translated() -> None:
    known = catalogue()
    assert {s: places[:2] for s, places in messages.collect().items() if not all(known.get(s, ("",)))} == {}


def test_counted_sentences_have_a_plural() -> None:
    """Django does not fall back to the singular entry: without its plural form the reader would see Chinese."""
    known = catalogue()
    assert [s for s in messages.counted() if len(known[s]) != 2] == []


def test_translations_keep_their_placeholders() -> None:
    said = ((s, t) for s, translations in catalogue().items() for t in translations if t)
    assert [s for s, t in said if sorted(PLACEHOLDER.findall(s)) != sorted(PLACEHOLDER.findall(t))] == []


def test_translations_are_english() -> None:
    """Names that are Chinese in English too (中文, Banshi 办事) stand in the list."""
    own = {"中文", "简体中文"}
    said = ((s, t) for s, translations in catalogue().items() for t in translations)
    assert [s for s, t in said if messages.CHINESE.search(t) and s not in own and "办事" not in t] == []


ABOUT_LAW = {"article", "basis", "summary"}  # arguments that cite the law or head a route in the API's document
CITATION = re.compile(r"第.+条|〔\d{4}〕")
CHINESE_BY_INTENT = {
    "ui/wording.py": "is itself in both languages",
    "ui/city.py": "words of the city pack, each with its English",
    "*/notices.py": "text messages, Chinese only (docs/roadmap.md, known faults)",
    "kernel/access/codes.py": "a text message",
    "kernel/clock/explaining.py": "reasons of days, put into English by ui.wording.reason",
    "kernel/clock/cli.py": "the command's own reading of weekdays",
    "*/demo_*.py": "made-up cases",
    "*/cli.py": "the command prints both languages",
    "*/commands.py": "the command prints both languages",
    "site/running.py": "printed by the command",
    "kernel/crypto/signing.py": "the name in the demonstration's certificate",
    "registers/catalogue/rules.py": "words that packs use, compared and quoted",
    "*/credit/demo_*.py": "made-up companies and what was written about them, as in demo.py",
    "*/credit/pipeline/*.py": "words of records, and errors of the command, which prints both languages",
    "*/credit/reporting.py": "the report, in the language of the law",
    "*/credit/rules/promises.py": "words of deliveries, looked for",
    "*/credit/rules/penalties.py": "words of deliveries, looked for",
    "registers/credit/schema.py": "how lists were called before, as the pack writes it",
    "registers/catalogue/schema.py": "codes of a standard",
    "registers/catalogue/searching.py": "words dropped from a search",
    "registers/offices/rules.py": "endings of names of communities",
    "registers/parties/identity.py": "names that the test register refuses",
    "*/describing.py": "the document it writes",
    "faces/api/site.py": "the API's own document",
    "*/drawing/policies.py": "an example in an error of the command, whose words are English",
    "*/leniency/documents.py": "the written decision, in the language of the law",
    "*/services/classes.py": "the written reason of a change, published as it was given",
    "*/services/acceptance.py": "the written answer to the applicant, kept as it was given",
    "*/services/extended.py": "titles kept in the worklist, with the item's Chinese name",
}
OWN_NAMES = {"中文", "Banshi 办事"}


def literals(path: Path) -> Iterator[str]:
    """Every Chinese text in a module that is neither a docstring nor a citation."""
    tree = ast.parse(path.read_text())
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        if isinstance(node, ast.keyword) and node.arg in ABOUT_LAW:
            passed |= {id(part) for part in ast.walk(node.value)}
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
        if isinstance(text, str) and messages.CHINESE.search(text) and not CITATION.search(text):
            yield text


def test_every_chinese_text_in_code_is_collected() -> None:
    """What people read is marked: gettext in Django code, `later` and `Sentence` in rules. The rest says why it is not."""
    known = {*messages.collect(), *OWN_NAMES}
    modules = (p for p in sorted(settings.ROOT.rglob("*.py")) if not messages.SKIPPED & set(p.parts))
    named = ((str(path.relative_to(settings.ROOT)), path) for path in modules)
    read = ((name, path) for name, path in named if not any(fnmatch(name, pattern) for pattern in CHINESE_BY_INTENT))
    assert [f"{name}: {text}" for name, path in read for text in literals(path) if text not in known] == []


def test_sentences_with_values_are_said_in_the_readers_language() -> None:
    refusal = Refused("x", Sentence("{name}太长，请核对。", name=later("项目代码")), article="GB/T 1")
    assert refusal.message == "项目代码太长，请核对。"
    with override("en"):
        assert explained(refusal) == "project code: too long. Check it. GB/T 1"
        assert translated("一段自己写的话") == "一段自己写的话"
        assert translated("") == ""
