"""Forms of repairs and objections: the applicant's, and one for each step of the office that asks for something."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.journal.events import PERSONAL_NUMBER
from banshi.registers.credit.models.proceedings import ABOUT
from banshi.registers.credit.models.reviews import VERDICTS
from banshi.registers.credit.rules.proceedings import Verb


def told(label: Any, **kwargs: Any) -> "ToldField":
    return ToldField(label=label, max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class ToldField(forms.CharField):
    """Words that go into the journal, where nothing can ever be removed: no identity or mobile number among them."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and PERSONAL_NUMBER.search(text):
            raise forms.ValidationError(_("请不要写入身份证号码或者手机号码。"))
        return text


class VersionedForm(forms.Form):
    """A step on what was read: somebody else's newer step is not overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


class ReasonForm(VersionedForm):
    reason = told(_("理由"), help_text=_("申请人会看到"))


class JudgeForm(forms.Form):
    """An officer's verdict on one pair (关联审核)."""

    verdict = forms.ChoiceField(label=_("判定"), choices=VERDICTS, widget=forms.RadioSelect)
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
}
