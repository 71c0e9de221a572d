"""Forms of inspections. They check what was typed; what may be done is the services' business."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.calendar.moments import CHINA
from banshi.matters.enforcement.inspections import rules
from banshi.matters.enforcement.inspections.importing import LARGEST, ObjectRow
from banshi.matters.enforcement.inspections.models import CLASS_WORDS, OBJECT_KINDS, CheckObject, Draw, Visit
from banshi.matters.enforcement.inspections.services.draws import Terms
from banshi.matters.enforcement.inspections.services.plans import Wanted
from banshi.matters.enforcement.inspections.services.visits import Recorded
from banshi.matters.enforcement.officers.models import Inspector
from banshi.ui.forms import DateInput

Choices = Iterable[tuple[str, Any]]


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Any number of files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(Photos, self).clean(one) for one in data or ()]


class Words(forms.CharField):
    """Several words with a separator that people use: 餐饮、住宿."""

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().clean(value)
        for separator in "、,，;；":
            text = text.replace(separator, " ")
        words = sorted(set(text.split()))
        if any(len(word) > 60 or not word.isprintable() for word in words):
            raise forms.ValidationError(_("每个词最多60个字。"))
        return words


class PlanForm(forms.Form):
    """抽查计划."""

    title = forms.CharField(label=_("计划名称"), max_length=120)
    items = forms.MultipleChoiceField(
        label=_("抽查事项"), widget=forms.CheckboxSelectMultiple, help_text=_("多个事项合并在一次检查中进行。")
    )
    joint = forms.MultipleChoiceField(
        label=_("配合部门"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    kinds = forms.MultipleChoiceField(
        label=_("对象类型"), required=False, choices=OBJECT_KINDS, widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选表示全部。"),
    )  # fmt: skip
    districts = forms.MultipleChoiceField(label=_("区县"), required=False, widget=forms.CheckboxSelectMultiple)
    industries = Words(
        label=_("行业"), max_length=300, required=False, help_text=_("多个行业用顿号分开；不填表示全部。")
    )
    first_on = forms.DateField(label=_("检查开始"), widget=DateInput)
    last_on = forms.DateField(label=_("检查结束"), widget=DateInput)
    batch = forms.IntegerField(label=_("每个任务最多几户"), min_value=1, max_value=50, initial=7)
    cap = forms.IntegerField(
        label=_("每名执法人员全年最多几个任务"), min_value=1, max_value=1000, required=False,
        help_text=_("不填表示不限。此前各次抽取已分到的任务计算在内。"),
    )  # fmt: skip

    def __init__(self, *args: Any, items: Choices, offices: Choices, districts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("items", items), ("joint", offices), ("districts", districts)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        for code, words in CLASS_WORDS:
            self.fields[f"rate_{code}"] = forms.DecimalField(
                label=_("%(class)s类（%(words)s）抽查比例，%%") % {"class": code, "words": words}, min_value=Decimal(0),
                max_value=Decimal(100), decimal_places=2,
            )  # fmt: skip

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        rates = {code: int(said[f"rate_{code}"] * 100) for code in rules.CLASSES}
        return Wanted(
            title=said["title"], joint=said["joint"], items=said["items"], kinds=said["kinds"],
            districts=said["districts"], industries=said["industries"], rates=rates, batch=said["batch"],
            first_on=said["first_on"], last_on=said["last_on"], cap=said["cap"],
        )  # fmt: skip


class FreezeForm(forms.Form):
    """封存名录: when the lot falls, when inspections begin, who holds the salts."""

    draw_on = forms.DateField(label=_("抽取日期"), widget=DateInput, help_text=_("公布承诺与抽取之间至少相隔24小时。"))
    draw_time = forms.TimeField(label=_("抽取时间"), widget=TimeInput, initial=time(10))
    inspect_on = forms.DateField(label=_("检查日"), widget=DateInput, help_text=_("当天17时公布盐值和抽取结果。"))
    time_stamp = forms.ChoiceField(
        label=_("承诺的时间戳"), choices=Draw.TIME_STAMPS, initial="required", widget=forms.RadioSelect,
        help_text=_("时间戳由时间戳服务机构出具，证明承诺在抽取之前已经存在。"),
    )  # fmt: skip
    second_source = forms.CharField(
        label=_("第二信标来源（可不填）"), max_length=60, required=False,
        help_text=_("如：双色球 2026136期。应在抽取时间前后开奖，开奖结果混入随机数；福彩3D之类号码太少的不用。"),
    )  # fmt: skip
    first_holder = forms.ChoiceField(label=_("盐值保管人一"))
    second_holder = forms.ChoiceField(label=_("盐值保管人二"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_holder", "second_holder"):
            self.fields[name].choices = list(people)  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        said = self.cleaned_data
        return Terms(
            draw_at=datetime.combine(said["draw_on"], said["draw_time"].replace(second=0, microsecond=0), tzinfo=CHINA),
            inspect_on=said["inspect_on"], holders=(said["first_holder"], said["second_holder"]),
            time_stamp=said["time_stamp"], second_source=said["second_source"],
        )  # fmt: skip


class SaltForm(forms.Form):
    """封存盐值."""

    salt = forms.CharField(
        label=_("盐值（可不填）"), max_length=200, required=False, help_text=_("不填则由系统随机产生。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class BeaconForm(forms.Form):
    """信标: the signature of the committed round, typed or from a file."""

    signature = forms.CharField(
        label=_("信标签名（96位十六进制）"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(label=_("或者信标文件（beacon.json）"), required=False)
    second = forms.CharField(
        label=_("第二信标来源的结果"), required=False, max_length=200,
        help_text=_("按公布的次序填写号码，用空格分开；双色球先红球从小到大，再蓝球。"),
    )  # fmt: skip

    def __init__(self, *args: Any, second_source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if second_source:
            self.fields["second"].label = _("%(source)s的结果") % {"source": second_source}
        else:
            del self.fields["second"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        text = "".join(str(said.get("signature") or "").split()).lower()
        if bool(text) == bool(said.get("file")):
            raise forms.ValidationError(_("请填写信标签名，或者选择信标文件。"))
        if text and (len(text) != 96 or set(text) - set("0123456789abcdef")):
            raise forms.ValidationError(_("信标签名应为96位十六进制数字。"))
        if said.get("file") and said["file"].size > 10_000:
            raise forms.ValidationError(_("信标文件过大。"))
        return said | {"signature": text}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ImportForm(forms.Form):
    """导入检查对象名录."""

    file = forms.FileField(label=_("名录文件（CSV）"), help_text=_("整份导入：有一处错误就什么都不导入。"))
    reason = forms.CharField(label=_("分类调整的理由"), max_length=300, required=False)

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > LARGEST:
            raise forms.ValidationError(_("文件超过30MB，请拆分后导入。"))
        return self.cleaned_data["file"]


class RegisterFilter(forms.Form):
    q = forms.CharField(
        label=_("名称或者统一社会信用代码"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"data-search": ""}),
    )
    risk = forms.ChoiceField(label=_("风险分类"), required=False, choices=[("", _("全部")), *CLASS_WORDS])


class ObjectForm(forms.Form):
    """修改检查对象."""

    name = forms.CharField(label=_("名称"), max_length=200)
    kind = forms.ChoiceField(label=_("类型"), choices=OBJECT_KINDS)
    risk = forms.ChoiceField(label=_("风险分类"), choices=CLASS_WORDS)
    district = forms.ChoiceField(label=_("区县"))
    industry = forms.CharField(label=_("行业"), max_length=60)
    weight = forms.IntegerField(label=_("权重"), min_value=1, max_value=100)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("调整理由"), max_length=300, required=False, help_text=_("调整分类或者权重的必填，并公开。")
    )

    def __init__(self, *args: Any, districts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = list(districts)  # type: ignore[attr-defined]

    def row(self) -> ObjectRow:
        return ObjectRow(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})

    @staticmethod
    def initial_of(one: CheckObject) -> dict[str, Any]:
        return {"name": one.name, "kind": one.kind, "risk": one.risk, "district": one.district_id,
                "industry": one.industry, "weight": one.weight, "address": one.address}  # fmt: skip


class NewObjectForm(ObjectForm):
    """新增检查对象."""

    field_order = ["credit_code"]
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=30)
    weight = forms.IntegerField(label=_("权重"), min_value=1, max_value=100, initial=1)
    reason = forms.CharField(
        label=_("入库理由"), max_length=300, help_text=_("如：新设立、迁入、名录遗漏。会记入日志。")
    )

    def row(self) -> ObjectRow:
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("credit_code", "reason")}
        return ObjectRow(**said)


class InspectorForm(forms.Form):
    """修改执法检查人员."""

    fields_ = Words(label=_("执法领域"), max_length=200)
    districts = forms.MultipleChoiceField(
        label=_("区县"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("都不选表示全市。")
    )
    lead = forms.BooleanField(label=_("可以担任组长"), required=False)
    valid_until = forms.DateField(label=_("执法证有效期至"), widget=DateInput)

    def __init__(self, *args: Any, districts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["districts"].choices = list(districts)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"fields": said["fields_"], **{name: said[name] for name in ("districts", "lead", "valid_until")}}

    @staticmethod
    def initial_of(one: Inspector) -> dict[str, Any]:
        return {"fields_": "、".join(one.fields), "districts": one.districts, "lead": one.lead,
                "valid_until": one.valid_until}  # fmt: skip


class NewInspectorForm(InspectorForm):
    """新增执法检查人员."""

    field_order = ["username", "office", "certificate"]
    username = forms.CharField(
        label=_("工作人员账号"), max_length=150, help_text=_("登录用的账号。执法检查人员的角色由安全管理员另行授予。")
    )
    office = forms.ChoiceField(label=_("单位"))
    certificate = forms.CharField(label=_("行政执法证号"), max_length=30)

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = list(offices)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return super().arguments() | {name: said[name] for name in ("username", "office", "certificate")}


class RecusalForm(forms.Form):
    """登记回避."""

    credit_code = forms.CharField(label=_("检查对象的统一社会信用代码"), max_length=18)
    reason = forms.CharField(label=_("回避理由"), max_length=200)

    def clean_credit_code(self) -> str:
        return str(self.cleaned_data["credit_code"]).strip().upper()


class ReplaceForm(forms.Form):
    """更换执法人员."""

    officer = forms.ChoiceField(label=_("不能参加的人员"))
    reason = forms.ChoiceField(label=_("理由"), choices=list(rules.REASONS.items()))
    detail = forms.CharField(label=_("说明"), max_length=200, required=False, help_text=_("会公开，请勿填写个人隐私。"))

    def __init__(self, *args: Any, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = list(officers)  # type: ignore[attr-defined]


class CaseForm(forms.Form):
    """立案."""

    item = forms.CharField(max_length=60, widget=forms.HiddenInput)
    offence = forms.ChoiceField(label=_("违法行为"))

    def __init__(self, *args: Any, offences: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offence"].choices = list(offences)  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """现场检查表, made from the items of the visit: results, a note and who handles it for each."""

    done_on = forms.DateField(label=_("检查日期"), widget=DateInput)
    done_time = forms.TimeField(label=_("检查时间"), widget=TimeInput)
    remarks = forms.CharField(
        label=_("其他说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    photos = Photos(
        label=_("现场照片"), required=False, widget=ManyFiles(attrs={"accept": "image/*", "capture": "environment"})
    )
    first = forms.FileField(
        label=_("第一名执法人员签名"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    second = forms.FileField(
        label=_("第二名执法人员签名"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    party = forms.FileField(
        label=_("被检查人签名（可不签）"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    key = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, visit: Visit, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {finding.item_id: finding for finding in visit.findings.all()}
        choices = [(code, _(result.words)) for code, result in rules.RESULTS.items()]
        for code, finding in self.items.items():
            self.fields[f"result_{code}"] = forms.MultipleChoiceField(
                label=str(finding.item), choices=choices, widget=forms.CheckboxSelectMultiple, initial=finding.results
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("情况（发现问题的必填）"), max_length=500, required=False, initial=finding.note,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"hand_{code}"] = forms.ChoiceField(
                label=_("移交处理单位"),
                choices=[("", _("本单位")), *offices],
                required=False,
                initial=finding.handed_to,
            )

    def sheets(self) -> list[dict[str, Any]]:
        """The fields item by item, for the page."""
        return [
            {
                "item": finding.item,
                "result": self[f"result_{code}"],
                "note": self[f"note_{code}"],
                "hand": self[f"hand_{code}"],
            }
            for code, finding in self.items.items()
        ]

    def recorded(self) -> Recorded:
        said: Mapping[str, Any] = self.cleaned_data
        day: date = said["done_on"]
        return Recorded(
            done_at=datetime.combine(day, said["done_time"], tzinfo=CHINA),
            results={code: said[f"result_{code}"] for code in self.items},
            notes={code: said[f"note_{code}"] for code in self.items},
            handed_to={code: said[f"hand_{code}"] for code in self.items},
            photos=said["photos"],
            signatures={who: said[who] for who in ("first", "second", "party") if said.get(who)},
            remarks=said["remarks"],
        )
