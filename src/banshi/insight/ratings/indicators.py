"""Indicators of ratings 好差评指标. Only what somebody said counts: there is no rating by default."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.insight.ratings import rules, selectors
from banshi.insight.ratings.models import Rating, RatingPoint
from banshi.insight.ratings.permissions import Permission
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.measures import Figure, Listing, Period, Records, Scope, measure, share
from banshi.matters.applications.indicators import CASES, decided
from banshi.registers.catalogue import selectors as catalogue


def _seen(rows: Any, actor: Actor) -> Any:
    return rows.filter(selectors.within(actor, Permission.READ))


def _everything(rows: Any, actor: Actor) -> Any:
    return rows


RATINGS = Listing(  # the rating's own number: neither matter nor person
    columns=(
        (_("评价编号"), lambda row: row.number),
        (_("满意度"), lambda row: catalogue.label("A.8", str(row.level))),
        (_("评价渠道"), lambda row: row.get_channel_display()),
        (_("评价日"), lambda row: moments.day_of(row.given_at).isoformat()),
    ),
    visible=_seen,
)
POINTS = Listing(
    columns=(
        (_("编号"), lambda row: row.code),
        (_("窗口或站点"), lambda row: row.label),
        (_("单位"), lambda row: row.office.label),
        (_("评价渠道"), lambda row: "、".join(row.ways)),
    ),
    visible=_everything,
    public=True,
)
AREA = "application__item_version__office__reporting_area_id"


@measure("rating_rate")
def rating_rate(period: Period, scope: Scope) -> Figure:
    """主动评价率: of the cases decided in the period, those that the applicant rated, whenever that was."""
    ended = decided(period, scope)
    rated = Rating.objects.filter(application__in=ended.values("pk"))
    return share(Records(rated, RATINGS), Records(ended, CASES))


@measure("good_rating_rate", least=rules.LEAST)
def good_rating_rate(period: Period, scope: Scope) -> Figure:
    """好评率: levels 1 to 3 of the ratings given in the period."""
    start, end = period.moments
    given = Rating.objects.filter(scope.within(AREA), given_at__gte=start, given_at__lt=end)
    return share(Records(given.filter(level__in=rules.GOOD), RATINGS), Records(given, RATINGS))


@measure("rating_coverage")
def rating_coverage(period: Period, scope: Scope) -> Figure:
    """评价覆盖率: of the windows and stations in use on the counting day, those where one can rate in some way."""
    points = RatingPoint.objects.filter(
        scope.within("office__reporting_area_id"), retired_on=None, since__lte=period.last
    ).select_related("office")
    return share(Records(points.exclude(ways=[]), POINTS), Records(points, POINTS))
