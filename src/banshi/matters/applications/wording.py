"""The words people read for states, steps and events. Programs compare codes, never these."""

from django.utils.translation import gettext_lazy as _

from banshi.matters.applications.rules import State, Verb

STATES = {
    State.DRAFT: _("草稿"),
    State.SUBMITTED: _("已提交，待受理"),
    State.SUPPLEMENTING: _("待补正"),
    State.NOT_REQUIRED: _("不需办理"),
    State.NOT_COMPETENT: _("不予受理"),
    State.REVIEW: _("审查中"),
    State.SPECIAL: _("特别程序，停表"),
    State.GRANTED: _("准予，制证中"),
    State.REFUSED: _("不予许可，待送达"),
    State.ISSUED: _("已制证，待送达"),
    State.DELIVERED: _("已办结"),
    State.ARCHIVED: _("已归档"),
    State.WITHDRAWN: _("已撤回"),
    State.TERMINATED: _("已终止"),
    State.REVOKED: _("已撤销"),
    State.CANCELLED: _("已注销"),
}

NEXT = {
    State.DRAFT: _("填写完整后提交。提交之前，工作人员看不到草稿。"),
    State.SUBMITTED: _("工作人员核对材料。到期没有答复的，依法视为已经受理。"),
    State.SUPPLEMENTING: _("请补交下列材料。补齐后，办事机构必须受理。"),
    State.NOT_REQUIRED: _("该事项依法不需要办理许可。"),
    State.NOT_COMPETENT: _("本机构无权办理，请向下面写明的机关申请。"),
    State.REVIEW: _("审查中，最迟在承诺日作出决定。"),
    State.SPECIAL: _("正在进行法律规定的特别程序，所需时间不计入办理期限。"),
    State.GRANTED: _("已经准予，正在制作证照。"),
    State.REFUSED: _("已作出不予许可的决定。您可以申请行政复议或者提起行政诉讼。"),
    State.ISSUED: _("证照已经制好，等待送达。"),
    State.DELIVERED: _("已经办结。欢迎评价本次服务，评价完全自愿。"),
    State.ARCHIVED: _("已经办结并归档。"),
    State.WITHDRAWN: _("您已撤回申请，可以随时重新申请。"),
    State.TERMINATED: _("办理已终止，可以重新申请。"),
    State.REVOKED: _("许可已被撤销。您可以申请行政复议或者提起行政诉讼。"),
    State.CANCELLED: _("许可已注销。"),
}

VERBS = {
    Verb.SUBMIT: _("提交"),
    Verb.ANSWER_NOT_REQUIRED: _("告知不需办理"),
    Verb.ANSWER_NOT_COMPETENT: _("不予受理"),
    Verb.NOTIFY: _("一次性告知补正"),
    Verb.SUPPLEMENT: _("补交材料"),
    Verb.ACCEPT: _("受理"),
    Verb.DEEM_ACCEPTED: _("视为受理"),
    Verb.SERVE: _("当场办结"),
    Verb.START_SPECIAL: _("启动特别程序"),
    Verb.END_SPECIAL: _("结束特别程序"),
    Verb.EXTEND: _("延长期限"),
    Verb.GRANT: _("准予"),
    Verb.GRANT_BY_SILENCE: _("视为准予延续"),
    Verb.REFUSE: _("不予许可"),
    Verb.ISSUE: _("制证"),
    Verb.DELIVER: _("送达"),
    Verb.ARCHIVE: _("归档"),
    Verb.EXPLAIN_DELAY: _("公开超期原因"),
    Verb.WITHDRAW: _("撤回申请"),
    Verb.TERMINATE: _("终止办理"),
    Verb.REVOKE: _("撤销"),
    Verb.CANCEL: _("注销"),
}

EVENTS = {
    "applications.ApplicationSubmitted": _("收到申请"),
    "applications.NotRequiredAnswered": _("告知不需办理"),
    "applications.NotCompetentAnswered": _("不予受理"),
    "applications.DeficiencyNotified": _("一次性告知补正"),
    "applications.ApplicationSupplemented": _("收到补正材料"),
    "applications.ApplicationAccepted": _("受理"),
    "applications.SpecialProcedureStarted": _("特别程序开始，停表"),
    "applications.SpecialProcedureEnded": _("特别程序结束，继续计时"),
    "applications.LimitExtended": _("延长办理期限"),
    "applications.ApplicationOverdue": _("超过期限"),
    "applications.DueDaysRecomputed": _("放假安排公布，重新计算期限"),
    "applications.DelayExplained": _("公开超期原因"),
    "applications.ApplicationGranted": _("准予"),
    "applications.ApplicationRefused": _("不予许可"),
    "applications.CertificateIssued": _("制作证照"),
    "applications.ResultDelivered": _("送达"),
    "applications.ApplicationArchived": _("归档"),
    "applications.ApplicationWithdrawn": _("撤回"),
    "applications.ApplicationTerminated": _("终止"),
    "applications.CertificateRevoked": _("撤销或注销"),
}

CLOCKS = {
    "notice": _("一次性告知期限"),
    "promised": _("承诺办结期限"),
    "statutory": _("法定办结期限"),
    "delivery": _("送达期限"),
}

TONES = {
    State.SUPPLEMENTING: "accent",
    State.REFUSED: "accent",
    State.REVOKED: "accent",
    State.DELIVERED: "reed",
    State.ARCHIVED: "reed",
    State.ISSUED: "reed",
    State.GRANTED: "reed",
}
