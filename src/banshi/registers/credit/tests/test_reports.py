"""信用报告: what is held about oneself, on paper, signed; who asked is on it and in the journal; any copy can be checked."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override
from pypdf import PdfReader

from banshi.kernel.actors import Hidden
from banshi.kernel.crypto import signing
from banshi.kernel.files import services as files
from banshi.kernel.jobs import queue
from banshi.kernel.journal import selectors as journal
from banshi.kernel.journal.guards import may_see
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.credit import reporting
from banshi.registers.credit.models import Report, Subject
from banshi.registers.credit.selectors import reports
from banshi.registers.credit.services import reports as asking
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.people import COMPANY, ENVIRONMENT, MONDAY, PERSON, SID, put_record
from banshi.registers.credit.tests.served import Record
from banshi.registers.parties import services as parties
from banshi.registers.parties.tests.people import LI
from tests.texts import unmarked

PROMISE, LICENCE = 17, 3


def held(bureau, licences: int = 3) -> None:
    """A fine, licences, three promises and a contract of the company."""
    bureau.record()
    rows = [
        Record(SID, 2000 + n, kind=LICENCE, decided_on=date(2021, 5, 1) + timedelta(days=n)) for n in range(licences)
    ]
    said = ["证明事项告知承诺：已履行", "审批替代型承诺：未履行承诺", "主动公示型承诺"]
    rows += [
        Record(SID, 3000 + n, kind=PROMISE, content=text, valid_until=date(2022, 5, 1)) for n, text in enumerate(said)
    ]
    served.serve([*rows, Record(SID, 4000, kind=16, content="履约正常", decided_on=date(2020, 1, 1))])


def asked(bureau, party: str = COMPANY[0], at: datetime = MONDAY, purpose: str = "loan") -> Report:
    report = asking.ask(bureau.party(party).pk, purpose=purpose, by=bureau.by("王芳"), at=at)
    queue.drain()
    report.refresh_from_db()
    return report


def text_of(report: Report) -> str:
    pages = PdfReader(BytesIO(files.read(report.file))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_a_companys_report_says_who_asked_when_and_why_and_what_is_held(bureau) -> None:
    held(bureau)
    report = asked(bureau)
    said = text_of(report)
    for words in (
        report.number, "王芳", "2022-03-0709:00", "申请贷款或者担保", COMPANY[0], COMPANY[1], "截至", "8", "本报告列出其中7条",
        "超标排污，罚款20000元", "20,000.00元", "最长至2022-11-05", "已履行", "未履行", "履行中", "准予食品经营许可", "合成数据",
        reporting.grouped(report.token),
    ):  # fmt: skip
        assert "".join(words.split()) in said, words
    assert (report.records, report.listed) == (8, 7)


def test_its_signature_is_ours_and_covers_every_byte(bureau) -> None:
    report = asked(bureau)
    content = files.read(report.file)
    found = signing.check_pdf(content)
    assert (found.ours, found.intact, found.reason) == (True, True, report.number)
    assert not signing.check_pdf(content[:9000] + bytes([content[9000] ^ 1]) + content[9001:]).intact


def test_marks_stand_beside_what_they_are_about(bureau) -> None:
    bureau.agreed()
    assert "已修复" in text_of(asked(bureau))


def test_a_persons_own_report_masks_their_number_and_speaks_of_no_publication(bureau) -> None:
    put_record(PERSON, fp=5, unit=ENVIRONMENT, decided_on=date(2022, 1, 5), content="警告")
    served.serve([Record(PERSON, 6, kind=LICENCE)])
    said = text_of(asked(bureau, "王芳", purpose="own"))
    assert "警告" in said and "自然人的信用信息一律不对外公开" in said
    assert bureau.number_of_wang not in said
    assert "公示：" not in said


def test_who_has_no_records_gets_a_report_that_says_so(bureau) -> None:
    Subject.objects.filter(sid=SID).delete()
    report = asked(bureau)
    assert "没有单位报送过" in text_of(report)
    assert (report.records, report.listed, report.sid) == (0, 0, None)


def test_of_many_only_the_newest_are_written_out_and_it_says_how_many_there_are(bureau, monkeypatch) -> None:
    monkeypatch.setattr(reports, "MOST_LISTED", 5)
    held(bureau, licences=12)
    report = asked(bureau)
    said = text_of(report)
    assert "共12条，列出最近5条" in said
    assert "2021-05-12" in said and "2021-05-01" not in said
    assert (report.records, report.listed) == (17, 5 + 1 + 3)


def test_asking_and_making_stand_in_the_journal_without_a_name(bureau) -> None:
    report = asked(bureau)
    first, second = journal.timeline(stream := f"credit-report:{report.number}")
    assert (first.kind, first.data) == ("credit.ReportAsked", {"sid": SID, "purpose": "loan"})
    assert first.actor == str(bureau.by("王芳"))
    assert second.data["sha256"] == report.file.sha256
    assert [who for who in ("王芳", "李强", "专管员", "领导") if may_see(bureau.by(who), stream)] == ["王芳"]
    assert not Line.objects.filter(data__icontains=COMPANY[0]).filter(stream__startswith="credit-report").exists()


def test_it_is_made_once(bureau) -> None:
    report = asked(bureau)
    assert asking.make(report.number, by=bureau.by("王芳"), at=MONDAY) is False


def test_nobody_asks_about_somebody_else(bureau, browse) -> None:
    """Not a stranger, not an officer, not even somebody whom the person named as agent for everything."""
    wang, company = bureau.party("王芳"), bureau.party()
    for who in ("李强", "专管员", "领导"):
        for party in (wang, company):
            with pytest.raises(Hidden):
                asking.ask(party.pk, purpose="own", by=bureau.by(who), at=MONDAY)
    offered = parties.offer_agency(
        wang.pk,
        agent_name=LI[0],
        agent_phone=LI[2],
        scope="all",
        until=date(2022, 12, 1),
        by=bureau.by("王芳"),
        at=MONDAY,
    )
    parties.accept_agency(offered.pk, by=bureau.by("李强"), at=MONDAY)
    with pytest.raises(Hidden):
        asking.ask(wang.pk, purpose="own", by=bureau.by("李强"), at=MONDAY)


@pytest.mark.parametrize(("hours", "allowed"), [(23, False), (24, True)])
def test_ten_a_day_are_enough(bureau, hours: int, allowed: bool) -> None:
    for _ in range(asking.MOST_A_DAY):
        asking.ask(bureau.party().pk, purpose="own", by=bureau.by("王芳"), at=MONDAY)
    again = {"purpose": "own", "by": bureau.by("王芳"), "at": MONDAY + timedelta(hours=hours)}
    if allowed:
        assert asking.ask(bureau.party().pk, **again)
    else:
        with pytest.raises(Refused, match="一天之内"):
            asking.ask(bureau.party().pk, **again)


def test_a_purpose_that_there_is_not_is_refused(bureau) -> None:
    with pytest.raises(Refused):
        asking.ask(bureau.party().pk, purpose="curiosity", by=bureau.by("王芳"), at=MONDAY)


def test_a_report_is_made_as_a_whole(bureau) -> None:
    report = asked(bureau)
    with pytest.raises(IntegrityError, match="credit_report_made_or_not"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(records=None)


def test_pages(bureau, browse) -> None:
    held(bureau)
    wang = browse("王芳")
    page = wang.get("/my/credit/reports/").content.decode()
    assert COMPANY[0] in page and "还没有申请过" in page
    party = bureau.party().pk
    assert wang.post("/my/credit/reports/", {"party": party}).status_code == 422
    assert wang.post("/my/credit/reports/", {"party": 999_999, "purpose": "own"}).status_code == 422
    assert wang.post("/my/credit/reports/", {"party": party, "purpose": "own"}).status_code == 302
    assert "正在生成" in wang.get("/my/credit/reports/").content.decode()
    queue.drain()
    report = Report.objects.get()
    page = wang.get("/my/credit/reports/").content.decode()
    assert "下载报告" in page and "共8条，列出7条" in page
    answer = wang.get(f"/files/{report.file_id}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    for who in ("李强", "专管员", "领导"):
        assert browse(who).get(f"/files/{report.file_id}/").status_code == 404
    assert report.number not in browse("李强").get("/my/credit/reports/").content.decode()
    assert browse("专管员").get("/my/credit/reports/").status_code == 403
    assert 'href="/my/credit/reports/"' in wang.get("/my/credit/").content.decode()


def test_anybody_checks_a_copy(bureau) -> None:
    report, client = asked(bureau), Client()
    address = f"/credit/reports/{report.token}/"
    page = client.get(address).content.decode()
    assert report.number in page and COMPANY[0] in page and report.file.sha256 in page
    content = files.read(report.file)

    def compare(given: bytes) -> str:
        return client.post(address, {"pdf": SimpleUploadedFile("报告.pdf", given, "application/pdf")}).content.decode()

    assert "没有一个字节被改动" in compare(content)
    assert "不能采信" in compare(content[:-1])
    assert "不能采信" in compare(files.read(asked(bureau).file)), "another report, though ours"
    assert client.post(address).status_code == 422
    assert client.get("/credit/reports/aaaabbbbccccdddd/").status_code == 404
    typed = reporting.grouped(report.token)
    assert client.post("/credit/reports/", {"code": f" {typed} "})["Location"] == address
    assert client.post("/credit/reports/", {"code": "AAAA-BBBB"}).status_code == 422


def test_a_persons_name_is_masked_on_the_public_page(bureau) -> None:
    report = asked(bureau, "王芳", purpose="own")
    page = Client().get(f"/credit/reports/{report.token}/").content.decode()
    assert "王芳" not in page and "*" in page


def test_the_statements_of_a_report_do_not_grow_with_its_records(bureau, django_assert_num_queries) -> None:
    held(bureau, licences=40)
    with django_assert_num_queries(17):
        reports.contents(SID, on=MONDAY.date())


def test_the_pages_speak_english(bureau, browse) -> None:
    report, client = asked(bureau), browse("王芳")
    with override("en"):
        for address in ("/my/credit/reports/", f"/credit/reports/{report.token}/", "/credit/reports/"):
            page = client.get(address, headers={"accept-language": "en"}).content.decode()
            assert [text for text in unmarked(page) if text not in ("王芳", COMPANY[0])] == [], address
