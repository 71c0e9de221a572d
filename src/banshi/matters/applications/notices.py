"""Notices 告知: what the law wants told is told, in the portal and by a short text without any personal number.

行政许可法 第三十二条 (补正), 第三十八条 (决定), 第四十二条 (延长理由), 第四十五条 (特别程序), 优化营商环境条例 第三十六条 (超期原因).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from banshi.kernel import ports
from banshi.matters.applications import events
from banshi.matters.applications.models import Application, Notice
from banshi.registers.parties import selectors as parties

LONGEST = 300


def tell(event: events.ApplicationEvent, line: int, *, at: datetime) -> Notice | None:
    """Keep the notice and send it; a line is told once, however often its job runs."""
    application = Application.objects.select_related("party").get(number=event.key)
    if Notice.objects.filter(line=line).exists() or _overtaken(application, event):
        return None
    text = f"【办事】{application.item_name}（{application.number}）{WORDS[type(event)](event)}"
    number = parties.phone(application.party)
    if number:
        ports.sms().send(number, shortened(text))
    return Notice.objects.create(
        application=application, line=line, text=shortened(text), made_at=at, sent_at=at if number else None
    )


def _overtaken(application: Application, event: events.ApplicationEvent) -> bool:
    """即办: who has the result in hand is not told a minute later that it will be looked at."""
    on_the_spot = application.delivered_at is not None and application.delivered_at == application.accepted_at
    return on_the_spot and isinstance(event, events.ApplicationAccepted | events.ApplicationGranted)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


def _accepted(event: events.ApplicationAccepted) -> str:
    how = "期限内未答复，依法视为已受理" if event.deemed else "已受理"
    return f"{how}，最迟{_day(event.promised_due_on)}作出决定。"


def _refused(event: events.ApplicationRefused) -> str:
    return f"未予许可，理由：{event.reason}。可以申请行政复议或者提起行政诉讼，详见办件进度页。"


WORDS: Mapping[type[events.ApplicationEvent], Callable[[Any], str]] = {
    events.NotRequiredAnswered: lambda e: f"不需要办理：{e.reason}",
    events.NotCompetentAnswered: lambda e: f"不属于本机构办理：{e.reason} 请向{e.competent}申请。",
    events.DeficiencyNotified: lambda e: f"需要补正{len(e.deficiencies)}项：{'；'.join(e.deficiencies)}。",
    events.ApplicationAccepted: _accepted,
    events.SpecialProcedureStarted: lambda e: f"需要{e.kind_of_pause}，所需时间不计入办理期限。理由：{e.reason}",
    events.LimitExtended: lambda e: f"办理期限经批准延长至{_day(e.promised_due_on)}。理由：{e.reason}",
    events.DelayExplained: lambda e: f"超过承诺期限，很抱歉。原因：{e.reason}",
    events.ApplicationGranted: lambda e: "已经准予，正在制作证照。",
    events.ApplicationRefused: _refused,
    events.CertificateIssued: lambda e: f"证照{e.certificate}已经制好，可以在办件进度页下载。",
    events.ApplicationTerminated: lambda e: f"办理已终止：{e.reason}",
    events.CertificateRevoked: lambda e: f"许可证照{e.certificate}已被{'撤销' if e.code == 15 else '注销'}：{e.reason}",
}
"""What is told, and how."""
