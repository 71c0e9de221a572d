from datetime import timedelta

import pytest

from banshi.insight.ratings import links, services
from banshi.insight.ratings.models import Handling, Rating
from banshi.insight.ratings.tests.city import at
from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.journal import selectors as journal
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist.models import Line
from banshi.matters.applications.services import review
from banshi.registers.parties import services as parties
from banshi.registers.parties.tests.people import LI, WANG

NOBODY = Actor.anonymous()
PERSONAL = f"窗口李某态度差，我电话{WANG[2]}，身份证{WANG[1]}"


def give(city, application, *, level=1, by=None, when=None, **more):
    by = by or city.resident(city.wang)
    return services.give(application.number, level=level, channel="pc", by=by, at=when or at(3), **more)


def test_the_applicant_rates_a_finished_matter_once(city):
    application = city.delivered()
    rating = give(city, application, level=2, words="办得快", aspects=["skill"])
    assert (rating.level, rating.words, rating.aspects) == (2, "办得快", ["skill"])
    with pytest.raises(Refused, match="已经评价"):
        give(city, application, level=1)
    assert Rating.objects.count() == 1


def test_an_agent_rates_for_the_principal(city):
    agency = parties.offer_agency(
        city.wang.pk, agent_name=LI[0], agent_phone=LI[2], scope="all",
        until=at(30).date(), by=city.resident(city.wang), at=at(2),
    )  # fmt: skip
    parties.accept_agency(agency.pk, by=city.resident(city.li), at=at(2))
    assert give(city, city.delivered(), by=city.resident(city.li)).pk


def test_a_stranger_learns_nothing_of_the_matter(city):
    application = city.delivered()
    for by in (city.resident(city.li),):
        with pytest.raises(Hidden):
            give(city, application, by=by)
    with pytest.raises(Forbidden):
        give(city, application, by=NOBODY)


def test_no_clerk_rates_for_anybody_not_even_with_the_link(city):
    application = city.delivered()
    for token in ("", links.token(application.number)):
        with pytest.raises(Forbidden):
            give(city, application, by=city.clerk, token=token)


@pytest.mark.parametrize("step", ["submitted", "decided"])
def test_what_is_not_finished_cannot_be_rated(city, step):
    with pytest.raises(Refused, match="还没有办结"):
        give(city, getattr(city, step)())


def test_what_the_applicant_withdrew_cannot_be_rated(city):
    application = city.submitted()
    review.withdraw(application.number, by=city.resident(city.wang), at=at(2, 10))
    with pytest.raises(Refused, match="还没有办结"):
        give(city, application)


def test_a_refusal_can_be_rated_when_it_is_delivered(city):
    assert give(city, city.delivered(refuse=True), level=5).handling.state == "waiting"


def test_the_journal_holds_the_level_but_never_the_words_or_the_rater(city):
    rating = give(city, city.delivered(), level=4, words=PERSONAL)
    (line,) = journal.timeline(f"rating:{rating.number}")
    assert line.kind == "ratings.RatingGiven"
    assert (line.data["level"], line.data["has_words"]) == (4, True)
    assert "态度" not in str(line.data) and WANG[2] not in str(line.data) and WANG[0] not in str(line.data)


def test_words_are_encrypted_at_rest(city):
    rating = give(city, city.delivered(), level=4, words=PERSONAL)
    stored = bytes(Rating.objects.values_list("words_cipher", flat=True).get(pk=rating.pk))
    assert "态度".encode() not in stored
    assert Rating.objects.get(pk=rating.pk).words == PERSONAL


@pytest.mark.parametrize("level", [4, 5])
def test_a_bad_rating_waits_for_the_office_five_working_days(city, level):
    application = city.delivered()
    rating = give(city, application, level=level)
    assert rating.handling.due_on == at(10).date()  # Tuesday 3 March + 5 working days
    line = Line.objects.get(matter="rating", key=rating.number)
    assert (line.due_on, line.office_path, line.closed_at) == (at(10).date(), application.office_path, None)


def test_the_worklist_names_neither_matter_nor_person(city):
    application = city.delivered()
    line = Line.objects.get(matter="rating", key=give(city, application, level=5).number)
    told = f"{line.number} {line.title} {line.subject}"
    assert application.number not in told and application.item_name not in told and "王" not in told


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_good_rating_sets_nothing_going(city, level):
    give(city, city.delivered(), level=level)
    assert not Handling.objects.exists() and not Line.objects.filter(matter="rating").exists()


@pytest.mark.parametrize(
    "wrong", [{"level": 0}, {"level": 6}, {"aspects": ["platform"]}, {"words": "长" * 501}], ids=str
)
def test_only_the_five_levels_the_fixed_aspects_and_five_hundred_words(city, wrong):
    with pytest.raises(Refused):
        give(city, city.delivered(), **wrong)


def test_online_service_has_its_own_aspects(city):
    application = city.delivered(online=True)
    assert give(city, application, aspects=["platform", "guide"]).aspects == ["platform", "guide"]


def test_the_link_rates_without_log_in(city):
    application = city.delivered()
    rating = services.give(
        application.number, level=3, channel="qr", token=links.token(application.number), by=NOBODY, at=at(4)
    )
    (line,) = journal.timeline(f"rating:{rating.number}")
    assert (line.actor, line.data["by_link"]) == ("anonymous:", True)


def test_the_link_serves_thirty_days(city):
    application = city.delivered()
    token, last = links.token(application.number), at(2, 12) + timedelta(days=30)
    with pytest.raises(Refused, match="已过期"):
        services.give(application.number, level=1, channel="qr", token=token, by=NOBODY, at=last + timedelta(days=1))
    assert services.give(application.number, level=1, channel="qr", token=token, by=NOBODY, at=last).pk


def test_a_link_cannot_be_guessed_nor_used_for_another_matter(city):
    mine, other = city.delivered(), city.delivered(party=city.li)
    token = links.token(mine.number)
    for forged in (
        f"{mine.number}.{'0' * links.LENGTH}",
        f"{other.number}.{token.split('.')[1]}",
        mine.number,
        "",
        "。.。",
    ):
        with pytest.raises(Hidden):
            links.number(forged)
    with pytest.raises(Hidden):
        services.give(other.number, level=1, channel="qr", token=token, by=NOBODY, at=at(4))
