"""What others ask of ratings, and what the pages show. An office sees what was said of it, never who said it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from banshi.insight.ratings import links, rules, wording
from banshi.insight.ratings.models import Handling, Rating
from banshi.insight.ratings.permissions import Permission
from banshi.kernel.actors import Actor, Forbidden, Held, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal import selectors as journal
from banshi.matters.applications import selectors as applications
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import selectors as parties

READER = Actor(None, "ratings", "system", (Held(frozenset({"applications.read"}), "/"),))
"""Reads the matter that a link proves: the link is the permission."""
MATTER = "rating"
ONLINE = ("2", "3")  # GB/T 39046 A.5


def rateable(number: str, *, by: Actor, token: str = "") -> Any:
    """The application that this actor may rate: one's own, one's principal's, or the one that the link is for."""
    if by.kind == "staff":
        raise Forbidden("rating for somebody else")  # 代评
    if token:
        if links.number(token) != number:
            raise Hidden(number)
        return applications.application(number, by=READER)
    if by.kind != "resident":
        raise Forbidden("resident")
    application = applications.application(number, by=by)
    if not parties.may_act_for(by, application.party_id):
        raise Hidden(number)
    return application


def is_online(application: Any) -> bool:
    """Was it asked for online? That decides which aspects one is asked about."""
    return application.channel in ONLINE


def ended_on(application: Any) -> date:
    """The day on which the matter ended."""
    day: date = moments.day_of(application.ended_at)
    return day


def of(application: Any) -> Rating | None:
    """The rating of an application with what became of it."""
    return Rating.objects.select_related("handling").filter(application=application).first()


def within(actor: Actor, permission: Permission) -> Q:
    """The offices whose ratings the actor may read; a grant for another kind of matter opens none."""
    inside = Q(pk__in=[])
    for held in actor.held:
        if permission in held.permissions and held.matter in ("", MATTER):
            inside |= Q(office_path__startswith=held.office_path)
    return inside


def scope(actor: Actor) -> QuerySet[Rating]:
    return Rating.objects.filter(within(actor, Permission.READ))


def bad(actor: Actor, *, state: str = "") -> QuerySet[Rating]:
    """差评 in the actor's offices, those that wait longest first."""
    found = scope(actor).filter(handling__isnull=False).select_related("handling", "application__item_version__office")
    if state:
        found = found.filter(handling__state=state)
    return found.order_by("handling__due_on", "pk")


def rating(number: str, *, by: Actor) -> Rating:
    found = bad(by).filter(number=number).first()
    if found is None:
        raise Hidden(number)
    return found


def handled_matter(rating: Rating, actor: Actor) -> bool:
    """Did this actor take a step in the matter that was rated? The journal knows."""
    lines = journal.timeline(f"application:{rating.application.number}")
    return any(line.actor == str(actor) for line in lines)


def counts(start: datetime, end: datetime) -> dict[str, Sequence[int]]:
    """Office path -> how many ratings of each level were given from `start` to before `end`."""
    found = Rating.objects.filter(given_at__gte=start, given_at__lt=end).values_list("office_path", "level")
    totals: dict[str, list[int]] = defaultdict(lambda: [0] * len(rules.LEVELS))
    for office, level, count in found.annotate(Count("pk")).order_by():
        totals[office][level - 1] = count
    return dict(totals)


def office_names(paths: Sequence[str]) -> dict[str, str]:
    return {office.path: office.label for office in offices.offices().filter(path__in=paths)}


def waiting_count(actor: Actor) -> int:
    return Handling.objects.filter(rating__in=scope(actor)).exclude(state=rules.State.CLOSED).count()


def state_words(state: str) -> str:
    """A worklist line's state in words."""
    return str({known.value: words for known, words in wording.STATES.items()}.get(state, state))
