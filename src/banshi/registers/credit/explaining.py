"""The rules of publication as a table that people can read: by kind of record, by system and by regime."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.kernel.translation import translated
from banshi.registers.credit.models import PublicationRule, RecordKind
from banshi.registers.credit.rules.penalties import FIELDS, KINDS
from banshi.registers.credit.rules.publication import SEVERITIES, UNSTATED, Rule
from banshi.registers.credit.selectors import publication
from banshi.ui import wording

ORDER = ("penalty", "abnormal", "serious", "judicial")
WEIGHT = list(SEVERITIES)
ALWAYS = 1990  # rules without a known beginning


def groups() -> list[dict[str, Any]]:
    """Every regime with its classes, the newest first."""
    kinds = {kind.code: kind.label for kind in RecordKind.objects.all()}
    notes = {one.pk: one.row.get("note", "") for one in PublicationRule.objects.filter(retired_on=None)}
    found = sorted(publication.rules(), key=_place)
    return [
        {"title": _title(kinds.get(key[0], key[0]), rows), "rows": [_row(rule, notes[rule.code]) for rule in rows]}
        for key, rows in ((key, list(rows)) for key, rows in groupby(found, key=_regime))
    ]


def _regime(rule: Rule) -> tuple[Any, ...]:
    return rule.record, rule.system, rule.decided_from, rule.decided_to


def _place(rule: Rule) -> tuple[Any, ...]:
    record = ORDER.index(rule.record) if rule.record in ORDER else len(ORDER)
    return record, rule.record, rule.system, -rule.decided_from.toordinal(), WEIGHT.index(rule.severity), rule.code


def _title(kind: str, rows: list[Rule]) -> str:
    rule = rows[0]
    system = _("信用网站") if rule.system == "credit" else _("国家企业信用信息公示系统")
    first = wording.day(rule.decided_from, "plain") if rule.decided_from.year > ALWAYS else ""
    last = wording.day(rule.decided_to, "plain") if rule.decided_to else ""
    if not first and not last:
        return f"{kind} · {system}"
    span = (
        _("%(first)s起作出的决定")
        if not last
        else _("%(last)s前作出的决定")
        if not first
        else _("%(first)s至%(last)s作出的决定")
    )
    return f"{kind} · {system} · {span % {'first': first, 'last': last}}"


def _row(rule: Rule, note: str) -> dict[str, Any]:
    return {"rule": rule, "severity": translated(SEVERITIES[rule.severity]), "applies": _applies(rule), "note": note}


def _applies(rule: Rule) -> str:
    """To which decisions: kinds, fields, fine, procedure."""
    if rule.kinds == UNSTATED:
        return _("作出决定的单位这样认定的")
    told = [_listed(KINDS, rule.kinds), _listed(FIELDS, rule.fields)]
    told.append(_("罚款%(yuan)s元以上") % {"yuan": f"{rule.from_yuan:,}"} if rule.from_yuan else "")
    told.append(_("罚款不满%(yuan)s元") % {"yuan": f"{rule.below_yuan:,}"} if rule.below_yuan else "")
    told.append(_("以简易程序作出的") if rule.procedures else "")
    return _("；").join(filter(None, told)) or _("其他")


def _listed(words: Any, codes: Iterable[str]) -> str:
    """The vocabulary's first word for a Chinese reader; its codes are English."""
    chosen = [code for code in words if code in set(codes)]
    if (get_language() or "").startswith("en"):
        return ", ".join(code.replace("-", " ") for code in chosen)
    return "、".join(words[code][0] for code in chosen)
