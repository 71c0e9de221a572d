"""What the pages show of the method, and of one company's class: in the reader's language, each number with its reason."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.kernel.clock import Limit
from banshi.kernel.translation import translated
from banshi.matters.enforcement.inspections.models import CLASS_WORDS, HELD, CheckObject
from banshi.matters.enforcement.inspections.risk import facts, rules
from banshi.matters.enforcement.inspections.risk.rules import (
    Boundary,
    Classified,
    Criterion,
    Line,
    Method,
    signed,
)
from banshi.matters.enforcement.inspections.rules import CLASSES

EVIDENCE = {"read": gettext_lazy("已对照"), "memory": gettext_lazy("凭记忆"), "parameter": gettext_lazy("本市口径")}


def words(risk: str) -> Any:
    return dict(CLASS_WORDS)[risk]


# One company


def classed(one: CheckObject, day: date, *, whole: bool) -> dict[str, Any]:
    """What the method says of a company today. `whole`: with what the public does not see; that is the company's own page."""
    method = facts.method_on(day)
    if method is None:
        return {"object": one, "method": None}
    dossier = facts.dossier(one, method, on=day)
    found = rules.classify(dossier, method, day)
    better = rules.next_better(dossier, method, day)
    return {
        "object": one, "method": method, "found": found, "risk_words": words(found.risk), "held_words": words(one.risk),
        "points": signed(found.points), "by_points": found.by_points if found.by_points != found.risk else "",
        "lines": [_line(line) for line in found.lines if line.matters],
        "others": [_line(line) for line in found.lines if not line.matters],
        "set_aside": [_aside(fact, why, whole=whole) for fact, why in found.set_aside],
        "differs": one.risk != found.risk, "held": one.classed_by in HELD,
        "better": {"on": better[0], "risk": better[1], "words": words(better[1])} if better else None,
        "unearned": [
            {"criterion": line.criterion, "points": signed(line.criterion.points)}
            for line in found.lines
            if line.criterion.points < 0 and not line.points
        ],
        "repairable": _repairable(found),
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "criterion": line.criterion, "points": signed(line.points), "at_least": line.at_least,
        "why": [translated(why) for why in line.why], "facts": line.counted,
    }  # fmt: skip


def _aside(fact: rules.Fact, why: str, *, whole: bool) -> dict[str, Any]:
    return {"label": fact.label, "on": fact.on, "why": translated(why), "fact": fact if whole else None}


def _repairable(found: Classified) -> bool:
    """Something counts against it of which a repair or an objection would be the end."""
    weighs = (line for line in found.lines if line.criterion.against and line.matters and line.criterion.when == "each")
    return any(one.fact.office for line in weighs for one in line.counted)


# The method


def method_page(day: date) -> dict[str, Any]:
    """The method in force on a day, whole; when it was and will be another one; how many companies are of which class."""
    method, versions = facts.method_on(day), facts.versions()
    page: dict[str, Any] = {"method": method, "day": day, "versions": versions}
    if method is None:
        return page
    changed = method.since if method.since != versions[0] else None  # a first version changes nothing
    rows: list[Criterion | Boundary] = [*method.criteria, *method.boundaries]
    return page | {
        "against": [_row(one, changed) for one in method.criteria if one.against and one.when == "each"],
        "in_favour": [_row(one, changed) for one in method.criteria if one.points < 0],
        "boundaries": _boundaries(method),
        "synthetic": any(one.synthetic for one in rows),
        "counts": _counts(),
    }


def _row(one: Criterion, changed: date | None) -> dict[str, Any]:
    return {
        "criterion": one, "points": signed(one.points), "period": _period(one), "evidence": EVIDENCE[one.evidence],
        "new": one.valid_from == changed,
    }  # fmt: skip


def _period(one: Criterion) -> str:
    """How long such a fact counts, in words."""
    within = translated(Limit(one.within, "mo").words) if one.within else ""
    if one.when == "none":
        return _("最近%(within)s一项也没有") % {"within": within}
    if one.older and one.within:
        return _("满%(older)s以后，至%(within)s") % {
            "older": translated(Limit(one.older, "mo").words),
            "within": within,
        }
    return _("%(within)s内") % {"within": within} if within else _("存续期间")


def _boundaries(method: Method) -> list[dict[str, Any]]:
    """Each class with the points from which and to which it goes."""
    ends: list[Boundary | None] = [*method.boundaries[1:], None]
    return [
        {
            "risk": one.risk, "words": words(one.risk), "boundary": one, "evidence": EVIDENCE[one.evidence],
            "from": None if one.from_points is None else signed(one.from_points),
            "to": None if end is None or end.from_points is None else signed(end.from_points - 1),
        }
        for one, end in zip(method.boundaries, ends, strict=True)
    ]  # fmt: skip


def _counts() -> dict[str, Any]:
    """How many companies are of each class now, and how many of them by another hand than the method's."""
    rows = CheckObject.objects.filter(left_at=None).values_list("risk").annotate(
        every=Count("pk"), held=Count("pk", filter=Q(classed_by__in=HELD)), waiting=Count("pk", filter=Q(classed_by="register"))
    )  # fmt: skip
    found = {risk: counted for risk, *counted in rows}
    classes = [(risk, words(risk), *found.get(risk, (0, 0, 0))) for risk in CLASSES]
    return {
        "classes": [row[:3] for row in classes],
        "held": sum(row[3] for row in classes),
        "waiting": sum(row[4] for row in classes),
    }
