"""Indicators of the catalogue 事项类指标: they count 事项 as published on the last day of the period, never 办件."""

from typing import Any

from django.db.models import Exists, F, Func, IntegerField, OuterRef
from django.utils.translation import gettext_lazy as _

from banshi.kernel.actors import Actor
from banshi.kernel.measures import Figure, Listing, Period, Records, Scope, measure, share
from banshi.registers.catalogue import selectors
from banshi.registers.places import selectors as places

COUNTER = "1"  # GB/T 39046 A.5 窗口办理
ON_THE_SPOT = "1"  # A.6 即办件


class WorkingDays(Func):
    """A limit such as 5wd, 15d, 3mo, 4h in whole working days, for sums only: a week has five of them, a month thirty
    calendar days, a day eight hours; halves are rounded up and no calendar limit is less than one day."""

    output_field = IntegerField()
    template = (
        "(CASE substring(%(expressions)s FROM '[a-z]+$') "
        "WHEN 'wd' THEN {n} WHEN 'd' THEN greatest(1, ({n} * 10 + 7) / 14) "
        "WHEN 'mo' THEN ({n} * 300 + 7) / 14 WHEN 'h' THEN ({n} + 7) / 8 ELSE 0 END)"
    ).replace("{n}", "substring(%(expressions)s FROM '^[0-9]+')::int")


def _everything(rows: Any, actor: Actor) -> Any:
    return rows


BY_NAME = (
    (_("事项编码"), lambda row: row.item_id),
    (_("事项名称"), lambda row: row.label),
    (_("办理机构"), lambda row: row.office.label),
)
ITEMS = Listing(
    columns=(
        *BY_NAME,
        (_("办件类型"), lambda row: selectors.label("A.6", row.case_type)),
        (_("网办深度"), lambda row: row.online_depth),
        (_("到场次数"), lambda row: row.visits),
    ),
    visible=_everything,
    public=True,
    route="portal:item",
    key=lambda row: row.item_id,
)
LIMITS = Listing(
    columns=(
        *BY_NAME,
        (_("法定时限（工作日）"), lambda row: row.statutory_days),
        (_("承诺时限（工作日）"), lambda row: row.promised_days),
        (_("压缩（工作日）"), lambda row: row.saved_days),
    ),
    visible=_everything,
    public=True,
    route="portal:item",
    key=lambda row: row.item_id,
)


def on_application(period: Period, scope: Scope) -> Any:
    """依申请政务服务事项 in force on the counting day: the base of every rate of items."""
    inside = scope.within("office__reporting_area_id")
    return selectors.published(period.last).filter(inside, is_on_application=True)


@measure("instant_rate")
def instant_rate(period: Period, scope: Scope) -> Figure:
    """即办率."""
    items = on_application(period, scope)
    return share(Records(items.filter(case_type=ON_THE_SPOT), ITEMS), Records(items, ITEMS))


@measure("fully_online_rate")
def fully_online_rate(period: Period, scope: Scope) -> Figure:
    """全程网办率: depth IV and no visit."""
    items = on_application(period, scope)
    return share(Records(items.filter(online_depth="IV", visits=0), ITEMS), Records(items, ITEMS))


@measure("one_window_rate")
def one_window_rate(period: Period, scope: Scope) -> Figure:
    """一窗进驻比例: of the items that a counter takes in, those for whose kind the hall of the office's own region has
    an integrated window in use."""
    items = on_application(period, scope).filter(channels__contains=[COUNTER])
    windows = places.windows().filter(kind=OuterRef("window_kind"), hall__region=OuterRef("office__region"))
    return share(Records(items.filter(Exists(windows)), ITEMS), Records(items, ITEMS))


@measure("compression_rate")
def compression_rate(period: Period, scope: Scope) -> Figure:
    """承诺时限压缩比: only items with a statutory limit; the sums are working days."""
    items = (
        on_application(period, scope)
        .exclude(statutory="")
        .annotate(statutory_days=WorkingDays("statutory"), promised_days=WorkingDays("promised"))
        .annotate(saved_days=F("statutory_days") - F("promised_days"))
    )
    return share(Records(items, LIMITS, weight="saved_days"), Records(items, LIMITS, weight="statutory_days"))
