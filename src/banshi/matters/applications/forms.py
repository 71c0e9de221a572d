"""Forms of an application: the applicant's, made from the item's own fields; the office's, one for each step."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.journal.events import PERSONAL_NUMBER
from banshi.matters.applications.rules import PAUSE_KINDS, Verb
from banshi.registers.catalogue.schema import FormField, ItemSpec, Material
from banshi.registers.catalogue.selectors import materials_for
from banshi.ui.forms import DateInput
from banshi.ui.templatetags.ui import bilingual


def _widget(field: FormField) -> forms.Field:
    common: dict[str, Any] = {
        "label": bilingual(field, "label"),
        "required": field.required,
        "help_text": bilingual(field, "help"),
    }
    if field.type == "choice":
        choices = [(choice.code, bilingual(choice, "label")) for choice in field.choices]
        return forms.ChoiceField(choices=[("", _("请选择")), *choices], **common)
    if field.type == "boolean":
        return forms.BooleanField(**common)
    if field.type == "date":
        return forms.CharField(widget=DateInput(), **common)
    attrs = {"phone": {"inputmode": "tel"}, "number": {"inputmode": "decimal"}}.get(field.type, {})
    widget = forms.Textarea(attrs={"rows": 2}) if field.type == "address" else forms.TextInput(attrs=attrs)
    return forms.CharField(widget=widget, **common)


class ApplyForm(forms.Form):
    """在线申请表: situations, fields and materials of one item. It shows; `intake` judges when it is handed in.

    Names: `q-<situation>`, `f-<field>`, `m-<material>` (a file, or the promise).
    """

    def __init__(
        self,
        spec: ItemSpec,
        *,
        answers: Mapping[str, str],
        met: Mapping[str, str],
        known: Mapping[str, Any],
        at_counter: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.spec, self.at_counter = spec, at_counter
        for situation in spec.situations:
            choices = [(option.code, bilingual(option, "label")) for option in situation.options]
            self.fields[f"q-{situation.code}"] = forms.ChoiceField(
                label=bilingual(situation, "ask"),
                choices=choices,
                widget=forms.RadioSelect,
                initial=answers.get(situation.code),
            )
        for field in spec.fields:
            self.fields[f"f-{field.code}"] = _widget(field)
            self.fields[f"f-{field.code}"].initial = known.get(field.code, "")
        self.asked = materials_for(spec, answers)
        for material in self.asked:
            self._ask(material, met)

    def _ask(self, material: Material, met: Mapping[str, str]) -> None:
        label = bilingual(material, "name")
        if self.at_counter and material.origin not in ("shared", "promise"):
            self.fields[f"m-{material.code}"] = forms.BooleanField(label=label, required=False)
        elif material.origin == "promise":
            self.fields[f"m-{material.code}"] = forms.BooleanField(
                label=_("我承诺符合条件，不再提交：%(name)s") % {"name": label}, required=material.required
            )
        elif material.origin != "shared":
            self.fields[f"m-{material.code}"] = forms.FileField(
                label=label,
                required=material.required and material.code not in met,
                help_text=_("已上传。重新选择可替换。") if material.code in met else bilingual(material, "note"),
            )

    @property
    def shared(self) -> list[Material]:
        """What the city already has and does not ask for."""
        return [material for material in self.asked if material.origin == "shared"]

    def part(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def questions(self) -> list[forms.BoundField]:
        return self.part("q-")

    @property
    def details(self) -> list[forms.BoundField]:
        return self.part("f-")

    @property
    def papers(self) -> list[forms.BoundField]:
        return self.part("m-")

    def show(self, errors: Mapping[str, str]) -> None:
        """Put what intake found beside the fields it is about."""
        for code, message in errors.items():
            name = next((f"{p}-{code}" for p in "qfm" if f"{p}-{code}" in self.fields), None)
            if not name or name not in self.errors:
                self.add_error(name, message)


class VersionedForm(forms.Form):
    """A step of the office; `version` is what its page showed, so that nobody overwrites a newer state."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ToldField(forms.CharField):
    """Words that go into the journal, where nothing can ever be removed: no identity or mobile number among them."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if PERSONAL_NUMBER.search(text):
            raise forms.ValidationError(_("请不要写身份证号码或者手机号码：这段文字会永久保存。"))
        return text


class ReasonForm(VersionedForm):
    reason = ToldField(label=_("理由"), rows=3, max_length=1000)


class NotCompetentForm(ReasonForm):
    competent = ToldField(label=_("有权办理的机关"), max_length=100)


class NotifyForm(VersionedForm):
    deficiencies = ToldField(
        label=_("需要补正的全部内容"), help_text=_("每行一项，一次写全：只能告知一次。"), rows=5, max_length=4000
    )


class PauseForm(ReasonForm):
    kind = forms.ChoiceField(label=_("特别程序"), choices=[(kind, _(kind)) for kind in PAUSE_KINDS])
    needed = forms.IntegerField(label=_("所需时间（工作日）"), min_value=1, max_value=365)

    field_order = ["version", "kind", "needed", "reason"]


class ExtendForm(ReasonForm):
    days = forms.IntegerField(label=_("延长天数"), min_value=1, max_value=60)

    field_order = ["version", "days", "reason"]


class RefuseForm(ReasonForm):
    basis = ToldField(label=_("法律依据"), max_length=300)

    field_order = ["version", "basis", "reason"]


class DeliverForm(VersionedForm):
    way = forms.ChoiceField(
        label=_("送达方式"), choices=[("online", _("网上送达")), ("counter", _("窗口领取")), ("express", _("快递送达"))]
    )


STEP_FORMS: Mapping[Verb, type[VersionedForm]] = {
    Verb.ANSWER_NOT_REQUIRED: ReasonForm,
    Verb.ANSWER_NOT_COMPETENT: NotCompetentForm,
    Verb.NOTIFY: NotifyForm,
    Verb.START_SPECIAL: PauseForm,
    Verb.EXTEND: ExtendForm,
    Verb.EXPLAIN_DELAY: ReasonForm,
    Verb.REFUSE: RefuseForm,
    Verb.TERMINATE: ReasonForm,
    Verb.DELIVER: DeliverForm,
    Verb.REVOKE: ReasonForm,
    Verb.CANCEL: ReasonForm,
}


class WithdrawForm(VersionedForm):
    reason = ToldField(label=_("撤回理由（可不填）"), required=False, rows=2, max_length=500)


class SupplementForm(VersionedForm):
    """补正: a file for each material; at the counter (`paper`) a tick for what was taken in."""

    def __init__(self, spec: ItemSpec, answers: Mapping[str, str], *, paper: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for material in materials_for(spec, answers):
            name, label = f"m-{material.code}", bilingual(material, "name")
            note = bilingual(material, "note")
            one: forms.Field = (
                forms.BooleanField(label=label) if paper else forms.FileField(label=label, help_text=note)
            )
            one.required = False
            self.fields[name] = one
