import pytest

from banshi.insight.ratings import selectors, services
from banshi.insight.ratings.tests.city import at
from banshi.kernel.actors import Actor, Forbidden, Held, Hidden
from banshi.kernel.journal import selectors as journal
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist.models import Line

FEEDBACK = "已回访核实，窗口已增加叫号提示，向您致歉。联系电话13800000009"


def reply(city, rating, *, by=None, finding="true", feedback=FEEDBACK, when=None):
    return services.reply(rating.number, finding=finding, feedback=feedback, by=by or city.quality, at=when or at(4))


def test_the_ratings_officer_answers_and_closes(city):
    rating = city.rated(5, words="等了两个小时")
    handling = reply(city, rating)
    assert (handling.state, handling.finding, handling.feedback) == ("replied", "true", FEEDBACK)
    handling = services.close(rating.number, by=city.quality, at=at(5))
    assert (handling.state, handling.closed_at) == ("closed", at(5))


def test_the_worklist_follows(city):
    rating = city.rated(5)
    line = Line.objects.get(matter="rating", key=rating.number)
    reply(city, rating)
    line.refresh_from_db()
    assert (line.state, line.due_on, line.closed_at) == ("replied", rating.handling.closing_due_on, None)
    services.close(rating.number, by=city.quality, at=at(5))
    line.refresh_from_db()
    assert line.closed_at == at(5)


def test_the_journal_tells_the_finding_and_not_the_feedback(city):
    rating = city.rated(5)
    reply(city, rating)
    services.close(rating.number, by=city.quality, at=at(5))
    lines = journal.timeline(f"rating:{rating.number}")
    assert [line.kind.split(".")[1] for line in lines] == ["RatingGiven", "BadRatingAnswered", "BadRatingClosed"]
    assert lines[1].data == {"finding": "true"}


def test_who_handled_the_matter_stands_aside(city):
    rating = city.rated(5)
    with pytest.raises(Hidden):  # a clerk sees no ratings
        reply(city, rating, by=city.clerk)
    with pytest.raises(Forbidden):  # the head reads them
        reply(city, rating, by=city.head)


def test_an_officer_who_took_a_step_in_the_matter_may_not_answer_it(city):
    rating = city.rated(5)
    held = Actor(city.head.user_id, "head", "staff", city.quality.held)
    with pytest.raises(Refused, match="应当回避"):
        reply(city, rating, by=held)


def test_another_county_does_not_see_it(city):
    rating = city.rated(5)
    with pytest.raises(Hidden):
        reply(city, rating, by=city.county_quality)


def test_a_grant_for_another_kind_of_matter_opens_no_ratings(city):
    rating = city.rated(5)
    held = tuple(Held(one.permissions, one.office_path, "appointment") for one in city.quality.held)
    by = Actor(city.quality.user_id, "quality", "staff", held)
    assert not selectors.bad(by).exists()
    with pytest.raises((Forbidden, Hidden)):
        reply(city, rating, by=by)


def test_a_reader_may_not_answer(city):
    with pytest.raises(Forbidden):
        reply(city, city.rated(5), by=city.leader)


def test_a_good_rating_has_nothing_to_answer(city):
    with pytest.raises(Hidden):
        reply(city, city.rated(1))


def test_an_answer_needs_a_finding_and_words(city):
    rating = city.rated(4)
    with pytest.raises(Refused, match="核实结论"):
        reply(city, rating, finding="no")
    with pytest.raises(Refused, match="至少十个字"):
        reply(city, rating, feedback="  知道了  ")


def test_steps_follow_their_order(city):
    rating = city.rated(4)
    with pytest.raises(Refused, match="不能执行这一步"):
        services.close(rating.number, by=city.quality, at=at(4))
    reply(city, rating)
    with pytest.raises(Refused, match="不能执行这一步"):
        reply(city, rating)
