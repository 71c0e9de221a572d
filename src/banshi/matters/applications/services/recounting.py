"""Recounting 期限重算: when the calendar changes, the last days of what is still open are counted anew."""

from datetime import datetime

from django.db import transaction

from banshi.kernel.actors import Actor
from banshi.kernel.journal.events import emit
from banshi.matters.applications.events import DueDaysRecomputed
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import OPEN, State
from banshi.matters.applications.services.steps import COMPUTED, compute, follow

RUNNING = {
    State.SUBMITTED: ("notice",),
    State.REVIEW: ("promised", "statutory"),
    State.SPECIAL: ("promised", "statutory"),
    State.GRANTED: ("delivery",),
    State.REFUSED: ("delivery",),
    State.ISSUED: ("delivery",),
}
"""The clocks that still run in a state. A day that has done its work is history and stays."""


def recount_all(*, by: Actor, at: datetime) -> int:
    """Every open application, each in its own transaction; returns how many last days moved. Twice changes nothing."""
    open_ones = Application.objects.filter(state__in=OPEN - {State.SUPPLEMENTING}).order_by("pk")
    return sum(recount(number, by=by, at=at) for number in open_ones.values_list("number", flat=True))


@transaction.atomic
def recount(number: str, *, by: Actor, at: datetime) -> bool:
    """One application: lock, count, and where something moved write days, worklist, timers and a line of the journal."""
    found = Application.objects.select_for_update(of=("self",)).select_related("item_version")
    application = found.get(number=number)
    clocks = RUNNING.get(State(application.state), ())
    kept = {name: getattr(application, name) for name in COMPUTED}
    before = _days(application, clocks)
    compute(application)
    after = _days(application, clocks)
    for name in set(COMPUTED) - {"provisional"} - {f"{clock}_due_on" for clock in clocks}:
        setattr(application, name, kept[name])
    if not clocks or (before == after and kept["provisional"] == application.provisional):
        return False
    application.save(update_fields=COMPUTED)
    if before == after:
        return False
    follow(application)
    emit(DueDaysRecomputed(key=number, before=before, after=after), by=by, at=at)
    return True


def _days(application: Application, clocks: tuple[str, ...]) -> dict[str, str | None]:
    days = {clock: getattr(application, f"{clock}_due_on") for clock in clocks}
    return {clock: day.isoformat() if day else None for clock, day in days.items()}
