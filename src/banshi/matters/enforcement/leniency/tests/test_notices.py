"""Short texts: every party hears of an order, a notice and a decision, once, without the act or a name."""

import pytest

from banshi.kernel import ports
from banshi.kernel.jobs import queue
from banshi.matters.enforcement.leniency import documents
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.services import proposal
from banshi.matters.enforcement.leniency.tests.people import HARMFUL, MONDAY
from banshi.registers.parties.tests.people import WANG


class Sent:
    fake = True
    reveals = True

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    def send(self, number: str, text: str) -> None:
        self.texts.append((number, text))


@pytest.fixture
def sms(monkeypatch) -> Sent:
    sent = Sent()
    monkeypatch.setattr(ports, "sms", lambda: sent)
    return sent


def test_the_party_is_told_of_order_notice_and_decision(bureau, sms) -> None:
    case = bureau.proposed(said=HARMFUL, effect=Effect.ORDINARY, cents=50_000)
    proposal.notify(case.number, by=bureau.by("甲"), at=MONDAY)
    spared = bureau.decided()
    queue.drain()
    mine = [text for number, text in sms.texts if number == WANG[2]]
    assert len(mine) == len(sms.texts)
    assert [case.number in text for text in mine].count(True) == 2  # the order and the notice
    assert any("3月14日前提出" in text for text in mine)
    assert any(spared.number in text and "已经作出决定" in text for text in mine)
    assert not any("王芳" in text or "个人独资" in text for text in mine)


def test_a_job_that_runs_twice_tells_of_the_decision_once(bureau, sms) -> None:
    case = bureau.decided()
    queue.drain()
    told = len(sms.texts)
    assert not documents.make(case.number)
    assert len(sms.texts) == told
