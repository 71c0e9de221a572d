"""What others ask of indicators: definitions, the figure of a period, series of snapshots."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.insight.indicators import rules
from banshi.insight.indicators.models import Definition, Snapshot
from banshi.insight.indicators.permissions import Permission
from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.measures import ELSEWHERE, Figure, Listing, Period, Records, Scope, least, measures
from banshi.registers.offices import selectors as offices

SERIES = 31  # points of a chart


@dataclass(frozen=True)
class Reading:
    """An indicator's figure for a period and area, with what it is held against."""

    definition: Definition
    period: Period
    area: str
    numerator: int
    denominator: int
    withheld: bool = False  # counted, but so few or so fresh that it would tell who said it

    @property
    def shown(self) -> str:
        """The value in words; empty where there is no data, or where it is not told."""
        return "" if self.withheld else rules.shown(self.definition.unit, self.numerator, self.denominator)

    @property
    def target(self) -> str:
        return rules.target_on(self.definition.target, self.period.last)

    @property
    def light(self) -> str:
        unit, direction = self.definition.unit, self.definition.direction
        if self.withheld:
            return ""
        return rules.light(unit, direction, self.numerator, self.denominator, self.target)


def definitions() -> QuerySet[Definition]:
    """The definitions in force."""
    return Definition.objects.filter(retired_on=None)


def definition(code: str) -> Definition:
    """One definition, retired or not: its old snapshots still stand."""
    found = Definition.objects.filter(pk=code).first()
    if found is None or code not in measures():
        raise Hidden(code)
    return found


def owner(definition: Definition) -> str:
    """责任单位: the office that answers for the figure."""
    try:
        return offices.office(definition.owner).label
    except offices.UnknownOffice:
        return ""


def areas() -> list[tuple[str, str]]:
    """(code, words): the whole city, the city's own offices, and what reports by itself. The parts make the whole."""
    english = (get_language() or "").startswith("en")
    named = [(area.code, area.name_en if english else area.name) for area in offices.reporting_areas()]
    return [("", _("全市")), (ELSEWHERE, _("市本级")), *named]


def area_codes() -> list[str]:
    return [code for code, _label in areas()]


def figure(definition: Definition, period: Period, area: str = "") -> Figure:
    """Counted now. Two or three statements."""
    return measures()[definition.code](period, Scope(area))


def reading(definition: Definition, period: Period, area: str = "") -> Reading:
    counted = figure(definition, period, area)
    return Reading(definition, period, area, counted.numerator, counted.denominator)


def for_public(reading: Reading, today: date) -> Reading:
    """The reading as everybody may see it: without its numbers where it is guarded."""
    period, fewest = reading.period, least(reading.definition.code)
    if rules.is_public(period.first, period.last, reading.area, reading.denominator, least=fewest, today=today):
        return reading
    return Reading(reading.definition, period, reading.area, 0, 0, withheld=True)


def latest(today: date) -> list[Reading]:
    """As everybody may see it: every indicator in force with its newest snapshot of the month, or counted now where there
    is none yet; a guarded one with the last month that is over."""
    guarded = [code for code in measures() if least(code)]
    fresh = Q(definition__in=guarded, first__day=1, last__in=rules.month_ends(today, SERIES))
    taken = Snapshot.objects.filter(fresh | ~Q(definition__in=guarded), area="")
    taken = taken.order_by("definition_id", "-last", "first").distinct("definition_id")
    newest = {one.definition_id: one for one in taken}
    month = Period(today.replace(day=1), today)
    found = []
    for one in definitions():
        if one.pk in newest:
            found.append(for_public(read(newest[one.pk], one), today))
        else:
            found.append(Reading(one, month, "", 0, 0, withheld=True) if least(one.pk) else reading(one, month))
    return found


def read(snapshot: Snapshot, definition: Definition) -> Reading:
    period = Period(snapshot.first, snapshot.last)
    return Reading(definition, period, snapshot.area, snapshot.numerator, snapshot.denominator)


def by_area(definition: Definition) -> list[tuple[str, Reading]]:
    """The newest snapshot of the month, area by area."""
    newest = definition.snapshots.filter(area="").order_by("-last", "first").first()
    if newest is None:
        return []
    taken = {one.area: one for one in definition.snapshots.filter(first=newest.first, last=newest.last)}
    return [(label, read(taken[code], definition)) for code, label in areas() if code in taken]


def months(definition: Definition, area: str = "") -> list[Snapshot]:
    """The last snapshot of each month, the running month so far: the oldest first."""
    taken = definition.snapshots.filter(area=area, first__day=1).order_by("first", "-last").distinct("first")
    return list(taken)[-SERIES:]


def days(definition: Definition, area: str = "") -> list[Snapshot]:
    """The snapshots of single days, the oldest first."""
    from_one_day = definition.snapshots.filter(area=area, first=F("last")).order_by("-last")[:SERIES]
    return list(reversed(from_one_day))


def told(definition: Definition, series: list[Snapshot]) -> list[Snapshot]:
    """Of a guarded series, the snapshots that everybody may see."""
    today = moments.today()
    return [one for one in series if not for_public(read(one, definition), today).withheld]


def part(figure: Figure, name: str) -> Records:
    """The records behind the numerator or the denominator."""
    known = {"numerator": figure.numerator_records, "denominator": figure.denominator_records}
    if name not in known:
        raise Hidden(name)
    return known[name]


def sees_everything(code: str, actor: Actor) -> bool:
    """Guarded figures in full are for those who may open records."""
    return not least(code) or bool(actor.paths(Permission.READ))


def opens(listing: Listing, actor: Actor) -> bool:
    """May the actor open lists of such records at all? Which rows he then sees is the listing's own question."""
    return listing.public or bool(actor.paths(Permission.READ))
