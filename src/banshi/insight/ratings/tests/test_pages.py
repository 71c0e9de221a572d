from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from banshi.insight.ratings import links, rules, services
from banshi.insight.ratings.models import Rating
from banshi.insight.ratings.tests.city import at
from banshi.kernel.calendar import moments
from banshi.matters.applications.rules import ENDED_BY_OFFICE
from banshi.matters.applications.services import acceptance, review

APRIL = datetime(2026, 4, 2, 9)
CHINESE, ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}, {"HTTP_ACCEPT_LANGUAGE": "en"}


def browser(user=None, **language) -> Client:
    client = Client(**(language or CHINESE))
    if user:
        client.force_login(user)
    return client


def mine(city) -> Client:
    return browser(city.wang.user)


def page(response, status=200) -> str:
    assert response.status_code == status
    return response.content.decode()


def test_the_form_has_nothing_chosen_beforehand(city):
    text = page(mine(city).get(reverse("ratings:rate", args=[city.delivered().number])))
    assert "非常不满意" in text and "checked" not in text


def test_the_resident_rates_and_reads_the_answer_on_the_same_page(city):
    application, client = city.delivered(), mine(city)
    address = reverse("ratings:rate", args=[application.number])
    text = page(client.post(address, {"level": "5", "words": "太慢", "aspects": ["attitude"]}, follow=True))
    assert "非常不满意" in text and "太慢" in text and "服务态度" in text and "3月10日" in text
    number = Rating.objects.get().number
    services.reply(number, finding="partly", feedback="已向您当面说明并整改流程。", by=city.quality, at=at(4))
    text = page(client.get(address))
    assert "部分属实" in text and "整改流程" in text


def test_what_was_left_out_is_said_beside_the_field(city):
    text = page(mine(city).post(reverse("ratings:rate", args=[city.delivered().number]), {"words": "x"}), 422)
    assert "error-summary" in text and not Rating.objects.exists()


def test_a_visitor_is_asked_to_log_in_and_a_stranger_finds_nothing(city):
    address = reverse("ratings:rate", args=[city.delivered().number])
    assert browser().get(address).status_code == 302
    assert browser(city.li.user).get(address).status_code == 404
    assert browser(city.user("clerk")).get(address).status_code == 403


def test_a_rating_is_offered_wherever_the_rule_allows_one(city):
    """不予受理 and 终止 are services too; what one took back oneself is not."""
    assert {state.value for state in ENDED_BY_OFFICE} == rules.RATEABLE
    sent_away, taken_back, running = city.submitted().number, city.submitted().number, city.submitted().number
    acceptance.answer_not_competent(
        sent_away, reason="不属于本机关职权", competent="盘锦市公安局", by=city.clerk, at=at(2, 11)
    )
    review.withdraw(taken_back, by=city.resident(city.wang), at=at(2, 11))
    offered = {
        number: reverse("ratings:rate", args=[number]) in page(mine(city).get(f"/my/applications/{number}/"))
        for number in (sent_away, taken_back, running, city.delivered().number)
    }
    assert list(offered.values()) == [True, False, False, True]
    assert "非常不满意" in page(mine(city).get(reverse("ratings:rate", args=[sent_away])))


def test_an_unfinished_matter_says_so(city):
    assert "还没有办结" in page(mine(city).get(reverse("ratings:rate", args=[city.decided().number])), 409)


def test_the_code_on_the_slip_rates_without_log_in_once(city):
    application = city.delivered()
    address = reverse("ratings:link", args=[links.token(application.number)])
    client = browser()
    text = page(client.get(address)).replace(address, "")
    assert application.item_name in text and application.number not in text and "王芳" not in text
    assert "谢谢您的评价" in page(client.post(address, {"level": "1"}, follow=True))
    assert Rating.objects.get().channel == "qr"
    assert "已经评价" in page(client.get(address, follow=True))


def test_the_halls_own_device_says_which_it_is(city):
    address = reverse("ratings:link", args=[links.token(city.delivered().number)])
    browser().post(f"{address}?via=pad", {"level": "2"})
    assert Rating.objects.get().channel == "pad"


def test_a_wrong_code_leads_nowhere_and_a_clerk_cannot_use_a_right_one(city):
    application = city.delivered()
    assert browser().get(reverse("ratings:link", args=[application.number + ".0"])).status_code == 404
    right = reverse("ratings:link", args=[links.token(application.number)])
    assert browser(city.user("clerk")).get(right).status_code == 403


def test_the_slip_is_printed_by_the_office_of_the_matter(city):
    address = reverse("ratings:slip", args=[city.delivered().number])
    assert "qr" in page(browser(city.user("clerk")).get(address))
    assert browser(city.user("county_quality")).get(address).status_code == 404
    assert mine(city).get(address).status_code == 403


def test_the_ledger_shows_bad_ratings_and_neither_matter_nor_person(city):
    rating = city.rated(5, words="态度差")
    text = page(browser(city.user("quality")).get(reverse("ratings:desk")))
    assert (
        rating.number in text and rating.application.number not in text and "王芳" not in text and "态度差" not in text
    )
    assert rating.number not in page(browser(city.user("county_quality")).get(reverse("ratings:desk")))
    assert browser(city.user("clerk")).get(reverse("ratings:desk")).status_code == 403


def test_the_officer_reads_words_with_numbers_masked_and_answers(city):
    rating = city.rated(5, words="态度差，电话13800000001")
    client, address = browser(city.user("quality")), reverse("ratings:matter", args=[rating.number])
    text = page(client.get(address))
    assert "态度差" in text and "13800000001" not in text and rating.application.number in text
    text = page(client.post(address, {"finding": "true", "feedback": "已经向您道歉并且改进了服务。"}, follow=True))
    assert "改进了服务" in text and "办结" in text
    assert "已办结" in page(client.post(reverse("ratings:close", args=[rating.number]), follow=True))


def test_who_decided_the_matter_sees_the_level_only(city):
    rating = city.rated(5, words="负责人态度差")
    text = page(browser(city.user("head")).get(reverse("ratings:matter", args=[rating.number])))
    assert "非常不满意" in text and "回避" in text
    assert rating.application.number not in text and "态度差" not in text and "王芳" not in text


def test_who_only_reads_ratings_does_not_read_their_words(city):
    rating = city.rated(5, words="态度差")
    text = page(browser(city.user("leader")).get(reverse("ratings:matter", args=[rating.number])))
    assert "态度差" not in text and rating.application.number not in text


def test_the_public_page_tells_no_small_numbers_apart(city):
    for level in (1, 2, 5):
        city.rated(level)
    with moments.travel(APRIL):
        text = page(browser().get(reverse("ratings:overview"), {"month": "2026-03"}))
    assert "共 3 件评价" in text and "太少" in text and "<td" not in text


def test_the_public_page_counts_by_office_and_level(city):
    for level in (1, 1, 1, 2, 5, 1):
        city.rated(level)
    running = page(browser().get(reverse("ratings:overview"), {"month": "2026-03"}))
    assert "本月结束后" in running and "<td" not in running
    with moments.travel(APRIL):
        text = page(browser().get(reverse("ratings:overview")))
    assert "共 6 件评价" in text and "83.3%" in text and "车辆管理所" in text


def test_a_month_without_ratings_is_not_called_satisfied(city):
    assert "没有评价不等于满意" in page(browser().get(reverse("ratings:overview"), {"month": "2026-02"}))
    assert browser().get(reverse("ratings:overview"), {"month": "2026-99"}).status_code == 200


@pytest.mark.parametrize("name", ["ratings:overview", "ratings:thanks"])
def test_pages_speak_two_languages(city, name):
    assert 'lang="zh-CN"' in page(browser().get(reverse(name)))
    assert 'lang="en"' in page(browser(**ENGLISH).get(reverse(name)))


def test_pages_take_few_statements(city, django_assert_max_num_queries):
    for level in (1, 4, 5):
        rating = city.rated(level)
    fresh = city.delivered()
    office, resident = browser(city.user("quality")), mine(city)
    addresses = [
        (resident, reverse("ratings:rate", args=[fresh.number]), 9),
        (resident, reverse("ratings:rate", args=[rating.application.number]), 9),
        (browser(), reverse("ratings:overview"), 4),
        (office, reverse("ratings:desk"), 7),
        (office, reverse("ratings:matter", args=[rating.number]), 8),
    ]
    for client, address, most in addresses:
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
