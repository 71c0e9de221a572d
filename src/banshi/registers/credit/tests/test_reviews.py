"""The review desk: a doubtful link is compared, decided, and the next run obeys; what was decided can be taken back."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from banshi.kernel.actors import Hidden
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.crypto import encrypt
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.credit.models import Doubt, Judgement, Subject
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.selectors import records, reviews
from banshi.registers.credit.services import deliveries, reviewing
from banshi.registers.credit.tests.offices import POLICE, file, offices, run_timers, staff, take_in

__all__ = ["offices"]
AT = datetime(2022, 3, 5, 9, tzinfo=CHINA)
SID = 1  # 盘锦示例公司
OFFICER, OTHERS = "平台专管员", ("负责人", "领导")
ABOUT = "penalty,E,{name},,公罚〔2022〕{number}号,2022-02-01,500,罚款五百元"


@pytest.fixture
def officer(offices):
    return staff("credit.officer", "/2111/", Permission.READ, Permission.HANDLE)


@pytest.fixture
def asked(offices) -> Doubt:
    """A penalty about somebody who is called almost as the company of the register is."""
    deliveries.hand_in(POLICE, file(ABOUT.format(name="示例公司", number=7)), by=offices.officer, at=AT)
    take_in()
    return Doubt.objects.get()


def test_a_doubt_shows_both_sides_and_what_agrees(asked):
    assert (asked.sid, asked.rule) == (SID, 41)
    assert [(one.field, one.sent, one.agrees) for one in reviews.sides(asked)][:1] == [("name", "示例公司", False)]
    assert b"\xe7\xa4\xba\xe4\xbe\x8b" not in bytes(asked.named_cipher)  # nobody is named in the clear in the table
    assert records.profile_of(SID) is None


def test_the_next_run_links_what_was_found_the_same(asked, officer):
    reviewing.judge(asked.pk, "same", "住所相同，已电话核实", by=officer, at=AT)
    assert list(reviews.waiting()) == []
    run_timers(AT)
    _, rows = records.file_of(SID)
    assert [(one.doc_no, one.rule) for one in rows] == [("公罚〔2022〕7号", 10)]


def test_a_decision_taken_back_sends_the_record_back(asked, officer):
    made = reviewing.judge(asked.pk, "same", "住所相同，已电话核实", by=officer, at=AT)
    run_timers(AT)
    assert records.profile_of(SID) is not None
    reviewing.undo(made.pk, "核实有误，另有其人", by=officer, at=AT + timedelta(hours=1))
    reviewing.judge(asked.pk, "different", "核实有误，另有其人", by=officer, at=AT + timedelta(hours=1))
    run_timers(AT + timedelta(hours=1))
    assert records.profile_of(SID) is None
    assert list(reviews.waiting()) == []
    assert Line.objects.filter(stream__startswith="credit-link").count() == 3


def test_nothing_new_asks_for_no_run(asked, officer):
    reviewing.judge(asked.pk, "different", "两家不同的公司", by=officer, at=AT)
    from banshi.registers.credit import city  # noqa: PLC0415

    assert reviewing.tell(city.lake())
    assert not reviewing.tell(city.lake())


@pytest.mark.parametrize(
    ("verdict", "reason", "code"),
    [("perhaps", "住所相同", "verdict"), ("same", "是", "reason"), ("same", "证号21119119800101001X", "reason")],
)
def test_a_decision_needs_a_verdict_and_a_reason_without_numbers(asked, officer, verdict, reason, code):
    with pytest.raises(Refused) as refused:
        reviewing.judge(asked.pk, verdict, reason, by=officer, at=AT)
    assert refused.value.code == code and not Judgement.objects.exists()


def test_twice_is_refused_and_others_may_not(asked, officer, offices):
    with pytest.raises(Hidden):
        reviewing.judge(asked.pk, "same", "住所相同", by=offices.reader, at=AT)
    reviewing.judge(asked.pk, "same", "住所相同", by=officer, at=AT)
    with pytest.raises(Refused, match="已经判定过"):
        reviewing.judge(asked.pk, "different", "住所不同", by=officer, at=AT)
    with pytest.raises(Hidden):
        reviewing.judge(asked.pk + 1, "same", "住所相同", by=officer, at=AT)


NAMED = '{"name": "芦荡示例", "code": "", "reg_no": "", "phone": "15400001111", "address": ""}'


@pytest.fixture
def doubts(bureau) -> list[Doubt]:
    """Two questions about one company."""
    subject = Subject.objects.create(sid=77, kind="E", name="盘锦芦荡示例公司", code="91211191MA0000777X", code_masked="91211191MA0000777X",
                                     code_fingerprint="7" * 64)  # fmt: skip
    return [
        Doubt.objects.create(
            key=n, sid=subject.sid, kind="E", rule=41, score=960 - n, run=1, named_cipher=encrypt(NAMED)
        )
        for n in (1, 2)
    ]


def test_an_officer_decides_page_by_page(doubts, browse, django_assert_max_num_queries):
    client = browse(OFFICER)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("credit:reviews")).content.decode()
    assert page.count("芦荡示例") == 2
    address = reverse("credit:review", args=[doubts[0].pk])
    assert "不一致" in client.get(address).content.decode()
    assert client.post(address, {"verdict": "same", "reason": ""}).status_code == 422
    answer = client.post(address, {"verdict": "same", "reason": "住所相同，已核实"})
    assert answer["Location"] == reverse("credit:review", args=[doubts[1].pk])
    assert "住所相同，已核实" in client.get(reverse("credit:reviews")).content.decode()
    undo = reverse("credit:review_undo", args=[Judgement.objects.get().pk])
    assert client.post(undo, {"reason": "核实有误"}).status_code == 302
    assert not Judgement.objects.filter(undone_at=None).exists()


def test_others_do_not_see_what_was_sent(doubts, browse):
    for name in OTHERS:
        assert browse(name).get(reverse("credit:review", args=[doubts[0].pk])).status_code == 403
