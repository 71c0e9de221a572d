"""Which period and area a reader asks for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.insight.indicators import selectors
from banshi.kernel.measures import Period
from banshi.ui.forms import DateInput

LONGEST_DAYS = 1100
WRONG_ORDER = _("开始日期不能晚于结束日期。")
TOO_LONG = _("一次最多统计三年。")


class PeriodForm(forms.Form):
    """统计期: `from` and `to`, both inside; nothing after today. Left open, it is the month so far."""

    area = forms.ChoiceField(label=_("地区"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name, label in (("from", _("从")), ("to", _("到"))):
            self.fields[name] = forms.DateField(label=label, required=False, widget=DateInput())
        self.fields["area"].choices = selectors.areas()  # type: ignore[attr-defined]
        self.order_fields(["from", "to", "area"])
        self.initial = {"from": today.replace(day=1), "to": today}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last = min(cleaned.get("to") or self.today, self.today)
        first = cleaned.get("from") or last.replace(day=1)
        if first > last:
            raise forms.ValidationError(WRONG_ORDER)
        if (last - first).days > LONGEST_DAYS:
            raise forms.ValidationError(TOO_LONG)
        return cleaned | {"period": Period(first, last)}

    @property
    def period(self) -> Period:
        return self.cleaned_data["period"] if self.is_valid() else Period(self.today.replace(day=1), self.today)

    @property
    def chosen_area(self) -> str:
        return self.cleaned_data["area"] if self.is_valid() else ""
