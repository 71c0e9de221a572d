"""Pages of lists and joint measures: the public's, the subject's, the desk's; and in English."""

import pytest
from django.test import Client
from django.utils.translation import override

from banshi.kernel.calendar import moments
from banshi.registers.credit.models import JointAction, Listing
from banshi.registers.credit.rules.measures import Moment
from banshi.registers.credit.services import lists, measures
from banshi.registers.credit.tests.people import COMPANY, SID, on
from banshi.registers.parties import selectors as parties
from banshi.site import messages
from tests.texts import unmarked

LATER = on(3, 21)


@pytest.fixture
def listed(bureau):
    entry = bureau.noticed()
    return lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=on(3, 15))


@pytest.fixture
def met(bureau, listed) -> JointAction:
    said = {"key": "SQ-2022-000001", "office_path": bureau.unit(8).office.path, "by": bureau.by("专管员"), "at": LATER}
    moment = Moment("application", LATER.date())
    return measures.meet(parties.number_fingerprint(COMPANY[1]), moment, **said)[0]


def test_anybody_sees_who_is_listed_why_and_until_when(listed) -> None:
    with moments.travel(LATER):
        page = Client().get("/credit/lists/").content.decode()
        assert COMPANY[0] in page and "两次超标排污" in page and "红黑名单" in page
        assert COMPANY[0] not in Client().get("/credit/lists/?list=tax-a").content.decode()
        assert COMPANY[0] in Client().get("/credit/lists/?q=示例建设&list=environment-serious").content.decode()
    with moments.travel(on(3, 16, year=2025)):
        assert COMPANY[0] not in Client().get("/credit/lists/").content.decode()


def test_a_proposal_is_nobodys_business_but_the_offices(bureau) -> None:
    bureau.proposed()
    assert COMPANY[0] not in Client().get("/credit/lists/").content.decode()


@pytest.mark.parametrize("query", ["?list=nothing", "?page=zz", "?q=%26page=9", "?q=%27%20OR%201=1", "?kind=zz&page=0"])
@pytest.mark.parametrize("page", ["/credit/lists/", "/credit/measures/cases/", "/credit/repairs/"])
def test_what_the_lists_are_asked_never_breaks_them(bureau, page: str, query: str) -> None:
    assert Client().get(f"{page}{query}").status_code == 200


def test_the_catalogue_says_what_the_law_commands_and_what_it_allows(bureau) -> None:
    page = Client().get("/credit/measures/").content.decode()
    assert "不适用告知承诺制" in page and "应当" in page and "政府采购法" in page


def test_an_officer_proposes_and_notifies_and_the_head_decides(bureau, browse) -> None:
    officer, head = browse("专管员"), browse("负责人")
    said = {"list": "environment-serious", "code": "91211100MA0UYTRE00", "reasons": "两次超标排污，情节严重"}
    assert officer.post("/desk/credit/lists/new/", said).status_code == 422  # 没有这个主体
    made = officer.post("/desk/credit/lists/new/", {**said, "code": COMPANY[1]})
    entry = Listing.objects.get()
    assert made["Location"] == f"/desk/credit/lists/{entry.number}/"
    assert officer.post(f"{made['Location']}notify/", {"version": 1}).status_code == 302
    assert browse("王芳").get(f"/my/credit/lists/{entry.number}/").status_code == 200
    words = {"version": 2, "words": "设施当时在检修"}
    assert browse("王芳").post(f"/my/credit/lists/{entry.number}/state/", words).status_code == 302
    assert "设施当时在检修" in head.get(made["Location"]).content.decode()
    assert officer.post(f"{made['Location']}list/", {"version": 3, "reason": "事实清楚"}).status_code == 403
    assert head.post(f"{made['Location']}list/", {"version": 3, "reason": "事实清楚，符合标准"}).status_code == 302
    entry.refresh_from_db()
    assert entry.state == "listed"


def test_the_desk_says_why_a_step_is_refused(bureau, browse) -> None:
    entry = bureau.noticed()
    sent = browse("负责人").post(f"/desk/credit/lists/{entry.number}/list/", {"version": 2, "reason": "事实清楚"})
    assert sent.status_code in (409, 422) and "期限还没有届满" in sent.content.decode()


@pytest.mark.parametrize(("name", "status"), [("王芳", 200), ("李强", 404)])
def test_only_its_subject_opens_an_entry(bureau, browse, name: str, status: int) -> None:
    entry = bureau.noticed()
    assert browse(name).get(f"/my/credit/lists/{entry.number}/").status_code == status


def test_another_office_finds_nothing(bureau, browse, met) -> None:
    entry = Listing.objects.get()
    assert browse("市场负责人").get(f"/desk/credit/lists/{entry.number}/").status_code == 404
    assert browse("市场负责人").get(f"/desk/credit/measures/{met.number}/").status_code == 404
    assert browse("负责人").get(f"/desk/credit/lists/{entry.number}/").status_code == 200


def test_the_office_answers_a_measure_on_its_page(bureau, browse, met) -> None:
    head, address = browse("负责人"), f"/desk/credit/measures/{met.number}/"
    assert met.number in head.get("/desk/credit/measures/").content.decode()
    assert head.post(address, {"outcome": "applied"}).status_code == 422
    assert head.post(address, {"outcome": "applied", "reason": "已告知须提交原件"}).status_code == 302
    assert "已告知须提交原件" in head.get(address).content.decode()
    assert browse("领导").get(address).status_code == 200
    assert browse("领导").post(address, {"outcome": "applied", "reason": "已经办理"}).status_code == 403


def test_the_figure_of_cases_opens_down_to_each_and_names_nobody(bureau, browse, met) -> None:
    """Three measures were met; one was applied, one was not, one waits."""
    head, others = bureau.by("负责人"), list(JointAction.objects.exclude(pk=met.pk))
    measures.answer(met.number, outcome="applied", reason="已告知须提交原件", by=head, at=LATER)
    measures.answer(others[0].number, outcome="not_applied", reason="本次未采取措施", by=head, at=LATER)
    public = Client().get("/credit/measures/cases/?kind=discipline").content.decode()
    assert met.number in public and met.law in public and "盘锦市生态环境局" in public
    assert COMPANY[0] not in public and others[0].number not in public and "已告知须提交原件" not in public
    assert met.number not in Client().get("/credit/measures/cases/?kind=incentive").content.decode()
    shown = {"discipline": met, "not_applied": others[0], "waiting": others[1]}
    for name, action in shown.items():
        page = browse("负责人").get(f"/desk/credit/measures/?show={name}").content.decode()
        assert [one.number for one in (met, *others) if one.number in page] == [action.number]


def test_figures_of_the_desk_are_those_of_its_own_offices(bureau, browse, met) -> None:
    mine, theirs = (browse(name).get("/desk/credit/measures/").context["figures"] for name in ("负责人", "市场负责人"))
    assert (mine["waiting"], theirs["waiting"]) == (3, 0)


def test_an_english_reader_reads_english(bureau, browse, met) -> None:
    entry = Listing.objects.get(sid=SID)
    other = bureau.noticed(code="safety-serious")
    mine = [
        "/credit/",
        "/credit/lists/",
        "/credit/measures/",
        "/credit/measures/cases/",
        "/credit/repairs/",
        "/my/credit/",
        f"/my/credit/lists/{entry.number}/",
    ]
    mine += [f"/my/credit/lists/{other.number}/state/"]
    desk = ["/desk/credit/lists/", f"/desk/credit/lists/{entry.number}/", f"/desk/credit/lists/{entry.number}/exit/"]
    desk += ["/desk/credit/measures/", f"/desk/credit/measures/{met.number}/"]
    sentences = [one for one in messages.collect() if len(one) >= 4 and not one.endswith("条")]
    left = []
    with moments.travel(LATER):
        for name, pages in (("王芳", mine), ("负责人", desk), ("专管员", ["/desk/credit/lists/new/"])):
            client = browse(name)
            for address in pages:
                with override("en"):
                    page = client.get(address, headers={"accept-language": "en"})
                assert page.status_code == 200, address
                texts = unmarked(page.content.decode())
                left += [f"{address}: {text}" for text in texts if any(one in text for one in sentences)]
    assert left == []
