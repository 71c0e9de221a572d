"""Rules 规则 of inspections 双随机、一公开. Pure: facts in, an answer or a refusal out.

优化营商环境条例 第五十四条 (random objects, random officers, results published, visits merged where possible);
国发〔2019〕5号 (lists, registers, publication within twenty working days); 企业信息公示暂行条例 第十四条、第十七条 and
市场主体登记管理条例 第三十八条 (what is checked by lot, what leads to the list of abnormal operations);
行政处罚法 第四十二条、第四十三条 (two certified officers, recusal).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from banshi.kernel.clock import Calendar, Due, Limit, due
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later

CLASSES = ("A", "B", "C", "D")  # 低、一般、较高、高风险
WHOLE = 10_000  # rates are whole numbers of 1/10,000
PUBLISH_WITHIN = Limit(20)
COMMIT_AHEAD = timedelta(hours=24)  # the commitment stands published so long before the lot
OPEN_AT = time(17)  # on the day of inspection; earlier, whoever knows the salts could warn somebody
REVEAL_WITHIN = timedelta(hours=24)  # after its moment the lot is entered, or the draw has failed
SETTLED = REVEAL_WITHIN + timedelta(
    hours=1
)  # so long after its moment every draw is revealed or FAILED, whatever the hurry
HOLDERS = 2

PLAN: dict[tuple[str, str], str] = {
    ("draft", "edit"): "draft",
    ("draft", "approve"): "approved",
    ("approved", "return"): "draft",
    ("approved", "publish"): "published",
    ("published", "close"): "closed",
}
DRAW: dict[tuple[str, str], str] = {
    ("frozen", "seal"): "frozen",
    ("frozen", "drop"): "dropped",
    ("frozen", "commit"): "committed",
    ("committed", "reveal"): "revealed",
    ("committed", "fail"): "failed",
    ("revealed", "open"): "opened",
    ("failed", "open"): "failed",
}
VISIT: dict[tuple[str, str], str] = {
    ("assigned", "record"): "recorded",
    ("assigned", "join"): "joined",
    ("recorded", "record"): "recorded",
    ("recorded", "publish"): "published",
}


def step(table: Mapping[tuple[str, str], str], state: str, verb: str) -> str:
    """The state after the verb, or a refusal."""
    try:
        return table[state, verb]
    except KeyError:
        raise Refused("not_now", "当前状态下不能进行该操作。") from None


def verbs(table: Mapping[tuple[str, str], str], state: str) -> set[str]:
    return {verb for before, verb in table if before == state}


# Plans


@dataclass(frozen=True)
class Item:
    """抽查事项 as a plan uses it. `cap_bp` of a general item is the largest share of objects; `times` a year."""

    code: str
    office: str
    kind: str  # key 重点检查事项 | general 一般检查事项
    object_kinds: frozenset[str]
    cap_bp: int | None = None
    times: int = 1
    certificates: frozenset[str] = frozenset()


def check_items(items: Sequence[Item], offices: Collection[str]) -> None:
    """A plan checks what the published list of its own offices allows, and something that all items have in common."""
    if not items:
        raise Refused("no_items", "请至少选择一个抽查事项。")
    for item in items:
        if item.office not in offices:
            raise Refused("foreign_item", Sentence("抽查事项{code}不属于发起部门或者配合部门。", code=item.code))
    if not frozenset.intersection(*(item.object_kinds for item in items)):
        raise Refused("no_common_objects", "所选事项没有共同的检查对象，不能合并在一次检查中。")


def check_rates(rates: Mapping[str, int]) -> None:
    """差异化监管: each class has its rate, and a higher risk is never checked less."""
    if set(rates) != set(CLASSES) or any(type(rate) is not int or not 0 <= rate <= WHOLE for rate in rates.values()):
        raise Refused("rates", "请为A、B、C、D四类各填一个0%至100%的比例。")
    ordered = [rates[name] for name in CLASSES]
    if ordered != sorted(ordered):
        raise Refused("rates_order", "风险较高类别的抽查比例不得低于风险较低的类别。")
    if not any(ordered):
        raise Refused("rates_zero", "抽查比例不能全部为零。")


def class_by_credit(risk: str, effects: Collection[str]) -> str:
    """The class that joint measures suggest: more inspection is the highest, less the lowest; bad credit outweighs good."""
    if "inspect_more" in effects:
        return CLASSES[-1]
    return CLASSES[0] if "inspect_less" in effects else risk


def expected(rates: Mapping[str, int], counts: Mapping[str, int]) -> Fraction:
    """How many objects the rates ask for, exactly."""
    return Fraction(sum(counts.get(name, 0) * rates[name] for name in CLASSES), WHOLE)


def total(rates: Mapping[str, int], counts: Mapping[str, int]) -> int:
    """How many are drawn: rounded up, so that no rate is undercut."""
    exact = expected(rates, counts)
    return -(-exact.numerator // exact.denominator)


def check_cap(items: Iterable[Item], rates: Mapping[str, int], counts: Mapping[str, int]) -> None:
    """一般检查事项 have a ceiling (国发〔2019〕5号): the share of all objects, whatever their classes. 重点 have none."""
    caps = [(item.cap_bp, item.code) for item in items if item.kind == "general" and item.cap_bp is not None]
    everybody = sum(counts.values())
    if not caps or not everybody:
        return
    cap, code = min(caps)
    if expected(rates, counts) * WHOLE > cap * everybody:
        share = -(-expected(rates, counts) * 100 // everybody)
        words = Sentence(
            "一般检查事项{code}的抽查比例上限为{cap}%，按所填比例将抽查约{share}%。",
            code=code,
            cap=percent(cap),
            share=share,
        )
        raise Refused("over_cap", words, article="国发〔2019〕5号")


def percent(points: int) -> str:
    """3 and 2.5 of 300 and 250 points of 1/10,000: exact, without floats."""
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def check_period(first: date, last: date, today: date) -> None:
    if last < first:
        raise Refused("period", "结束日期不能早于开始日期。")
    if last < today:
        raise Refused("period_past", "计划的检查期间已经过去。")


# Who may be drawn


@dataclass(frozen=True)
class Done:
    """A check of this year that stands in an object's record: done, or still to be done under an open task."""

    item: str
    open_visit: str = ""


def leave_out(items: Sequence[Item], record: Iterable[Done]) -> frozenset[str]:
    """The items of a plan that this object has been checked for often enough this year (finished ones and open ones)."""
    seen: dict[str, int] = {}
    for check in record:
        seen[check.item] = seen.get(check.item, 0) + 1
    return frozenset(item.code for item in items if seen.get(item.code, 0) >= item.times)


def merges_into(record: Iterable[Done]) -> str:
    """尽可能合并 (优化营商环境条例 第五十四条): the open visit that new items of this object join, if there is one."""
    return max((check.open_visit for check in record), default="")


def loads_until(frozen_at: datetime) -> datetime:
    """期初任务数 count the draws announced for this moment or earlier: what became of them is settled when registers are frozen."""
    return (frozen_at - SETTLED).replace(microsecond=0)


def check_officers(count: int, leads: int) -> None:
    """行政处罚法 第四十二条: not fewer than two officers, who are certified."""
    if count < 2:
        raise Refused("two_officers", "参加抽取的执法人员不得少于两名。", article="行政处罚法 第四十二条")
    if not leads:
        raise Refused("no_lead", "参加抽取的执法人员中没有可以担任组长的人员。")


# The draw in time


def check_moment(draw_at: datetime, at: datetime) -> None:
    """The lot falls a day or more after the commitment is published, so that anybody can keep a copy of it before."""
    if draw_at < at + COMMIT_AHEAD:
        raise Refused("too_soon", "公布承诺与抽取之间至少相隔24小时。")
    if draw_at > at + timedelta(days=60):
        raise Refused("too_far", "抽取时间不能晚于六十日。")


def check_inspection_day(inspect_on: date, drawn_on: date, last: date) -> None:
    if inspect_on <= drawn_on:
        raise Refused("inspect_before", "检查日应在抽取之后。")
    if inspect_on > last:
        raise Refused("inspect_after_plan", "检查日超出计划的检查期间。")


def reveal_by(draw_at: datetime) -> datetime:
    return draw_at + REVEAL_WITHIN


def check_holders(holders: Collection[int], offices: Collection[str]) -> None:
    """Two people of two offices hold a salt each: neither alone knows who will be visited."""
    if len(set(holders)) != HOLDERS:
        raise Refused("holders", "盐值须由两名不同的保管人各持一份。")
    if len(set(offices)) != HOLDERS:
        raise Refused("holders_office", "两名盐值保管人须来自不同的单位。")


def second_value(text: str) -> str:
    """第二信标来源的值 in its one spelling: whole numbers with a space between them, or a long hexadecimal number.

    Two spellings would be two draws to choose from, for whoever knows the salts.
    """
    said = text.strip().lower()
    if len(said) >= 16 and not set(said) - set("0123456789abcdef"):
        return said
    for separator in ",，、;；+|":
        said = said.replace(separator, " ")
    numbers = said.split()
    if not numbers or len(said) > 200 or not all(one.isascii() and one.isdigit() for one in numbers):
        raise Refused("second_value", "第二信标来源的值应为一串数字，用空格分开。")
    return " ".join(str(int(one)) for one in numbers)


# Results


@dataclass(frozen=True)
class Result:
    """检查结果类别. `alone`: goes with no other; `ends`: nothing can be inspected any more."""

    words: str
    alone: bool = False
    ends: bool = False
    opens_case: bool = False
    abnormal: str = ""  # the article by which the object goes onto the list of abnormal operations

    @property
    def finds(self) -> bool:
        """Something was wrong."""
        return not self.alone


RESULTS: dict[str, Result] = {
    "nothing_found": Result(later("未发现问题"), alone=True),
    "not_published": Result(later("未按规定公示应当公示的信息"), abnormal="企业信息公示暂行条例 第十七条"),
    "concealed": Result(later("公示信息隐瞒真实情况、弄虚作假"), abnormal="企业信息公示暂行条例 第十七条"),
    "unreachable": Result(later("通过登记的住所（经营场所）无法联系"), abnormal="企业信息公示暂行条例 第十七条"),
    "corrected": Result(later("发现问题已责令改正")),
    "uncooperative": Result(later("不配合检查情节严重")),
    "no_activity": Result(later("未发现开展本次抽查涉及的经营活动"), alone=True),
    "to_be_handled": Result(later("发现问题待后续处理（移交处理）"), opens_case=True),
    "closed": Result(later("已关闭停业或者正在组织清算"), alone=True, ends=True),
    "deregistered": Result(later("注销登记"), alone=True, ends=True),
    "licence_revoked": Result(later("被吊销"), alone=True, ends=True),
    "registration_annulled": Result(later("被撤销"), alone=True, ends=True),
    "moved_away": Result(later("迁出"), alone=True, ends=True),
}


@dataclass(frozen=True)
class Outcome:
    """What follows from the results of one visit."""

    opens_cases: tuple[str, ...] = ()  # items
    abnormal: tuple[str, ...] = ()  # articles
    finds: bool = False


def check_results(items: Collection[str], results: Mapping[str, Sequence[str]], notes: Mapping[str, str]) -> Outcome:
    """Each item has one or more official categories that can be true together; what was found is described."""
    if set(results) != set(items):
        raise Refused("results_missing", "每个抽查事项都应填写检查结果。")
    for item in items:
        _check_one(results[item], notes.get(item, ""))
    ended = [item for item in items if RESULTS[results[item][0]].ends]
    if ended and len(ended) != len(items):
        raise Refused("results_ended", "企业已经关闭、注销、被吊销、被撤销或者迁出的，各事项的结果应当一致。")
    chosen = [RESULTS[code] for codes in results.values() for code in codes]
    return Outcome(
        opens_cases=tuple(i for i in items if any(RESULTS[code].opens_case for code in results[i])),
        abnormal=tuple(sorted({one.abnormal for one in chosen if one.abnormal})),
        finds=any(one.finds for one in chosen),
    )


def _check_one(codes: Sequence[str], note: str) -> None:
    if not codes or len(set(codes)) != len(codes) or not set(codes) <= set(RESULTS):
        raise Refused("results_missing", "每个抽查事项都应填写检查结果。")
    chosen = [RESULTS[code] for code in codes]
    if len(chosen) > 1 and any(one.alone for one in chosen):
        raise Refused("results_clash", "“未发现问题”等结果不能与其他结果同时选择。")
    if any(one.finds for one in chosen) and len(note.strip()) < 4:
        raise Refused("note_missing", "发现问题的，请写明情况。")


def check_case(codes: Collection[str], case_number: str) -> None:
    """One case for what is to be handled."""
    if not any(RESULTS[code].opens_case for code in codes):
        raise Refused("no_case", "该事项的结果不需要立案。")
    if case_number:
        raise Refused("case_opened", "该事项已经立案。")


def check_cases_opened(findings: Iterable[tuple[Collection[str], str]]) -> None:
    """待后续处理 is not published without its case."""
    if any(RESULTS[code].opens_case and not number for codes, number in findings for code in codes):
        raise Refused("case_missing", "结果为“待后续处理”的事项还没有立案，不能公示。")


def check_evidence(codes: Iterable[str], photos: int, signatures: Collection[str]) -> None:
    """Both officers sign (行政处罚法 第四十二条); who says that nobody was there shows it."""
    if not {"first", "second"} <= set(signatures):
        raise Refused("signatures", "两名执法人员都应签名。", article="行政处罚法 第四十二条")
    if "unreachable" in set(codes) and not photos:
        raise Refused("photo_missing", "结果为“无法联系”的，请至少上传一张现场照片。")


def check_done_at(done_at: datetime, inspect_on: date, at: datetime, day: date) -> None:
    if done_at > at + timedelta(minutes=5):
        raise Refused("future", "检查时间不能晚于现在。")
    if day < inspect_on:
        raise Refused("before_day", "检查时间早于检查日。")


def publish_due(done_on: date, calendar: Calendar) -> Due:
    """国发〔2019〕5号: the result is public within twenty working days after the visit."""
    return due(done_on, PUBLISH_WITHIN, calendar)


# Replacing an officer


REASONS = {
    "leave": later("请假、出差"),
    "illness": later("患病"),
    "recusal": later("应当回避"),
    "transfer": later("调离岗位"),
    "other": later("其他"),
}


def check_reason(reason: str, detail: str) -> None:
    if reason not in REASONS:
        raise Refused("reason", "请选择更换的理由。")
    if reason == "other" and len(detail.strip()) < 4:
        raise Refused("reason_missing", "请写明理由。")
