"""The office's pages: exactly the steps that are allowed, one's words kept, nobody's work overwritten."""

import pytest
from django.urls import reverse

from banshi.kernel.calendar import moments
from banshi.matters.applications import selectors
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import State, Verb
from banshi.matters.applications.services import acceptance
from banshi.registers.parties.tests.people import ZHAO

from .people import FOOD, LICENCE, on


def page_of(number):
    return reverse("applications:matter", args=[number])


def step(number, verb):
    return reverse("applications:step", args=[number, verb])


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("窗口李明", {"answer_not_required", "answer_not_competent", "notify", "accept"}),
        ("审查赵磊", set()),
        ("负责人张伟", set()),
        ("市级刘洋", {"answer_not_required", "answer_not_competent", "notify", "accept"}),
    ],
)
def test_the_buttons_are_exactly_the_steps_that_are_allowed(town, browse, name, verbs):
    number = town.submit()
    answer = browse(name).get(page_of(number))
    assert {step[0] for step in answer.context["steps"]} == verbs


def test_a_step_without_words_is_one_press(town, browse):
    number = town.submit()
    answer = browse("窗口李明").post(step(number, "accept"), {"version": 1}, follow=True)
    assert town.state(number) == State.REVIEW
    assert "已完成：受理" in answer.content.decode()


def test_a_step_with_words_asks_for_them(town, browse):
    number, client = town.submit(), browse("窗口李明")
    assert client.get(step(number, "notify")).status_code == 200
    assert client.post(step(number, "notify"), {"version": 1, "deficiencies": ""}).status_code == 422
    client.post(step(number, "notify"), {"version": 1, "deficiencies": "平面图\n\n营业执照"})
    assert town.read(number).deficiencies == ["平面图", "营业执照"]


def test_an_extension_is_in_the_units_of_the_law(town, browse):
    number = town.accepted()
    browse("负责人张伟").post(step(number, "extend"), {"version": 2, "days": 5, "reason": "案情复杂需要核查"})
    assert town.read(number).extension == "5wd"


def test_a_stale_page_shows_what_changed_and_keeps_the_words(town, browse):
    number, client = town.submit(), browse("窗口李明")
    acceptance.accept(number, by=town.actor("市级刘洋"), at=on(3, 2, 11), version=1)
    answer = browse("负责人张伟").post(step(number, "terminate"), {"version": 1, "reason": "我写了很久的理由"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert [entry["title"] for entry in answer.context["news"]] == ["受理"]
    assert "我写了很久的理由" in page
    assert answer.context["form"]["version"].value() == 2  # a second press is a decision made in sight of the news
    assert town.state(number) == State.REVIEW
    answer = client.post(step(number, "accept"), {"version": 1})
    assert answer.status_code == 409


def test_a_step_that_the_law_refuses_names_the_article(town, browse):
    number = town.accepted()
    answer = browse("负责人张伟").post(step(number, "extend"), {"version": 2, "days": 60, "reason": "案情复杂需要核查"})
    assert answer.status_code == 409
    assert "行政许可法 第四十二条" in answer.content.decode()


@pytest.mark.parametrize("verb", ["submit", "withdraw", "deem_accepted", "grant_by_silence", "nonsense"])
def test_steps_that_are_not_the_office_s_do_not_exist(town, browse, verb):
    assert browse("负责人张伟").post(step(town.submit(), verb), {"version": 1}).status_code == 404


@pytest.mark.parametrize("field", ["reason", "deficiencies"])
@pytest.mark.parametrize("number_of_a_person", ["211103198803150026", "13812345678"])
def test_no_personal_number_gets_into_the_journal(town, browse, field, number_of_a_person):
    number = town.submit()
    verb = {"reason": "answer_not_required", "deficiencies": "notify"}[field]
    answer = browse("窗口李明").post(step(number, verb), {"version": 1, field: f"请联系{number_of_a_person}补交"})
    assert answer.status_code == 422
    assert "请不要写身份证号码" in answer.content.decode()
    assert len(town.lines(number)) == 1


def test_the_missing_paper_is_taken_in_at_the_desk(town, browse):
    number = town.submit(by="窗口李明")
    acceptance.notify(number, deficiencies=["平面图不清晰"], by=town.li, at=on(3, 2, 11))
    client = browse("窗口李明")
    assert "平面图不清晰" in client.get(step(number, "supplement")).content.decode()
    assert client.post(step(number, "supplement"), {"version": 2}).status_code == 409
    assert client.post(step(number, "supplement"), {"version": 2, "m-layout": "on"}).status_code == 302
    assert town.read(number).materials.get(code="layout").way == "paper"


def counter(town, item=FOOD, **more):
    handed = town.handed(item, town.li)
    sent = {f"q-{name}": value for name, value in handed.answers.items()}
    sent |= {f"f-{name}": value for name, value in handed.form.items()}
    sent |= {f"m-{name}": "on" for name in handed.materials}
    return {**sent, "kind": "person", "name": ZHAO[0], "number": ZHAO[1], "key": "a-key-of-this-page", **more}


def test_the_counter_takes_in_for_who_stands_there(town, browse):
    address = reverse("applications:receive", args=[FOOD])
    client = browse("窗口李明")
    assert client.get(address).status_code == 200
    answer = client.post(address, counter(town, action="submit", phone=ZHAO[2]))
    application = Application.objects.get()
    assert answer.url == page_of(application.number)
    assert (application.channel, application.applicant_name) == ("1", ZHAO[0])
    assert ZHAO[1] not in client.get(answer.url).content.decode()  # shown masked


def test_a_second_press_makes_no_second_matter(town, browse):
    address, client = reverse("applications:receive", args=[FOOD]), browse("窗口李明")
    first = client.post(address, counter(town, action="submit"))
    second = client.post(address, counter(town, action="submit"))
    assert first.url == second.url
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"number": "211103198803150027"}, "number"), ({"name": ""}, "name"), ({"phone": "12"}, "phone")],
)
def test_a_wrong_card_is_said_beside_its_field(town, browse, wrong, field):
    address = reverse("applications:receive", args=[FOOD])
    answer = browse("窗口李明").post(address, counter(town, action="submit", **wrong))
    assert answer.status_code == 422
    assert answer.context["who"].errors[field]


def test_changing_the_situation_is_not_yet_a_fault(town, browse):
    address = reverse("applications:receive", args=[LICENCE])
    answer = browse("市级刘洋").post(address, {"action": "refresh", "q-overdue": "over-1y"})
    assert answer.status_code == 200
    assert not answer.context["who"].errors
    assert "/items/jsz-hfjs/" in answer.content.decode()


def test_a_foreign_counter_does_not_take_in(town, browse):
    assert browse("外区马丽").get(reverse("applications:receive", args=[FOOD])).status_code == 404
    assert FOOD not in browse("外区马丽").get("/desk/counter/").content.decode()
    assert FOOD in browse("窗口李明").get("/desk/counter/").content.decode()


def test_the_worklist_shows_light_state_and_the_next_page(town, browse):
    numbers = [town.submit() for _ in range(22)]
    client = browse("窗口李明")
    first = client.get("/desk/")
    assert len(first.context["rows"]) == 20
    second = client.get("/desk/" + first.context["older"])
    assert [row["line"].number for row in second.context["rows"]] == numbers[20:]
    assert {row["light"] for row in first.context["rows"]} == {"green"}
    with moments.travel(on(3, 10)):
        assert {row["light"] for row in browse("窗口李明").get("/desk/?light=red").context["rows"]} == {"red"}
    assert client.get("/desk/", {"q": numbers[3]}).context["rows"][0]["line"].number == numbers[3]
    assert client.get("/desk/", {"q": "\x00", "after": "x_²", "state": "none"}).status_code in {200, 400}


def test_what_has_ended_can_still_be_opened(town, browse):
    number = town.submit()
    acceptance.answer_not_required(number, reason="不需要许可", by=town.li, at=on(3, 2, 11))
    answer = browse("窗口李明").get(page_of(number))
    assert answer.context["steps"] == []
    assert Verb.ACCEPT not in selectors.allowed(town.read(number), by=town.li)
