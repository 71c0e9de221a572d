"""Indicators of applications 办件类指标. 办结 is the decision (national event codes 11 and 13): making and delivering
the certificate has a clock of its own."""

from typing import Any

from django.db.models import Aggregate, DateField, F, Func, IntegerField, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.measures import Figure, Listing, Period, Records, Scope, measure, share
from banshi.matters.applications import selectors
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import State

ONLINE = ("2", "3")  # GB/T 39046 A.5 电脑端、移动端
PROMISED = "2"  # A.6 承诺件


class WorkingDaysBetween(Func):
    """Working days after the first day, up to and including the second, by the kernel's calendar."""

    function = "banshi_working_days"
    output_field = IntegerField()


class PausedDays(Func):
    """Of those, the ones that special procedures took (第四十五条): (first day, last day, pauses)."""

    output_field = IntegerField()
    template = """(SELECT count(*)::int FROM (VALUES (%(expressions)s)) AS given(start, stop, pauses), calendar_day day
        WHERE day.is_working AND day.date > given.start AND day.date <= given.stop AND EXISTS (
            SELECT FROM jsonb_array_elements(given.pauses) pause
            WHERE day.date BETWEEN (pause->>'first')::date AND coalesce((pause->>'last')::date, given.stop)))"""


class Median(Aggregate):
    """The middle observation: an exact value that occurred, never a mean of two."""

    name = "Median"
    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


def _seen(rows: Any, actor: Actor) -> Any:
    """Of the records behind a figure, those that this actor may see one by one."""
    return rows.filter(pk__in=selectors.scope(actor).order_by().values("pk"))


def _day(moment: Any) -> str:
    return moments.day_of(moment).isoformat() if moment else ""


BY_NUMBER = (
    (_("办件编号"), lambda row: row.number),
    (_("事项名称"), lambda row: row.item_name),
    (_("收件日"), lambda row: _day(row.received_at)),
    (_("申请渠道"), lambda row: row.get_channel_display()),
)
CASES = Listing(
    columns=(
        *BY_NUMBER,
        (_("受理日"), lambda row: _day(row.accepted_at)),
        (_("承诺到期日"), lambda row: row.promised_due_on.isoformat() if row.promised_due_on else ""),
        (_("办结日"), lambda row: _day(row.decided_at)),
    ),
    visible=_seen,
    route="applications:matter",
    key=lambda row: row.number,
)
TIMES = Listing(
    columns=(*CASES.columns, (_("用时（工作日）"), lambda row: row.days)),
    visible=_seen,
    route="applications:matter",
    key=lambda row: row.number,
)


def _inside(scope: Scope) -> Q:
    return scope.within("item_version__office__reporting_area_id")


def decided(period: Period, scope: Scope) -> Any:
    """办结的办件: granted, refused or granted by silence in the period. Withdrawn and terminated ones have no decision."""
    start, end = period.moments
    return Application.objects.filter(_inside(scope), decided_at__gte=start, decided_at__lt=end)


@measure("online_share")
def online_share(period: Period, scope: Scope) -> Figure:
    """网上实办率: of the cases received in the period for items that can be applied for online. What a clerk types in for
    somebody at the counter is not online."""
    start, end = period.moments
    received = Application.objects.filter(
        _inside(scope), received_at__gte=start, received_at__lt=end, item_version__channels__overlap=list(ONLINE)
    ).exclude(state=State.DRAFT)
    return share(Records(received.filter(channel__in=ONLINE), CASES), Records(received, CASES))


@measure("on_time_rate")
def on_time_rate(period: Period, scope: Scope) -> Figure:
    """按时办结率: decided on or before the promised day as it stands after lawful extensions and pauses."""
    ended = decided(period, scope)
    in_time = ended.annotate(decided_on=TruncDate("decided_at")).filter(decided_on__lte=F("promised_due_on"))
    return share(Records(in_time, CASES), Records(ended, CASES))


@measure("median_days")
def median_days(period: Period, scope: Scope) -> Figure:
    """办件用时中位数: working days from acceptance to decision without those of special procedures. The numerator is the
    median itself, behind it the cases that took exactly so long; the denominator is the size of the sample."""
    first, last = TruncDate("accepted_at"), TruncDate("decided_at", output_field=DateField())
    sample = (
        decided(period, scope)
        .filter(item_version__case_type=PROMISED)
        .annotate(days=WorkingDaysBetween(first, last) - PausedDays(first, last, "pauses"))
    )
    median = sample.aggregate(median=Median("days"))["median"]
    typical = sample.filter(days=median) if median is not None else sample.none()
    return Figure(median or 0, sample.count(), Records(typical, TIMES), Records(sample, TIMES))
