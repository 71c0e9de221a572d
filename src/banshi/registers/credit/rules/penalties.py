"""What a penalty consists of 处罚种类, read out of the words with which its unit delivers it. Pure.

行政处罚法 第九条 names the kinds. A word that nobody knows makes no kind: the decision then counts as ordinary, never as slight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["hidden", "minor", "general", "serious", "grave"]

KINDS: Mapping[str, tuple[str, ...]] = {
    "warning": ("警告",),
    "criticism": ("通报批评",),
    "fine": ("罚款",),
    "confiscation": ("没收",),
    "suspension": ("暂扣",),
    "downgrade": ("降低资质", "降低资格"),
    "restriction": ("限制开展生产经营", "限制生产经营"),
    "halt": ("停产停业", "停业整顿"),
    "closure": ("责令关闭",),
    "bar": ("限制从业", "禁止从业", "终身禁业"),
    "revocation": ("吊销",),
    "detention": ("行政拘留",),
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "food": ("食品", "餐饮"),
    "drug": ("药品",),
    "special-equipment": ("特种设备", "电梯", "锅炉", "压力容器"),
    "work-safety": ("安全生产", "应急管理", "危险化学品"),
    "fire": ("消防",),
    "environment": ("环境", "排污"),
    "quality": ("工程质量",),
    "care": ("养老", "托幼"),
}
STATED: Mapping[str, Severity] = {
    "特定严重失信": "grave",
    "不可修复": "grave",
    "严重失信": "serious",
    "一般失信": "general",
    "轻微失信": "minor",
}
"""What a unit that classified its own decision writes; the first that is found counts, the gravest stands first."""


@dataclass(frozen=True)
class Penalty:
    """行政处罚: its kinds, its procedure (简易 summary), the fields it touches, its fine, and what its unit calls it."""

    kinds: frozenset[str] = frozenset()
    summary: bool = False
    fields: frozenset[str] = frozenset()
    yuan: float = 0
    stated: Severity | None = None


def read(content: str, *, unit: str = "", cents: int = 0) -> Penalty:
    """The penalty that a record speaks of; `unit` is who decided (a fire brigade punishes in the field of fire).

    An amount without a word is a fine.
    """
    return Penalty(
        kinds=frozenset(_found(KINDS, content) | ({"fine"} if cents else set())),
        summary="简易程序" in content or "当场处罚" in content,
        fields=frozenset(_found(FIELDS, f"{content} {unit}")),
        yuan=cents / 100,
        stated=next((severity for word, severity in STATED.items() if word in content), None),
    )


def _found(vocabulary: Mapping[str, tuple[str, ...]], text: str) -> set[str]:
    return {name for name, words in vocabulary.items() if any(word in text for word in words)}
