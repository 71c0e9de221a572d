"""Template tags of the portal: labels of codes, marks of synthetic data, the tags on an item's card."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.registers.catalogue import selectors as catalogue

register = template.Library()

STEPS = tuple(map(gettext_lazy, ("受理", "审查", "审核", "决定", "审批", "办结", "送达", "申请")))
"""The usual steps, so that their names are collected for translation; `{% translate step %}` finds them."""
ORIGIN_TONES = {"shared": "reed", "promise": "accent"}
ORIGIN_ICONS = {"shared": "check-circle", "promise": "pencil", "issued": "bank", "self": "folder2-open"}


@register.filter
def code_label(code: str, table: str) -> str:
    return catalogue.label(table, str(code))


@register.filter
def code_labels(codes: Any, table: str) -> str:
    """Several codes of one table in one line."""
    return _("、").join(catalogue.label(table, str(code)) for code in codes)


@register.filter
def origin_tone(origin: str) -> str:
    return ORIGIN_TONES.get(origin, "")


@register.filter
def origin_icon(origin: str) -> str:
    return ORIGIN_ICONS.get(origin, "file-earmark")


@register.filter
def basis_note(note: str) -> str:
    """The note on an article as a reader needs it: whether somebody has compared it with the text of the law."""
    if note.startswith("evidence:"):
        return "" if "read" in note else _("条文待核对")
    return note


@register.simple_tag
def synthetic(spec: Any, field: str) -> SafeString:
    """A quiet mark beside a value that is made up for the demonstration."""
    marked = spec.synthetic is True or (spec.synthetic and field in spec.synthetic)
    if not marked:
        return mark_safe("")
    return format_html(' <span class="synthetic" title="{}">{}</span>', _("合成数据，不是真实信息"), _("示例"))


@register.simple_tag
def visits_words(visits: int) -> str:
    return _("不用跑") if visits == 0 else _("最多跑%(n)d次") % {"n": visits}
