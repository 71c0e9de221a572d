"""The files of the catalogue: 事项实施清单 (service items), 生活事件, 法定期限, 代码表. GB/T 39046-2020; 国令第716号 第六条.

One item is one YAML file, `packs/<city>/items/<code>.yaml`; the file's name is the item's code and is never reused.
Unknown keys are faults. The city's ten plausibility rules stand in `rules.py`; `banshi packs check packs/<city>` reports
every fault of both kinds at once, as `file:line field: message`.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Phone = Annotated[str, StringConstraints(pattern=r"^(0\d{2,3}-\d{7,8}|1\d{10}|\d{5}|400-?\d{3}-?\d{4})(-\d{1,4})?$")]
LimitText = Annotated[  # a bare 0 in YAML is a number
    str,
    BeforeValidator(lambda value: "0" if value == 0 and not isinstance(value, bool) else value),
    StringConstraints(pattern=r"^(0|[1-9]\d*(wd|d|mo|h))$"),
]
"""5wd working days · 15d calendar days · 3mo months · 4h hours · 0 on the spot (即办)."""
Validity = Annotated[str, StringConstraints(pattern=r"^([1-9]\d*(y|mo|d)|long)$")]
"""How long a result holds: 10y · 6mo · 30d · long (长期)."""

WindowKind = Literal[
    "civil", "business", "construction", "property", "insurance", "traffic", "tax_utilities", "general"
]  # 八类综合窗口
Resource = Literal[
    "exam-centre", "civil", "business", "construction", "property", "insurance", "traffic", "tax_utilities", "general"
]
ItemType = Literal["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"]  # GB/T 39046 A.1
Level = Literal["1", "2", "3", "4", "5", "6", "7"]  # A.2
Audience = Literal["1", "2", "3", "4", "5", "6"]  # A.4
Channel = Literal["1", "2", "3", "4", "9"]  # A.5
CaseType = Literal["1", "2", "9"]  # A.6


class Record(BaseModel):
    """A part of a pack file: immutable, and a misspelt key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Basis(Record):
    """设定依据: the article that lets the city ask or decide at all (优化营商环境条例 第三十五条)."""

    document: Text
    number: str = ""
    article: str = ""
    effective: date | None = None
    note: str = ""


class LawLimits(Record):
    """Limits of the procedure that another law sets differently; what is absent comes from national/statutes.yaml."""

    notice: LimitText | None = None  # 一次性告知, 行政许可法 第三十二条
    decision: LimitText | None = None  # 第四十二条
    extension: LimitText | None = None  # 延长, 第四十二条
    delivery: LimitText | None = None  # 送达, 第四十四条
    supplement: LimitText | None = None  # 补正: what the applicant is given
    hearing: LimitText | None = None  # 第四十七条


class FeeItem(Record):
    """收费项目 and 收费标准; money in whole 分."""

    name: Text
    name_en: str = ""
    amount_cents: Annotated[int, Field(ge=0)]
    unit: str = ""
    note: str = ""


class Fee(Record):
    """收费: none unless law or administrative regulation says so (行政许可法 第五十八条)."""

    charged: bool
    basis: str = ""
    items: tuple[FeeItem, ...] = ()
    online_payment: bool = False
    note: str = ""


class Result(Record):
    """办理结果: what the applicant holds in hand at the end."""

    name: Text
    name_en: str = ""
    kind: Literal["证", "文", "批复", "证明", "其他"]
    sample: bool = True
    validity: Validity | None = None
    certificate: bool = True
    note: str = ""


class Option(Record):
    """One answer to a question."""

    code: Slug
    label: Text
    label_en: str = ""
    go_to: Slug | Literal[""] = ""  # in this situation it is another item that must be applied for


class Situation(Record):
    """情形: a question whose answer changes which materials are needed."""

    code: Slug
    ask: Text
    ask_en: str = ""
    options: Annotated[tuple[Option, ...], Field(min_length=2)]


class Material(Record):
    """申请材料. What the government can share is not asked again (国令第716号 第七条)."""

    code: Slug
    name: Text
    name_en: str = ""
    origin: Literal[
        "self", "issued", "shared", "promise"
    ]  # 申请人自备 · 政府部门核发 · 数据共享(不再提交) · 告知承诺替代
    required: bool = True
    deferrable: bool = False  # 可容缺
    form: Literal["electronic", "paper", "either"] = "either"
    originals: Annotated[int, Field(ge=0, le=99)] = 0
    copies: Annotated[int, Field(ge=0, le=99)] = 0
    issued_by: str = ""
    basis: str = ""
    when: dict[str, tuple[str, ...]] = {}  # situation code -> the answers with which it is asked for
    note: str = ""
    note_en: str = ""


class FormField(Record):
    """A field of the application form beyond what is already known of the applicant."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    label: Text
    label_en: str = ""
    type: Literal["text", "number", "date", "choice", "phone", "address", "boolean", "credit_code", "citizen_id"]
    required: bool = True
    max: Annotated[int, Field(ge=1, le=4000)] | None = None
    choices: tuple[Option, ...] = ()
    prefill: str = ""
    help: str = ""
    help_en: str = ""

    @model_validator(mode="after")
    def _choices_belong_to_a_choice(self) -> "FormField":
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices are needed by, and only by, a field of type choice")
        return self


class Faq(Record):
    """常见问题."""

    q: Text
    a: Text
    q_en: str = ""
    a_en: str = ""


class SpecialProcedure(Record):
    """特别程序 whose days are not counted: 听证 检验 检测 检疫 鉴定 专家评审 招标 拍卖 (行政许可法 第四十五条)."""

    code: Slug
    name: Text
    name_en: str = ""
    limit: LimitText | None = None


class Remedies(Record):
    """复议机关 and 法院, which every refusal must name (行政许可法 第三十八条)."""

    review: Text
    court: Text


class ItemSpec(Record):
    """One dated version of an item: everything its 办事指南 promises."""

    valid_from: date = Field(validation_alias=AliasChoices("from", "valid_from"), serialization_alias="from")
    valid_to: date | None = Field(
        default=None, validation_alias=AliasChoices("to", "valid_to"), serialization_alias="to"
    )  # inclusive
    name: Annotated[Text, StringConstraints(max_length=200)]
    name_en: Annotated[Text, StringConstraints(max_length=200)]
    summary: Text
    summary_en: str = ""
    keywords: tuple[Text, ...] = ()
    office: Slug
    co_offices: tuple[Slug, ...] = ()  # 联办机构
    level: Level
    item_type: ItemType
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    applicant: Literal["person", "organisation", "both"]
    subject_kind: str = ""
    life_events: tuple[Slug, ...] = ()
    window_kind: WindowKind
    case_type: CaseType
    statutory_limit: LimitText | None = None
    statutory_note: str = ""
    promised_limit: LimitText
    promised_note: str = ""
    law_limits: LawLimits = LawLimits()
    silence_means_consent: bool = False  # 行政许可法 第五十条: renewals only
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    conditions: tuple[Text, ...] = ()
    conditions_en: tuple[Text, ...] = ()
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    special_procedures: tuple[SpecialProcedure, ...] = ()
    fee: Fee
    result: Result
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    online_depth: Literal["I", "II", "III", "IV"]
    visits: Annotated[int, Field(ge=0, le=9)]
    visits_reason: Text
    bookable: bool = False
    express: bool = False
    on_the_spot: bool = False
    quota: str = ""  # 数量限制
    scope: str = ""  # 通办范围
    resources: tuple[Resource, ...] = ()
    phone: Phone
    complaint_phone: Phone
    situations: tuple[Situation, ...] = ()
    materials: tuple[Material, ...] = ()
    fields: tuple[FormField, ...] = ()
    faq: tuple[Faq, ...] = ()
    synthetic: bool | tuple[str, ...] = False
    remedies: Remedies


class ItemFile(Record):
    """packs/<city>/items/<code>.yaml: one item with all its dated versions."""

    base_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{10,12}$")]  # 基本编码
    retired_on: date | None = None
    versions: Annotated[tuple[ItemSpec, ...], Field(min_length=1)]


class LifeEventRow(Record):
    """national/life_events.csv: 主题, the doors of the portal; `audience` person or organisation."""

    code: Slug
    name: Text
    name_en: Text
    audience: Literal["person", "organisation", "both"]
    icon: str = ""
    position: int = 0


class Statute(Record):
    """法定期限: one limit of the law through time: {date from which: limit}."""

    name: Text
    name_en: Text
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    values: Annotated[dict[date, LimitText], Field(min_length=1)]
    note: str = ""


class StatutesFile(Record):
    """national/statutes.yaml: `limits:` code -> Statute. Codes of LawLimits are the defaults of every item."""

    limits: dict[Slug, Statute]


class Code(Record):
    """One value of a code table."""

    name: Text
    name_en: Text


class CodeTable(Record):
    """One code table, e.g. A.6 办件类型."""

    name: Text
    name_en: Text
    source: Text
    codes: dict[str, Code]


class CodesFile(Record):
    """national/codes.yaml: `tables:` id -> table."""

    tables: dict[str, CodeTable]


def dump(spec: ItemSpec) -> dict[str, Any]:
    """The version as it stands in the database: JSON with the keys of the YAML file."""
    return spec.model_dump(mode="json", by_alias=True)
