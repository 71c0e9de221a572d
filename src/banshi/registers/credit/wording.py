"""The words of repairs and objections for people: states, steps, events. Words of the law itself stand in the rules."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.registers.credit.rules.proceedings import State, Verb

STATES: Mapping[State, Any] = {
    State.FILED: _("已提交"),
    State.SUPPLEMENT: _("待补正"),
    State.ACCEPTED: _("已受理"),
    State.AGREED: _("同意修复"),
    State.REFUSED: _("不同意修复"),
    State.DECLINED: _("不予受理"),
    State.REVOKED: _("已撤销修复"),
    State.WITHDRAWN: _("已撤回"),
    State.CORRECTED: _("已更正"),
    State.REMOVED: _("已撤下"),
    State.KEPT: _("维持原信息"),
    State.PROPOSED: _("拟列入"),
    State.NOTICED: _("已告知"),
    State.LISTED: _("已列入"),
    State.DROPPED: _("不予列入"),
    State.EXITED: _("已移出"),
}
NEXT_ENTRY: Mapping[State, Any] = {
    State.PROPOSED: _("还没有告知当事人。"),
    State.NOTICED: _("已经告知理由、依据和权利，可以陈述、申辩。"),
    State.LISTED: _("列入期间按措施清单实施奖惩，期满自动移出。"),
    State.DROPPED: _("没有列入，理由见下。"),
    State.EXITED: _("已经移出，相应的措施同时解除。"),
}
NEXT_REPAIR: Mapping[State, Any] = {
    State.FILED: _("单位正在审查是否受理。"),
    State.SUPPLEMENT: _("请按下面的要求补正。"),
    State.ACCEPTED: _("作出决定的单位正在核实义务是否履行完毕。"),
    State.AGREED: _("已终止公示，停止共享和使用，解除相应的惩戒措施。"),
    State.REFUSED: _("没有同意修复，信息仍按规定公示；情况变化后可以再次申请。"),
    State.DECLINED: _("没有受理，理由见下。"),
    State.REVOKED: _("因承诺不实，修复已经撤销，信息恢复公示。"),
    State.WITHDRAWN: _("您撤回了申请。"),
}
NEXT_OBJECTION: Mapping[State, Any] = {
    State.FILED: _("已标注“异议中”，核查期间不对外公开。"),
    State.CORRECTED: _("异议成立，信息有误，由报送单位重新报送。"),
    State.REMOVED: _("异议成立，信息已经撤下。"),
    State.KEPT: _("经核查信息无误，理由见下。"),
    State.WITHDRAWN: _("您撤回了异议。"),
}
VERBS: Mapping[Verb, Any] = {
    Verb.SUPPLEMENT: _("补正"),
    Verb.WITHDRAW: _("撤回"),
    Verb.ASK_MORE: _("告知补正"),
    Verb.ACCEPT: _("受理"),
    Verb.DECLINE: _("不予受理"),
    Verb.AGREE: _("同意修复"),
    Verb.REFUSE: _("不同意修复"),
    Verb.REVOKE: _("撤销修复"),
    Verb.CORRECT: _("更正"),
    Verb.REMOVE: _("撤下"),
    Verb.KEEP: _("维持原信息"),
    Verb.NOTIFY: _("告知当事人"),
    Verb.STATE: _("陈述、申辩"),
    Verb.HEAR: _("记录听证"),
    Verb.LIST: _("列入名单"),
    Verb.DROP: _("不予列入"),
    Verb.ASK_EXIT: _("申请提前移出"),
    Verb.EXIT: _("移出名单"),
    Verb.STAY: _("不同意移出"),
    Verb.EXPIRE: _("期满移出"),
}
EVENTS: Mapping[str, Any] = {
    "credit.RepairApplied": _("申请信用修复"),
    "credit.SupplementAsked": _("告知补正"),
    "credit.SupplementGiven": _("补正"),
    "credit.RepairAccepted": _("受理"),
    "credit.RepairDeclined": _("不予受理"),
    "credit.RepairAgreed": _("同意修复，终止公示"),
    "credit.RepairRefused": _("不同意修复"),
    "credit.RepairRevoked": _("撤销修复，恢复公示"),
    "credit.RepairWithdrawn": _("撤回申请"),
    "credit.RepairOverdue": _("超期"),
    "credit.ObjectionFiled": _("提出异议，标注“异议中”"),
    "credit.ObjectionUpheld": _("异议成立"),
    "credit.ObjectionKept": _("维持原信息"),
    "credit.ObjectionWithdrawn": _("撤回异议"),
    "credit.ObjectionOverdue": _("超期"),
    "credit.EntryProposed": _("提出列入建议"),
    "credit.NoticeGiven": _("告知当事人"),
    "credit.StatementMade": _("当事人陈述、申辩"),
    "credit.HearingHeld": _("举行听证"),
    "credit.SubjectListed": _("决定列入"),
    "credit.EntryDropped": _("决定不予列入"),
    "credit.ExitAsked": _("申请提前移出"),
    "credit.SubjectStays": _("不同意提前移出"),
    "credit.SubjectLeft": _("移出名单"),
    "credit.EntryOverdue": _("超期"),
}
MATTERS: Mapping[str, Any] = {
    "application": _("办理申请"),
    "inspection": _("监督检查"),
    "award": _("评先评优"),
    "funding": _("财政资金"),
    "procurement": _("政府采购"),
}
MARKS: Mapping[str, Any] = {
    "objected": _("异议中"),
    "corrected": _("已更正"),
    "withdrawn": _("已撤回"),
    "repaired": _("已修复"),
    "confirmed": _("主体已确认"),
}
