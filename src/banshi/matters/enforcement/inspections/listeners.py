"""What time does by itself, and who may open what: failing a draw that nobody reveals, opening it on the day, saying what is late,
classing all companies anew."""

from datetime import datetime

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.files.owners import owner
from banshi.kernel.jobs import queue
from banshi.kernel.jobs.timers import timer
from banshi.kernel.journal.guards import guard
from banshi.matters.enforcement.inspections import selectors
from banshi.matters.enforcement.inspections.services import classes, draws, visits

MACHINE = Actor.system("inspections")


@timer(draws.FAIL)
def fail_draw(key: str, at: datetime) -> None:
    draws.fail(key, by=MACHINE, at=at)


@timer(visits.BEGIN)
def begin_visits(key: str, at: datetime) -> None:
    visits.begin(key, at=at)


@timer(draws.OPEN)
def open_draw(key: str, at: datetime) -> None:
    draws.open_up(key, by=MACHINE, at=at)


@timer(visits.OVERDUE)
def say_overdue(key: str, at: datetime) -> None:
    visits.overdue(key, by=MACHINE, at=at)


@timer(classes.NIGHT)
def classify_again(key: str, at: datetime) -> None:
    queue.defer(classes.JOB)


@owner(visits.OWNER)
def sees_the_visit(actor: Actor, number: str) -> bool:
    """Photos and signatures: the office and its two officers. They are never published."""
    return selectors.visits(actor, moments.today()).filter(number=number).exists()


@guard("draw")
def sees_the_draw(actor: Actor, number: str) -> bool:
    """日志: the lines of a draw are for everybody once it is committed; who was drawn does not stand in them."""
    return (
        selectors.public_draws().filter(number=number).exists() or selectors.draws(actor).filter(number=number).exists()
    )


@guard("inspection-plan")
def sees_the_plan(actor: Actor, number: str) -> bool:
    return (
        selectors.public_plans().filter(number=number).exists() or selectors.plans(actor).filter(number=number).exists()
    )


@guard("visit")
def sees_the_lines_of_a_visit(actor: Actor, number: str) -> bool:
    return selectors.visits(actor, moments.today()).filter(number=number).exists()
