"""The words people read for aspects, findings and states. Programs compare codes, never these."""

from django.utils.translation import gettext_lazy as _

from banshi.insight.ratings.rules import State

ASPECTS = {
    "efficiency": _("办事效率"),
    "guide": _("办事指南精确度"),
    "convenience": _("办事便捷度"),
    "platform": _("平台操作性"),
    "service_efficiency": _("服务效率"),
    "skill": _("服务水平"),
    "attitude": _("服务态度"),
}
FINDINGS = {"true": _("属实"), "partly": _("部分属实"), "untrue": _("不属实")}
STATES = {State.WAITING: _("待核实"), State.REPLIED: _("已反馈"), State.CLOSED: _("已办结")}
