"""隔离原因 why a row is in quarantine, in words, and which field it is about ('' = the line as a whole)."""

from banshi.kernel.sentences import later
from banshi.registers.credit.pipeline import lines
from banshi.registers.credit.pipeline.shapes import FIELDS

OF_ROWS: dict[str, str] = {
    "op_unknown": later("操作只能是新增、更正或撤回"),
    "kind_missing": later("没有信息类别"),
    "kind_unknown": later("信息类别不在目录中"),
    "subject_kind_missing": later("没有主体类别"),
    "subject_kind_unknown": later("主体类别只能是企业和其他组织，或者自然人"),
    "characters_broken": later("文字有乱码"),
    "characters_control": later("文字里有控制字符"),
    "nobody_named": later("名称、代码和注册号都没有，不知道是谁"),
    "name_missing": later("没有名称，代码又不完整"),
    "name_too_long": later("名称超过200字"),
    "name_is_number": later("名称是一串数字"),
    "name_is_placeholder": later("名称是“无”“不详”一类的占位词"),
    "code_too_long": later("代码超过18位"),
    "code_strange": later("代码里有数字和字母以外的字符"),
    "code_masked": later("代码被打了星号，无法核对"),
    "code_of_a_person": later("主体是企业，填的却是公民身份号码"),
    "code_of_an_organisation": later("主体是自然人，填的却是统一社会信用代码"),
    "doc_no_missing": later("没有文书号"),
    "doc_no_too_long": later("文书号超过100字"),
    "content_too_long": later("内容超过4000字"),
    "decided_on_missing": later("没有决定日期"),
    "decided_on_unreadable": later("决定日期不是日期"),
    "decided_on_too_early": later("决定日期早于1949年10月1日"),
    "decided_on_in_future": later("决定日期在将来"),
    "valid_until_unreadable": later("有效期不是日期"),
    "valid_until_before_decision": later("有效期早于决定日期"),
    "amount_unreadable": later("金额不是数字"),
    "amount_negative": later("金额是负数"),
    "amount_too_large": later("金额超过一万亿元"),
    "nothing_to_withdraw": later("没有找到要撤回的记录"),
}
REASONS = OF_ROWS | lines.REASONS
_ELSEWHERE = {"nobody_named": "name", "nothing_to_withdraw": "doc_no"}


def field_of(reason: str) -> str:
    """The field that has to be put right."""
    fitting = [name for name in FIELDS if reason.startswith(name + "_")]
    return _ELSEWHERE.get(reason) or max(fitting, key=len, default="")
