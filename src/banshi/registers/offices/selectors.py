"""What others ask about regions and offices."""

from django.db.models import Q, QuerySet

from banshi.registers.offices.models import Office, Region, ReportingArea


class UnknownOffice(LookupError):
    """There is no office with this code."""


def office(code: str) -> Office:
    """The office, retired or not: old matters still name it."""
    found = Office.objects.select_related("region").filter(pk=code).first()
    if found is None:
        raise UnknownOffice(code)
    return found


def offices() -> QuerySet[Office]:
    """All offices that are not retired."""
    return Office.objects.filter(retired_on=None).select_related("region")


def subtree(path: str) -> QuerySet[Office]:
    """The offices at or below a path, e.g. /2111/211103/ : everything in the county."""
    return offices().filter(path__startswith=path)


def region(code: str) -> Region | None:
    return Region.objects.filter(pk=code).first()


def regions(below: str = "", level: int | None = None) -> QuerySet[Region]:
    """The regions in force: all, or those directly below one, or one level of the tree."""
    found = Region.objects.filter(retired_on=None)
    if below:
        found = found.filter(parent_id=below)
    return found.filter(level=level) if level else found


def regions_within(path: str) -> QuerySet[Region]:
    """The region at `path` and all that lie in it."""
    return Region.objects.filter(retired_on=None, path__startswith=path)


def reporting_areas() -> QuerySet[ReportingArea]:
    return ReportingArea.objects.filter(retired_on=None).select_related("region")


def search_regions(text: str) -> QuerySet[Region]:
    """Regions by part of the name or by the beginning of the code, the larger first."""
    text = text.strip()
    found = Region.objects.filter(retired_on=None).filter(Q(name__contains=text) | Q(code__startswith=text))
    return found.order_by("level", "code") if text else found.none()


def search(text: str) -> QuerySet[Office]:
    """Offices by part of a name, short name or code."""
    text = text.strip()
    matches = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(name_en__icontains=text) | Q(code=text)
    return offices().filter(matches) if text else offices().none()
