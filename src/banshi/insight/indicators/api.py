"""Indicators for programs: definitions with their newest snapshot, and the figure of any period. Open to everybody: the
figures are public, the records behind them stay on the pages, where it is asked who may see them."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from banshi.insight.indicators import selectors
from banshi.insight.indicators.forms import PeriodForm
from banshi.insight.indicators.selectors import Reading
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import later

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class Problem(Schema):
    """What was refused and why; `errors` names parameters."""

    code: str
    message: str
    article: str = ""
    errors: dict[str, str] = {}


PROBLEMS = {code: Problem for code in (400, 404, 409, 422)}
router = Router(tags=["indicators"])


class InvalidPeriod(Refused):
    """The parameters are not a period: 422, each named."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("invalid", later("统计期或地区不正确。"))
        self.errors = errors


class FigureOut(Schema):
    """`value` is text, so that no digit is lost: a percentage or whole working days; null is no data, not 0. A figure so
    small or so fresh that it would tell who said it is `withheld`: for ratings, ask for whole months that are over."""

    code: str
    name: str
    name_en: str
    unit: str
    first: date
    last: date
    area: str
    numerator: int | None
    denominator: int | None
    value: str | None
    target: str | None
    met: bool | None
    withheld: bool


class IndicatorOut(FigureOut):
    """With the definition in words, and its digest as snapshots remember it."""

    formula: str
    formula_en: str
    numerator_is: str
    denominator_is: str
    source: str
    owner: str
    digest: str


def out(reading: Reading) -> dict[str, Any]:
    definition = reading.definition
    return {
        "code": definition.code,
        "name": definition.name,
        "name_en": definition.name_en,
        "unit": definition.unit,
        "first": reading.period.first,
        "last": reading.period.last,
        "area": reading.area,
        "numerator": None if reading.withheld else reading.numerator,
        "denominator": None if reading.withheld else reading.denominator,
        "withheld": reading.withheld,
        "value": reading.shown or None,
        "target": reading.target or None,
        "met": {"green": True, "red": False}.get(reading.light),
    }


@router.get("/indicators", response={200: list[FigureOut], **PROBLEMS}, auth=None, summary="指标")
def indicators(request: HttpRequest) -> Any:
    """Every indicator in force with its newest figure of the whole city."""
    return [out(reading) for reading in selectors.latest(moments.today())]


@router.get("/indicators/{code}", response={200: IndicatorOut, **PROBLEMS}, auth=None, summary="一个指标的数值")
def indicator(
    request: HttpRequest,
    code: Code,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    area: Annotated[str, Query(max_length=60)] = "",
) -> Any:
    """The figure from `from` to `to`, both inside (default: the month so far), in an area (default: the whole city; `-`:
    the city's own offices)."""
    definition = selectors.definition(code)
    form = PeriodForm({"from": first, "to": last, "area": area}, today=moments.today())
    if not form.is_valid():
        raise InvalidPeriod({name: " ".join(map(str, texts)) for name, texts in form.errors.items()})
    reading = selectors.for_public(selectors.reading(definition, form.period, form.chosen_area), moments.today())
    words = {name: getattr(definition, name) for name in ("formula", "formula_en", "source", "owner", "digest")}
    return {**out(reading), **words, "numerator_is": definition.numerator, "denominator_is": definition.denominator}
