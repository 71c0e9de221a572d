"""Reads of lists: who stands in which on a day, and who handles which entry."""

from datetime import date

from django.db.models import Q, QuerySet

from banshi.kernel.actors import Actor, Hidden
from banshi.registers.credit.models import CreditList, Listing
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.rules.proceedings import LISTED, Matter, State
from banshi.registers.credit.selectors import standing, subjects


def all_lists() -> list[CreditList]:
    """The lists there are, serious ones first."""
    return list(CreditList.objects.filter(retired_on=None))


def one_list(code: str) -> CreditList:
    found = CreditList.objects.filter(pk=code, retired_on=None).first()
    if found is None:
        raise Hidden(code)
    return found


def standing_on(day: date) -> QuerySet[Listing]:
    """The entries that hold on a day, whoever asks: organisations only, so all of it is public."""
    held = Listing.objects.filter(state=State.LISTED, since__lte=day, until__gt=day)
    return held.select_related("list", "office").order_by("-since", "-pk")


def organisations_on(day: date) -> int:
    """How many organisations stand in any list on a day."""
    return standing_on(day).order_by().values("sid").distinct().count()


def of_subject(sid: int, day: date) -> QuerySet[Listing]:
    """The entries of a subject, and of those that were merged into it."""
    return standing_on(day).filter(sid__in=subjects.family(sid).values("sid"))


def scope(actor: Actor) -> QuerySet[Listing]:
    """What exists for this actor: staff their offices', residents what is about those they speak for."""
    every = Listing.objects.select_related("list", "office", "proposed_by")
    if actor.kind == "resident":
        told = Q(sid__in=standing.sids_of(actor)) & ~Q(state=State.PROPOSED)
        return every.filter(told)
    inside = Q(pk__in=[])
    for held in actor.held:
        if Permission.READ in held.permissions and held.matter in ("", Matter.LISTING):
            inside |= Q(office_path__startswith=held.office_path)
    return every.filter(inside)


def find(number: str, *, by: Actor) -> Listing:
    found = scope(by).filter(number=number).first()
    if found is None:
        raise Hidden(number)
    return found


def running(actor: Actor) -> QuerySet[Listing]:
    """Entries of my offices that have not ended, those that wait first."""
    return scope(actor).filter(state__in=LISTED).order_by("due_on", "-pk")
