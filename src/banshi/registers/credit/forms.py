"""Forms of credit information: looking a person up; repairs and objections, one form for each step that asks for something."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.journal.events import PERSONAL_NUMBER
from banshi.registers.credit.models.looks import PURPOSES
from banshi.registers.credit.models.proceedings import ABOUT
from banshi.registers.credit.models.reports import PURPOSES as REPORT_PURPOSES
from banshi.registers.credit.models.reviews import VERDICTS
from banshi.registers.credit.rules.proceedings import Verb
from banshi.ui.forms import DateInput


def told(label: Any, **kwargs: Any) -> "ToldField":
    return ToldField(label=label, max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class ToldField(forms.CharField):
    """Words that go into the journal, where nothing can ever be removed: no identity or mobile number among them."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and PERSONAL_NUMBER.search(text):
            raise forms.ValidationError(_("请不要写入身份证号码或者手机号码。"))
        return text


class LookForm(forms.Form):
    """查询自然人: the number in hand, and what for. The number is checked by the service."""

    citizen_id = forms.CharField(
        label=_("公民身份号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("只按本人提供的号码查询，不按姓名查询。"),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("查询目的"), choices=[("", _("请选择")), *PURPOSES])
    detail = ToldField(
        label=_("办理的事项或者案件编号"), min_length=4, max_length=100,
        help_text=_("本人看得到这里写的内容；不要写证件号码和电话号码。"),
    )  # fmt: skip


class VersionedForm(forms.Form):
    """A step on what was read: somebody else's newer step is not overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


class ReasonForm(VersionedForm):
    reason = told(_("理由"), help_text=_("申请人会看到"))


class JudgeForm(forms.Form):
    """An officer's verdict on one pair (关联审核)."""

    verdict = forms.ChoiceField(label=_("判定"), choices=VERDICTS, widget=forms.RadioSelect)
    reason = ToldField(label=_("理由"), min_length=4, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class OtherForm(forms.Form):
    """Which organisation a subject may be one with."""

    other = forms.CharField(
        label=_("另一主体的统一社会信用代码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MergeForm(forms.Form):
    """合并: which of two is kept, and why they are one."""

    keep = forms.ChoiceField(label=_("保留哪一个"), widget=forms.RadioSelect)
    reason = ToldField(label=_("理由"), min_length=4, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, sides: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = list(sides)  # type: ignore[attr-defined]


class ApartForm(forms.Form):
    """拆分: whom the chosen names mean instead, if that is known, and why."""

    toward = forms.CharField(
        label=_("实际是哪个主体（统一社会信用代码）"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text=_("不知道就不填：这些信息会重新等待判定。"),
    )  # fmt: skip
    reason = ToldField(label=_("理由"), min_length=4, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class AgreeForm(ReasonForm):
    duties_done = forms.BooleanField(label=_("已经核实：失信行为已经纠正，决定规定的义务已经履行完毕"))


class CorrectForm(ReasonForm):
    correction = told(_("应当更正为"))


class SupplementForm(VersionedForm):
    words = forms.CharField(label=_("补正说明"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.FileField(label=_("补正材料"), required=False, help_text=_("PDF 或者照片，不超过20MB"))


class RepairForm(forms.Form):
    """申请信用修复."""

    words = forms.CharField(
        label=_("怎样纠正的、义务怎样履行的"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例如：罚款已于哪一天缴清，整改已经怎样完成"),
    )  # fmt: skip
    evidence = forms.FileField(
        label=_("证明材料"), required=False, help_text=_("缴款凭证、整改验收等，PDF 或者照片，不超过20MB")
    )
    promised = forms.BooleanField(label=_("我代表本单位作出上述信用承诺，同意公开"))


class ObjectionForm(forms.Form):
    """提出异议."""

    about = forms.ChoiceField(label=_("哪里不对"), choices=ABOUT, widget=forms.RadioSelect)
    words = forms.CharField(label=_("事实和理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.FileField(label=_("证据材料"), required=False, help_text=_("PDF 或者照片，不超过20MB"))


class ProposeForm(forms.Form):
    """拟列入名单."""

    list = forms.ChoiceField(label=_("名单"))
    code = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    reasons = told(_("事实和理由"), help_text=_("对照认定标准写明；会告知当事人，列入后公开"))

    def __init__(self, *args: Any, lists: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["list"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [("", "—"), *lists]


class StateForm(VersionedForm):
    words = forms.CharField(label=_("陈述、申辩"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))
    hearing = forms.BooleanField(label=_("我要求听证"), required=False)


class HearForm(VersionedForm):
    held_on = forms.DateField(label=_("听证日期"), widget=DateInput())


class LeaveForm(ReasonForm):
    duties_done = forms.BooleanField(label=_("已经核实：义务已经履行，后果已经消除；或者原决定有误"))


class AskExitForm(VersionedForm):
    words = forms.CharField(
        label=_("怎样纠正的、义务怎样履行的"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )


class AnswerForm(forms.Form):
    """对联合奖惩措施的答复."""

    outcome = forms.ChoiceField(
        label=_("是否采取"), choices=[("applied", _("已采取")), ("not_applied", _("未采取"))], widget=forms.RadioSelect
    )
    reason = told(_("做了什么，或者为什么没有做"))


STEP_FORMS: Mapping[Verb, type[VersionedForm]] = {
    Verb.SUPPLEMENT: SupplementForm,
    Verb.ASK_MORE: ReasonForm,
    Verb.DECLINE: ReasonForm,
    Verb.AGREE: AgreeForm,
    Verb.REFUSE: ReasonForm,
    Verb.REVOKE: ReasonForm,
    Verb.CORRECT: CorrectForm,
    Verb.REMOVE: ReasonForm,
    Verb.KEEP: ReasonForm,
    Verb.STATE: StateForm,
    Verb.HEAR: HearForm,
    Verb.LIST: ReasonForm,
    Verb.DROP: ReasonForm,
    Verb.ASK_EXIT: AskExitForm,
    Verb.EXIT: LeaveForm,
    Verb.STAY: ReasonForm,
}


class ReportForm(forms.Form):
    """申请信用报告: about whom, and for what."""

    party = forms.TypedChoiceField(label=_("关于谁"), coerce=int)
    purpose = forms.ChoiceField(label=_("用途"), choices=[("", _("请选择")), *REPORT_PURPOSES])

    def __init__(self, *args: Any, parties: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(one.pk, one.name) for one in parties]  # type: ignore[attr-defined]
