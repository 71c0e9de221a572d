"""Forms of a case: one for each step that asks for something, and those of the party."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.journal.events import PERSONAL_NUMBER
from banshi.kernel.translation import translated
from banshi.matters.enforcement.leniency import wording
from banshi.matters.enforcement.leniency.conditions import MEASURED, PLAIN, Asked, Condition, Grounds, Measured, Plain
from banshi.matters.enforcement.leniency.grounds import SHOWN, Effect
from banshi.matters.enforcement.leniency.models import KINDS, Case
from banshi.matters.enforcement.leniency.procedure import REVIEW_GROUNDS, Verb
from banshi.matters.enforcement.leniency.weighing import HARM_WORDS
from banshi.ui.forms import DateInput

KNOWN = [("", _("还不知道")), ("yes", _("是")), ("no", _("否"))]
ALWAYS = ("slight", "cooperative", "no_gain", "promised")


class ToldField(forms.CharField):
    """Words that go into the journal, where nothing can ever be removed: no identity or mobile number among them."""

    def __init__(self, *, rows: int = 2, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and PERSONAL_NUMBER.search(text):
            raise forms.ValidationError(_("请不要写入身份证号码或者手机号码。"))
        return text


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), **kwargs)


class ListFilter(forms.Form):
    """What the public asks of the list."""

    q = forms.CharField(
        label=_("行为、领域或者法律"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("清单"), required=False)
    office = forms.ChoiceField(label=_("部门"), required=False)

    def __init__(self, *args: Any, departments: Iterable[tuple[str, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "kind": [("", _("全部清单")), *KINDS],
            "office": [("", _("全部部门")), *((code, f"{name} · {rows}") for code, name, rows in departments)],
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found


class FileForm(forms.Form):
    """立案: who, what, when, how it came to the office."""

    id_number = forms.CharField(label=_("当事人身份证号码或者统一社会信用代码"), max_length=30)
    joint = forms.CharField(
        label=_("共同当事人的号码"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一起实施同一违法行为的，每行一个号码；没有的，留空"),
    )  # fmt: skip
    offence = forms.CharField(label=_("违法行为代码"), max_length=60, help_text=_("见柔性执法事项清单，例如 sc-02"))
    act_on = day_field(_("行为日期"))
    source = forms.ChoiceField(label=_("案件来源"), choices=Case.SOURCES)


class OnTheSpotForm(forms.Form):
    """当场处罚: what the two officers on the spot see, and what they impose."""

    id_number = forms.CharField(label=_("当事人身份证号码或者统一社会信用代码"), max_length=30)
    offence = forms.CharField(label=_("违法行为代码"), max_length=60, help_text=_("见柔性执法事项清单，例如 sc-02"))
    other = forms.TypedChoiceField(label=_("另一名执法人员"), coerce=int)
    harm = forms.ChoiceField(label=_("危害后果"))
    slight = forms.ChoiceField(label=_("违法行为轻微"), choices=KNOWN, required=False)
    corrected = forms.BooleanField(label=_("已经当场改正"), required=False)
    effect = forms.ChoiceField(
        label=_("处理"),
        choices=[("", "—"), *((one, words) for one, words in wording.EFFECTS.items() if one != Effect.UNPROVEN)],
    )
    imposed = forms.DecimalField(
        label=_("罚款（元）"), min_value=0, max_digits=12, decimal_places=2, initial=0,
        help_text=_("当场处罚：个人不超过200元，单位不超过3000元"),
    )  # fmt: skip
    reason = ToldField(label=_("理由"), required=False, help_text=_("与系统建议不同，或者还有没有查清的事的，必须填写"))

    def __init__(self, *args: Any, others: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        harms = [("", "—"), *((code, translated(words)) for code, words in HARM_WORDS.items())]
        for name, choices in (("other", list(others)), ("harm", harms)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_imposed(self) -> int:
        return int(self.cleaned_data["imposed"] * 100)

    def said(self, today: date) -> dict[str, Any]:
        """The facts as a case keeps them: found today, established by sight."""
        data, day = self.cleaned_data, today.isoformat()
        answers = {"slight": data["slight"] == "yes"} if data["slight"] else {}
        facts: dict[str, Any] = {"found_on": day, "established": True, "continuing": False, "harm": data["harm"]}
        return {**facts, "answers": answers, **({"corrected_on": day} if data["corrected"] else {})}


class VersionedForm(forms.Form):
    """A step; `version` is what its page showed, so that nobody overwrites a newer state."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class AssignForm(VersionedForm):
    accounts = forms.TypedMultipleChoiceField(label=_("执法人员"), coerce=int, widget=forms.CheckboxSelectMultiple)


class RecuseForm(VersionedForm):
    account = forms.TypedChoiceField(label=_("应当回避的人员"), coerce=int)
    instead = forms.TypedChoiceField(label=_("接替的人员"), coerce=int)
    reason = ToldField(label=_("理由"))


class FactsForm(VersionedForm):
    """记录事实: what every case needs, and what the rows of the list ask about this act. Unknown is an answer too."""

    def __init__(self, *args: Any, conditions: Iterable[Condition] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(conditions)
        harms = [("", _("还不知道")), *((code, translated(words)) for code, words in HARM_WORDS.items())]
        self.fields["found_on"] = day_field(_("发现日期"), required=False)
        self.fields["established"] = forms.ChoiceField(label=_("违法事实成立"), choices=KNOWN, required=False)
        self.fields["continuing"] = forms.ChoiceField(label=_("行为连续或者继续"), choices=KNOWN, required=False)
        self.fields["ended_on"] = day_field(_("行为终了日期"), required=False)
        self.fields["harm"] = forms.ChoiceField(label=_("危害后果"), choices=harms, required=False)
        self.fields["corrected_on"] = day_field(_("没有责令而自行改正的日期"), required=False)
        self.fields["province"] = forms.BooleanField(label=_("已经查过全省执法记录，没有违法"), required=False)
        for name, label in asked(listed).items():
            self.fields[f"a-{name}"] = forms.ChoiceField(label=label, choices=KNOWN, required=False)
        for name, label in measured(listed).items():
            self.fields[f"n-{name}"] = forms.DecimalField(label=label, required=False, min_value=0, max_digits=12)
        self.fields["evidence"] = forms.CharField(
            label=_("证据"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
        )

    def said(self) -> dict[str, Any]:
        """The form as the case keeps it."""
        data = self.cleaned_data
        answers = {name[2:]: data[name] == "yes" for name in self.fields if name.startswith("a-") and data[name]}
        numbers = {name[2:]: data[name] for name in self.fields if name.startswith("n-")}
        evidence = data["evidence"]
        return {
            **{name: data[name].isoformat() for name in ("found_on", "ended_on", "corrected_on") if data[name]},
            "established": known(data["established"]),
            "continuing": known(data["continuing"]),
            "harm": data["harm"] or None,
            "searched": ["province"] if data["province"] else [],
            "answers": answers,
            "quantities": {name: str(value) for name, value in numbers.items() if isinstance(value, Decimal)},
            "evidence": {name: evidence for name in ("harm", "corrected", *answers) if evidence},
        }


def known(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)


def asked(conditions: Iterable[Condition]) -> dict[str, str]:
    """Name → words of every yes-or-no that can matter: the law's own, and the list's in its own words."""
    always = {name: PLAIN[name] for name in ALWAYS}
    plain = {one.name: one.words for one in conditions if isinstance(one, Plain)}
    law = {**dict(SHOWN.values()), "no_fault": PLAIN["no_fault"]}
    own = {one.text: one.text for one in conditions if isinstance(one, Asked)}
    return {name: translated(words) for name, words in {**always, **plain, **law, **own}.items()}


def measured(conditions: Iterable[Condition]) -> dict[str, str]:
    return {one.quantity: translated(MEASURED[one.quantity]) for one in conditions if isinstance(one, Measured)}


def initial_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was recorded, as the form shows it."""
    words = {True: "yes", False: "no", None: ""}
    return {
        **{name: date.fromisoformat(said[name]) for name in ("found_on", "ended_on", "corrected_on") if said.get(name)},
        "established": words[said.get("established", True)],
        "continuing": words[said.get("continuing", False)],
        "harm": said.get("harm") or "",
        "province": "province" in said.get("searched", ()),
        "evidence": next(iter(said.get("evidence", {}).values()), ""),
        **{f"a-{name}": words[value] for name, value in said.get("answers", {}).items()},
        **{f"n-{name}": value for name, value in said.get("quantities", {}).items()},
    }


class OrderForm(VersionedForm):
    what = ToldField(label=_("改正什么"))
    until = day_field(_("改正期限"))


class RecheckForm(VersionedForm):
    corrected_on = day_field(_("改正日期"), required=False, help_text=_("没有改正的，留空"))


class EffectForm(VersionedForm):
    """What is proposed, and its amount in yuan, exactly."""

    effect = forms.ChoiceField(label=_("处理"), choices=list(wording.EFFECTS.items()))
    imposed = forms.DecimalField(label=_("罚款（元）"), min_value=0, max_digits=12, decimal_places=2, initial=0)
    reason = ToldField(label=_("理由"), required=False, help_text=_("与系统建议不同，或者还有没有查清的事的，必须填写"))

    def clean_imposed(self) -> int:
        return int(self.cleaned_data["imposed"] * 100)


class ProposeForm(EffectForm):
    grounds = forms.MultipleChoiceField(
        label=_("应当法制审核的情形"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, _(words)) for code, words in REVIEW_GROUNDS.items() if code in ("public", "complex", "by_law")],
    )  # fmt: skip
    promise = forms.BooleanField(label=_("当事人签署了改正承诺书"), required=False)


class HearForm(VersionedForm):
    told_on = day_field(_("通知听证的日期"))
    held_on = day_field(_("举行听证的日期"))


class OpinionForm(VersionedForm):
    opinion = ToldField(label=_("审核意见"))


class EducateForm(VersionedForm):
    words = ToldField(label=_("教育的方式和内容"))


class DeliverForm(VersionedForm):
    way = forms.ChoiceField(
        label=_("送达方式"), choices=[("counter", _("当场交付")), ("online", _("网上送达")), ("post", _("邮寄送达"))]
    )


class PublishForm(VersionedForm):
    social_impact = forms.BooleanField(label=_("具有一定社会影响"), required=False)


class PromiseForm(VersionedForm):
    kept = forms.TypedChoiceField(
        label=_("承诺履行情况"),
        choices=[("yes", _("已履行")), ("no", _("未履行"))],
        coerce=lambda value: value == "yes",
    )


class ReasonForm(VersionedForm):
    reason = ToldField(label=_("理由"))


class ShowForm(VersionedForm):
    """提交改正情况: words and a photo from the phone."""

    words = ToldField(label=_("怎样改正的"))
    photo = forms.FileField(
        label=_("改正后的照片"), required=False, widget=forms.ClearableFileInput(attrs={"accept": "image/*"})
    )


class DefendForm(VersionedForm):
    words = forms.CharField(label=_("您的陈述、申辩"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    hearing = forms.BooleanField(label=_("我要求听证"), required=False)


STEP_FORMS: Mapping[Verb, type[VersionedForm]] = {
    Verb.ASSIGN: AssignForm,
    Verb.RECUSE: RecuseForm,
    Verb.RECORD: FactsForm,
    Verb.ORDER: OrderForm,
    Verb.RECHECK: RecheckForm,
    Verb.PROPOSE: ProposeForm,
    Verb.RECONSIDER: EffectForm,
    Verb.HEAR: HearForm,
    Verb.PASS: OpinionForm,
    Verb.RETURN: OpinionForm,
    Verb.EDUCATE: EducateForm,
    Verb.DELIVER: DeliverForm,
    Verb.PUBLISH: PublishForm,
    Verb.SETTLE_PROMISE: PromiseForm,
    Verb.WITHDRAW: ReasonForm,
    Verb.SHOW: ShowForm,
    Verb.DEFEND: DefendForm,
}


def conditions_of(rows: Iterable[Any]) -> list[Condition]:
    return [one for row in rows for one in row.conditions if not isinstance(one, Grounds)]
