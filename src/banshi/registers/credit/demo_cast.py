"""演示 companies: made-up ones, with what units say of them: promises, fines that are repaired later, and why they meet
measures of joint discipline and incentive. Pure: the same numbers give the same companies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from stdnum.cn import uscc

from banshi.registers.credit.pipeline.synthetic import INDUSTRIES, TRADE

FIRST = 9_000_002  # after the company of the demonstration's own resident, below the provisional subjects
LISTED = 360  # days ago: lists are proposed; records that measures rest on are older


class Figures(NamedTuple):
    """What the public pages shall say: promises, cases of joint discipline and incentive, companies repaired."""

    promises: int = 969
    cases: int = 526
    repaired: int = 52

    @property
    def companies(self) -> int:
        return self.repaired + max(len(ORDER), self.cases // 4)


class Own(NamedTuple):
    """A record about one of our people: unit, kind, how many days ago, what it says. `valid`: for how many days more."""

    unit: int
    kind: str
    ago: int
    doc_no: str
    content: str
    valid: int | None = None
    yuan: str = ""


@dataclass(frozen=True)
class Sort:
    """Why companies of a sort meet measures: a record, or an entry in a list by an office; and at whose decisions."""

    matters: tuple[tuple[str, str], ...]  # what is decided, by which office
    record: Own | None = None
    list: str = ""
    office: str = ""
    reasons: str = ""


PERMIT, CHECK = ("application", "pj-zjj"), ("inspection", "pj-scjgj")
AWARD, FUNDING, TENDER = ("award", "pj-gxj"), ("funding", "pj-czj"), ("procurement", "pj-czj")
SORTS = {
    "abnormal": Sort((CHECK,), Own(1, "abnormal", 420, "盘市监异〔示例〕{n}号", "未按期公示年度报告", valid=700)),
    "judicial": Sort(
        (PERMIT, AWARD, FUNDING),
        Own(47, "judicial", 400, "（示例）执字{n}号", "有履行能力而拒不履行生效法律文书确定的义务"),
    ),
    "serious": Sort(
        (PERMIT, ("inspection", "pj-rsj"), AWARD, FUNDING),
        Own(4, "serious", 410, "盘人社失〔示例〕{n}号", "拖欠农民工工资，责令改正后逾期未改正", valid=600),
    ),
    "tender": Sort(
        (TENDER, AWARD, FUNDING), None, "procurement-serious", "pj-czj", "提供虚假材料谋取中标，受到行政处罚（示例）"
    ),
    "honest": Sort(
        (("application", "pj-zwfw"), CHECK), None, "honest-city", "pj-ysj", "连续三年合同履约、纳税和用工无失信记录（示例）"
    ),
    "taxpayer": Sort(
        (("application", "pj-swj"), ("inspection", "pj-sthjj")), None, "tax-a", "pj-swj", "年度评价指标得分九十分以上（示例）"
    ),
}  # fmt: skip
ORDER = ("abnormal", "honest", "judicial", "taxpayer", "serious", "honest", "abnormal", "tender", "honest")
PROMISED = (
    (16, "食品经营许可：证明事项告知承诺"), (1, "小餐饮备案：审批替代型承诺"), (7, "道路货物运输经营许可：证明事项告知承诺"),
    (6, "建筑业企业资质延续：容缺受理承诺"), (15, "依法诚信经营：主动公示型承诺"), (11, "公共场所卫生许可：审批替代型承诺"),
    (20, "单用途商业预付卡发卡：行业自律型承诺"), (8, "固定污染源排污登记：证明事项告知承诺"),
    (27, "娱乐场所经营许可：审批替代型承诺"),
)  # fmt: skip
FINES = (
    (26, "罚款：擅自占用城市道路堆放物料"), (7, "罚款：未按规定维护运输车辆"), (6, "罚款：未按规定公示施工信息"),
    (8, "罚款：未按规定记录管理台账"), (24, "罚款：未按规定建立农资购销台账"), (20, "罚款：未按规定报送经营数据"),
)  # fmt: skip
REPAIR_PROMISE = "信用修复承诺：已经纠正失信行为，完全履行义务，今后依法诚信经营"
KEEPER = 15  # the unit that keeps the credit platform


@dataclass(frozen=True)
class Company:
    """The n-th company, counted from 0. The first ones are fined and repaired; each other one is of a sort."""

    n: int
    sort: str = ""

    @property
    def sid(self) -> int:
        return FIRST + self.n

    @property
    def name(self) -> str:
        one, two = TRADE[self.n % len(TRADE)], TRADE[(self.n * 7 + 31) % len(TRADE)]
        return f"盘锦示例{one}{two}{INDUSTRIES[self.n * 13 % len(INDUSTRIES)]}有限公司"

    @property
    def code(self) -> str:
        """It passes its check digit; the district in it does not exist."""
        head = f"9121119{self.n % 8}MA{8_000_000 + self.n:07d}"
        return head + uscc.calc_check_digit(head)

    @property
    def fined(self) -> int:
        """How many days ago, for the first ones."""
        return 390 - self.n * 4 % 260

    @property
    def repaired(self) -> int:
        """How many days ago the repair was asked for: three months after the fine, and some days."""
        return self.fined - 95 - self.n % 7


def companies(figures: Figures) -> list[Company]:
    first = [Company(n) for n in range(figures.repaired)]
    others = range(figures.repaired, figures.companies)
    return first + [Company(n, ORDER[n % len(ORDER)]) for n in others]


def records(figures: Figures, *, promises: int) -> Iterator[tuple[Company, Own]]:
    """What units deliver about them, `promises` of it promises."""
    cast = companies(figures)
    for one in cast:
        record = SORTS[one.sort].record if one.sort else _fine(one)
        if record:
            yield one, record._replace(doc_no=record.doc_no.format(n=one.n + 1))
    for n in range(promises):
        yield cast[n % len(cast)], _promise(n, cast[n % len(cast)])


def _fine(one: Company) -> Own:
    unit, words = FINES[one.n % len(FINES)]
    return Own(unit, "penalty", one.fined, f"盘罚〔示例〕{one.n + 1}号", words, yuan=str(1000 + one.n * 700 % 19_000))


def _promise(n: int, one: Company) -> Own:
    """Of forty, thirty-three were kept and one was not; the others run, or nobody has said what became of them."""
    doc_no = f"盘信诺〔示例〕{n + 1}号"
    if not one.sort and n == one.n:
        return Own(KEEPER, "promise", one.repaired, doc_no, REPAIR_PROMISE)
    unit, words = PROMISED[n * 5 % len(PROMISED)]
    lot = n % 40
    if lot < 33:
        return Own(unit, "promise", 60 + n * 11 % 640, doc_no, f"{words}，经核查已履行", valid=30)
    if lot == 33:
        return Own(unit, "promise", 60 + n * 11 % 640, doc_no, f"{words}，经核查未履行")
    if lot < 38:
        return Own(unit, "promise", 3 + n * 11 % 300, doc_no, words, valid=365 - n * 11 % 300)
    return Own(unit, "promise", 480 + n % 90, doc_no, words, valid=-(90 + n % 90))
