"""A proof in plain words: every step with what it means, and whether it held."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.journal import proofs, selectors
from banshi.kernel.journal.proofs import Step

Words = str | Promise
WORDS: dict[str, tuple[Words, Words, Words]] = {
    "shape": (
        _("读懂证明"),
        _("证明的格式完整。"),
        _("这份内容不是本系统的存证证明，或者缺了东西。"),
    ),
    "line": (
        _("重算这一条记录的指纹"),
        _("记录的每个字都参与计算，算出的指纹与证明所写一致：记录没有被改过。"),
        _("算出的指纹与证明所写不同：记录的内容被改动过。"),
    ),
    "path": (
        _("从这条记录一步步算到封存根"),
        _("沿着证明给出的路径，正好算到当天的封存根：记录确实在封存的那一批里。"),
        _("沿着路径算不到封存根：记录不在那一批里，或者路径被改动过。"),
    ),
    "seal": (
        _("核对封存"),
        _("封存根、条数和日期与封存的指纹一致。"),
        _("封存的内容与它的指纹不一致：封存被改动过。"),
    ),
    "root": (
        _("与您保存的封存比对"),
        _("与您自己保存的完全相同。即使本市的数据库整个被换掉，这份证明也成立。"),
        _("与您自己保存的不同：其中之一不是真的。请保留好您手里的那一份，并联系监督电话。"),
    ),
    "published": (
        _("与本站公布的封存比对"),
        _("本站公布的同一号封存与证明相同。"),
        _("本站公布的同一号封存与证明不同，或者本站没有这一号封存。"),
    ),
}


@dataclass(frozen=True)
class Told:
    """One step as the page shows it: good, bad, or not reached."""

    title: Words
    text: Words
    state: str  # good | bad | open
    found: str = ""


def words() -> dict[str, list[str]]:
    """The same words for the check in the reader's own browser."""
    return {name: [str(text) for text in texts] for name, texts in WORDS.items()}


def check(proof: Any, root: str) -> list[Told]:
    """Every step of the check; what comes after a failed one is not reached."""
    steps = proofs.check(proof, root)
    if proofs.holds(steps):
        steps.append(_published(proof))
    reached = [_told(step) for step in steps]
    names = [name for name in WORDS if name != "root" or root.strip()]
    return reached + [
        Told(WORDS[name][0], _("前面的一步没有通过，不再往下算。"), "open") for name in names[len(reached) :]
    ]


def _published(proof: Any) -> Step:
    number = proof["seal"].get("number")
    known = selectors.published_seal(number) if type(number) is int and 0 < number < 2**31 else None
    return Step("published", known == proof["seal"], known["hash"] if known else "")


def _told(step: Step) -> Told:
    title, good, bad = WORDS[step.name]
    return Told(title, good if step.good else bad, "good" if step.good else "bad", step.found)
