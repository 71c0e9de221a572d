"""Template tags of the UI: words for limits, days and money; icons, lights, fields, QR codes, preferences."""

from datetime import date, datetime
from typing import Any

import segno
from django import forms, template
from django.conf import settings
from django.contrib.messages import get_messages
from django.forms import BoundField
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banshi.kernel.translation import translated
from banshi.ui import city, preferences, wording
from banshi.ui.forms import widget_class, widget_shape

register = template.Library()

LIGHTS = {"green": "check-circle-fill", "yellow": "exclamation-triangle-fill", "red": "exclamation-circle-fill"}
ALERT_ICONS = {
    "info": "info-circle-fill",
    "success": "check-circle-fill",
    "warning": "exclamation-triangle-fill",
    "danger": "exclamation-circle-fill",
}


@register.filter
def limit_text(value: object) -> str:
    return wording.limit(value)


@register.filter
def cn_date(value: date | datetime | str | None, style: str = "") -> str:
    return wording.day(value, style)


@register.filter
def money(cents: int | None) -> str:
    return wording.yuan(cents)


@register.filter
def grouped(number: int | None) -> str:
    """1,234,567: in thousands for every reader; Django groups Chinese numbers not at all."""
    return f"{number or 0:,}"


@register.filter
def why(reason: str) -> str:
    return wording.reason(reason)


@register.filter
def bilingual(thing: Any, field: str) -> str:
    """`item|bilingual:"name"`: name_en for an English reader where it is given, else name. Works on dicts too."""
    read = thing.get if isinstance(thing, dict) else lambda name, default="": getattr(thing, name, default)
    translated = read(f"{field}_en", "") if wording.english() else ""
    return translated or read(field, "") or ""


@register.filter
def said(text: str) -> str:
    """A sentence of the rules that was kept as data, in the reader's language; free text stays as it is."""
    return translated(text)


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes, static("ui/icons.svg"), name,
    )  # fmt: skip


@register.filter
def alert_icon(kind: str) -> str:
    return ALERT_ICONS.get(kind, "info-circle-fill")


@register.inclusion_tag("ui/components/light.html")
def light(colour: str, text: str = "") -> dict[str, str]:
    words = {"green": _("正常"), "yellow": _("即将到期"), "red": _("已超期")}
    return {"colour": colour, "text": text or words.get(colour, colour), "icon": LIGHTS.get(colour, "info-circle-fill")}


@register.inclusion_tag("ui/forms/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    return {"field": bound}


@register.inclusion_tag("ui/forms/form.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    return {
        "form": form,
        "errors": form.non_field_errors(),
        "fields": [(bound, bound.errors) for bound in form.visible_fields()],
        "hidden_fields": form.hidden_fields(),
    }


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The control itself, with Bootstrap's class; a group of choices is styled by its wrapper (.choices)."""
    widget = bound.field.widget
    if widget_shape(widget) == "group":
        return bound.as_widget()
    wanted = f"{widget_class(widget)} {widget.attrs.get('class', '')}".strip()
    return bound.as_widget(attrs={"class": wanted + (" is-invalid" if bound.errors else "")})


@register.filter
def shape(bound: BoundField) -> str:
    return widget_shape(bound.field.widget)


@register.filter
def messages_of(request: Any) -> Any:
    return get_messages(request) if request is not None else ()


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """An inline SVG of the QR code; `label` says to a reader who cannot see it what it leads to."""
    drawing = segno.make(text, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True)
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>', label or _("二维码"), mark_safe(drawing)
    )


@register.simple_tag
def city_fact(name: str) -> str:
    return city.fact(name, "en" if wording.english() else "zh")


@register.simple_tag(takes_context=True)
def preference(context: RequestContext, name: str) -> str:
    """`theme` (auto, light, dark) or `elder` (on or empty), as the reader's cookie says."""
    request = context.get("request")
    return preferences.read(request, name) if request is not None else preferences.DEFAULTS[name]


@register.simple_tag(takes_context=True)
def here(context: RequestContext) -> str:
    request = context.get("request")
    return request.get_full_path() if request is not None else "/"


@register.simple_tag(takes_context=True)
def current(context: RequestContext, *prefixes: str) -> SafeString:
    """aria-current for a navigation link whose pages begin with one of the prefixes; `/` means the home page only."""
    request = context.get("request")
    path = request.path if request is not None else ""
    found = any(path == prefix if prefix == "/" else path.startswith(prefix) for prefix in prefixes if prefix)
    return mark_safe(' aria-current="page"') if found else mark_safe("")


@register.simple_tag
def link(name: str, *arguments: Any) -> str:
    """The address of a route, or nothing where no app offers it; so one app's absence breaks no other app's page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def may(context: RequestContext, permission: str) -> bool:
    """Whether the reader holds the permission anywhere. For what a menu shows; the service still asks for itself."""
    actor = getattr(context.get("request"), "actor", None)
    return actor is not None and bool(actor.paths(permission))


@register.simple_tag
def mode() -> str:
    return settings.MODE
