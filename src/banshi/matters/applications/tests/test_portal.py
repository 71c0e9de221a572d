"""The resident's pages: nothing that was typed or uploaded is ever lost, every fault stands beside its field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from banshi.kernel.calendar import moments
from banshi.kernel.clock import Limit
from banshi.kernel.journal import seals
from banshi.matters.applications import selectors
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import State
from banshi.matters.applications.services import acceptance, review
from banshi.registers.parties.tests.people import WANG

from .people import FOOD, LICENCE, on, pdf

APPLY = f"/items/{FOOD}/apply/"


def filled(town, **more):
    handed = town.handed(FOOD, town.wang)
    sent = {f"q-{name}": value for name, value in handed.answers.items()}
    sent |= {f"f-{name}": value for name, value in handed.form.items()}
    return {**sent, "m-layout": pdf("布局.pdf"), "m-safety-rules": pdf("制度.pdf"), "action": "submit", **more}


def test_it_works(town, browse):
    answer = browse("王芳").post(APPLY, filled(town))
    application = Application.objects.get()
    assert answer.url == reverse("applications:progress", args=[application.number])
    assert application.state == State.SUBMITTED
    assert browse("王芳").get(answer.url).status_code == 200


def test_what_is_already_known_is_filled_in_for_its_owner_only(town, browse):
    page = browse("王芳").get(f"/items/{LICENCE}/apply/").content.decode()
    assert WANG[1] in page
    assert WANG[1] not in browse("李强").get(f"/items/{LICENCE}/apply/").content.decode()


def test_a_visitor_is_asked_to_log_in(town):
    assert Client().get(APPLY).status_code == 302


def test_faults_stand_beside_their_fields_and_the_draft_is_kept(town, browse):
    client = browse("王芳")
    sent = filled(town, **{"f-area": "很大", "f-premises": "兴隆台区石油大街1号"})
    answer = client.post(APPLY, sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors["f-area"] == ["请填写数字。"]
    draft = Application.objects.get()
    assert draft.form["premises"] == "兴隆台区石油大街1号"
    assert draft.materials.get(code="layout").file.name == "布局.pdf"
    page = answer.content.decode()
    assert f'action="{reverse("applications:edit", args=[draft.number])}"' in page  # corrected, not begun again
    again = {name: value for name, value in sent.items() if not name.startswith("m-")} | {"f-area": "80"}
    assert client.post(reverse("applications:edit", args=[draft.number]), again).status_code == 302
    assert Application.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (SimpleUploadedFile("病毒.exe", b"MZ\x90\x00" * 100), "只接受"),
        (SimpleUploadedFile("图.png", b"%PDF-1.4 not a picture"), "扩展名不一致"),
        (SimpleUploadedFile("空.pdf", b""), "空"),
        (SimpleUploadedFile("大.pdf", b"%PDF-1.4" + b"0" * (20 * 1024 * 1024)), "20MB"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_beside_its_field(town, browse, upload, says):
    answer = browse("王芳").post(APPLY, filled(town, **{"m-layout": upload}))
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors["m-layout"])
    draft = Application.objects.get()
    assert (draft.state, draft.form["area"]) == (State.DRAFT, "1")
    assert draft.materials.get(code="safety-rules").file is not None


def test_a_file_for_something_nobody_asked_is_not_kept(town, browse):
    browse("王芳").post(APPLY, filled(town, **{"m-other": pdf(), "action": "save"}))
    assert not Application.objects.get().materials.filter(code="other").exists()


def test_the_answer_that_leads_elsewhere_shows_the_way(town, browse):
    page = browse("王芳").get(f"/items/{LICENCE}/apply/?q-overdue=over-1y").content.decode()
    assert "/items/jsz-hfjs/" in page
    handed = town.handed(LICENCE, town.wang)
    sent = {f"f-{name}": value for name, value in handed.form.items()} | {"q-overdue": "over-1y", "action": "submit"}
    answer = browse("王芳").post(f"/items/{LICENCE}/apply/", sent)
    assert answer.status_code == 422
    assert "q-overdue" in answer.context["form"].errors
    assert "/items/jsz-hfjs/" in answer.content.decode()


def notified(town):
    number = town.submit()
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 2, 11))
    return number, reverse("applications:supplement", args=[number])


def test_what_was_missing_is_handed_in(town, browse):
    number, address = notified(town)
    client = browse("王芳")
    assert "平面图不清晰" in client.get(address).content.decode()
    assert client.post(address, {"version": 2, "m-layout": pdf("新布局.pdf")}).status_code == 302
    assert town.state(number) == State.SUBMITTED
    assert town.read(number).materials.get(code="layout").file.name == "新布局.pdf"


def test_a_supplement_says_what_is_wrong_beside_the_field(town, browse):
    number, address = notified(town)
    answer = browse("王芳").post(address, {"version": 2, "m-layout": SimpleUploadedFile("x.exe", b"MZ\x90\x00")})
    assert answer.status_code == 422
    assert "只接受" in answer.context["form"].errors["m-layout"][0]
    answer = browse("王芳").post(address, {"version": 2})
    assert answer.status_code == 422
    assert "请至少补交一份材料" in answer.content.decode()
    assert town.state(number) == State.SUPPLEMENTING


def test_a_supplement_when_none_is_asked_leads_back(town, browse):
    number = town.submit()
    assert browse("王芳").get(reverse("applications:supplement", args=[number])).status_code == 302


def test_taking_back_asks_first_and_answers_a_stale_page(town, browse):
    number = town.submit()
    client, address = browse("王芳"), reverse("applications:withdraw", args=[number])
    assert client.get(address).status_code == 200
    assert town.state(number) == State.SUBMITTED
    answer = client.post(address, {"version": 9, "reason": ""})
    assert (answer.status_code, town.state(number)) == (409, State.SUBMITTED)
    answer = client.post(address, {"version": 1, "reason": "电话13812345678联系"})
    assert "请不要写身份证号码" in answer.content.decode()
    assert client.post(address, {"version": 1}).status_code == 302
    assert town.state(number) == State.WITHDRAWN


def test_the_progress_page_tells_everything_in_every_state(town, browse):
    client = browse("王芳")
    number = town.accepted()
    address = reverse("applications:progress", args=[number])
    page = client.get(address).content.decode()
    assert "审查中" in page and "2026年3月5日" in page
    review.start_special(number, kind="听证", needed=Limit.parse("5wd"), reason="需要听证", by=town.li, at=on(3, 3))
    page = client.get(address).content.decode()
    assert "停表" in page
    review.end_special(number, by=town.li, at=on(3, 4))
    with moments.travel(on(3, 20)):
        town.run_clock(on(3, 20))
        page = browse("王芳").get(address).content.decode()
        assert "承诺最迟2026年3月9日（星期一）作出决定，自2026年3月10日（星期二）起超期" in page
        assert "最迟在承诺日作出决定" not in page and "还没有公开超期原因" in page
        assert "自2026年3月10日（星期二）起超期" in browse("王芳").get(reverse("applications:mine")).content.decode()
        review.explain_delay(number, reason="系统升级，核验延误", by=town.head, at=on(3, 20))
        page = browse("王芳").get(address).content.decode()
        assert "系统升级，核验延误" in page and "已超期" in page and "还没有公开超期原因" not in page
    review.refuse(number, reason="场所不符合要求", basis="食品安全法 第三十三条", by=town.head, at=on(3, 20))
    page = client.get(address).content.decode()
    assert "行政复议" in page and "兴隆台区人民法院" in page and "场所不符合要求" in page


def test_one_s_list_pages_from_the_newest(town, browse):
    numbers = [town.submit() for _ in range(22)]
    client = browse("王芳")
    page = client.get(reverse("applications:mine"))
    assert numbers[-1] in page.content.decode() and numbers[0] not in page.content.decode()
    older = client.get(reverse("applications:mine") + page.context["older"]).content.decode()
    assert numbers[0] in older
    assert client.get(reverse("applications:mine") + "?before=x²").status_code == 200


def test_a_proof_is_there_once_the_line_is_sealed(town, browse):
    number = town.submit()
    address = reverse("applications:proof", args=[number, 1])
    assert browse("王芳").get(address).status_code == 409
    assert browse("王芳").get(reverse("applications:proof", args=[number, 99])).status_code == 404
    seals.seal(at=on(3, 3))
    assert browse("王芳").get(address).json()["line"]["kind"] == "applications.ApplicationSubmitted"


def test_an_agent_acts_and_the_matter_says_so(town):
    assert selectors.of_residents(town.actor("李强")).count() == 0
    number = town.submit()
    assert town.read(number).agent_id is None
