"""告知申请人: once, in the portal and by SMS, without any personal number."""

import pytest
from django.urls import reverse

from banshi.kernel import ports
from banshi.matters.applications.models import Notice
from banshi.matters.applications.services import acceptance, results, review
from banshi.registers.parties.models import Party
from banshi.registers.parties.tests.people import WANG

from .people import LICENCE, on


class Sent:
    fake = True
    reveals = True

    def __init__(self):
        self.texts = []

    def send(self, number, text):
        self.texts.append((number, text))


@pytest.fixture
def sms(monkeypatch):
    sent = Sent()
    monkeypatch.setattr(ports, "sms", lambda: sent)
    return sent


def test_every_answer_of_the_office_is_told_once(town, sms):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰", "缺少签字"], by=town.li, at=on(3, 2, 11))
    acceptance.supplement(number, materials={"layout": town.upload(town.wang)}, by=town.wang, at=on(3, 3))
    acceptance.accept(number, by=town.li, at=on(3, 4))
    review.extend(number, days=5, reason="案情复杂需要核查", by=town.head, at=on(3, 4))
    review.grant(number, by=town.head, at=on(3, 5))
    results.issue(number, by=town.li, at=on(3, 5))
    town.run_jobs()
    town.run_jobs()
    told = [text for _, text in sms.texts]
    assert {to for to, _ in sms.texts} == {WANG[2]}
    assert ["补正2项" in told[0], "已受理" in told[1], "延长至" in told[2], "准予" in told[3], "下载" in told[4]] == [
        True
    ] * 5
    assert len(told) == Notice.objects.filter(application__number=number).count() == 5
    assert all(WANG[1] not in text and WANG[2] not in text and "王芳" not in text for text in told)
    assert all(number in text and len(text) <= 300 for text in told)


def test_the_progress_page_shows_what_was_told(town, browse, sms):
    number = town.accepted()
    town.run_jobs()
    page = browse("王芳").get(reverse("applications:progress", args=[number])).content.decode()
    assert "已受理，最迟3月5日作出决定" in page and "已发短信" in page


def test_a_silent_acceptance_says_so(town, sms):
    town.submit()
    town.run_clock(on(3, 10))
    town.run_jobs()
    assert "依法视为已受理" in sms.texts[0][1]


def test_a_published_delay_is_told(town, sms):
    number = town.accepted()
    review.explain_delay(number, reason="系统升级核验延误", by=town.head, at=on(3, 6))
    town.run_jobs()
    assert "系统升级核验延误" in sms.texts[-1][1]


def test_who_left_no_number_reads_it_in_the_portal(town, sms):
    number = town.accepted()
    Party.objects.filter(name="王芳").update(phone_cipher=b"")
    town.run_jobs()
    assert sms.texts == []
    assert Notice.objects.get(application__number=number).sent_at is None


def test_a_gateway_that_fails_is_tried_again_and_nothing_is_told_twice(town, sms, monkeypatch):
    def fail(number, text):
        raise OSError("the gateway is away")

    town.accepted()
    working = sms.send
    monkeypatch.setattr(sms, "send", fail)
    with pytest.raises(OSError):
        town.run_jobs()
    assert not Notice.objects.exists()
    monkeypatch.setattr(sms, "send", working)
    town.run_jobs()
    assert len(sms.texts) == Notice.objects.count() == 1


def test_who_is_served_on_the_spot_is_not_told_that_it_will_be_looked_at(town, sms):
    number = town.submit(LICENCE, by="市级刘洋")
    results.serve(number, by=town.actor("市级刘洋"), at=on(3, 2, 9, 30))
    town.run_jobs()
    assert len(sms.texts) == 1
