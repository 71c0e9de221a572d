"""How a Django form becomes markup: one renderer for all, accessible, with Bootstrap's class names."""

from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


class Renderer(DjangoTemplates):
    """Name it in FORM_RENDERER, or as `default_renderer` of one form; `{% form_fields form %}` works with neither."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    @cached_property
    def engine(self) -> Any:
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [Path(forms.__file__).parent / "templates"],
                "NAME": "djangoforms",
                "OPTIONS": {"builtins": ["django.templatetags.i18n", "django.templatetags.static"]},
            }
        )


class DateInput(forms.DateInput):
    """The browser's own date picker; value in ISO form as HTML demands."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def widget_class(widget: forms.Widget) -> str:
    return next(name for kind, name in CLASSES if isinstance(widget, kind))


def widget_shape(widget: forms.Widget) -> str:
    """How label and control are arranged: `group` (fieldset of choices), `check` (label after), `plain`."""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "check" if isinstance(widget, forms.CheckboxInput) else "plain"
