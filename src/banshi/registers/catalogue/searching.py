"""办事搜索: how a name becomes searchable by characters, pinyin and initials, and how a question becomes words. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from pypinyin import Style, lazy_pinyin

FILLERS = (
    "怎么办理",
    "怎么办",
    "怎样",
    "如何",
    "办理",
    "我要",
    "我想",
    "在哪里",
    "在哪",
    "哪里",
    "需要什么材料",
    "什么材料",
    "去哪儿",
    "吗",
)
"""What people say around what they want."""
BREAKS = re.compile(r"[\s,，。.、;；:：?？!！“”\"'（）()《》/\\-]+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def normal(text: str) -> str:
    """One spelling: full-width letters made narrow, capitals small."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def pinyin(words: Sequence[str]) -> str:
    """Each word's pinyin in one piece, between spaces: ' jiashizheng huanzheng '."""
    return _row(_letters("".join(lazy_pinyin(word))) for word in words)


def initials(words: Sequence[str]) -> str:
    """Each word's initials, between spaces: 驾驶证 换证 -> ' jsz hz '."""
    return _row(_letters("".join(lazy_pinyin(word, style=Style.FIRST_LETTER))) for word in words)


def _row(words: Iterable[str]) -> str:
    return f" {' '.join(dict.fromkeys(word for word in words if word))} "


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", normal(text))


def terms(question: str) -> list[str]:
    """The words of a question; the usual padding falls away, unless nothing else would be left."""
    text = normal(question)
    bare = text
    for filler in FILLERS:
        bare = bare.replace(filler, " ")
    words = [word for word in BREAKS.split(bare) if word]
    return (words or [word for word in BREAKS.split(text) if word])[:6]


def pairs(words: Sequence[str]) -> list[str]:
    """Overlapping pairs of Chinese characters: what is left of a question that matches nothing as a whole."""
    found: list[str] = []
    for word in words:
        if len(word) > 1 and CHINESE.search(word):
            found += [word[i : i + 2] for i in range(len(word) - 1)]
    return list(dict.fromkeys(found))[:16]
