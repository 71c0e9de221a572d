"""What one may ask of the public lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.registers.credit.selectors import promises


class ListForm(forms.Form):
    """Whose, which unit's, and of promises in which state. Sent in the body first: a person's number never gets into an address."""

    q = forms.CharField(label=_("单位名称或者统一社会信用代码"), max_length=60, required=False)
    unit = forms.TypedChoiceField(label=_("决定单位"), coerce=int, empty_value=None, required=False)
    state = forms.ChoiceField(label=_("履行情况"), required=False)

    def __init__(self, *args: Any, units: dict[int, Any], promised: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("全部")), *((number, one.label) for number, one in units.items())]  # type: ignore[attr-defined]
        if promised:
            self.fields["state"].choices = [("", _("全部")), *promises.choices()]  # type: ignore[attr-defined]
        else:
            del self.fields["state"]

    def asked(self) -> dict[str, Any]:
        """What is valid of it; the rest counts as not asked."""
        self.full_clean()
        return {name: self.cleaned_data.get(name) for name in ("q", "unit", "state")}
