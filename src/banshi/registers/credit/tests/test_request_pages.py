"""Pages of repairs and objections: the company's, the officers', and the public check of a certificate; and in English."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from banshi.kernel.jobs import queue
from banshi.registers.credit.models import Objection, Repair
from banshi.registers.credit.services import objections, repairs
from banshi.registers.credit.tests.people import COMPANY, MONDAY, PERSON, put_record
from banshi.site import messages
from tests.texts import unmarked

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def address(record: tuple[int, int], verb: str) -> str:
    return f"/my/credit/{record[0]:02d}-{record[1]:016x}/{verb}/"


def test_a_company_reads_until_when_its_record_is_shown(bureau, browse) -> None:
    bureau.record()
    page = browse("王芳").get("/my/credit/").content.decode()
    assert COMPANY[0] in page and "公开中" in page and "最长至2022-11-05" in page and "申请信用修复" in page
    assert COMPANY[0] not in browse("李强").get("/my/credit/").content.decode()


def test_a_company_applies_with_proof_and_the_office_agrees(bureau, browse) -> None:
    company, officer, head = browse("王芳"), browse("专管员"), browse("负责人")
    record = bureau.record()
    page = company.get(address(record, "repair")).content.decode()
    assert "本单位承诺" in page and "达到最短公示期限" in page
    proof = SimpleUploadedFile("收据.pdf", PDF, "application/pdf")
    said = {"words": "罚款已经缴清", "promised": "on", "evidence": proof}
    assert company.post(address(record, "repair"), {"words": "罚款已经缴清"}).status_code == 422
    sent = company.post(address(record, "repair"), said)
    assert sent.status_code == 302
    repair = Repair.objects.get()
    desk = f"/desk/credit/requests/{repair.number}/"
    assert repair.number in officer.get("/desk/credit/requests/").content.decode()
    assert "收据.pdf" in officer.get(desk).content.decode()
    assert officer.post(f"{desk}accept/", {"version": repair.version}).status_code == 302
    said = {"version": repair.version + 1, "reason": "罚款已经缴清，整改已验收"}
    assert head.post(f"{desk}agree/", said).status_code == 422  # 义务没有核实
    assert head.post(f"{desk}agree/", {**said, "duties_done": "on"}).status_code == 302
    queue.drain()
    repair.refresh_from_db()
    assert repair.certificate_id is not None
    assert company.get(f"/files/{repair.certificate_id}/").status_code == 200
    assert browse("李强").get(f"/files/{repair.certificate_id}/").status_code == 404
    assert "下载修复证明" in company.get(f"/my/credit/{repair.number}/").content.decode()
    assert "仍然有效" in Client().get(f"/credit/repairs/{repair.token}/").content.decode()
    repairs.revoke(repair.number, reason="缴款凭证是伪造的", by=bureau.by("负责人"), at=MONDAY)
    assert "本证明无效" in Client().get(f"/credit/repairs/{repair.token}/").content.decode()


def test_too_early_says_from_when(bureau, browse) -> None:
    record = bureau.record(content="暂扣许可证一个月")
    page = browse("王芳").get(address(record, "repair")).content.decode()
    assert "2022-05-06起可以申请" in page
    assert browse("王芳").post(address(record, "repair"), {"words": "已经改正", "promised": "on"}).status_code == 422


def test_a_company_objects_and_the_officer_corrects(bureau, browse) -> None:
    record, company, officer = bureau.record(), browse("王芳"), browse("专管员")
    sent = company.post(address(record, "object"), {"about": "content", "words": "应为2000元"})
    objection = Objection.objects.get()
    assert sent["Location"] == f"/my/credit/{objection.number}/"
    assert "异议中" in company.get("/my/credit/").content.decode()
    step = f"/desk/credit/requests/{objection.number}/correct/"
    said = {"version": objection.version, "reason": "报送时多写了一个零", "correction": "罚款2000元"}
    assert officer.post(step, {**said, "reason": "联系13912345678"}).status_code == 422
    assert officer.post(step, said).status_code == 302
    assert "罚款2000元" in company.get(f"/my/credit/{objection.number}/").content.decode()


def test_the_applicant_supplements_and_withdraws(bureau, browse) -> None:
    repair, company = bureau.applied(), browse("王芳")
    repairs.ask_more(repair.number, reason="请补交缴款凭证", by=bureau.by("专管员"), at=MONDAY)
    step = f"/my/credit/{repair.number}/supplement/"
    assert "请补交缴款凭证" in company.get(step).content.decode()
    assert company.post(step, {"version": repair.version + 1, "words": "凭证见附件"}).status_code == 302
    assert company.post(f"/my/credit/{repair.number}/withdraw/", {"version": repair.version + 2}).status_code == 302
    repair.refresh_from_db()
    assert repair.state == "withdrawn"
    assert browse("李强").get(step).status_code == 404


def test_a_newer_step_is_not_overwritten(bureau, browse) -> None:
    repair = bureau.accepted()
    said = {"version": 1, "reason": "罚款还没有缴清"}
    assert browse("负责人").post(f"/desk/credit/requests/{repair.number}/refuse/", said).status_code == 409


@pytest.mark.parametrize("name", ["市场专管员", "平台专管员"])
def test_another_office_finds_nothing(bureau, browse, name: str) -> None:
    repair = bureau.applied()
    assert browse(name).get(f"/desk/credit/requests/{repair.number}/").status_code == 404
    assert repair.number not in browse(name).get("/desk/credit/requests/").content.decode()


def test_no_personal_number_stands_on_a_page(bureau, browse) -> None:
    put_record(PERSON, fp=5, unit=8, decided_on=MONDAY.date(), content="罚款")
    objection = objections.file(
        bureau.party("王芳"), unit=8, fp=5, about="subject", words="这不是我的处罚", by=bureau.by("王芳"), at=MONDAY
    )
    number = bureau.number_of_wang
    for client, page in (
        (browse("王芳"), "/my/credit/"),
        (browse("王芳"), f"/my/credit/{objection.number}/"),
        (browse("专管员"), f"/desk/credit/requests/{objection.number}/"),
    ):
        assert number not in client.get(page).content.decode()


def test_a_list_costs_the_same_however_long(bureau, browse, django_assert_max_num_queries) -> None:
    for fp in range(2001, 2011):
        bureau.record(fp=fp)
    client = browse("王芳")
    client.get("/my/credit/")
    with django_assert_max_num_queries(60):
        client.get("/my/credit/")


def test_an_english_reader_reads_english(bureau, browse) -> None:
    record = bureau.record(fp=7)
    repair, objection = bureau.accepted(), bureau.objected(fp=8)
    sentences = [sentence for sentence in messages.collect() if len(sentence) >= 4 and not sentence.endswith("条")]
    mine = ["/my/credit/", address(record, "repair"), address(record, "object")]
    mine += [f"/my/credit/{repair.number}/", f"/my/credit/{objection.number}/"]
    desk = [
        "/desk/credit/requests/",
        f"/desk/credit/requests/{repair.number}/",
        f"/desk/credit/requests/{repair.number}/agree/",
    ]
    left = []
    for name, addresses in (("王芳", mine), ("负责人", desk)):
        client = browse(name)
        for one in addresses:
            with override("en"):
                page = client.get(one, headers={"accept-language": "en"})
            assert page.status_code == 200, one
            left += [f"{one}: {text}" for text in unmarked(page.content.decode()) if any(s in text for s in sentences)]
    assert left == []


def test_repaired_companies_are_counted_and_opened_down_to_but_the_public_reads_no_name(bureau, browse) -> None:
    repair = bureau.agreed()
    page = Client().get("/credit/repairs/").content.decode()
    assert repair.number in page and 'credit-figure">1<' in page and "盘锦市生态环境局" in page
    assert repair.party_name not in page and repair.doc_no not in page
    assert repair.party_name in browse("负责人").get("/desk/credit/requests/?repaired=1").content.decode()
    assert repair.number not in browse("市场负责人").get("/desk/credit/requests/?repaired=1").content.decode()
    repairs.revoke(repair.number, reason="承诺不实，材料虚假", by=bureau.by("负责人"), at=MONDAY)
    assert repair.number not in Client().get("/credit/repairs/").content.decode()
