"""Forms of a unit's deliveries. They check what was typed; what may be done is the services' business."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.registers.credit.models.subjects import KINDS
from banshi.registers.credit.pipeline.reading import SUFFIXES

Choices = Iterable[tuple[Any, Any]]
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class UploadForm(forms.Form):
    """报送文件."""

    file = forms.FileField(
        label=_("文件"), allow_empty_file=True,
        help_text=_("CSV（UTF-8或GB18030）、JSON Lines、Excel或Parquet，不超过50MB。同一份文件重复报送不会重复计数。"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )  # fmt: skip


class QuarantineFilter(forms.Form):
    """隔离区筛选."""

    reason = forms.ChoiceField(label=_("原因"), required=False)
    batch = forms.IntegerField(label=_("批次"), required=False, min_value=1, max_value=2**31 - 1)
    mended = forms.BooleanField(label=_("包括已修正的"), required=False)

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("全部")), *reasons]  # type: ignore[attr-defined]


class MendForm(forms.Form):
    """修正一行: the fields of a record as they are delivered. Dates and amounts are text, so that what was wrong is seen."""

    op = forms.ChoiceField(
        label=_("操作"), required=False, choices=[("", _("新增")), ("correct", _("更正")), ("withdraw", _("撤回"))]
    )
    kind = forms.ChoiceField(label=_("信息类别"))
    subject_kind = forms.ChoiceField(label=_("主体类别"), choices=[("", _("请选择")), *KINDS])
    name = forms.CharField(label=_("主体名称"), required=False, max_length=200)
    code = forms.CharField(
        label=_("统一社会信用代码或公民身份号码"), required=False, max_length=40, widget=forms.TextInput(PLAIN)
    )
    reg_no = forms.CharField(label=_("工商注册号"), required=False, max_length=40, widget=forms.TextInput(PLAIN))
    phone = forms.CharField(label=_("联系电话"), required=False, max_length=40, widget=forms.TextInput(PLAIN))
    address = forms.CharField(label=_("地址"), required=False, max_length=300)
    doc_no = forms.CharField(label=_("文书号"), max_length=100)
    decided_on = forms.CharField(label=_("决定日期"), max_length=40, help_text=_("如 2022-03-05"))
    valid_until = forms.CharField(label=_("有效期至"), required=False, max_length=40, help_text=_("长期有效的不填。"))
    amount = forms.CharField(label=_("金额（元）"), required=False, max_length=40)
    content = forms.CharField(
        label=_("内容"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *kinds]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("autocomplete", "off")
            if name in ("name", "address", "doc_no", "content"):
                field.widget.attrs["lang"] = "zh-CN"
