"""Forms of ratings: the resident's, the office's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.insight.ratings import rules, wording
from banshi.registers.catalogue import selectors as catalogue


class RateForm(forms.Form):
    """评价: five levels, none chosen beforehand; all else may be left open."""

    level = forms.TypedChoiceField(label=_("您对本次服务满意吗？"), coerce=int, widget=forms.RadioSelect)
    aspects = forms.MultipleChoiceField(
        label=_("主要是哪些方面？"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("可以不选，也可以多选。"),
    )
    words = forms.CharField(
        label=_("还想说什么？"),
        required=False,
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("可以不写，最多500字。请不要写身份证号和电话号码。"),
    )

    def __init__(self, *args: Any, online: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(level, catalogue.label("A.8", str(level))) for level in rules.LEVELS]
        aspects = [(code, wording.ASPECTS[code]) for code in rules.aspects(online)]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self.fields["aspects"].choices = aspects  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """反馈: the finding, and what the rater is told."""

    finding = forms.ChoiceField(label=_("核实结论"), choices=list(wording.FINDINGS.items()), widget=forms.RadioSelect)
    feedback = forms.CharField(
        label=_("反馈内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写给评价人看：核实的情况、整改的措施。不要写评价人的个人信息。"),
    )


class StateForm(forms.Form):
    """差评筛选."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *((state.value, words) for state, words in wording.STATES.items())]
    )  # fmt: skip


class MonthForm(forms.Form):
    month = forms.DateField(required=False, input_formats=["%Y-%m"])
