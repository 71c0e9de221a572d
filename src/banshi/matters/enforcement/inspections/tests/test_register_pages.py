"""The two registers kept at the desk: added, changed and struck with a reason, all of it in the journal."""

import pytest
from django.urls import reverse

from banshi.kernel.access import services as accounts
from banshi.kernel.calendar import moments
from banshi.kernel.journal.models import Line
from banshi.matters.enforcement.inspections import pools
from banshi.matters.enforcement.inspections.models import CheckObject
from banshi.matters.enforcement.officers.models import Inspector

from . import at
from .conftest import FIRE, MACHINE, MARKET, credit_code
from .test_pages import browser, see

pytestmark = pytest.mark.django_db

NEW = credit_code(90)
OBJECT = {
    "credit_code": NEW, "name": "盘锦示例新店", "kind": "enterprise", "risk": "B", "district": "211102",
    "industry": "餐饮", "weight": "1", "address": "示例街90号", "reason": "新设立",
}  # fmt: skip
OFFICER = {
    "username": "new.officer", "office": MARKET, "certificate": "2111-00077", "fields_": "食品、药品", "districts": ["211102"],
    "lead": "on", "valid_until": "2026-12-31",
}  # fmt: skip


def post(client, route, data, *args, **kwargs):
    return client.post(reverse(f"inspections:{route}", args=args), data, **kwargs)


def lines(stream):
    return [(line.kind.split(".")[1], line.data) for line in Line.objects.filter(stream=stream).order_by("seq")]


@pytest.fixture
def keeper(city):
    return browser(city, "keeper")


@pytest.fixture
def officer(city):
    return accounts.create_staff(username="new.officer", name="新来的", by=MACHINE, at=at(1))


def test_an_object_is_added_with_its_reason(city, keeper):
    see(keeper, "desk_new_object")
    answer = post(keeper, "desk_new_object", OBJECT)
    assert answer["Location"] == reverse("inspections:desk_object", args=[NEW])
    made = CheckObject.objects.get(credit_code=NEW)
    assert (made.name, made.risk, made.district_id, made.left_at) == ("盘锦示例新店", "B", "211102", None)
    assert [(kind, data["reason"]) for kind, data in lines(f"check-object:{NEW}")] == [("ObjectRegistered", "新设立")]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"credit_code": "91211100900000000X"}, "校验"),
        ({"credit_code": credit_code(1)}, "名录中已有"),
        ({"reason": ""}, "必填"),
        ({"weight": "101"}, "小于"),
        ({"industry": "餐\u200b饮"}, "行业应为"),
    ],
)
def test_an_object_that_cannot_be_is_refused_on_the_form(city, keeper, wrong, words):
    before = CheckObject.objects.count()
    answer = post(keeper, "desk_new_object", OBJECT | wrong)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert CheckObject.objects.count() == before


def test_an_object_is_struck_and_comes_back_with_reasons(city, keeper):
    code = credit_code(1)
    post(keeper, "desk_strike_object", {"reason": " "}, code)
    assert CheckObject.objects.get(credit_code=code).left_at is None, "not without a reason"
    post(keeper, "desk_strike_object", {"reason": "注销登记"}, code)
    assert CheckObject.objects.get(credit_code=code).left_at
    page = see(keeper, "desk_object", code)
    assert "不再参加抽取" in page
    assert reverse("inspections:desk_strike_object", args=[code]) not in page
    post(keeper, "desk_new_object", OBJECT | {"credit_code": code, "reason": "迁回"})
    assert CheckObject.objects.get(credit_code=code).left_at is None
    said = [(kind, data["reason"]) for kind, data in lines(f"check-object:{code}")]
    assert said[-2:] == [("ObjectLeft", "注销登记"), ("ObjectChanged", "迁回")]


def test_an_inspector_is_added_with_certificate_fields_and_districts_and_recused(city, keeper, officer):
    see(keeper, "desk_new_inspector")
    answer = post(keeper, "desk_new_inspector", OFFICER)
    made = Inspector.objects.get(account=officer)
    assert answer["Location"] == reverse("inspections:desk_inspector", args=[made.number])
    assert (made.certificate, made.fields, made.districts, made.lead) == (
        "2111-00077",
        ["药品", "食品"],
        ["211102"],
        True,
    )
    assert lines(f"inspector:{made.number}")[0][0] == "InspectorRegistered"
    post(keeper, "desk_recuse", {"credit_code": credit_code(2), "reason": "亲属"}, made.number)
    assert credit_code(2) in see(keeper, "desk_inspector", made.number)
    assert [kind for kind, _ in lines(f"inspector:{made.number}")] == ["InspectorRegistered", "RecusalEntered"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "nobody"}, "没有这个工作人员账号"),
        ({"username": "wang"}, "已在名录中"),
        ({"certificate": "2111-00007"}, "已在名录中"),
        ({"valid_until": "2021-05-01"}, "已过有效期"),
        ({"fields_": ""}, "必填"),
        ({"office": "pj-none"}, "pj-none"),
    ],
)
def test_an_inspector_who_cannot_be_is_refused_on_the_form(city, keeper, officer, wrong, words):
    before = Inspector.objects.count()
    answer = post(keeper, "desk_new_inspector", OFFICER | wrong)
    assert words in answer.content.decode()
    assert Inspector.objects.count() == before


def test_an_inspector_page_says_how_many_tasks_the_year_has_given(city, keeper):
    task = city.task()
    with moments.travel(at(13)):
        counted = pools.loads(2021, at(13))
        assert counted[task.first.number] >= 1
        page = see(keeper, "desk_inspector", task.first.number)
    assert f'<dd class="number">{counted[task.first.number]}</dd>' in page


def test_an_office_adds_officers_to_itself_only(city, officer):
    manager = browser(city, "manager")
    assert f'value="{MARKET}"' in see(manager, "desk_new_inspector")
    assert f'value="{FIRE}"' not in see(manager, "desk_new_inspector")
    post(manager, "desk_new_inspector", OFFICER | {"office": FIRE})
    assert not Inspector.objects.filter(account=officer).exists()
    post(manager, "desk_new_inspector", OFFICER)
    assert Inspector.objects.get(account=officer).office_id == MARKET


def test_an_inspector_is_changed_and_struck_with_a_reason(city, keeper):
    number = Inspector.objects.get(account__username="wang").number
    change = {"fields_": "食品", "districts": ["211103"], "valid_until": "2024-01-31"}
    post(keeper, "desk_inspector", change, number)
    post(keeper, "desk_strike_inspector", {"reason": ""}, number)
    assert Inspector.objects.get(number=number).left_at is None
    post(keeper, "desk_strike_inspector", {"reason": "调离执法岗位"}, number)
    assert Inspector.objects.get(number=number).left_at
    page = see(keeper, "desk_inspector", number)
    assert "不再参加抽取" in page
    assert reverse("inspections:desk_recuse", args=[number]) not in page
    said = lines(f"inspector:{number}")
    assert [kind for kind, _ in said] == ["InspectorRegistered", "InspectorChanged", "InspectorLeft"]
    assert said[-1][1]["reason"] == "调离执法岗位"


@pytest.mark.parametrize("name", ["manager", "chief", "wang", "stranger"])
def test_who_does_not_keep_the_city_register_of_objects_changes_nothing(city, name):
    client = browser(city, name)
    assert client.get(reverse("inspections:desk_new_object")).status_code == 403
    assert post(client, "desk_new_object", OBJECT).status_code == 403
    assert post(client, "desk_strike_object", {"reason": "x" * 9}, credit_code(1)).status_code == 403
    assert CheckObject.objects.get(credit_code=credit_code(1)).left_at is None


def test_readers_of_inspections_add_and_strike_no_officer(city):
    for name in ("chief", "wang"):
        client = browser(city, name)
        assert client.get(reverse("inspections:desk_new_inspector")).status_code == 403
        assert post(client, "desk_strike_inspector", {"reason": "x"}, "ZF-007").status_code == 403
    assert post(browser(city, "stranger"), "desk_strike_inspector", {"reason": "x"}, "ZF-007").status_code == 404
