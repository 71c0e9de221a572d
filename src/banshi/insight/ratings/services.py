"""Giving a rating, and answering a bad one. Each function is one transaction and one journal line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from banshi.insight.ratings import rules, selectors
from banshi.insight.ratings.events import BadRatingAnswered, BadRatingClosed, RatingGiven
from banshi.insight.ratings.models import Handling, Rating
from banshi.insight.ratings.permissions import Permission
from banshi.insight.ratings.rules import State, Verb
from banshi.insight.ratings.selectors import MATTER
from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import due
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist import services as worklist

TITLE = "差评核实与反馈"  # neither item nor applicant: clerks read the worklist


@transaction.atomic
def give(
    number: str, *, level: int, channel: str, aspects: Sequence[str] = (), words: str = "", token: str = "",
    by: Actor, at: datetime,
) -> Rating:  # fmt: skip
    """评价: once, by the applicant or agent, or by whoever holds the matter's link. A bad one waits for the office."""
    application = selectors.rateable(number, by=by, token=token)
    rules.check_ended(application.state)
    if token:
        rules.check_link(selectors.ended_on(application), moments.day_of(at))
    words = words.strip()
    rules.check_rating(level, aspects, words, online=selectors.is_online(application))
    rating = _save(application, level=level, channel=channel, aspects=aspects, words=words, at=at)
    handling = _wait(rating, at) if level in rules.BAD else None
    event = RatingGiven(
        key=rating.number, application=number, office_path=rating.office_path, level=level, channel=channel,
        aspects=list(aspects), has_words=bool(words), by_link=bool(token), due_on=handling.due_on if handling else None,
    )  # fmt: skip
    emit(event, by=by, at=at)
    return rating


def _save(application: Any, *, level: int, channel: str, aspects: Sequence[str], words: str, at: datetime) -> Rating:
    """The database keeps it to one a matter, however many ask at once."""
    rating = Rating(
        number=next_number("PJ", moments.day_of(at).year), application=application, office_path=application.office_path,
        level=level, channel=channel, aspects=list(aspects), given_at=at,
    )  # fmt: skip
    rating.words = words
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError as error:
        if "rated_once" not in str(error):
            raise
        raise Refused("rated_before", "这件事已经评价过，一事一评。", article="GB/T 39734-2020") from None
    return rating


def _wait(rating: Rating, at: datetime) -> Handling:
    """差评: the office has its line in the worklist until it is closed."""
    today, calendar = moments.day_of(at), calendars.current()
    handling = Handling.objects.create(
        rating=rating,
        due_on=due(today, rules.FIRST_FEEDBACK, calendar).on,
        closing_due_on=due(today, rules.CLOSING, calendar).on,
    )
    worklist.open_line(
        matter=MATTER, key=rating.number, number=rating.number, title=TITLE, subject="", office_path=rating.office_path,
        state=handling.state, opened_at=at, due_on=handling.due_on,
    )  # fmt: skip
    return handling


@transaction.atomic
def reply(number: str, *, finding: str, feedback: str, by: Actor, at: datetime) -> Handling:
    """反馈: what was found, told to the rater. Never by somebody who handled the matter itself."""
    handling = _lock(number, Verb.REPLY, by)
    rules.check_reply(finding, feedback)
    handling.finding, handling.replied_at, handling.replied_by_id = finding, at, by.user_id
    handling.feedback = feedback.strip()
    handling.state = State.REPLIED
    handling.save()
    worklist.move_line(MATTER, number, state=handling.state, due_on=handling.closing_due_on, statutory_due_on=None)
    emit(BadRatingAnswered(key=number, finding=finding), by=by, at=at)
    return handling


@transaction.atomic
def close(number: str, *, by: Actor, at: datetime) -> Handling:
    """办结: answered, and what had to be put right is put right."""
    handling = _lock(number, Verb.CLOSE, by)
    handling.state, handling.closed_at = State.CLOSED, at
    handling.save(update_fields=["state", "closed_at"])
    worklist.move_line(MATTER, number, state=handling.state, due_on=None, statutory_due_on=None, closed_at=at)
    emit(BadRatingClosed(key=number), by=by, at=at)
    return handling


def _lock(number: str, verb: Verb, by: Actor) -> Handling:
    """Lock · may you? · did you handle it yourself? · does this step follow?"""
    found = Handling.objects.select_for_update(of=("self",)).select_related("rating__application")
    handling = found.filter(rating__number=number).first()
    if handling is None:
        raise Hidden(number)
    require(by, Permission.HANDLE, office_path=handling.rating.office_path, matter=MATTER)
    if selectors.handled_matter(handling.rating, by):
        raise Refused("stand_aside", "您办理过这件申请，应当回避，请由其他人员核实。", article=rules.DOCUMENT)
    rules.next_state(handling.state, verb)
    return handling
