"""Forms of appointments. They check what was typed; what may be done is the services' business."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.calendar.moments import CHINA
from banshi.matters.appointments import rules
from banshi.ui.forms import DateInput

PARTS = {
    "morning": (_("上午（8:00–12:00）"), time(8), time(12)),
    "noon": (_("中午（11:30–13:30）"), time(11, 30), time(13, 30)),
    "afternoon": (_("下午（12:00–18:00）"), time(12), time(18)),
    "evening": (_("晚上（16:30–20:00）"), time(16, 30), time(20)),
    "any": (_("全天都可以（8:00–20:00）"), time(8), time(20)),
}


def clean_phone(text: str) -> str:
    digits = "".join(ch for ch in text if ch.isdigit())
    if digits and not (len(digits) == 11 and digits.startswith("1")):
        raise forms.ValidationError(_("请填写11位手机号。"))
    return digits


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class RequestForm(forms.Form):
    """延时服务申请: when, why, and where to reach the person."""

    party = forms.ChoiceField(label=_("为谁办理"))
    day = forms.DateField(label=_("希望哪一天"), widget=DateInput)
    part = forms.ChoiceField(
        label=_("希望的时间"),
        choices=[(code, words) for code, (words, *_ends) in PARTS.items()],
        widget=forms.RadioSelect,
        initial="morning",
    )
    reason = forms.CharField(
        label=_("为什么需要在工作时间以外办理"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一两句话即可，不必提供证明；请勿填写证件号码。"),
    )
    phone = forms.CharField(
        label=_("联系手机"),
        max_length=20,
        required=False,
        help_text=_("不填则使用您登记的手机号。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, parties: Any = (), at: datetime, contact: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not contact:
            del self.fields["phone"]  # asked for already
        choices = [(str(party.pk), party.name) for party in parties]
        self.fields["party"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["party"]
        elif len(choices) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = choices[0][0]
        here = at.astimezone(CHINA).date()
        self.fields["day"].initial = here + timedelta(days=1)
        self.fields["day"].widget.attrs |= {"min": here.isoformat(), "max": (here + rules.ASK_AHEAD).isoformat()}
        self.at = at

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def wanted(self) -> rules.Span:
        """The stretch of time asked for; of today, what is left of it."""
        day: date = self.cleaned_data["day"]
        start, end = (datetime.combine(day, moment, tzinfo=CHINA) for moment in PARTS[self.cleaned_data["part"]][1:])
        return rules.Span(max(start, min(self.at, end - timedelta(minutes=1))), end)


class CallerForm(forms.Form):
    """来电人: found by the number of the identity card, or registered with it."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(
        label=_("身份证号"), max_length=18, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"})
    )
    phone = forms.CharField(
        label=_("手机"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class ConfirmForm(forms.Form):
    """安排专人."""

    person = forms.ChoiceField(label=_("安排人员"))
    day = forms.DateField(label=_("日期"), widget=DateInput)
    start = forms.TimeField(label=_("开始"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("预计用时（分钟）"), min_value=1, max_value=120)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(person.pk), str(person)) for person in people]  # type: ignore[attr-defined]

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["start"], tzinfo=CHINA)


class DeclineForm(forms.Form):
    """不能安排."""

    reason = forms.CharField(
        label=_("不能安排的理由（申请人会看到）"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    suggested_at = forms.DateTimeField(
        label=_("可以改在（可不填）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


class FinishForm(forms.Form):
    """办结."""

    application_number = forms.CharField(label=_("办件编号（可不填）"), max_length=40, required=False)
