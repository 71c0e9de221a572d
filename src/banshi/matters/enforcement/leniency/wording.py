"""The words of leniency for people: states, steps, results, lists. Words of the law itself stand in the rules."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.procedure import State, Verb

STATES: Mapping[State, Any] = {
    State.FILED: _("已立案"),
    State.INVESTIGATING: _("调查中"),
    State.PROPOSED: _("拟作处理"),
    State.NOTICED: _("已告知"),
    State.REVIEW: _("法制审核中"),
    State.REVIEWED: _("审核通过"),
    State.DECIDED: _("已决定"),
    State.DELIVERED: _("决定已送达"),
    State.CLOSED: _("已结案"),
    State.WITHDRAWN: _("决定已撤销"),
}
NEXT: Mapping[State, Any] = {
    State.FILED: _("执法机关将指派两名执法人员调查。"),
    State.INVESTIGATING: _("执法人员正在调查。收到责令改正的，请按期改正并在本页提交改正情况。"),
    State.PROPOSED: _("执法人员提出了处理意见，等待告知、审核或者决定。"),
    State.NOTICED: _("您可以陈述、申辩，也可以按期要求听证。不会因为申辩而加重处罚。"),
    State.REVIEW: _("法制审核人员正在审核。"),
    State.REVIEWED: _("审核已通过，等待负责人决定。"),
    State.DECIDED: _("已经作出决定，七个工作日内送达。"),
    State.DELIVERED: _("决定已经送达。"),
    State.CLOSED: _("案件已经办结。"),
    State.WITHDRAWN: _("原决定已经撤销或者变更。"),
}
VERBS: Mapping[Verb, Any] = {
    Verb.ASSIGN: _("指派执法人员"),
    Verb.RECUSE: _("回避更换"),
    Verb.RECORD: _("记录事实"),
    Verb.ORDER: _("责令改正"),
    Verb.SHOW: _("提交改正情况"),
    Verb.RECHECK: _("复查"),
    Verb.PROPOSE: _("提出处理意见"),
    Verb.NOTIFY: _("告知当事人"),
    Verb.DEFEND: _("陈述、申辩"),
    Verb.HEAR: _("记录听证"),
    Verb.RECONSIDER: _("采纳申辩"),
    Verb.ASK_REVIEW: _("送法制审核"),
    Verb.PASS: _("审核通过"),
    Verb.RETURN: _("退回调查"),
    Verb.DECIDE: _("作出决定"),
    Verb.EDUCATE: _("记录教育"),
    Verb.DELIVER: _("送达决定"),
    Verb.PUBLISH: _("处理公开"),
    Verb.SETTLE_PROMISE: _("核查承诺"),
    Verb.CLOSE: _("结案"),
    Verb.WITHDRAW: _("撤销决定"),
    Verb.UNPUBLISH: _("撤回公开信息"),
}
EFFECTS: Mapping[Effect, Any] = {
    Effect.UNPROVEN: _("违法事实不能成立，不予处罚"),
    Effect.MUST_NOT: _("应当不予处罚"),
    Effect.MAY_NOT: _("可以不予处罚"),
    Effect.REDUCE: _("减轻处罚"),
    Effect.MITIGATE: _("应当从轻或者减轻处罚"),
    Effect.LIGHTER: _("从轻处罚"),
    Effect.MAY_MITIGATE: _("可以从轻或者减轻处罚"),
    Effect.ORDINARY: _("一般处罚"),
    Effect.HEAVIER: _("从重处罚"),
}
FINDINGS: Mapping[str, Any] = {"met": _("符合"), "not_met": _("不符合"), "unknown": _("未查清")}
MEASURES: Mapping[str, Any] = {
    "correct": _("责令改正"),
    "educate": _("教育"),
    "talk": _("约谈"),
    "promise": _("签署承诺书"),
    "guardian": _("责令监护人管教"),
}
EVENTS: Mapping[str, Any] = {
    "leniency.CaseFiled": _("立案"),
    "leniency.OfficersAssigned": _("指派执法人员"),
    "leniency.OfficerRecused": _("执法人员回避"),
    "leniency.FactsRecorded": _("记录事实"),
    "leniency.CorrectionOrdered": _("责令改正"),
    "leniency.CorrectionShown": _("当事人提交改正情况"),
    "leniency.CorrectionRechecked": _("复查"),
    "leniency.TreatmentProposed": _("提出处理意见"),
    "leniency.NoticeGiven": _("告知当事人"),
    "leniency.DefenceMade": _("当事人陈述、申辩"),
    "leniency.HearingHeld": _("举行听证"),
    "leniency.DefenceConsidered": _("采纳申辩"),
    "leniency.LegalReviewAsked": _("送法制审核"),
    "leniency.LegalReviewDone": _("法制审核意见"),
    "leniency.CaseDecided": _("作出决定"),
    "leniency.PartyEducated": _("教育"),
    "leniency.DecisionDelivered": _("送达决定"),
    "leniency.DecisionPublished": _("处理公开"),
    "leniency.PromiseSettled": _("核查承诺"),
    "leniency.CaseClosed": _("结案"),
    "leniency.DecisionWithdrawn": _("撤销决定"),
    "leniency.PublicationWithdrawn": _("撤回公开信息"),
    "leniency.CaseOverdue": _("超期"),
}
COUNTED: Mapping[str, Any] = {
    "cases": _("不予处罚的案件"),
    "organisation": _("涉及单位的案件"),
    "person": _("涉及个人的案件"),
    "relieved": _("有减免金额的案件"),
}
"""The list behind each figure."""
