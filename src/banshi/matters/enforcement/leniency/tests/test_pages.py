"""Pages: the list for everybody, the case for its party, the desk for the officers."""

import pytest
from django.test import Client

from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.services import investigation, proposal
from banshi.matters.enforcement.leniency.tests.people import HARMFUL, MONDAY, PNG
from banshi.registers.parties import selectors as parties


def test_anybody_searches_the_list(bureau) -> None:
    page = Client().get("/leniency/", {"q": "变更登记 独资"}).content.decode()
    assert "个人独资企业登记事项发生变更" in page and "自行改正或者在责令的期限内改正" in page
    assert "清单共收录 846 项" in Client().get("/leniency/").content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [("?kind=first", 200), ("?office=pj-swj", 200), ("?kind=nothing", 200), ("?page=zz", 200)],
)
def test_what_the_list_is_asked_never_breaks_it(bureau, query: str, status: int) -> None:
    assert Client().get(f"/leniency/{query}").status_code == status


def test_a_row_says_what_one_must_do_and_where_it_comes_from(bureau) -> None:
    page = Client().get("/leniency/qd-sc-02/").content.decode()
    for words in ("没有造成危害后果", "个人独资企业法 第三十七条", "石嘴山", "责令改正"):
        assert words in page
    assert Client().get("/leniency/qd-none/").status_code == 404


def test_a_row_of_the_past_says_until_when(bureau) -> None:
    assert "2022" in Client().get("/leniency/qd-sc-08/").content.decode()
    assert "合伙企业未将营业执照置于经营场所" not in Client().get("/leniency/?q=合伙企业").content.decode()


def test_the_party_sees_its_case_and_a_stranger_nothing(bureau, browse) -> None:
    case = bureau.decided()
    page = browse("王芳").get(f"/my/cases/{case.number}/").content.decode()
    assert "应当不予处罚" in page and "减免金额" in page
    assert browse("李强").get(f"/my/cases/{case.number}/").status_code == 404
    assert case.number in browse("王芳").get("/my/cases/").content.decode()


def test_the_correction_is_shown_by_a_photo_from_the_phone(bureau, browse, tmp_path) -> None:
    case = bureau.file()
    accounts = [bureau.user("甲").pk, bureau.user("乙").pk]
    investigation.assign(case.number, accounts=accounts, by=bureau.by("甲"), at=MONDAY)
    case = investigation.order(case.number, what="把执照挂在醒目处", until=MONDAY.date(), by=bureau.by("甲"), at=MONDAY)
    client, address = browse("王芳"), f"/my/cases/{case.number}/show/"
    assert "改正后的照片" in client.get(address).content.decode()
    (tmp_path / "a.png").write_bytes(PNG)
    with (tmp_path / "a.png").open("rb") as photo:
        sent = client.post(address, {"version": case.version, "words": "已经挂好了", "photo": photo})
    assert sent.status_code == 302
    stored = case.corrections.get().photo
    assert stored is not None
    assert browse("甲").get(f"/files/{stored.pk}/").status_code == 200
    assert browse("李强").get(f"/files/{stored.pk}/").status_code in (403, 404)


def test_the_party_answers_the_notice(bureau, browse) -> None:
    case = bureau.proposed(said=HARMFUL, effect=Effect.ORDINARY, cents=50_000)
    case = proposal.notify(case.number, by=bureau.by("甲"), at=MONDAY)
    client, address = browse("王芳"), f"/my/cases/{case.number}/defend/"
    assert client.post(address, {"version": case.version, "words": ""}).status_code == 422
    assert client.post(address, {"version": case.version, "words": "家中困难", "hearing": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.hearing_asked and case.defence == "家中困难"


def test_the_officer_reads_every_condition_with_its_reason(bureau, browse) -> None:
    case = bureau.investigated(said={**HARMFUL, "established": None})
    page = browse("甲").get(f"/desk/cases/{case.number}/").content.decode()
    assert "查清违法事实，补充证据" in page and "qd-sc-02" in page and "危害后果较大" in page


def test_an_officer_files_and_works_a_case_through_its_pages(bureau, browse) -> None:
    client = browse("甲")
    filed = client.post(
        "/desk/cases/new/",
        {"id_number": "91211103MA10ABC34U", "offence": "sc-06", "act_on": "2022-03-07", "source": "inspection"},
    )
    assert filed.status_code == 302
    address = filed["Location"]
    accounts = [bureau.user("甲").pk, bureau.user("乙").pk]

    def take(verb: str, **said):
        case = bureau_case(address)
        return client.post(f"{address}{verb}/", {"version": case.version, **said})

    assert take("assign", accounts=accounts).status_code == 302
    facts = client.get(f"{address}record/").content.decode()
    assert "法律、行政法规、国务院决定禁止经营或者须经许可的领域" in facts and "持续" in facts
    answered = {
        "a-法律、行政法规、国务院决定禁止经营或者须经许可的领域": "no", "n-months_lasted": "5", "harm": "none",
        "found_on": "2022-03-07", "corrected_on": "2022-03-07", "established": "yes", "continuing": "no",
    }  # fmt: skip
    assert take("record", **answered).status_code == 302
    assert "qd-sc-06" in client.get(f"{address}propose/").content.decode()
    assert take("propose", effect="ordinary", imposed="10", reason="影响较大").status_code == 409
    assert take("propose", effect="must_not", imposed="0").status_code == 302
    assert bureau_case(address).rows == ["qd-sc-06"]
    assert client.post(f"{address}decide/", {"version": 1}).status_code == 403
    head = browse("负责人")
    assert head.post(f"{address}decide/", {"version": bureau_case(address).version}).status_code == 302


def bureau_case(address: str):
    return Case.objects.get(number=address.rstrip("/").rsplit("/", 1)[1])


def test_the_amount_is_exact_to_the_cent(bureau, browse) -> None:
    case = bureau.investigated(said=HARMFUL)
    said = {"version": case.version, "effect": "ordinary", "imposed": "500.07"}
    assert browse("甲").post(f"/desk/cases/{case.number}/propose/", said).status_code == 302
    case.refresh_from_db()
    assert case.imposed_cents == 50_007


def test_a_newer_state_is_answered_and_not_overwritten(bureau, browse) -> None:
    case = bureau.investigated()
    sent = browse("甲").post(
        f"/desk/cases/{case.number}/propose/", {"version": 1, "effect": "must_not", "imposed": "0"}
    )
    assert sent.status_code == 409 and "已被他人更新" in sent.content.decode()


def test_another_bureau_sees_neither_list_nor_case(bureau, browse) -> None:
    case = bureau.investigated()
    client = browse("外局")
    assert case.number not in client.get("/desk/cases/").content.decode()
    assert client.get(f"/desk/cases/{case.number}/").status_code == 404
    assert client.get(f"/desk/cases/{case.number}/record/").status_code == 404


def test_the_worklist_leads_to_the_case(bureau, browse) -> None:
    case = bureau.investigated()
    page = browse("甲").get("/desk/").content.decode()
    assert f"/desk/cases/{case.number}/" in page and "调查中" in page


def test_personal_numbers_are_masked_and_in_no_page(bureau, browse) -> None:
    case = bureau.investigated()
    page = browse("甲").get(f"/desk/cases/{case.number}/").content.decode()
    assert case.party.id_masked in page
    assert parties.id_number(case.party) not in page


def test_two_officers_decide_on_the_spot_up_to_its_limit(bureau, browse) -> None:
    address, client = "/desk/cases/on-the-spot/", browse("甲")
    page = client.get(address).content.decode()
    assert "乙 LN-2022-0002" in page and "甲 LN-2022-0001" not in page
    said = {
        "id_number": "91211103MA10ABC34U", "offence": "sc-02", "other": bureau.user("乙").pk, "harm": "considerable",
        "slight": "no", "effect": "ordinary", "imposed": "3000.01", "reason": "",
    }  # fmt: skip
    refused = client.post(address, said)
    assert refused.status_code == 422 and "超过当场处罚的限额" in refused.content.decode()
    decided = client.post(address, {**said, "imposed": "1999.50"})
    case = bureau_case(decided["Location"])
    assert (case.state, case.on_the_spot, case.imposed_cents) == ("decided", True, 199_950)
    assert browse("审核").get(address).status_code == 403


def test_who_acted_together_stands_in_one_case(bureau, browse) -> None:
    client = browse("甲")
    said = {
        "id_number": bureau.number("王芳"), "joint": bureau.number("李强"), "offence": "sc-02", "act_on": "2022-03-07",
        "source": "inspection",
    }  # fmt: skip
    case = bureau_case(client.post("/desk/cases/new/", said)["Location"])
    assert [one.name for one in case.joint.all()] == ["李强"]
    assert browse("李强").get(f"/my/cases/{case.number}/").status_code == 200
    mixed = client.post("/desk/cases/new/", {**said, "joint": "91211103MA10ABC34U"})
    assert mixed.status_code == 422 and "分别立案" in mixed.content.decode()
