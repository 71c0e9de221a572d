"""What others ask about halls and windows."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from banshi.kernel.clock import Calendar
from banshi.registers.places.models import Hall, OpeningHours, Window

WINDOW_KINDS = ("civil", "business", "construction", "property", "insurance", "traffic", "tax_utilities", "general")
EXAM_CENTRE = "exam-centre"


class UnknownPlace(LookupError):
    """There is no hall or window with this code."""


@dataclass(frozen=True)
class Session:
    """One stretch of a day in which a hall is open."""

    opens: time
    closes: time


def halls() -> QuerySet[Hall]:
    """The halls in use, the city's first."""
    return Hall.objects.filter(retired_on=None).select_related("office", "region")


def hall(code: str) -> Hall:
    found = Hall.objects.select_related("office", "region").filter(pk=code).first()
    if found is None:
        raise UnknownPlace(code)
    return found


def windows(hall: str = "", kind: str = "") -> QuerySet[Window]:
    """The windows in use, of one hall and of one kind."""
    found = Window.objects.filter(retired_on=None).select_related("office", "hall")
    if hall:
        found = found.filter(hall_id=hall)
    return found.filter(kind=kind) if kind else found


def window(code: str) -> Window:
    found = Window.objects.select_related("office", "hall").filter(pk=code).first()
    if found is None:
        raise UnknownPlace(code)
    return found


def halls_with(kind: str) -> QuerySet[Hall]:
    """The halls that have a window of this kind."""
    return halls().filter(windows__kind=kind, windows__retired_on=None).distinct()


def sessions(hall: str, on: date, calendar: Calendar) -> list[Session]:
    """When a hall is open on a day. A make-up Saturday (调休) is a working day, a holiday is not."""
    days = "working" if calendar.is_working(on) else "rest"
    found = OpeningHours.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), hall_id=hall, days=days, valid_from__lte=on, retired_on=None
    )
    return [Session(one.opens, one.closes) for one in found]


def is_open(hall: str, at: datetime, calendar: Calendar) -> bool:
    """Is the hall open at this moment (in China's time)?"""
    return any(one.opens <= at.time() < one.closes for one in sessions(hall, at.date(), calendar))
