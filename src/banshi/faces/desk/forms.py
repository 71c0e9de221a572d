"""The filters of the worklist."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.matters.applications import selectors as applications

ENDED = "ended"  # what has ended in any way, latest first


class WorklistFilter(forms.Form):
    """待办筛选: everything may be left open."""

    q = forms.CharField(
        label=_("编号"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"data-search": "", "type": "search"}),
    )
    light = forms.ChoiceField(
        label=_("期限"),
        required=False,
        choices=[("", _("全部")), ("red", _("已超期")), ("yellow", _("即将到期")), ("green", _("正常"))],
    )
    waits_for = forms.ChoiceField(
        label=_("等待"),
        required=False,
        choices=[("", _("全部")), ("office", _("办事机构")), ("party", _("申请人")), ("nobody", _("停表"))],
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        states = [("", _("全部")), *applications.open_states(), (ENDED, _("已办结"))]
        self.fields["state"] = forms.ChoiceField(label=_("状态"), required=False, choices=states)
